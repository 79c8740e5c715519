"""A department's ground as a phone draws it, small enough to keep for when there is no signal."""

from typing import Any

import geopandas as gpd
import shapely

from api.dependencies import Services
from api.form.ground import ground_in
from api.form.places import degrees
from geo.model.errors import NotFoundError
from geo.reporting.field_delivery import empty_layer

BESIDE_M = 25.0
"""So far outside its ground things of a department are drawn and counted."""

TIMES = 3


def shape_of(held: Services, department: str) -> Any:
    """Answer a department's ground.

    Raises
    ------
    NotFoundError
        Where there is no such department.
    """
    frame = held.workspace.departments()
    found = frame.loc[frame["id"] == department]
    if found.empty:
        raise NotFoundError("department.unknown", id=department)
    return found.geometry.to_numpy()[0]


def ground_of(held: Services, department: str) -> dict[str, Any]:
    """Answer houses, paths, doors and known lamps of a department, in degrees."""

    def made() -> dict[str, Any]:
        shape = shapely.buffer(shape_of(held, department), BESIDE_M)
        inner = shape.representative_point()
        ground = ground_in(held.workspace, shape.bounds, TIMES)
        return {**ground, "middle": degrees(inner.x, inner.y)}

    found: dict[str, Any] = held.kept(("field", "ground", department), made)
    return found


def lamps_of(held: Services, department: str) -> gpd.GeoDataFrame:
    """Answer the known lamps on a department's ground."""
    shape = shapely.buffer(shape_of(held, department), BESIDE_M)
    lamps = held.workspace.layer("lamps", bbox=shape.bounds)
    if lamps is None:
        return empty_layer("lamps")
    return lamps[lamps.intersects(shape)].reset_index(drop=True)
