"""Cut one department out of the workspace: what is scored, and what lies near enough to matter.

Nothing is clipped: a path that crosses the border comes whole, and the measures decide what of it
is scored. Reading asks the spatial index, so a department costs the same in a large municipality.
"""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
import sqlalchemy as sa

from geo.model.assumptions import default_assumptions
from geo.model.department import Department
from geo.model.errors import NotFoundError
from geo.model.layers import LAYERS
from geo.store.fallbacks import with_fallbacks
from geo.store.geometry_type import Box
from geo.store.moments import Now, Then
from geo.store.tables import Tables

REACHES: Mapping[str, str] = {
    "paths": "department.walk_reach_m",
    "destinations": "department.walk_reach_m",
    "meeting_places": "department.walk_reach_m",
    "buildings": "department.obstacle_reach_m",
    "boundaries": "department.obstacle_reach_m",
    "vegetation": "department.obstacle_reach_m",
    "openings": "department.obstacle_reach_m",
}
"""How far beyond the department a layer matters; the others are taken where they are scored."""


def cut_department(connection: sa.Connection, known: Tables, identity: str) -> Department:
    """Answer a department with its layers, estimates included.

    Raises
    ------
    NotFoundError
        Where no department has that id.
    """
    found = _cut(Now(connection, known), identity)
    if found is None:
        raise NotFoundError("department.unknown", id=identity)
    return found


def cut_past(
    connection: sa.Connection, known: Tables, identity: str, moment: str
) -> Department | None:
    """Answer a department as it stood at a moment; None where that is not kept.

    An import that was taken out since then left no source behind, so what it brought is not known.
    """
    then = Then(connection, known, moment)
    return _cut(then, identity) if then.is_sure else None


def _cut(moment: Now, identity: str) -> Department | None:
    found = moment.department(identity)
    if found.empty:
        return None
    row = found.iloc[0]
    sources = moment.sources
    scored = shapely.buffer(row.geometry, default_assumptions()["department.scored_buffer_m"])
    layers = {
        name: _near(moment, name, scored)
        for name in LAYERS
        if name in sources and name != "departments"
    }
    department = Department(
        id=str(row["id"]),
        name=str(row["id"] if pd.isna(row["name"]) else row["name"]),
        boundary=row.geometry,
        layers=layers,
        sources={name: source for name, source in sources.items() if name in layers},
        organisation=None if pd.isna(row["organisation"]) else str(row["organisation"]),
        dwellings=None if pd.isna(row["dwellings"]) else int(row["dwellings"]),
        derived=bool(row["derived"] == "yes"),
    )
    return with_fallbacks(department)


def _near(moment: Now, name: str, scored: shapely.Geometry) -> gpd.GeoDataFrame:
    if not LAYERS[name].geometry:
        return moment.layer(name)
    reach = _lamp_reach(moment) if name == "lamps" else _reach(name)
    frame = moment.layer(name, bbox=_widened(scored, reach))
    shapes = np.asarray(frame.geometry.array, dtype=object)
    shapely.prepare(scored)
    within = _lamp_reaches(frame) if name == "lamps" else reach
    near = np.asarray(shapely.distance(shapes, scored) <= within, dtype=bool)
    return frame[near].reset_index(drop=True)


def _reach(name: str) -> float:
    return default_assumptions()[REACHES[name]] if name in REACHES else 0.0


def _lamp_reach(moment: Now) -> float:
    """Answer how far the tallest lamp of the workspace reaches."""
    given = default_assumptions()
    tallest = given["lighting.reach_heights"] * moment.tallest_lamp()
    return max(given["department.lamp_reach_m"], tallest)


def _lamp_reaches(lamps: gpd.GeoDataFrame) -> npt.NDArray[np.float64]:
    """Answer how far each lamp reaches: at least the least, and five times its height."""
    given = default_assumptions()
    heights = lamps["height_m"].to_numpy(dtype=float, na_value=0.0)
    reach = given["lighting.reach_heights"] * np.nan_to_num(heights)
    return np.asarray(np.maximum(given["department.lamp_reach_m"], reach), dtype=float)


def _widened(shape: shapely.Geometry, reach: float) -> Box:
    west, south, east, north = shapely.bounds(shape).tolist()
    return (west - reach, south - reach, east + reach, north + reach)
