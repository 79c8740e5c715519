"""The light at a case: what the model says of its spot, and what a repaired lamp does to it."""

import math
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from api.dependencies import Services
from geo.measures.lighting_class import target_lux
from geo.model.reports import Case, Report
from geo.planning.changes import Change
from geo.planning.layer_changes import with_values
from geo.planning.plan import Plan
from geo.reporting.evidence import Held, hold
from geo.scoring.rescoring import Rescoring

NEAR_M = 25.0
"""How near the stretch of path must lie for its light to speak of the case."""


@dataclass(frozen=True)
class Light:
    """Light on the stretch of a case.

    Parameters
    ----------
    lux
        Mean on the stretch in the evening; None where it is not known.
    target_lux
        What its class asks for, or None.
    """

    lux: float | None
    target_lux: float | None


@dataclass(frozen=True)
class Repair:
    """A lamp's state, and the light of its stretch with the lamp out and with it on."""

    lamp: str
    state: str | None
    out: Light
    on: Light


def light_of(held: Services, case: Case) -> Light | None:
    """Answer the light at a case from the department's kept profile; None off its paths."""
    if case.department is None or case.x is None or case.y is None:
        return None
    return _at(held.profile(case.department).segments, case.x, case.y)


def held_against(reports: list[Report], light: Light | None) -> Held | None:
    """Hold the newest report against the light: what staff are to look for on the spot."""
    if not reports:
        return None
    found = light or Light(None, None)
    return hold(reports[-1], found.lux, found.target_lux)


def repair_of(held: Services, case: Case) -> Repair | None:
    """Compute the light with the lamp of a case out, and with it repaired; None without a lamp."""
    if case.lamp is None or case.department is None or case.x is None or case.y is None:
        return None
    place = (case.x, case.y)
    key = ("repair", case.department, case.lamp, f"{case.x:.1f} {case.y:.1f}")
    lamp, department_id = case.lamp, case.department

    def compute() -> Repair | None:
        department = held.workspace.department(department_id)
        lamps = department.layers.get("lamps")
        if lamps is None or lamp not in set(lamps["id"]):
            return None
        state = lamps.loc[lamps["id"] == lamp, "status"].iloc[0]
        on = Plan("lavet", department_id, (Change("repair_lamp", {"lamp": lamp}),))
        again = Rescoring(department)
        changed = (with_values(department, "lamps", lamp, {"status": "out"}), on.apply(department))
        sides = [again.after(one).segments for one in changed]
        dark, lit = (_at(segments, *place) for segments in sides)
        if dark is None or lit is None:
            return None
        return Repair(lamp, state if isinstance(state, str) else None, dark, lit)

    made: Repair | None = held.kept(key, compute)
    return made


def _at(segments: gpd.GeoDataFrame, x: float, y: float) -> Light | None:
    if segments.empty:
        return None
    spot = shapely.Point(x, y)
    distances = shapely.distance(segments.geometry.to_numpy(), spot)
    nearest = int(np.argmin(distances))
    if distances[nearest] > NEAR_M:
        return None
    row = segments.iloc[nearest]
    target, _ = target_lux(pd.Series([row["target_class"]]))
    return Light(_known(row["lighting.mean_lux"]), _known(target[0]))


def _known(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
