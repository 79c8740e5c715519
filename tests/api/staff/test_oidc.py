"""Signing in at the municipality, against a provider on this machine; every way it is forged."""

import base64
import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from pydantic import SecretStr

from api.auth import COOKIE
from api.office.oidc import granted
from api.settings import Settings
from geo.model.errors import AccountError
from geo.model.staff import Role
from geo.reporting.sessions import begin_session, session_of
from tests.api.staff.provider import CLIENT, SECRET, STRANGE, Provider, provided

GROUPS = {
    "Byplan": "planner",
    "Drift": "operations",
    "Solgården": "board 9001-01",
    "CN=It,OU=Kommune": "administrator",
}
REFUSED = "Login udefra lykkedes ikke"


@pytest.fixture
def house(bare_house: Any) -> Any:
    """Answer the product on an empty workspace."""
    return bare_house


@pytest.fixture
def provider(house: Any) -> Iterator[Provider]:
    """Answer a provider, and a product that is set up for it."""
    with provided() as made:
        set_up(house, made)
        made.person["groups"] = ["Byplan"]
        yield made


def set_up(house: Any, provider: Provider, **rest: Any) -> None:
    """Set the product up for a provider."""
    house.held.settings = Settings(
        workspace=str(house.workspace),
        oidc_issuer=provider.issuer,
        oidc_client_id=CLIENT,
        oidc_client_secret=SecretStr(SECRET),
        oidc_groups=GROUPS,
        oidc_label="Eksempelkøbings login",
        **rest,
    )


def sent_there(client: Any, onward: str = "") -> str:
    """Begin at the door, sign in at the provider, and answer the path that leads back."""
    begun = client.get("/personale/oidc", params={"videre": onward})
    assert begun.status_code == 303
    there = httpx2.get(begun.headers["location"], follow_redirects=False)
    assert there.status_code == 303
    parts = urlsplit(there.headers["location"])
    return f"{parts.path}?{parts.query}"


def signed_in(house: Any, client: Any) -> Any:
    """Answer who is signed in with a browser."""
    cookie = client.cookies.get(COOKIE, path="/personale") or ""
    return session_of(house.held.register, cookie, _now()) if cookie else None


def test_the_button_is_there_only_where_it_is_set_up(house: Any) -> None:
    """Without an issuer there is no button and no such page."""
    client = house.anybody()
    assert "/personale/oidc" not in client.get("/personale/log-ind").text
    for path in ("/personale/oidc", "/personale/oidc/svar", "/personale/oidc/ud"):
        assert client.get(path).status_code == 404
    with provided() as made:
        set_up(house, made)
        page = client.get("/personale/log-ind?videre=/personale/ny").text
    assert "Log ind med Eksempelkøbings login" in page
    assert "/personale/oidc?videre=/personale/ny" in page


def test_whoever_signs_in_there_is_signed_in_here(house: Any, provider: Provider) -> None:
    """One account per person with the role of today's groups; the password's way is untouched."""
    client = house.anybody()
    made = client.get(sent_there(client, "/personale/ny"))
    assert made.headers["location"] == "/personale/ny"
    first = signed_in(house, client)
    assert (first.name, first.role, first.department) == ("ida", Role.PLANNER, None)
    assert client.get("/personale/ny").status_code == 200
    assert client.get("/personale/brugere").status_code == 404

    provider.person |= {"groups": ["Kantinen", "CN=It,OU=Kommune", "Drift"]}
    again = house.anybody()
    again.get(sent_there(again))
    assert signed_in(house, again).id == first.id
    assert signed_in(house, again).role is Role.ADMINISTRATOR
    assert again.get("/personale/brugere").status_code == 200
    provider.person |= {"sub": "43", "groups": "Solgården"}
    board = house.anybody()
    board.get(sent_there(board))
    assert (signed_in(house, board).role, signed_in(house, board).department) == (
        Role.BOARD,
        "9001-01",
    )
    assert signed_in(house, board).name.startswith("ida+")
    with pytest.raises(AccountError):
        house.held.register.check("ida", "", _now())


def test_no_group_with_a_role_is_no_access(house: Any, provider: Provider) -> None:
    """Also for who came in yesterday; told in Danish, with whom to ask."""
    client = house.anybody()
    client.get(sent_there(client))
    assert signed_in(house, client) is not None
    for groups in (["Kantinen"], [], None, {"Byplan": 1}):
        provider.person["groups"] = groups
        late = house.anybody()
        page = late.get(sent_there(late))
        assert page.status_code == 422
        assert "ingen af dine grupper giver adgang" in page.text
        assert signed_in(house, late) is None


@pytest.mark.usefixtures("provider")
def test_an_account_of_a_password_is_never_taken_over(house: Any) -> None:
    """A name from elsewhere that somebody has here already becomes another account."""
    ours, _ = house.held.register.add("ida", Role.ADMINISTRATOR, None, "test", _now())
    client = house.anybody()
    client.get(sent_there(client))

    assert signed_in(house, client).id != ours.id
    assert signed_in(house, client).role is Role.PLANNER


@pytest.mark.usefixtures("provider")
def test_a_closed_account_stays_closed(house: Any) -> None:
    """Whatever the municipality says."""
    client = house.anybody()
    client.get(sent_there(client))
    house.held.register.disable("ida", "test", _now())
    assert client.get("/personale").status_code == 303
    page = client.get(sent_there(client))
    assert "er lukket" in page.text
    assert signed_in(house, client) is None


WRONG: dict[str, dict[str, Any]] = {
    "nonce": {"nonce": "en anden"},
    "no nonce": {"nonce": None},
    "issuer": {"iss": "http://ond.example"},
    "audience": {"aud": "en anden klient"},
    "party": {"aud": [CLIENT, "x"], "azp": "x"},
    "expired": {"exp": int(time.time()) - 3600},
    "no expiry": {"exp": None},
    "not yet": {"iat": int(time.time()) + 3600},
    "nobody": {"sub": None},
    "access token": {"at_hash": "forkert"},
}


@pytest.mark.parametrize("what", WRONG)
def test_a_token_with_anything_wrong_signs_nobody_in(
    house: Any, provider: Provider, what: str
) -> None:
    """Each is refused alike, and makes no account."""
    provider.twist = WRONG[what]
    client = house.anybody()
    page = client.get(sent_there(client))

    assert page.status_code == 422
    assert REFUSED in page.text
    assert signed_in(house, client) is None
    assert house.held.register.all() == []


def test_a_token_of_another_key_signs_nobody_in(
    house: Any, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor one that nobody has signed, nor one signed with the secret we share."""
    client = house.anybody()
    provider.key = STRANGE
    assert REFUSED in client.get(sent_there(client)).text

    def unsigned(asked: dict[str, str]) -> str:
        now = int(time.time())
        claims = {"iss": provider.issuer, "aud": CLIENT, "sub": "1", "iat": now, "exp": now + 99}
        claims |= {"nonce": asked["nonce"], "groups": ["Byplan"]}
        parts = ({"alg": "none"}, claims)
        return (
            ".".join(
                base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()
                for part in parts
            )
            + "."
        )

    monkeypatch.setattr(provider, "token", unsigned)
    assert REFUSED in client.get(sent_there(client)).text
    assert house.held.register.all() == []


def test_an_attempt_is_used_once_and_in_its_own_browser(house: Any, provider: Provider) -> None:
    """A replayed state, another browser's, a made-up one and one without a code: all refused."""
    client = house.anybody()
    back = sent_there(client)
    other = house.anybody()
    assert REFUSED in other.get(back).text
    state = parse_qs(urlsplit(back).query)["state"][0]
    other.cookies.set("personale_oidc", "et andet", path="/personale/oidc")
    assert REFUSED in other.get(back).text
    assert client.get(back).status_code == 303
    for replayed in (client, other):
        replayed.cookies.set("personale_oidc", state, path="/personale/oidc")
        assert REFUSED in replayed.get(back).text
    for query in ("", "?state=x", f"?code=1&state={state}", "?error=access_denied"):
        assert REFUSED in house.anybody().get(f"/personale/oidc/svar{query}").text
    assert len(provider.codes) == 0


def test_another_issuers_answer_is_not_taken(house: Any, provider: Provider) -> None:
    """What names another issuer, in the address or in its own description, is refused."""
    client = house.anybody()
    back = sent_there(client)
    assert REFUSED in client.get(f"{back}&iss=http://ond.example").text
    for about in (
        {"issuer": "http://ond.example"},
        {"token_endpoint": "http://ond.example/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": "javascript:alert(1)"},
    ):
        provider.about = about
        page = client.get("/personale/oidc")
        assert page.status_code == 422
        assert REFUSED in page.text


@pytest.mark.parametrize(
    "onward",
    ["https://ond.example", "//ond.example", "/personale\\@ond", "/andet", "/personale//x"],
)
def test_it_leads_to_no_other_site(house: Any, provider: Provider, onward: str) -> None:
    """Where to go on is kept here, not in the address, and is a page of staff."""
    client = house.anybody()
    assert client.get(sent_there(client, onward)).headers["location"] == "/personale"
    assert provider.codes == {}


def test_a_planted_session_is_worth_nothing(house: Any, provider: Provider) -> None:
    """Signing in makes a new token; the one an attacker has planted opens nothing."""
    client = house.anybody()
    client.cookies.set(COOKIE, "plantet", path="/personale")
    made = client.get(sent_there(client))
    fresh = made.headers.get_list("set-cookie")
    (session,) = [one for one in fresh if one.startswith(f"{COOKIE}=")]
    assert "plantet" not in session
    assert "HttpOnly" in session
    assert "SameSite=lax" in session
    thief = house.anybody()
    thief.cookies.set(COOKIE, "plantet", path="/personale")
    assert thief.get("/personale").status_code == 303
    assert provider.codes == {}


def test_one_signs_out_here_and_there(house: Any, provider: Provider, field_of: Any) -> None:
    """The session ends at the server; the door offers the municipality's own way out."""
    client = house.anybody()
    client.get(sent_there(client))
    cookie = client.cookies.get(COOKIE, path="/personale")
    out = client.post("/personale/log-ud", data={"csrf": field_of(client, "/personale")})
    assert session_of(house.held.register, str(cookie), _now()) is None
    assert "/personale/oidc/ud" in client.get(out.headers["location"]).text
    away = client.get("/personale/oidc/ud").headers["location"]
    assert away.startswith(f"{provider.issuer}/end?client_id={CLIENT}")
    provider.about = {"end_session_endpoint": None}
    assert client.get("/personale/oidc/ud").headers["location"] == "/personale/log-ind"


def test_groups_may_stand_in_what_is_told_beside(house: Any, provider: Provider) -> None:
    """Of the same person only."""
    del provider.person["groups"]
    provider.userinfo = {"sub": "42", "groups": ["Drift"]}
    client = house.anybody()
    client.get(sent_there(client))
    assert signed_in(house, client).role is Role.OPERATIONS
    provider.userinfo = {"sub": "99", "groups": ["Drift"]}
    other = house.anybody()
    assert "ingen af dine grupper" in other.get(sent_there(other)).text


def test_a_provider_that_is_not_there_is_told(house: Any) -> None:
    """The page says so and the password's way is open."""
    with provided() as made:
        set_up(house, made)
    page = house.anybody().get("/personale/oidc")
    assert page.status_code == 422
    assert REFUSED in page.text
    assert 'name="password"' in page.text


@pytest.mark.parametrize("text", ["chef", "board", "planner 9001-01", ""])
def test_a_mapping_to_no_role_is_told(text: str) -> None:
    """A mistake in the settings gives nobody more than was meant."""
    with pytest.raises(AccountError) as problem:
        granted({"Byplan": text}, ["Byplan"])
    assert problem.value.rule == "oidc.bad_mapping"


def test_nothing_of_who_signed_in_lies_in_the_database(house: Any, provider: Provider) -> None:
    """Neither subject, groups, tokens nor states: a name and a keyed hash."""
    provider.person |= {"sub": "EMNE-7713", "email": "ida@kommune.example", "groups": ["Byplan"]}
    client = house.anybody()
    back = sent_there(client)
    state = parse_qs(urlsplit(back).query)["state"][0]
    client.get(back)
    begin_session(house.held.register, signed_in(house, client), _now())
    folder = house.workspace
    content = b"".join(one.read_bytes() for one in folder.glob("sager.db*"))
    for secret in ("EMNE-7713", "ida@kommune.example", "Byplan", state, "adgang\x00"):
        assert secret.encode() not in content


def _now() -> Any:
    return datetime.now(UTC)
