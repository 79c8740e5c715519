"""A process that dies in the middle, and two that write at once: nothing is lost or half done."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from geo.store import Workspace
from tests.dying import NEVER

CHILD = """
import sys
import geopandas as gpd, numpy as np, shapely
from geo.model.delivery import Delivery, LayerCount
from geo.model.provenance import Source
from geo.store import Workspace, opening
from tests.dying import dying_at

place, label, count, stop = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
layers = sys.argv[5].split(",")

workspace = Workspace(place)
workspace.close()
steps = dying_at(opening, stop, 20_000)
workspace = Workspace(place)
points = shapely.points(np.arange(count) + 710_000.0, 6_180_000.0)
frame = gpd.GeoDataFrame(
    {"id": [f"{label}-{n}" for n in range(count)]}, geometry=points, crs="EPSG:25832"
)
frames = dict.fromkeys(layers, frame)
sources = dict.fromkeys(layers, Source(label))
steps.begin()
print("begin", flush=True)
workspace.add(Delivery(label, frames, sources, {}, (), label))
print("steps", steps.taken, flush=True)
"""

LAYERS = ("entrances", "faults", "lamps")


def start(
    place: Path, label: str, *, count: int, stop: int = NEVER, layers: tuple[str, ...] = LAYERS
) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", CHILD, str(place), label, str(count), str(stop)]
    return subprocess.Popen([*command, ",".join(layers)], stdout=subprocess.PIPE, text=True)


def finished(process: "subprocess.Popen[str]") -> str:
    said, _ = process.communicate(timeout=120)
    return said


def state(place: Path) -> dict[str, tuple[int, str, int]]:
    """Answer count, whose rows and import of each layer, after SQLite has judged the file."""
    connection = sqlite3.connect(place / "kort.gpkg")
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    for name in LAYERS:
        sound = connection.execute("SELECT rtreecheck(?)", (f"rtree_{name}_geom",)).fetchone()
        assert sound == ("ok",)
    connection.close()
    found = {}
    with Workspace(place) as workspace:
        for name, count in workspace.layers().items():
            frame = workspace.layer(name)
            assert frame is not None
            assert len(frame) == count
            labels = set(frame["id"].str.partition("-")[0])
            assert len(labels) == 1
            source = workspace.sources()[name].dataset
            assert labels == {source}
            found[name] = (count, source, len(workspace.imports()))
    return found


@pytest.mark.slow
def test_killed_at_any_moment_leaves_the_state_before(tmp_path: Path) -> None:
    """Kill -9 in the middle of the tables, the history and the index: as if never begun."""
    place = tmp_path / "ws"
    finished(start(place, "gammel", count=2_000))
    before = state(place)
    assert before == dict.fromkeys(LAYERS, (2000, "gammel", 1))
    probe = tmp_path / "prøve"
    finished(start(probe, "gammel", count=2_000))
    said = finished(start(probe, "ny", count=30_000, stop=0))
    steps = int(said.split()[-1])
    assert steps > 20
    for share in (0.02, 0.2, 0.4, 0.6, 0.8, 0.98):
        stop = max(1, int(steps * share))
        process = start(place, "ny", count=30_000, stop=stop)
        said = finished(process)
        assert process.returncode == -signal.SIGKILL
        assert "steps" not in said
        assert state(place) == before
    finished(start(place, "ny", count=30_000))
    assert state(place) == dict.fromkeys(LAYERS, (30000, "ny", 2))


@pytest.mark.slow
def test_killed_from_outside_lands_whole_or_not_at_all(tmp_path: Path) -> None:
    """Killed after any delay, also while it commits: all layers are the old or all are the new."""
    place = tmp_path / "ws"
    finished(start(place, "gammel", count=500))
    before, ends = state(place), set()
    for round_, delay in enumerate((0.0, 0.1, 0.25, 0.4, 0.55, 0.7, 0.9, 3.0)):
        label = f"ny{round_}"
        process = start(place, label, count=30_000)
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "begin"
        time.sleep(delay)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        after = state(place)
        landed = {source for _, source, _ in after.values()} == {label}
        assert after == before or landed
        assert len({number for _, _, number in after.values()}) == 1
        ends.add(landed)
        before = after
    assert False in ends


@pytest.mark.slow
def test_two_processes_at_once_both_land(tmp_path: Path) -> None:
    """They open a folder that is not there yet at the same time, and each waits for the other."""
    place = tmp_path / "ny mappe"
    processes = [
        start(place, "en", count=20_000, layers=("lamps", "entrances")),
        start(place, "to", count=20_000, layers=("faults",)),
        start(place, "tre", count=20_000, layers=("faults",)),
    ]
    for process in processes:
        finished(process)
        assert process.returncode == 0
    with Workspace(place) as workspace:
        assert workspace.layers() == {"entrances": 20_000, "faults": 20_000, "lamps": 20_000}
        assert sorted(row["name"] for row in workspace.imports()) == ["en", "to", "tre"]
        last = next(row["name"] for row in workspace.imports() if "faults" in row["layers"])
        assert workspace.sources()["faults"].dataset == last
        workspace.undo()
        assert sum(workspace.layers().values()) in {20_000, 60_000}
    assert state(place)


def test_a_reader_sees_one_state_while_another_writes(tmp_path: Path) -> None:
    """Inside one reading nothing changes, whoever lands something meanwhile."""
    place = tmp_path / "ws"
    finished(start(place, "gammel", count=10))
    with Workspace(place) as workspace:
        database = workspace._database
        with database.reading() as connection:
            counted = "SELECT count(*) FROM lamps"
            assert connection.exec_driver_sql(counted).scalar_one() == 10
            finished(start(place, "ny", count=20))
            assert connection.exec_driver_sql(counted).scalar_one() == 10
        assert workspace.layers()["lamps"] == 20
