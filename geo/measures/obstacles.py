"""What stands in the way: buildings, boundaries and vegetation with their heights.

Heights that a register lacks are assumed. Leaves let some light through and no sight; bare
branches let more through of both; evergreen stays as it is in summer.
"""

from collections.abc import Mapping
from enum import StrEnum

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.measures.arrays import Flags, Reals
from geo.model.assumptions import Assumptions, default_assumptions
from geo.model.crs import METRES

Texts = npt.NDArray[np.object_]

COLUMNS = ("layer", "id", "base_m", "top_m", "transmittance")
LAYERS = ("buildings", "boundaries", "vegetation")

GREEN = ("hedge", "planting")
"""Kinds of boundary that grow."""

FLAT = ("edge", "level", "surface")
"""Kinds of boundary that mark and do not stand in the way."""


class Passing(StrEnum):
    """What has to pass an obstacle."""

    LIGHT = "light"
    SIGHT = "sight"


class Leaves(StrEnum):
    """Whether deciduous plants stand in leaf. Scores use leaf-on."""

    ON = "on"
    OFF = "off"


def obstacles_from(
    layers: Mapping[str, gpd.GeoDataFrame],
    passing: Passing,
    leaves: Leaves = Leaves.ON,
    assumptions: Assumptions | None = None,
) -> gpd.GeoDataFrame:
    """Answer the obstacles among a department's layers.

    Parameters
    ----------
    layers
        ``buildings``, ``boundaries`` and ``vegetation`` in EPSG:25832, as far as they were
        delivered; other layers are passed over.
    passing
        Whether light or sight has to pass.
    leaves
        Whether deciduous plants stand in leaf.
    assumptions
        ``obstacles.*`` and ``department.*``; the defaults if None.

    Returns
    -------
    gpd.GeoDataFrame
        Lines and areas with ``layer``, ``id``, ``base_m``, ``top_m`` and ``transmittance``.

    Examples
    --------
    >>> tree = gpd.GeoDataFrame(
    ...     {"id": ["t"], "kind": ["tree"], "height_m": [9.0]},
    ...     geometry=[shapely.Point(0, 0)],
    ...     crs=25832,
    ... )
    >>> found = obstacles_from({"vegetation": tree}, Passing.LIGHT)
    >>> found[["base_m", "top_m", "transmittance"]].values.tolist()
    [[2.0, 9.0, 0.4]]
    """
    chosen = assumptions or default_assumptions()
    through = {leaf: chosen[f"obstacles.{passing.value}_leaves_{leaf.value}"] for leaf in Leaves}
    found = [
        part
        for part in (
            _buildings(layers.get("buildings"), chosen),
            _boundaries(layers.get("boundaries"), through[leaves], chosen),
            _vegetation(layers.get("vegetation"), through, leaves, chosen),
        )
        if part is not None and len(part)
    ]
    if not found:
        empty = {
            name: pd.Series(dtype="object" if name in COLUMNS[:2] else float) for name in COLUMNS
        }
        return gpd.GeoDataFrame(empty, geometry=[], crs=METRES)
    return gpd.GeoDataFrame(pd.concat(found, ignore_index=True), crs=METRES)


def building_heights(buildings: gpd.GeoDataFrame, chosen: Assumptions) -> Reals:
    """Answer the height of each building: registered, else storeys times their height.

    A shed of unknown height is taken as one low room, whatever was guessed for its storeys.
    """
    height, storeys = numbers(buildings, "height_m"), numbers(buildings, "storeys")
    known = np.where(np.isnan(storeys), chosen["department.storeys"], storeys)
    guess = known * chosen["department.storey_height_m"]
    guess = np.where(is_shed(buildings, chosen), chosen["obstacles.shed_m"], guess)
    return np.where(np.isnan(height), guess, height)


def is_shed(buildings: gpd.GeoDataFrame, chosen: Assumptions) -> Flags:
    """Tell sheds and garages, by use or by a footprint too small to live in."""
    small = buildings.area.to_numpy() < chosen["obstacles.shed_area_m2"]
    return np.asarray((texts(buildings, "use") == "shed") | small, dtype=bool)


def numbers(frame: gpd.GeoDataFrame, column: str) -> Reals:
    """Answer a column of numbers above 0, NaN where unknown or where there is no such column."""
    if column not in frame:
        return np.full(len(frame), np.nan)
    values = pd.to_numeric(frame[column], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    return np.where(np.isfinite(values) & (values > 0), values, np.nan)


def texts(frame: gpd.GeoDataFrame, column: str) -> Texts:
    """Answer a column of codes, empty where unknown or where there is no such column."""
    if column not in frame:
        return np.full(len(frame), "", dtype=object)
    return np.array([v if isinstance(v, str) else "" for v in frame[column]], dtype=object)


def _buildings(frame: gpd.GeoDataFrame | None, chosen: Assumptions) -> gpd.GeoDataFrame | None:
    if frame is None:
        return None
    zero = np.zeros(len(frame))
    return _obstacles("buildings", frame, zero, building_heights(frame, chosen), zero)


def _boundaries(
    frame: gpd.GeoDataFrame | None, through: float, chosen: Assumptions
) -> gpd.GeoDataFrame | None:
    if frame is None:
        return None
    kind, opaque = texts(frame, "kind"), texts(frame, "opaque")
    standing = gpd.GeoDataFrame(frame[~np.isin(kind, FLAT) & (opaque != "no")])
    kind, opaque = texts(standing, "kind"), texts(standing, "opaque")
    usual = np.array([chosen[f"obstacles.{name or 'fence'}_m"] for name in kind], dtype=float)
    height = numbers(standing, "height_m")
    # Nobody said whether a fence can be looked through; a wall cannot, and a hedge is leaves.
    passes = np.select(
        [opaque == "yes", np.isin(kind, GREEN), kind == "wall"],
        [0.0, through, 0.0],
        chosen["obstacles.fence_passes"],
    )
    top = np.where(np.isnan(height), usual, height)
    return _obstacles("boundaries", standing, np.zeros(len(standing)), top, passes)


def _vegetation(
    frame: gpd.GeoDataFrame | None,
    through: Mapping[Leaves, float],
    leaves: Leaves,
    chosen: Assumptions,
) -> gpd.GeoDataFrame | None:
    if frame is None:
        return None
    geometry = frame.geometry.to_numpy()
    point = shapely.get_dimensions(geometry) == 0
    kind = np.where(
        texts(frame, "kind") == "", np.where(point, "tree", "wood"), texts(frame, "kind")
    )
    usual = np.array([chosen[f"obstacles.{name}_m"] for name in kind], dtype=float)
    height = numbers(frame, "height_m")
    top = np.where(np.isnan(height), usual, height)
    # A tree may be looked under; shrubs and woods reach the ground.
    clear = np.minimum(chosen["obstacles.tree_clear_m"], top / 2)
    passes = np.where(texts(frame, "deciduous") == "no", through[Leaves.ON], through[leaves])
    crown = numbers(frame, "crown_m")
    crown = np.where(np.isnan(crown), chosen["obstacles.crown_m"], crown)
    round_crowns = shapely.buffer(geometry, np.where(point, crown / 2, 0.0), quad_segs=2)
    drawn = frame.set_geometry(
        gpd.GeoSeries(np.where(point, round_crowns, geometry), frame.index, crs=frame.crs)
    )
    return _obstacles("vegetation", drawn, np.where(kind == "tree", clear, 0.0), top, passes)


def _obstacles(
    layer: str, frame: gpd.GeoDataFrame, base: Reals, top: Reals, passes: Reals
) -> gpd.GeoDataFrame:
    columns = {
        "layer": layer,
        "id": texts(frame, "id"),
        "base_m": base,
        "top_m": top,
        "transmittance": passes,
    }
    found = gpd.GeoDataFrame(columns, geometry=frame.geometry.to_numpy(), crs=METRES)
    return found[~(found.geometry.isna() | found.geometry.is_empty)]
