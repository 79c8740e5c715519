"""Score many departments at once, and show what a long run must: how far, how fast, how big."""

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import geo
from api.cli import talk
from api.language import say
from api.scorings import Terms, decided, still_kept
from geo.scoring import many
from geo.scoring.department_sources import WorkspaceDepartments
from geo.scoring.workers import Workers, dask_workers, process_workers


@dataclass(frozen=True)
class Only:
    """Some departments of a source."""

    source: many.Departments
    names: tuple[str, ...]

    def ids(self) -> Sequence[str]:
        """Answer the ids asked for."""
        return self.names

    def read(self, department_id: str) -> geo.Department:
        """Answer one department, cut for scoring."""
        return self.source.read(department_id)


@dataclass
class Tally:
    """What a run has come to so far."""

    began: float
    scored: int = 0
    failed: int = 0
    peak_mb: float = 0.0

    def add(self, outcome: many.Scored) -> None:
        """Count one department."""
        self.scored += outcome.record is not None
        self.failed += outcome.record is None
        self.peak_mb = max(self.peak_mb, outcome.peak_mb)

    def said(self) -> str:
        """Say how fast and how big, in Danish."""
        seconds = max(1e-6, time.monotonic() - self.began)
        rate = 60 * (self.scored + self.failed) / seconds
        return say("cli.at_once.rate", rate=f"{rate:.0f}", memory=f"{self.peak_mb:.0f}")


def chosen_workers(count: int | None, scheduler: str | None) -> AbstractContextManager[Workers]:
    """Answer who works: a cluster where one is named, else processes of this machine."""
    return process_workers(count) if scheduler is None else dask_workers(scheduler)


def score_at_once(
    place: geo.Workspace,
    where: str,
    ids: Sequence[str] | None,
    terms: Terms,
    workers: AbstractContextManager[Workers],
) -> tuple[list[dict[str, Any]], Tally]:
    """Score departments at once, keep each as soon as it is ready, and answer their entries.

    A department that is kept under the same terms since the last import is not scored again, so a
    run that was broken off goes on where it stopped.
    """
    wanted = tuple(dict.fromkeys(ids)) if ids else tuple(place.department_ids())
    source = Only(WorkspaceDepartments(where), wanted)
    kept: Callable[[str], bool] = still_kept(place, terms)
    left = [name for name in wanted if not kept(name)]
    tally = Tally(time.monotonic())
    asked = many.Terms(terms.as_of, decided(place, terms.weights), terms.seed)
    with workers as hands, talk.counting("cli.step.score", len(left)) as begin:
        run = many.score_many(Only(source, tuple(left)), workers=hands, terms=asked)
        for outcome in run:
            tally.add(outcome)
            begin(f"{outcome.id} · {tally.said()}")
            if outcome.record is None:
                talk.refusal(f"{outcome.id}: {outcome.problem}", outcome.remedy)
            else:
                place.save_scoring(outcome.record, outcome.fingerprint)
    entries = [record for name in wanted for record in place.scorings(name)[:1]]
    return [geo.Profile.from_record(record).to_json() for record in entries], tally
