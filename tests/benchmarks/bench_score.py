"""Measure scoring: the draws, two processes against two independent runs, a nation.

``python tests/benchmarks/bench_score.py [--departments 500] [--workers 2] [--small 12]``.
Ratios are measured side by side in one run; ``--departments 7000`` scores the nation itself.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

import geo
from geo.scoring.department_sources import PartitionedDepartments
from geo.scoring.many import Scored, score_many
from geo.scoring.measurement import State
from geo.scoring.scoring import material_of, scene_of, score_scene
from geo.scoring.uncertainty.drawing import department_inputs, uncertainty
from geo.scoring.workers import ProcessWorkers, process_workers
from tests.benchmarks.nation import lay_nation

NATION = 7000
WARMING = ("n-00000", "n-00001", "n-00002", "n-00003")


@dataclass(frozen=True)
class First:
    """The first departments of a nation."""

    folder: str
    names: tuple[str, ...]

    def ids(self) -> tuple[str, ...]:
        return self.names

    def read(self, department_id: str) -> geo.Department:
        return PartitionedDepartments(self.folder).read(department_id)


def no_work(_source: object, department_id: str, _terms: object) -> Scored:
    """Do nothing: what remains is handing it out."""
    return Scored(department_id, {})


def draws(parts: Path) -> None:
    """2,000 draws of one department, in processor time."""
    scene = scene_of(PartitionedDepartments(str(parts)).read("n-00000"))
    profile = score_scene(scene)
    totals = dict.fromkeys(State, True)
    times: dict[str, list[float]] = {"light kept at levels": [], "2,000 draws": []}
    for seed in range(7):
        scene.kept.pop("uncertainty.light", None)
        began = time.process_time()
        known = material_of(scene, profile)
        ready = time.process_time()
        uncertainty(known, department_inputs(known, profile.id, seed), totals)
        times["light kept at levels"].append(ready - began)
        times["2,000 draws"].append(time.process_time() - ready)
    for name, seconds in times.items():
        print(f"{name:24} {1000 * float(np.median(seconds)):7.1f} ms of processor time")


def independent(folder: str, names: tuple[str, ...]) -> "subprocess.Popen[bytes]":
    """Start a run of its own over some departments, with nobody handing anything out."""
    code = (
        "import sys; from geo.scoring.department_sources import PartitionedDepartments as P;"
        "from geo.scoring.many import Terms, score_one;"
        "s = P(sys.argv[1]);"
        "[score_one(s, n, Terms()) for n in sys.argv[2].split()]; print('warm', flush=True);"
        "input(); [score_one(s, n, Terms()) for n in sys.argv[3:]]; print('done', flush=True)"
    )
    command = [sys.executable, "-c", code, folder, " ".join(WARMING), *names]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def side_by_side(parts: Path, small: int) -> None:
    """Two workers against two runs of their own, in turn, all warm."""
    folder, names = str(parts), tuple(f"n-{number:05d}" for number in range(small))
    ratios, overheads, work = [], [], 1.0
    with process_workers(2) as workers:
        warm(workers, folder)
        for _ in range(3):
            runs = [independent(folder, names[k::2]) for k in (0, 1)]
            wait_for(runs)
            began = time.perf_counter()
            for run in runs:
                assert run.stdin is not None
                run.stdin.write(b"\n")
                run.stdin.flush()
            wait_for(runs)
            alone = time.perf_counter() - began
            for run in runs:
                run.communicate()
            began = time.perf_counter()
            found = list(score_many(First(folder, names), workers=workers))
            pooled = time.perf_counter() - began
            assert all(scored.record is not None for scored in found)
            ratios.append(alone / pooled)
            work = float(np.mean([scored.seconds for scored in found]))
        began = time.perf_counter()
        many = tuple(f"n-{number:05d}" for number in range(2000))
        done = sum(1 for _ in score_many(First(folder, many), workers=workers, work=no_work))
        overheads.append((time.perf_counter() - began) / done / work)
    print(f"two workers / two runs   {100 * float(np.median(ratios)):7.1f} % (goal 85 %)")
    print(f"handing out / work       {100 * float(np.median(overheads)):7.2f} % (goal 1 %)")


def wait_for(runs: "list[subprocess.Popen[bytes]]") -> None:
    """Wait until each has said its next line."""
    for run in runs:
        assert run.stdout is not None
        run.stdout.readline()


def warm(workers: ProcessWorkers, folder: str) -> None:
    """Let both workers load and compile before anything is measured."""
    list(score_many(First(folder, WARMING), workers=workers))


def nation(parts: Path, count: int, workers: int, out: Path) -> None:
    """Score a nation from partitions into a workspace, with a progress bar."""
    names = tuple(f"n-{number:05d}" for number in range(count))
    place = geo.Workspace(out)
    done = {name for name in names if place.scorings(name)}
    left = len(names) - len(done)
    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.description}"),
        TimeRemainingColumn(),
    )
    began, peak, work = time.perf_counter(), 0.0, 0.0
    before = sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
    source = First(str(parts), names)
    with process_workers(workers) as hands, Progress(*columns) as progress:
        task = progress.add_task("", total=left)
        for scored in score_many(source, workers=hands, done=done.__contains__):
            if scored.record is None:
                print(scored.id, scored.problem)
                continue
            place.save_scoring(scored.record, scored.fingerprint)
            peak, work = max(peak, scored.peak_mb), work + scored.seconds
            rate = progress.tasks[0].completed / (time.perf_counter() - began)
            progress.update(task, advance=1, description=f"{60 * rate:.0f}/min, {peak:.0f} MB")
    wall = time.perf_counter() - began
    used = sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2]) - before
    if left:
        report(left, wall, used, peak, workers)


def report(count: int, wall: float, used: float, peak: float, workers: int) -> None:
    """Print what a nation came to, and what 7,000 would."""
    by_clock, by_processor = NATION * wall / count / 3600, NATION * used / count / workers / 3600
    print(
        f"{count} departments, {workers} processes, {wall:.0f} s: {60 * count / wall:.0f} a minute"
    )
    print(f"processor time {used / count:.2f} s a department, peak {peak:.0f} MB a process")
    print(f"{NATION} departments by the clock of this run: {by_clock:.2f} h")
    print(f"{NATION} departments by processor time: {by_processor:.2f} h (goal 2 h)")


def main() -> None:
    """Measure all."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--departments", type=int, default=500)
    asked.add_argument("--workers", type=int, default=2)
    asked.add_argument("--small", type=int, default=12)
    asked.add_argument("--folder", type=Path)
    chosen = asked.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = chosen.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        parts = lay_nation(folder, max(chosen.departments, chosen.small, 4))
        draws(parts)
        if chosen.small:
            side_by_side(parts, chosen.small)
        nation(parts, chosen.departments, chosen.workers, folder / "nation")


if __name__ == "__main__":
    main()
