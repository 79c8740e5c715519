"""The web side: pages and JSON from one object, headers, errors, and what is never public."""

import base64
import hashlib
import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.errors import STATUS, status_of
from api.models import ErrorAnswer, HealthShape, PublicList, PublicProfile
from api.settings import Settings
from geo.model import errors
from geo.model.errors import TryghedError

PAGES = ("/", "/afdelinger", "/afdelinger/9001-01", "/metode", "/tilgaengelighed")
JSON = {"accept": "application/json"}
OUTSIDE = re.compile(r"""(?:src|href|action)\s*=\s*["'](?:https?:)?//""")


def kinds(of: type[TryghedError] = TryghedError) -> list[type[TryghedError]]:
    """List a kind of error of the library and all under it, whatever a face adds of its own."""
    below = [kind for kind in of.__subclasses__() if kind.__module__ == of.__module__]
    return [of, *(kind for child in below for kind in kinds(child))]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_danish_titled_and_asks_nobody(web: TestClient, path: str) -> None:
    """One h1, a title, a language, a way past the menu, and no address of another host."""
    answer = web.get(path)
    text = answer.text

    assert answer.status_code == 200
    assert '<html lang="da" dir="ltr">' in text
    assert text.count("<h1>") == 1
    assert re.search(r"<title>.+ · Tryghedskort</title>", text)
    assert 'href="#indhold"' in text
    assert not OUTSIDE.search(text)
    assert "<script" not in text
    assert "style=" not in text


@pytest.mark.parametrize("path", [*PAGES, "/kort", "/health", "/openapi.json", "/nix"])
def test_every_answer_carries_the_headers(web: TestClient, path: str) -> None:
    """Also the errors; the map has a policy of its own, stricter than the others'."""
    headers = web.get(path).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    start = "default-src 'none'" if path == "/kort" else "default-src 'self'"
    assert headers["Content-Security-Policy"].startswith(start)
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_a_department_is_the_same_as_page_and_as_json(web: TestClient) -> None:
    """Accept chooses the form; what the JSON says stands on the page."""
    told = web.get("/afdelinger/9001-01", headers=JSON)
    page = web.get("/afdelinger/9001-01", headers={"accept": "text/html"}).text

    profile = PublicProfile.model_validate(told.json())
    assert "Accept" in told.headers["Vary"].split(", ")
    for words in (profile.name, profile.organisation, *(f.label for f in profile.factors)):
        assert words is not None
        assert words in page
    assert profile.dark_year.text in page
    assert f"<td>{profile.dark_year.months[11].clock}</td>" in page
    assert profile.dark_stretches
    assert all((stretch.name or "") in page for stretch in profile.dark_stretches)


def test_the_list_is_alphabetical_and_holds_no_total(web: TestClient) -> None:
    """A Danish directory's order; the place as a whole is said in words or not at all."""
    told = web.get("/afdelinger", headers=JSON).json()

    names = [entry.name for entry in PublicList.model_validate(told).departments]
    assert names == [
        *("Hasselhegnet", "Kløverrækkerne", "Solgården", "Tårnparken"),
        *("Æblehaven", "Østervænget"),
    ]
    words = {"reached", "partly", "missed", "unknown"}
    for entry in told["departments"]:
        assert "overall" not in entry
        assert set(entry["frame"].values()) <= words


def test_the_map_runs_only_its_own_scripts(web: TestClient) -> None:
    """Each script of the page is named by its hash; the data are no script; nothing is fetched."""
    answer = web.get("/kort")
    policy = answer.headers["Content-Security-Policy"]
    scripts = re.findall(r"<script>(.*?)</script>", answer.text, re.DOTALL)

    assert scripts
    for script in scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert "unsafe-inline" not in policy.split("script-src")[1].split(";")[0]
    assert "connect-src" not in policy


def test_a_map_is_sent_once(web: TestClient) -> None:
    """A browser that has it is told so; without gzip it is the same page."""
    first = web.get("/kort/9001-01")
    again = web.get("/kort/9001-01", headers={"if-none-match": first.headers["ETag"]})
    plain = web.get("/kort/9001-01", headers={"accept-encoding": "identity"})

    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["Content-Encoding"] == "gzip"
    assert plain.text == first.text


def test_an_import_is_seen_at_once(own_workspace: Path) -> None:
    """What was kept is forgotten when the workspace changes."""
    client = TestClient(create_app(Settings(workspace=str(own_workspace))))
    before = client.get("/afdelinger", headers=JSON).json()["departments"]
    client.app.state.services.workspace.undo()  # type: ignore[attr-defined]

    assert len(before) == 6
    assert client.get("/afdelinger", headers=JSON).json() == {"departments": []}


def test_an_empty_workspace_says_what_to_do(empty_web: TestClient) -> None:
    """The front page names the command; the map opens; health is fine."""
    assert "tryghedskort import" in empty_web.get("/").text
    assert empty_web.get("/kort").status_code == 200
    assert HealthShape.model_validate(empty_web.get("/health").json()).departments == 0


@pytest.mark.parametrize("accept", ["application/json", "text/html"])
@pytest.mark.parametrize(
    ("path", "status", "rule"),
    [
        ("/afdelinger/nix", 404, "department.unknown"),
        ("/kort/nix", 404, "department.unknown"),
        ("/findes/ikke", 404, "page.not_found"),
    ],
)
def test_an_error_is_told_with_its_remedy(
    web: TestClient, path: str, status: int, rule: str, accept: str
) -> None:
    """A program gets rule, message and remedy; a person a page with both sentences."""
    answer = web.get(path, headers={"accept": accept})

    assert answer.status_code == status
    if accept == "application/json":
        error = ErrorAnswer.model_validate(answer.json()).error
        assert error.rule == rule
        assert error.message
        assert error.remedy
    else:
        assert "<h1>" in answer.text
        assert rule not in answer.text


def test_a_method_a_page_does_not_take_is_told(web: TestClient) -> None:
    """405 with the methods it takes."""
    answer = web.delete("/metode", headers=JSON)

    assert answer.status_code == 405
    assert answer.json()["error"]["rule"] == "page.no_such_method"
    assert "GET" in answer.headers["Allow"]


def test_our_own_mistake_shows_nothing_of_itself(
    own_workspace: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """500 with a sentence; what it was stands in the log alone."""
    app = create_app(Settings(workspace=str(own_workspace)))

    @app.get("/gaar-galt")
    def wrong() -> None:
        raise ZeroDivisionError("hemmeligt")

    answer = TestClient(app, raise_server_exceptions=False).get("/gaar-galt", headers=JSON)

    assert answer.status_code == 500
    assert answer.json()["error"]["rule"] == "program.failed"
    assert "hemmeligt" not in answer.text
    assert "hemmeligt" in caplog.text


def test_a_workspace_that_cannot_be_opened_is_503(tmp_path: Path) -> None:
    """Pages say why; health says failing; no path of the machine in the latter."""
    (tmp_path / "fil").write_text("", "utf-8")
    client = TestClient(create_app(Settings(workspace=str(tmp_path / "fil"))))

    assert client.get("/", headers=JSON).status_code == 503
    health = client.get("/health")
    assert (health.status_code, health.json()["status"]) == (503, "failing")
    assert str(tmp_path) not in health.text


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__name__)
def test_every_error_has_its_status(kind: type[TryghedError]) -> None:
    """The table names every kind of the tree itself; a delivery is 422, under a standard 400."""
    assert kind in STATUS
    status = status_of(kind("layer.unknown"))
    assert 400 <= status < 600
    if issubclass(kind, errors.DeliveryError):
        assert status == 422
        assert status_of(kind("layer.unknown"), "/ogc/collections") == 400


def test_a_new_kind_answers_as_the_one_above_it() -> None:
    """An error nobody has put into the table is not our own mistake."""

    class Stranger(errors.PlanError):
        pass

    assert status_of(Stranger("plan.strange")) == 422


def test_static_files_last_when_asked_for_by_hash(web: TestClient) -> None:
    """The style sheet a page names is kept for a year; the typeface comes from here."""
    (address,) = re.findall(r'href="(/static/site\.css[^"]*)"', web.get("/metode").text)
    sheet = web.get(address)

    assert "immutable" in sheet.headers["Cache-Control"]
    assert "https://" not in sheet.text
    for font in re.findall(r'url\("(fonts/[^"]+)"\)', sheet.text):
        assert web.get(f"/static/{font}").status_code == 200


def test_openapi_tells_every_public_answer(web: TestClient) -> None:
    """The shapes of departments and health stand in it, under the names the JSON uses."""
    told = web.get("/openapi.json").json()

    assert {"/afdelinger", "/afdelinger/{department_id}", "/health"} <= set(told["paths"])
    states = told["components"]["schemas"]["PublicFactor"]["properties"]
    assert {"dag", "mørke"} <= set(states)


def test_every_file_the_design_system_names_is_there(web: TestClient) -> None:
    """Its unmodified style sheet asks for eighteen files of a typeface; each is answered."""
    home = "/static/vendor/dkfds/dkfds.min.css"
    named = set(re.findall(r"url\((\.\./fonts/[^)]+)\)", web.get(home).text))
    answers = [web.get("/static/vendor/" + name.removeprefix("../")) for name in named]

    assert len(named) == 18
    assert {answer.status_code for answer in answers} == {200}
    assert all(answer.content[:4] == b"wOF2" for answer in answers)
