"""Read standing sources on a schedule: landed whole, or left as it was and told.

Nobody is there to say yes, so whatever a person would be asked is not landed but waits for one.
"""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from geo.delivery import LOCAL, Limits
from geo.intake.fetching import fetch
from geo.intake.standing import StandingSource
from geo.intake.taking import Asked, read_for
from geo.model.delivery import Delivery, Receipt
from geo.model.errors import TryghedError
from geo.model.issues import Severity
from geo.model.language import sentence
from geo.store import Workspace

GOOD = frozenset({"landed", "unchanged", "not_due"})
"""Outcomes nobody has to look at."""

LISTED = 20
"""Findings noted of a reading."""

LIMITS = replace(LOCAL, seconds=1800.0)


@dataclass(frozen=True)
class Outcome:
    """How one standing source went.

    Parameters
    ----------
    name
        Of the source.
    outcome
        ``landed``, ``unchanged``, ``not_due``, ``waiting`` (a person must say yes),
        ``held_back`` (too much is gone) or ``down``.
    message
        What happened, in Danish.
    tried
        Moment of the reading.
    good
        Moment of the last reading that was in order, whose data stand; or None.
    import_id
        Number of the import whose data stand, or None.
    findings
        What was found.
    """

    name: str
    outcome: str
    message: str
    tried: str
    good: str | None = None
    import_id: int | None = None
    findings: tuple[str, ...] = ()

    @property
    def fine(self) -> bool:
        """Tell whether nobody has to look."""
        return self.outcome in GOOD

    def to_dict(self) -> dict[str, Any]:
        """Answer the stable JSON shape."""
        return {**asdict(self), "findings": list(self.findings)}


def sync(
    workspace: Workspace,
    sources: Sequence[StandingSource],
    *,
    now: datetime | None = None,
    limits: Limits = LIMITS,
) -> tuple[Outcome, ...]:
    """Read every source that is due; one that fails leaves the others and its own data alone.

    Parameters
    ----------
    workspace
        Where they land.
    sources
        What the operator configured.
    now
        The moment; the clock's without it.
    limits
        How far the sources are trusted.
    """
    moment = now or datetime.now(UTC)
    noted = workspace.standing()
    return tuple(
        _one(workspace, source, noted.get(source.name), moment, limits) for source in sources
    )


def _one(
    workspace: Workspace,
    source: StandingSource,
    noted: Mapping[str, Any] | None,
    moment: datetime,
    limits: Limits,
) -> Outcome:
    before = Outcome(**{**noted, "findings": tuple(noted["findings"])}) if noted else None
    stamp = moment.astimezone(UTC).isoformat(timespec="seconds")
    good = None if before is None else before.good
    if before is not None and before.fine and _fresh(good, source, moment):
        return replace(before, outcome="not_due", message=_said("not_due", source, good=good))
    try:
        found = _read(workspace, source, limits)
    except TryghedError as error:
        outcome = Outcome(
            source.name, "down", _said("down", source, why=str(error), good=good), stamp, good,
            None if before is None else before.import_id,
        )  # fmt: skip
    else:
        outcome = _landed(workspace, source, found, before, stamp)
    workspace.note_standing(source.name, outcome.to_dict())
    return outcome


def _fresh(good: str | None, source: StandingSource, moment: datetime) -> bool:
    if good is None:
        return False
    return moment - datetime.fromisoformat(good) < timedelta(hours=source.every_hours)


def _read(workspace: Workspace, source: StandingSource, limits: Limits) -> Delivery:
    with tempfile.TemporaryDirectory(prefix="sync-") as place:
        path = fetch(source, Path(place))
        roles = _roles(path, source.role) if source.role else None
        asked = Asked(crs=source.crs, roles=roles or {})
        return read_for(workspace, path, asked, limits=limits)


def _roles(path: Path, role: str) -> dict[str, str]:
    """Name the role for the file, or for every file of a folder."""
    names = [path.name] if path.is_file() else [entry.name for entry in path.rglob("*")]
    return dict.fromkeys(names, role)


def _landed(
    workspace: Workspace,
    source: StandingSource,
    delivery: Delivery,
    before: Outcome | None,
    stamp: str,
) -> Outcome:
    foreseen = workspace.foresee(delivery)
    told = _findings(foreseen)
    good = None if before is None else before.good
    number = None if before is None else before.import_id
    lost = max((change.lost_share for change in foreseen.changes.values()), default=0.0)
    if delivery.needs_confirmation or not delivery.layers:
        message = _said("waiting", source, good=good)
        return Outcome(source.name, "waiting", message, stamp, good, number, told)
    if lost > source.most_lost:
        message = _said("held_back", source, share=round(100 * lost), good=good)
        return Outcome(source.name, "held_back", message, stamp, good, number, told)
    receipt = workspace.add(delivery)
    same = any(issue.rule == "import.same" for issue in receipt.issues)
    outcome = "unchanged" if same else "landed"
    counts = {
        "new": sum(len(change.new) for change in receipt.changes.values()),
        "changed": sum(len(change.changed) for change in receipt.changes.values()),
        "gone": sum(len(change.gone) for change in receipt.changes.values()),
    }
    message = _said(outcome, source, **counts)
    return Outcome(source.name, outcome, message, stamp, stamp, receipt.import_id, told)


def _findings(receipt: Receipt) -> tuple[str, ...]:
    loud = [issue for issue in receipt.issues if issue.severity is not Severity.NOTICE]
    return tuple(f"{issue.message} {issue.remedy}" for issue in loud[:LISTED])


def _said(outcome: str, source: StandingSource, **facts: Any) -> str:
    shown = {**facts, "good": (facts.get("good") or "–")[:10], "name": source.name}
    return sentence(f"standing.{outcome}", shown)
