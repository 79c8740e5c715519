"""The shelf: plans are kept whole, and nobody's work is written over by somebody else's."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from geo.model.errors import ChangedMeanwhileError, NotFoundError, PlanError
from geo.planning.changes import Change
from geo.planning.plan import Plan
from geo.planning.shelf import FILE_BYTES, MOST_CHANGES, Shelf, plan_from_file
from geo.store.case_opening import open_cases
from geo.store.plan_tables import prepare_plans

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
PLAN = Plan("Lys på stien", "9001-01", (Change("repair_lamp", {"lamp": "L-7"}),))


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """Answer the shelf of an empty workspace."""
    database = open_cases(tmp_path)
    return Shelf(database, prepare_plans(database))


def test_what_is_kept_comes_back(shelf: Shelf) -> None:
    """Plan, version and the department's list; a name may be anything that can be printed."""
    kept = shelf.keep(Plan("'; DROP TABLE plans; -- {{7*7}} <b>", "a"), "pia", NOW)

    assert shelf.get(kept.number) == kept
    assert [one.number for one in shelf.all("a")] == [kept.number]
    assert shelf.all("b") == []
    with pytest.raises(NotFoundError):
        shelf.get(kept.number + 1)


def test_two_who_edit_the_same_version_do_not_overwrite_each_other(shelf: Shelf) -> None:
    """The second is told, and the first one's plan stands."""
    seen = shelf.keep(PLAN, "pia", NOW)
    first = shelf.change(seen, Plan("Første", PLAN.department), "pia", NOW)

    for late in (
        lambda: shelf.change(seen, Plan("Anden", PLAN.department), "ole", NOW),
        lambda: shelf.fill(seen, {"Hvem?": "Ole"}, "ole", NOW),
        lambda: shelf.drop(seen, "ole", NOW),
    ):
        with pytest.raises(ChangedMeanwhileError, match="En anden har ændret"):
            late()
    assert shelf.get(seen.number) == first
    shelf.drop(first, "pia", NOW)
    assert shelf.all() == []


def test_what_people_filled_in_stays_with_the_plan(shelf: Shelf) -> None:
    """Empty answers are none, and a change of the plan keeps them."""
    kept = shelf.fill(shelf.keep(PLAN, "pia", NOW), {"Hvem?": "Os", "Hvad?": " "}, "pia", NOW)

    assert shelf.change(kept, PLAN, "pia", NOW).answers == {"Hvem?": "Os"}


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"x" * (FILE_BYTES + 1), "plan.large"),
        (b"\xff\xfe\x00", "plan.unreadable"),
        (b"name = ", "plan.unreadable"),
        (b"a = " + b"[" * 5_000, "plan.unreadable"),
        (b'name = "a"\ndepartment = "b"\nchange = 3', "plan.changes"),
        (b'name = "a\\nb"\ndepartment = "b"', "plan.name"),
        (b'name = "a"\ndepartment = "b"\nnote = "' + b"x" * 3_000 + b'"', "plan.long_text"),
        (
            b'name = "a"\ndepartment = "b"\n'
            + b'[[change]]\ndo = "open_gate"\npath = "s"\n' * (MOST_CHANGES + 1),
            "plan.many",
        ),
        (b'name = "a"\ndepartment = "b"\n[[change]]\ndo = "__class__"', "change.unknown"),
        (
            b'name = "a"\ndepartment = "b"\n[[change]]\ndo = "add_bench"\nat = [nan, 1]',
            "change.place",
        ),
    ],
)
def test_a_file_that_is_no_plan_is_refused_with_its_remedy(content: bytes, rule: str) -> None:
    """In Danish, whatever it holds."""
    with pytest.raises(PlanError) as refused:
        plan_from_file(content, "plan.toml")

    assert refused.value.rule == rule
    assert refused.value.message
    assert refused.value.remedy


def test_own_prices_hold_from_when_they_are_kept(shelf: Shelf) -> None:
    """Before that the example prices do, which say that they are examples."""
    assert shelf.prices().example
    shelf.keep_prices(
        '[items]\nrepair_lamp = { price = 1, unit = "stk" }', "Ramme 2026", "pia", NOW
    )

    assert not shelf.prices().example
    assert shelf.prices()["repair_lamp"].kroner == 1
    with pytest.raises(PlanError):
        shelf.keep_prices("items = 3", "x", "pia", NOW)
    assert shelf.prices().name == "Ramme 2026"


def test_killed_while_it_writes_a_plan_is_whole_or_not_there(tmp_path: Path) -> None:
    """Ended between two plans: every plan that was told to be kept is read back whole."""
    script = (
        "import sys\nfrom datetime import UTC, datetime\n"
        "from geo.planning.plan import Plan\nfrom geo.planning.shelf import Shelf\n"
        "from geo.store.case_opening import open_cases\n"
        "from geo.store.plan_tables import prepare_plans\n"
        f"database = open_cases({str(tmp_path)!r})\n"
        "shelf = Shelf(database, prepare_plans(database))\n"
        "while True:\n"
        "    kept = shelf.keep(Plan('x' * 100, 'a', (), 'n' * 1900), 'p', datetime.now(UTC))\n"
        "    print(kept.number, flush=True)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as one:
        assert one.stdout is not None
        told = [int(one.stdout.readline()) for _ in range(5)]
        os.kill(one.pid, signal.SIGKILL)
        told += [int(line) for line in one.stdout.read().split()]
    database = open_cases(tmp_path)
    kept = {plan.number for plan in Shelf(database, prepare_plans(database)).all()}

    assert set(told) <= kept
