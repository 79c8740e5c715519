"""Departments at once: the same answers on one worker and on three, and nothing lost."""

import json
import os
import signal
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

import geo
from geo.model.department import Department
from geo.model.errors import LayerError
from geo.scoring.department_sources import (
    PartitionedDepartments,
    WorkspaceDepartments,
    write_partition,
)
from geo.scoring.many import Scored, Terms, score_many, score_one
from geo.scoring.workers import ProcessWorkers, dask_workers, process_workers
from geo.testing import example, lit_street

QUICK = Terms(assumptions={"uncertainty.draws": 50})


@dataclass(frozen=True)
class Streets:
    """Lit streets of different lengths; one is broken, one kills its worker while a file stands."""

    names: tuple[str, ...]
    fuse: str = ""

    def ids(self) -> Sequence[str]:
        return self.names

    def read(self, department_id: str) -> Department:
        if department_id == "broken":
            raise LayerError("layer.unknown", name="x", known="y")
        if department_id == "odd":
            raise ZeroDivisionError
        if department_id == "deadly":
            os.kill(os.getpid(), signal.SIGKILL)
        if department_id == "once" and self.fuse and Path(self.fuse).exists():
            Path(self.fuse).unlink()
            os.kill(os.getpid(), signal.SIGKILL)
        street = lit_street(50.0 + 25 * len(department_id), 25)
        return Department(**{**vars(street), "id": department_id})


@pytest.fixture(scope="module")
def one() -> Iterator[ProcessWorkers]:
    with process_workers(1) as workers:
        yield workers


@pytest.fixture(scope="module")
def two() -> Iterator[ProcessWorkers]:
    with process_workers(2) as workers:
        yield workers


def by_id(found: Iterator[Scored]) -> dict[str, Scored]:
    return {scored.id: scored for scored in found}


def records(found: dict[str, Scored]) -> str:
    return json.dumps({name: found[name].record for name in sorted(found)}, ensure_ascii=False)


def test_the_answers_do_not_depend_on_how_many_work(
    one: ProcessWorkers, two: ProcessWorkers
) -> None:
    """In this process, in one other and in two, forwards and backwards: the same bytes."""
    names = ("a", "bb", "ccc", "dddd")
    alone = {name: score_one(Streets(names), name, QUICK) for name in names}
    found = [
        by_id(score_many(Streets(order), workers=workers, terms=QUICK))
        for order, workers in ((names, one), (names[::-1], two))
    ]

    assert [records(answer) for answer in found] == [records(alone)] * 2
    assert all(scored.fingerprint == alone[scored.id].fingerprint for scored in found[1].values())


def test_a_department_that_fails_is_reported_and_stops_nobody(two: ProcessWorkers) -> None:
    """A refusal tells its sentence and remedy, an unforeseen error its name."""
    found = by_id(score_many(Streets(("a", "broken", "odd", "bb")), workers=two, terms=QUICK))

    assert {name for name, scored in found.items() if scored.record is not None} == {"a", "bb"}
    assert "»x«" in found["broken"].problem
    assert found["broken"].remedy
    assert found["odd"].problem.startswith("ZeroDivisionError")


def test_a_worker_that_is_killed_loses_nothing(tmp_path: Path, two: ProcessWorkers) -> None:
    """Killed in the middle of one department, the pool starts anew and all are scored."""
    fuse = tmp_path / "fuse"
    fuse.touch()
    names = ("a", "once", "bb", "ccc")
    found = by_id(score_many(Streets(names, str(fuse)), workers=two, terms=QUICK))

    assert not fuse.exists()
    assert set(found) == set(names)
    assert all(scored.record is not None for scored in found.values())


def test_one_that_kills_every_worker_is_given_up_and_the_rest_is_done(one: ProcessWorkers) -> None:
    """It is given out alone and dies again; nobody else pays for it."""
    found = by_id(score_many(Streets(("deadly", "a", "bb")), workers=one, terms=QUICK))

    assert found["deadly"].record is None
    assert "gik ned" in found["deadly"].problem
    assert found["bb"].record is not None


def test_a_run_that_is_begun_again_goes_on_where_it_stopped(one: ProcessWorkers) -> None:
    """What is kept is not scored again."""
    kept: dict[str, Scored] = {}
    names = ("a", "bb", "ccc", "dddd")
    run = score_many(Streets(names), workers=one, terms=QUICK)
    for _ in range(2):
        scored = next(run)
        kept[scored.id] = scored
    run.close()
    again = by_id(
        score_many(Streets(names), workers=one, terms=QUICK, done=lambda name: name in kept)
    )

    assert set(again) == set(names) - set(kept)
    assert set(again) | set(kept) == set(names)


def test_workspace_and_partitions_give_the_same(tmp_path: Path) -> None:
    """A department read back from GeoParquet scores to the same bytes as from the workspace."""
    workspace = geo.Workspace(tmp_path / "w")
    workspace.add(geo.read(example()))
    name = workspace.department_ids()[0]
    write_partition(workspace.department(name), tmp_path / "parts")
    store = WorkspaceDepartments(str(tmp_path / "w"))
    parts = PartitionedDepartments(str(tmp_path / "parts"))

    assert list(parts.ids()) == [name]
    assert list(store.ids()) == workspace.department_ids()
    from_store, from_parts = (score_one(source, name, QUICK) for source in (store, parts))
    assert from_store.record is not None
    assert json.dumps(from_store.record) == json.dumps(from_parts.record)
    assert "»nowhere«" in score_one(parts, "nowhere", QUICK).problem


def test_a_cluster_that_is_there_is_used(one: ProcessWorkers) -> None:
    """Dask answers the same bytes as a process of our own; a cluster that is not there is told."""
    distributed = pytest.importorskip("distributed")
    names = ("a", "bb", "broken")
    with (
        distributed.LocalCluster(
            n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None
        ) as cluster,
        dask_workers(cluster.scheduler_address) as workers,
    ):
        found = by_id(score_many(Streets(names), workers=workers, terms=QUICK))

    own = by_id(score_many(Streets(names), workers=one, terms=QUICK))
    assert records(found) == records(own)
    assert found["broken"].problem == own["broken"].problem
