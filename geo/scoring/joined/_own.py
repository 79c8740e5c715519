"""Layers as a factor takes them: with every column of the model, and the department's own rows."""

import geopandas as gpd
import numpy as np
import shapely

from geo.model.estimate import Estimate, Grade
from geo.model.layers import LAYERS
from geo.scoring.scene import Scene


def whole(scene: Scene, layer: str) -> gpd.GeoDataFrame | None:
    """Answer a layer with every column of the model, None if not delivered."""
    frame = scene.department.layer(layer)
    if frame is None:
        return None
    spec = LAYERS[layer]
    blank = {
        name: None if column.kind in {"text", "date"} else np.nan
        for name, column in spec.columns.items()
        if name not in frame
    }
    return frame.assign(**blank)


def own(scene: Scene, layer: str) -> gpd.GeoDataFrame | None:
    """Answer the rows of a layer that belong to the department itself, None if not delivered."""
    frame = whole(scene, layer)
    if frame is None:
        return None
    inside = shapely.intersects(scene.scored_area, frame.geometry.to_numpy())
    return frame[inside].reset_index(drop=True)


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
