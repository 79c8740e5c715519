"""A delivery that lies a street away: coordinates of ED50 under the name of ETRS89.

The numbers alone cannot tell: both systems look alike and lie about 222 m apart. What stands in the
workspace can, for lamps stand along paths and doors in walls.
"""

from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from geo.model.crs import METRES
from geo.model.issues import Issue, Severity

ED50 = "EPSG:23032"
"""European Datum 1950 in UTM zone 32, used by Danish offices until about 2000."""

NEIGHBOURS: Mapping[str, tuple[str, ...]] = {
    "lamps": ("paths", "buildings"),
    "paths": ("paths", "buildings"),
    "entrances": ("buildings",),
    "buildings": ("buildings",),
    "meeting_places": ("paths",),
}
"""Layers a thing lies close to, wherever it stands."""

NEAR_M = 12.0
"""Metres within which things that belong together lie."""

LEAST = 5
"""Features that must be there before a pattern means something."""

MOST = 2_000
"""Features looked at; more tell nothing more."""

BETTER = 0.3
"""Share of the features by which the other place must fit better."""


def shift_findings(
    delivered: Mapping[str, gpd.GeoDataFrame], standing: Mapping[str, gpd.GeoDataFrame]
) -> list[Issue]:
    """Warn of layers that would fit what stands, were they coordinates of ED50.

    Parameters
    ----------
    delivered
        Frames of the delivery in EPSG:25832.
    standing
        Frames that stand and are not replaced by it.
    """
    issues = []
    for layer, frame in sorted(delivered.items()):
        shapes = _some(frame)
        others = _others([standing[name] for name in NEIGHBOURS.get(layer, ()) if name in standing])
        if len(shapes) < LEAST or len(others) < LEAST:
            continue
        here = _near(shapes, others)
        there = _near(_were_ed50(shapes), others)
        if there - here > BETTER:
            facts = {"crs": ED50, "here": round(100 * here), "there": round(100 * there)}
            issues.append(Issue(Severity.WARNING, "crs.shifted", layer, None, facts))
    return issues


def _some(frame: gpd.GeoDataFrame) -> npt.NDArray[np.object_]:
    step = max(1, len(frame) // MOST)
    shapes = np.asarray(frame.geometry.array, dtype=object)[::step]
    return np.asarray(shapes[~shapely.is_missing(shapes)], dtype=object)


def _others(frames: Sequence[gpd.GeoDataFrame]) -> npt.NDArray[np.object_]:
    shapes = [np.asarray(frame.geometry.array, dtype=object) for frame in frames]
    return np.concatenate(shapes) if shapes else np.empty(0, dtype=object)


def _near(shapes: npt.NDArray[np.object_], others: npt.NDArray[np.object_]) -> float:
    tree = shapely.STRtree(others)
    found, _ = tree.query(shapes, predicate="dwithin", distance=NEAR_M)
    return len(np.unique(found)) / len(shapes)


def _were_ed50(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    moved = gpd.GeoSeries(shapes, crs=ED50).to_crs(METRES)
    return np.asarray(moved.array, dtype=object)
