"""Then and now: what a place has become, never mixed with what the method has become.

Each scoring is kept with the fingerprint of its inputs, the version of the method, the judged
numbers and the weights. Two scorings are set against each other only where the last three are the
same: then the difference is the place's, or that of what is known of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from geo.model.department import Department
from geo.model.language import sentence
from geo.scoring import record
from geo.scoring.factors import FACTORS
from geo.scoring.measurement import State
from geo.scoring.scoring import scene_of, score_scene
from geo.scoring.words import in_words


class Kind(StrEnum):
    """What has changed between two scorings."""

    NOTHING = "nothing"
    PLACE = "place"
    METHOD = "method"
    BOTH = "both"

    @property
    def words(self) -> str:
        """Say it in Danish."""
        return sentence(f"then_and_now.{self.value}")


@dataclass(frozen=True)
class Difference:
    """One factor in one state, then and now.

    Parameters
    ----------
    factor, state
        Which, when.
    then, now
        Scores, None where not measured.
    beyond_doubt
        Whether the two intervals do not meet.
    """

    factor: str
    state: str
    then: float | None
    now: float | None
    beyond_doubt: bool

    @property
    def points(self) -> float | None:
        """Answer how many points it rose; None where either is missing."""
        if self.then is None or self.now is None:
            return None
        return round(self.now - self.then, 4)

    @property
    def words(self) -> str:
        """Say in Danish where the factor stood then, and where it stands now."""
        facts = {
            "factor": FACTORS[self.factor].label,
            "state": sentence(f"then_and_now.state.{self.state}"),
            "then": in_words(self.then),
            "now": in_words(self.now),
        }
        same = facts["then"] == facts["now"]
        if same and self.points:
            way = "better" if self.points > 0 else "worse"
            return sentence(f"then_and_now.row.{way}", facts)
        return sentence("then_and_now.row", facts)

    def to_dict(self) -> dict[str, Any]:
        """Answer a JSON shape."""
        return {
            "factor": self.factor,
            "state": self.state,
            "then": self.then,
            "now": self.now,
            "points": self.points,
            "beyond_doubt": self.beyond_doubt,
        }


@dataclass(frozen=True)
class ThenAndNow:
    """Two scorings of one department set against each other.

    Parameters
    ----------
    kind
        What has changed.
    then, now
        Dates the scorings speak of.
    method
        What of the method has changed: ``version``, ``weights``, keys of assumptions.
    differences
        Factors that changed; empty wherever the method did, for nobody could tell whose it is.
    rescored
        Whether the place of then was scored again under the method of now, so that what differs
        is the place's.
    """

    kind: Kind
    then: str | None
    now: str | None
    method: tuple[str, ...]
    differences: tuple[Difference, ...] = field(repr=False)
    rescored: bool = False

    @property
    def words(self) -> str:
        """Say in Danish what has changed, and whether the two can be compared."""
        if not self.rescored:
            return self.kind.words
        facts = {"then": self.then or sentence("then_and_now.undated")}
        return sentence(f"then_and_now.rescored.{self.kind.value}", facts)

    def to_dict(self) -> dict[str, Any]:
        """Answer a JSON shape."""
        return {
            "kind": self.kind.value,
            "words": self.words,
            "rescored": self.rescored,
            "then": self.then,
            "now": self.now,
            "method": list(self.method),
            "differences": [row.to_dict() for row in self.differences],
        }


def set_against(then: Mapping[str, Any], now: Mapping[str, Any]) -> ThenAndNow:
    """Set two kept scorings of one department against each other.

    Parameters
    ----------
    then, now
        Records as ``workspace.scorings`` answers them.
    """
    if then["id"] != now["id"]:
        raise ValueError("two departments are never set against each other")
    method = _method_changes(then, now)
    moved = then["stored"]["fingerprint"] != now["stored"]["fingerprint"]
    moved |= then["as_of"] != now["as_of"]
    kinds = {(False, False): Kind.NOTHING, (True, False): Kind.PLACE, (False, True): Kind.METHOD}
    return ThenAndNow(
        kind=kinds.get((moved, bool(method)), Kind.BOTH),
        then=then["as_of"],
        now=now["as_of"],
        method=method,
        differences=() if method else tuple(_differences(then, now)),
    )


def last_change(records: Sequence[Mapping[str, Any]]) -> ThenAndNow | None:
    """Answer the newest scoring against the last earlier one; None where there is but one.

    Of the earlier ones the newest under the same method is taken; where there is none, the newest,
    and then only the change of method is told.

    Parameters
    ----------
    records
        Records of one department, newest first.
    """
    then = last_before(records)
    return None if then is None else set_against(then, records[0])


def last_before(records: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """Answer the earlier record the newest is set against, or None where there is but one."""
    if len(records) <= 1:
        return None
    now, *earlier = records
    alike = [then for then in earlier if not _method_changes(then, now)]
    return (alike or earlier)[0]


def under_the_method_of_now(
    then: Mapping[str, Any], now: Mapping[str, Any], place_then: Department
) -> ThenAndNow:
    """Set two kept scorings against each other, the older one scored again as the newer one was.

    Version, judged numbers, weights and seed are those of now, the place is that of then: whatever
    differs is the place's, or that of what is known of it.

    Parameters
    ----------
    then, now
        Records as ``workspace.scorings`` answers them.
    place_then
        The department as it stood when ``then`` was scored.
    """
    judged = record.to_assumptions(now["assumptions"])
    measured = scene_of(place_then, as_of=then["as_of"], assumptions=judged)
    again = score_scene(measured, seed=now["seed"]).to_record()
    own = {name: now[name] for name in ("weights", "own_weights", "version") if name in now}
    found = set_against({**again, **own, "stored": then["stored"]}, now)
    return replace(found, rescored=True)


def _method_changes(then: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[str, ...]:
    found = [name for name in ("version", "weights") if then[name] != now[name]]
    if then.get("own_weights") != now.get("own_weights") and "weights" not in found:
        found.append("weights")
    old, new = (
        {key: row["value"] for key, row in kept["assumptions"].items()} for kept in (then, now)
    )
    found += sorted(key for key in {*old, *new} if old.get(key) != new.get(key))
    return tuple(found)


def _differences(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[Difference]:
    found = []
    for key in FACTORS:
        for state in State:
            old, new = (kept["factors"][key][state.value] for kept in (then, now))
            if old is None or new is None or old["value"] == new["value"]:
                continue
            both = old["value"] is not None and new["value"] is not None
            apart = both and (old["high"] < new["low"] or new["high"] < old["low"])
            found.append(Difference(key, state.value, old["value"], new["value"], apart))
    return found
