"""Pages that need every department answer at once, and the scoring goes on behind them."""

import logging
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

import api.dependencies
import geo
from api.app import create_app
from api.keeping import Keeping
from api.scorer import Scorer
from api.scorings import scored
from api.settings import Settings

UNSCORED = "9001-01"
Opened = Callable[[float], TestClient]


class Held:
    """Scoring that waits at a gate, and what went through it."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.asked: list[str] = []

    def scored(self, workspace: geo.Workspace, department_id: str) -> Any:
        self.asked.append(department_id)
        assert self.gate.wait(60)
        return scored(workspace, department_id)


@pytest.fixture
def held_back(monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    """Answer the gate that every scoring of the web side waits at."""
    held = Held()
    monkeypatch.setattr(api.dependencies, "scored", held.scored)
    yield held
    held.gate.set()


@pytest.fixture
def opened(own_workspace: Path, held_back: Held) -> Iterator[Callable[[float], TestClient]]:
    """Answer the web side with some patience; afterwards nothing is being scored any more."""
    clients: list[TestClient] = []

    def open_it(patience: float) -> TestClient:
        app = create_app(Settings(workspace=str(own_workspace), patience=patience))
        clients.append(TestClient(app))
        return clients[-1]

    yield open_it
    held_back.gate.set()
    for client in clients:
        services(client).scorer.stop()


def services(client: TestClient) -> Any:
    return client.app.state.services  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", ["/", "/kort", "/afdelinger"])
def test_a_page_says_how_far_the_work_is(opened: Opened, held_back: Held, path: str) -> None:
    """202 at once, a page that looks again by itself without a script; nobody keeps it."""
    answer = opened(0).get(path)

    assert answer.status_code == 202
    assert "0 af 6 afdelinger er færdige" in answer.text
    assert re.search(r'<progress id="naaet" max="6" value="0">', answer.text)
    assert int(answer.headers["refresh"]) > 0
    assert answer.headers["cache-control"] == "no-store"
    assert "<script" not in answer.text
    assert len(held_back.asked) <= 1


def test_a_program_is_told_when_to_ask_again(opened: Opened, held_back: Held) -> None:
    """503 with the seconds, never half a list."""
    client = opened(0)
    answer = client.get("/afdelinger", headers={"accept": "application/json"})

    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert answer.json()["error"]["rule"] == "scoring.under_way"
    assert not held_back.gate.is_set()


def test_other_pages_do_not_wait_for_it(opened: Opened, held_back: Held) -> None:
    """While a department is being scored the form, its places and the method answer."""
    client = opened(0)

    assert client.get("/").status_code == 202
    for path in ("/metode", "/indberet", "/sager", "/ogc/collections", "/health"):
        assert client.get(path).status_code == 200, path
    assert not held_back.gate.is_set()


def test_what_is_done_is_saved_and_a_restart_goes_on(
    opened: Opened, own_workspace: Path, held_back: Held
) -> None:
    """The page comes when all are scored; the next start finds them and scores none again."""
    client = opened(0)
    assert client.get("/").status_code == 202
    held_back.gate.set()
    held = services(client)
    assert held.scorer.finish(held.workspace.department_ids(), 120)

    assert client.get("/").status_code == 200
    assert sorted(held_back.asked) == sorted(held.workspace.department_ids())
    with geo.Workspace(own_workspace) as again:
        assert len(again.scorings(UNSCORED)) == 1
        assert scored(again, UNSCORED).saved


def test_small_work_is_waited_for(opened: Opened, held_back: Held) -> None:
    """Within its patience a page comes with everything on it."""
    held_back.gate.set()
    assert opened(300).get("/afdelinger").status_code == 200


def test_large_work_is_not_waited_for(opened: Opened) -> None:
    """However patient the operator is, more than eight unscored departments are too many."""
    held = services(opened(300))

    done = next(key for key in held.workspace.department_ids() if key != UNSCORED)
    assert held._patience([done] * 20) == 300
    assert held._patience([UNSCORED] * 8) == 300
    assert held._patience([UNSCORED] * 9) == 0


def test_one_that_fails_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    """It is logged; the ones after it are scored; the thread ends when there is no more."""
    done: list[str] = []

    def work(key: str) -> None:
        if key == "b":
            raise ZeroDivisionError(key)
        done.append(key)

    scorer = Scorer(work)
    with caplog.at_level(logging.ERROR):
        assert scorer.finish(["a", "b", "c", "a"], 30)
    scorer.stop()

    assert done in (["a", "c"], ["a", "c", "a"])
    assert "could not be scored: b" in caplog.text
    assert scorer.finish(["d"], 30)
    assert done[-1] == "d"


def test_an_end_drops_what_waits(held_back: Held) -> None:
    """The department at work lands, the others are left for the next start."""
    done: list[str] = []
    begun = threading.Event()

    def work(key: str) -> None:
        begun.set()
        assert held_back.gate.wait(30)
        done.append(key)

    scorer = Scorer(work)
    assert not scorer.finish(["a", "b", "c"], 0)
    assert begun.wait(30)
    threading.Timer(0.05, held_back.gate.set).start()
    scorer.stop()

    assert done == ["a"]


def test_a_thing_is_made_once_and_keeps_nobody_else_waiting() -> None:
    """Two who ask for one thing get the same; a third gets another meanwhile."""
    gate, begun = threading.Event(), threading.Event()
    keeping, made = Keeping(lambda: "1"), list[int]()

    def slow() -> int:
        begun.set()
        assert gate.wait(30)
        made.append(1)
        return len(made)

    answers: list[int] = []
    threads = [
        threading.Thread(target=lambda: answers.append(keeping.answer(("slow",), slow)))
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    assert begun.wait(30)
    assert keeping.answer(("quick",), lambda: "quick") == "quick"
    assert not keeping.has(("slow",))
    gate.set()
    for thread in threads:
        thread.join(30)

    assert answers == [1, 1]


def test_only_the_newest_state_is_kept() -> None:
    """Another state makes it anew, and so does a change of the workspace."""
    revision = ["1"]
    keeping, made = Keeping(lambda: revision[0]), list[int]()

    def make() -> int:
        made.append(1)
        return len(made)

    told = [keeping.answer(("map",), make, state) for state in ("a", "a", "b", "a")]
    revision[0] = "2"

    assert told == [1, 1, 2, 3]
    assert keeping.answer(("map",), make, "a") == 4
