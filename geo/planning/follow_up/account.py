"""What is known of a follow-up in plain words: what is done, what moved beside the promise."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import numpy as np

from geo.model.language import sentence
from geo.planning.follow_up.book import FollowUp, Reading
from geo.planning.follow_up.strands import Dated, Strand, measured_strand, reported_strand

PUBLIC_LEAST = 5
"""Reports of fewer devices than so many on any side are not told to anybody outside."""


@dataclass(frozen=True)
class Account:
    """A follow-up told.

    Parameters
    ----------
    follow_up
        The follow-up.
    strands
        Lux, walks and reports, as far as the work has begun.
    """

    follow_up: FollowUp
    strands: tuple[Strand, ...] = ()

    def public(self) -> "Account":
        """Answer the account without reports too few to be told."""
        kept = tuple(
            strand
            for strand in self.strands
            if strand.key != "reports" or min(strand.counts) >= PUBLIC_LEAST
        )
        return replace(self, strands=kept)

    @property
    def sentences(self) -> tuple[str, ...]:
        """Say it in Danish, with the caution that belongs to it."""
        found = self.follow_up
        facts = {"done": len(found.done), "count": len(found.plan.changes)}
        said = [sentence("account.done", facts)]
        if found.span is None:
            return (*said, sentence("account.not_begun"))
        said += [strand.told for strand in self.strands]
        missing = [key for key in KEYS if key not in {strand.key for strand in self.strands}]
        said += [sentence(f"account.no_{key}") for key in missing]
        return (*said, sentence("account.caution", {"control": found.control}))

    def to_dict(self) -> dict[str, Any]:
        """Answer a JSON shape."""
        found = self.follow_up
        return {
            "number": found.number,
            "department": found.plan.department,
            "control": found.control,
            "plan": found.plan.to_dict(),
            "done": [
                {
                    "change": step.change,
                    "on": None if step.on is None else step.on.isoformat(),
                    "note": step.note,
                    "by": step.by,
                }
                for _, step in sorted(found.steps.items())
            ],
            "whole": found.whole,
            "strands": [strand.to_dict() for strand in self.strands],
            "sentences": list(self.sentences),
        }


KEYS = ("lux", "walk", "reports")


def account_of(
    found: FollowUp,
    now: datetime,
    *,
    sightings: Iterable[tuple[str, datetime]] = (),
    since: datetime | None = None,
    walks: tuple[Dated, Dated] = ((), ()),
) -> Account:
    """Answer what is known of a follow-up today.

    Parameters
    ----------
    found
        The follow-up.
    now
        The moment of asking.
    sightings
        Department and moment of every report that counted (``geo.store.cases.sightings``).
    since
        When residents could first report; the first sighting if None.
    walks
        What walks rated in the department and in the control area, 0 to 3, with its day.
    """
    work = found.span
    if work is None:
        return Account(found)
    strands = [_lux(found, work), _walks(walks, work), _reports(found, work, sightings, since, now)]
    return Account(found, tuple(strand for strand in strands if strand is not None))


def _lux(found: FollowUp, work: tuple[date, date]) -> Strand | None:
    if not found.readings:
        return None
    here, control = (
        [(r.on, r.lux) for r in found.readings if r.control is beside] for beside in (False, True)
    )
    return measured_strand("lux", here, control, work, _promised(found))


def _promised(found: FollowUp) -> float | None:
    """Answer what the model promised the places that were measured afterwards to rise by."""
    own: Sequence[Reading] = [r for r in found.readings if not r.control]
    lux = found.promise.at(np.array([[r.x, r.y] for r in own], dtype=float).reshape(-1, 2))
    known = lux[np.isfinite(lux).all(axis=1)]
    return float((known[:, 1] - known[:, 0]).mean()) if len(known) else None


def _walks(walks: tuple[Dated, Dated], work: tuple[date, date]) -> Strand | None:
    here, control = walks
    return measured_strand("walk", here, control, work) if here else None


def _reports(
    found: FollowUp,
    work: tuple[date, date],
    sightings: Iterable[tuple[str, datetime]],
    since: datetime | None,
    now: datetime,
) -> Strand | None:
    seen = list(sightings)
    if not seen and since is None:
        return None
    first = min(moment for _, moment in seen) if since is None else since
    here, control = (
        [moment.date() for department, moment in seen if department == wanted]
        for wanted in (found.plan.department, found.control)
    )
    return reported_strand(here, control, work, first.date(), now.date())
