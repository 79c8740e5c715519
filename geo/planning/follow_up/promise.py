"""What the model promised of a plan, frozen as it is decided: a later model promises nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.spatial import KDTree

from geo.measures.arrays import Reals
from geo.measures.path_light import PathLight
from geo.model.department import Department
from geo.planning.comparison import Comparison
from geo.scoring.rescoring import Rescoring
from geo.scoring.scene import Scene

NOTICEABLE_LUX = 0.05
"""Lux: where the model moves it by less, nothing was promised."""

BESIDE_M = 4.0
"""Metres from a promised place within which a measurement is one of it."""


@dataclass(frozen=True)
class Promise:
    """What was promised.

    Parameters
    ----------
    points
        (n, 4) metres east and north, lux before and after, where the light was to change.
    factors
        Score before and after per factor and state, as far as known.
    version, assumptions
        Version of the method and mark of the assumptions it was promised under.
    """

    points: Reals = field(repr=False)
    factors: Mapping[str, tuple[float | None, float | None]] = field(repr=False)
    version: str
    assumptions: str

    def at(self, xy: Reals) -> Reals:
        """Answer (n, 2) lux promised before and after at places; NaN where nothing was."""
        found = np.full((len(xy), 2), np.nan)
        if len(self.points) and len(xy):
            away, row = KDTree(self.points[:, :2]).query(xy, distance_upper_bound=BESIDE_M)
            near = np.isfinite(away)
            found[near] = self.points[np.asarray(row)[near], 2:]
        return found

    def to_dict(self) -> dict[str, Any]:
        """Answer a JSON shape."""
        return {
            "points": self.points.tolist(),
            "factors": {key: list(pair) for key, pair in self.factors.items()},
            "version": self.version,
            "assumptions": self.assumptions,
        }

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> "Promise":
        """Read a promise as it was kept."""
        return cls(
            np.array(told["points"], dtype=float).reshape(-1, 4),
            {key: (pair[0], pair[1]) for key, pair in told["factors"].items()},
            str(told["version"]),
            str(told["assumptions"]),
        )


def promise_of(again: Rescoring, changed: Department, compared: Comparison) -> Promise:
    """Answer what the model promises of a place under a plan.

    Parameters
    ----------
    again
        The department as it stands.
    changed
        The same after the plan.
    compared
        ``compare_plan`` of the two.
    """
    after = again.scene_after(changed)
    profile = again.before()
    again.profile_of(after)
    factors = {
        f"{key} {state.value}": (difference.before.value, difference.after.value)
        for (key, state), difference in compared.factors.items()
    }
    marks = profile.version, profile.assumptions.fingerprint
    return Promise(_points(again.scene, after), factors, *marks)


def _points(before: Scene, after: Scene) -> Reals:
    old, new = before.samples, after.samples
    nothing = np.empty((0, 4))
    if old is None or new is None or len(old.points) != len(new.points):
        return nothing
    was, becomes = _lux(before), _lux(after)
    if becomes is None:
        return nothing
    was = np.zeros(len(becomes)) if was is None else was
    moved = (new.row == 0) & (np.abs(becomes - was) >= NOTICEABLE_LUX)
    rows = np.column_stack([new.points[moved, :2], was[moved], becomes[moved]])
    return np.round(rows, 2)


def _lux(scene: Scene) -> Reals | None:
    light = scene.result("lighting").kept.get("path_light")
    return light.part("horizontal") if isinstance(light, PathLight) else None
