"""A department's profile: the saved one where nothing has changed, else scored anew.

Terminal and web both ask here, so that they never say two things of the same place.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import geo
from geo.model.assumptions import default_assumptions
from geo.model.department import Department
from geo.scoring import record as records
from geo.scoring.profile import VERSION
from geo.scoring.then_and_now import (
    ThenAndNow,
    last_before,
    last_change,
    under_the_method_of_now,
)
from geo.scoring.weighting import Weighting
from geo.store import department_fingerprint


@dataclass(frozen=True)
class Terms:
    """What a scoring is asked for with; the defaults are the product's."""

    as_of: str | None = None
    weights: str = "A"
    seed: int = 0


DEFAULT_TERMS = Terms()


@dataclass(frozen=True)
class Scoring:
    """A profile, what it was measured from, and whether the workspace holds it already."""

    profile: geo.Profile
    fingerprint: str
    saved: bool


def scored(workspace: geo.Workspace, department_id: str, terms: Terms = DEFAULT_TERMS) -> Scoring:
    """Answer a department's scoring under some terms; nothing is written.

    Raises
    ------
    NotFoundError
        Where there is no department of that id.
    """
    department = workspace.department(department_id)
    fingerprint = department_fingerprint(department)
    weights = decided(workspace, terms.weights)
    for record in workspace.scorings(department_id):
        if _still_holds(record, department, fingerprint, terms) and _weighed(record, weights):
            return Scoring(geo.Profile.from_record(record), fingerprint, saved=True)
    profile = geo.score(department, as_of=terms.as_of, weights=weights, seed=terms.seed)
    # As the store gives it back: a fresh scoring and a kept one agree in every decimal.
    return Scoring(geo.Profile.from_record(profile.to_record()), fingerprint, saved=False)


def change_of(workspace: geo.Workspace, department_id: str) -> ThenAndNow | None:
    """Answer what has changed since last time; None where a department was scored but once.

    Where the method has changed, the place as it was then is scored again under the method of now,
    if the history still holds it. Where it does not, only the change of method is told.
    """
    records = workspace.scorings(department_id)
    found, then = last_change(records), last_before(records)
    if found is None or then is None or not found.method or records[0]["version"] != VERSION:
        return found
    past = workspace.department_then(department_id, then["stored"]["created"])
    return found if past is None else under_the_method_of_now(then, records[0], past)


def decided(workspace: geo.Workspace, name: str) -> str | Weighting:
    """Answer the newest weight set that people saved under a name, else the name itself."""
    rows = [row for row in workspace.weightings() if row["name"] == name]
    return Weighting.from_dict(rows[0]) if rows else name


def _weighed(record: dict[str, Any], weights: str | Weighting) -> bool:
    """Tell whether a record was scored under these very weights, whatever they are called."""
    own = weights.weights if isinstance(weights, Weighting) else None
    return bool(record.get("own_weights") == own)


def keep(workspace: geo.Workspace, scoring: Scoring) -> None:
    """Save a scoring in the workspace's history; one that lies there already is left alone."""
    if not scoring.saved:
        workspace.save_scoring(scoring.profile.to_record(), scoring.fingerprint)


def still_kept(workspace: geo.Workspace, terms: Terms) -> Callable[[str], bool]:
    """Answer what tells whether a department was scored under the terms since the last import.

    Only the record is read, not the department: a run of thousands asks it of each.
    """
    moments = [entry[key] for entry in workspace.imports() for key in ("created", "undone")]
    landed = max((moment for moment in moments if moment), default="")
    dates = [source.date for source in workspace.sources().values() if source.date]
    as_of = terms.as_of or max(dates, default=None)
    judged, weights = dict(default_assumptions()), decided(workspace, terms.weights)

    def kept(department_id: str) -> bool:
        return any(
            record["stored"]["created"] > landed
            and (record["weights"], record["seed"]) == (terms.weights, terms.seed)
            and record["version"] == VERSION
            and _weighed(record, weights)
            and record["as_of"] == as_of
            and dict(records.to_assumptions(record["assumptions"])) == judged
            for record in workspace.scorings(department_id)[:1]
        )

    return kept


def _still_holds(
    record: dict[str, Any], department: Department, fingerprint: str, terms: Terms
) -> bool:
    """Tell whether a record has the same inputs, terms, method and judged numbers."""
    dates = [source.date for source in department.sources.values() if source.date]
    wanted = {
        "weights": terms.weights,
        "seed": terms.seed,
        "version": VERSION,
        "as_of": terms.as_of or max(dates, default=None),
    }
    return (
        record["stored"]["fingerprint"] == fingerprint
        and all(record[key] == value for key, value in wanted.items())
        and dict(records.to_assumptions(record["assumptions"])) == dict(default_assumptions())
    )
