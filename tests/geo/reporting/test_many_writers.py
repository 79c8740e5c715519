"""Many processes at once, and one that dies in the middle: no report is lost, doubled or torn."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from geo.reporting import staff
from geo.store.case_opening import open_cases
from tests.dying import NEVER

CHILD = """
import json, sys
from datetime import UTC, datetime
from geo.model.reports import Draft, Kind
from geo.reporting.codes import secret_of
from geo.reporting.desk import Desk
from geo.reporting.receiving import Circumstances
from geo.store import case_opening
from tests.dying import dying_at

place, label, first, last, stop = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:6])
case_opening.open_cases(place).close()
steps = dying_at(case_opening, stop, 20)
desk = Desk(case_opening.open_cases(place), secret_of(place))
steps.begin()
print("begin", flush=True)
for number in range(first, last):
    draft = Draft(
        key=f"{label}-{number:05d}", kind=Kind.LAMP_OUT, x=700000.0 + number, y=6170000.0,
        text=f"ord {number}", email=f"n{number}@example.dk", device=f"{label}{number}",
    )
    got = desk.receive(draft, Circumstances("afd-1"), datetime.now(UTC))
    print(json.dumps([draft.key, got.code, got.again]), flush=True)
print("steps", steps.taken, flush=True)
"""


def start(
    place: Path, label: str, first: int, last: int, stop: int = NEVER
) -> "subprocess.Popen[str]":
    numbers = [str(number) for number in (first, last, stop)]
    command = [sys.executable, "-c", CHILD, str(place), label, *numbers]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def answers(process: "subprocess.Popen[str]") -> dict[str, tuple[str, bool]]:
    said, _ = process.communicate(timeout=120)
    lines = [json.loads(line) for line in said.splitlines() if line.startswith("[")]
    return {key: (code, again) for key, code, again in lines}


def judged(place: Path) -> int:
    """Answer the number of reports, after SQLite has judged the file and each is whole."""
    connection = sqlite3.connect(place / "sager.db")
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    (reports,) = connection.execute("SELECT count(*) FROM reports").fetchone()
    for table in ("emails", "cases", "devices"):
        (count,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - own names
        assert count == reports
    (events,) = connection.execute("SELECT count(*) FROM events").fetchone()
    assert events == 2 * reports
    connection.close()
    return int(reports)


@pytest.mark.slow
def test_five_processes_lose_and_double_nothing(tmp_path: Path) -> None:
    """They open a workspace that is not there yet, and two send the very same forms."""
    place = tmp_path / "ny"
    processes = [start(place, f"proces{number}", 0, 25) for number in range(3)]
    twins = [start(place, "tvilling", 0, 25) for _ in range(2)]

    got = [answers(process) for process in processes]
    first, second = (answers(process) for process in twins)

    assert [len(some) for some in got] == [25] * 3
    assert {key: code for key, (code, _) in first.items()} == {
        key: code for key, (code, _) in second.items()
    }
    assert sum(again for _, again in [*first.values(), *second.values()]) == 25
    assert judged(place) == 4 * 25
    codes = {code for some in [*got, first] for code, _ in some.values()}
    assert len(codes) == 4 * 25


@pytest.mark.slow
def test_killed_inside_a_report_leaves_it_whole_or_absent(tmp_path: Path) -> None:
    """Kill -9 between any two statements: what was answered is there, nothing is half there."""
    place = tmp_path / "ws"
    process = start(tmp_path / "prøve", "proeve", 0, 3, stop=0)
    said, _ = process.communicate(timeout=60)
    steps = int(said.split()[-1])
    assert steps > 10
    sent: set[str] = set()
    for round_, share in enumerate((0.05, 0.3, 0.5, 0.7, 0.95)):
        process = start(place, f"runde-{round_}", 0, 3, stop=max(1, int(steps * share)))
        sent |= set(answers(process))
        assert process.returncode == -signal.SIGKILL
        assert judged(place) >= len(sent)
    for round_ in range(5):
        again = answers(start(place, f"runde-{round_}", 0, 3))
        assert all(key not in sent or was for key, (_, was) in again.items())
    assert judged(place) == 15


@pytest.mark.slow
def test_killed_from_outside_loses_nothing_that_was_answered(tmp_path: Path) -> None:
    """After any delay the file holds every report whose code the resident has read."""
    place = tmp_path / "ws"
    total = 0
    for round_, delay in enumerate((0.02, 0.15, 0.4)):
        process = start(place, f"runde-{round_}", 0, 400)
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "begin"
        time.sleep(delay)
        os.kill(process.pid, signal.SIGKILL)
        got = answers(process)
        assert len(got) < 400
        assert total + len(got) <= judged(place) <= total + len(got) + 1
        total = judged(place)
    database = open_cases(place)
    assert len(staff.all_reports(database)) == total
    database.close()
