"""What several factors take of a department: its own doors, and the grade of what they rest on."""

import geopandas as gpd
import numpy as np
import shapely

from geo.measures.arrays import Reals
from geo.model.estimate import Estimate, Grade, worst
from geo.scoring.scene import Scene


def own(scene: Scene, layer: str) -> gpd.GeoDataFrame | None:
    """Answer the rows of a layer that belong to the department itself, None if not delivered."""
    frame = scene.department.layer(layer)
    if frame is None:
        return None
    margin = scene.assumptions["department.scored_buffer_m"]
    area = shapely.buffer(scene.department.boundary, margin)
    return frame[shapely.intersects(area, frame.geometry.to_numpy())].reset_index(drop=True)


def grade(scene: Scene, *layers: str) -> Grade:
    """Answer the worst grade of the layers that were delivered; C where a source says none."""
    there = [layer for layer in layers if scene.department.has(layer)]
    sources = [scene.department.sources.get(layer) for layer in there]
    return worst(*(Grade.C if source is None else source.grade for source in sources))


def homes(doors: gpd.GeoDataFrame) -> Reals:
    """Answer the dwellings behind each door: as counted, else as at the others, or one."""
    if "dwellings" not in doors:
        return np.ones(len(doors))
    counted = doors["dwellings"].to_numpy(dtype=float, na_value=np.nan)
    known = counted[np.isfinite(counted)]
    usual = known.mean() if known.sum() > 0 else 1.0
    return np.where(np.isfinite(counted), counted, usual)


def estimate(value: float, grade: Grade, coverage: float, least: float, most: float) -> Estimate:
    """Answer a score with the interval of its grade, widened to what it could be."""
    around = Estimate.around(value, 100 * grade.uncertainty, coverage, grade)
    return Estimate(
        value,
        min(around.low or 0.0, max(0.0, least)),
        max(around.high or 0.0, min(100.0, most)),
        coverage,
        grade,
    )
