"""Score departments by the hundred: on this machine, or on a cluster that is there already.

Departments do not know one another, so each is scored alone. One that fails is reported and stops
nobody; what is done is kept at once, so a run that is begun again goes on where it stopped; and a
worker that dies takes only what it had in hand, which is given to another. The answers do not
depend on how many workers there are.
"""

import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from geo.model.department import Department
from geo.model.errors import TryghedError
from geo.model.language import sentence
from geo.scoring.weighting import Weighting
from geo.scoring.workers import Workers

AT_ONCE = 3
"""Departments on the way per worker: enough that none waits, few enough to lose little."""

TRIES = 2
"""Times a department is given out alone once its worker has died: then it is to blame itself."""


class Departments(Protocol):
    """Where departments are read from: small enough to be sent to a worker, opened there."""

    def ids(self) -> Sequence[str]:
        """Answer the id of each department."""
        ...

    def read(self, department_id: str) -> Department:
        """Answer one department, cut for scoring."""
        ...


@dataclass(frozen=True)
class Terms:
    """What every department is scored under."""

    as_of: str | None = None
    weights: str | Weighting = "A"
    seed: int = 0
    assumptions: Mapping[str, float] = field(default_factory=dict)


USUAL_TERMS = Terms()


@dataclass(frozen=True)
class Scored:
    """What came of one department.

    Parameters
    ----------
    id
        The department's.
    record
        Its profile as the store keeps it, or None where it failed.
    fingerprint
        Of the inputs it was scored from, as the source has it; None where that is not known.
    problem, remedy
        What was wrong, in Danish, and what to do; empty where nothing was.
    seconds
        Time of the work itself, reading and scoring.
    peak_mb
        Most memory the worker has held so far.
    """

    id: str
    record: Mapping[str, Any] | None = field(repr=False)
    fingerprint: str | None = None
    problem: str = ""
    remedy: str = ""
    seconds: float = 0.0
    peak_mb: float = 0.0


Work = Callable[[Departments, str, Terms], Scored]


def score_many(
    source: Departments,
    *,
    workers: Workers,
    terms: Terms = USUAL_TERMS,
    done: Callable[[str], bool] | None = None,
    work: Work | None = None,
) -> Generator[Scored]:
    """Score every department of a source, each as soon as it is ready.

    Parameters
    ----------
    source
        Where the departments are read from.
    workers
        Who does the work: ``process_workers`` or ``dask_workers``.
    terms
        What they are scored under.
    done
        Tells of an id whether it need not be scored again; None scores all.
    work
        What is done with one department; ``score_one`` if None.

    Yields
    ------
    Scored
        In the order in which they are finished. Keep each before asking for the next: then nothing
        that is finished can be lost.
    """
    waiting = [name for name in source.ids() if done is None or not done(name)]
    waiting.reverse()
    running: dict[Any, str] = {}
    suspects: list[str] = []
    task = work or score_one
    while waiting or running:
        # Nobody new is put beside those that may have killed a worker.
        while waiting and not suspects and len(running) < AT_ONCE * workers.count:
            name = waiting.pop()
            running[workers.submit(task, source, name, terms)] = name
        for ticket in workers.finished(running) if running else ():
            name, outcome = running.pop(ticket), workers.outcome(ticket)
            if outcome is None:
                suspects.append(name)
            else:
                yield outcome
        if suspects and not running:
            yield from _one_at_a_time(suspects, workers, lambda name: (task, source, name, terms))
            suspects.clear()


def _one_at_a_time(
    names: Sequence[str], workers: Workers, task: Callable[[str], tuple[Any, ...]]
) -> Iterator[Scored]:
    """Score each of those in hand when a worker died alone: only the guilty one dies again."""
    for name in names:
        for _ in range(TRIES):
            ticket = workers.submit(*task(name))
            workers.finished([ticket])
            outcome = workers.outcome(ticket)
            if outcome is not None:
                yield outcome
                break
        else:
            yield _lost(name)


def score_one(source: Departments, department_id: str, terms: Terms) -> Scored:
    """Read and score one department; what is wrong with it is answered, not raised."""
    # What a worker needs is loaded in the worker: the one that hands out work stays light.
    from geo.scoring.scoring import score  # noqa: PLC0415
    from geo.scoring.workers import peak_memory_mb  # noqa: PLC0415
    from geo.store.fingerprints import department_fingerprint  # noqa: PLC0415

    began = time.perf_counter()
    try:
        department = source.read(department_id)
        profile = score(
            department,
            as_of=terms.as_of,
            weights=terms.weights,
            seed=terms.seed,
            assumptions=terms.assumptions,
        )
        record, fingerprint = profile.to_record(), department_fingerprint(department)
    except TryghedError as error:
        return _failed(department_id, error.message, error.remedy, began)
    except Exception as error:  # noqa: BLE001 - whatever a place does must not stop the others
        return _failed(department_id, f"{type(error).__name__}: {error}", "", began)
    seconds = time.perf_counter() - began
    return Scored(department_id, record, fingerprint, seconds=seconds, peak_mb=peak_memory_mb())


def _lost(department_id: str) -> Scored:
    problem, remedy = sentence("worker.lost"), sentence("worker.lost/remedy")
    return Scored(department_id, None, problem=problem, remedy=remedy)


def _failed(department_id: str, problem: str, remedy: str, began: float) -> Scored:
    seconds = time.perf_counter() - began
    return Scored(department_id, None, problem=problem, remedy=remedy, seconds=seconds)
