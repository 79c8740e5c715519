"""Stretches of path that are dark: how long, how dark, which lamp is nearest, and what is amiss."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
import shapely.ops
from scipy.spatial import KDTree

from geo.measures.arrays import Flags, Integers, Reals
from geo.measures.lamps import LampLight
from geo.measures.lighting import DarkRuns, centre_line
from geo.measures.lighting_class import target_lux
from geo.measures.network import Network
from geo.measures.sampling import Samples
from geo.model.assumptions import Assumptions
from geo.model.crs import METRES

COLUMNS = (
    *("length_m", "lux", "target_lux", "target_class", "name", "segments"),
    *("lamp", "lamp_number", "lamp_owner", "lamp_m", "cause"),
)
"""Columns of ``dark_stretches``. ``cause`` is ``no_lamp``, ``lamp_out`` or ``too_weak``."""

SPOT_M = 2.5
"""Metres between the places along a stretch from which lamps are looked for."""


def dark_cells(samples: Samples, measured: pd.DataFrame, lux: Reals, chosen: Assumptions) -> Flags:
    """Tell which cells are dark: under 1 lx, or in a segment under a third of its target.

    A segment whose class asks for no light has no dark cells.
    """
    target, _ = target_lux(measured["target_class"])
    weak = measured["mean_lux"].to_numpy(dtype=float) < chosen["lighting.dark_ratio"] * target
    segment = samples.cells["segment"].to_numpy(dtype=np.int64)
    dim = centre_line(samples, lux) < chosen["lighting.dark_lux"]
    return np.asarray((dim | weak[segment]) & ~np.isnan(target)[segment])


def dark_stretches(
    network: Network,
    samples: Samples,
    measured: pd.DataFrame,
    lux: Reals,
    runs: DarkRuns,
    chosen: Assumptions,
) -> gpd.GeoDataFrame:
    """Answer the dark runs longer than 5 m as lines, the longest first.

    Parameters
    ----------
    network, samples
        The network and its samples.
    measured
        ``target_class`` per segment.
    lux
        Lux per sample point.
    runs
        Dark runs over ``dark_cells``.
    chosen
        ``lighting.*``.

    Returns
    -------
    gpd.GeoDataFrame
        ``length_m``, ``lux`` (mean on the centre line), ``target_lux`` and ``target_class`` (the
        strictest on the way), ``name`` (of the paths), ``segments`` (ids, comma-separated).
    """
    target, _ = target_lux(measured["target_class"])
    centre = centre_line(samples, lux)
    walked = runs.order[runs.run[runs.order] >= 0]
    rows: list[dict[str, Any]] = []
    for cells in np.split(walked, np.flatnonzero(np.diff(runs.run[walked])) + 1):
        if not len(cells) or runs.length_m[runs.run[cells[0]]] <= chosen["lighting.dark_stretch_m"]:
            continue
        part = samples.cells.iloc[cells]
        segment = np.unique(part["segment"].to_numpy(dtype=np.int64))
        strictest = segment[int(np.argmax(target[segment]))]
        names = samples.segments["name"].iloc[segment].dropna().astype(str)
        rows.append(
            {
                "length_m": float(part["length_m"].sum()),
                "lux": float(np.average(centre[cells], weights=part["length_m"])),
                "target_lux": float(target[strictest]),
                "target_class": str(measured["target_class"].iloc[strictest]),
                "name": ", ".join(dict.fromkeys(names)) or None,
                "segments": ",".join(samples.segments.index[segment]),
                "geometry": _line(network, part),
            }
        )
    rows.sort(key=lambda row: (-round(row["length_m"], 3), row["segments"]))
    columns = [*COLUMNS[:6], "geometry"]
    return gpd.GeoDataFrame(rows, columns=columns, geometry="geometry", crs=METRES)


def with_nearest_lamp(
    stretches: gpd.GeoDataFrame, lamps: gpd.GeoDataFrame, light: LampLight, chosen: Assumptions
) -> gpd.GeoDataFrame:
    """Add the lamp nearest to each stretch and the first likely cause of the dark.

    ``no_lamp``: along most of it none within five mounting heights; ``lamp_out``: one of those
    within is out of order; ``too_weak``: they burn, and it is not enough.
    """
    empty = {"lamp": None, "lamp_number": None, "lamp_owner": None, "lamp_m": np.nan}
    found: list[dict[str, Any]] = []
    tree = shapely.STRtree(np.asarray(shapely.points(light.xyz[:, :2])))
    reach = chosen["lighting.reach_heights"] * light.height_m
    for line in stretches.geometry:
        row = {**empty, "cause": "no_lamp"}
        if len(light):
            nearest = int(tree.query_nearest(line, all_matches=False)[0])
            away = shapely.distance(line, tree.geometries[nearest])
            row.update(_lamp(lamps, int(light.row[nearest])), lamp_m=float(away))
            row["cause"] = _cause(line, tree, light, reach)
        found.append(row)
    added = pd.DataFrame(found, columns=list(COLUMNS[6:]), index=stretches.index)
    return stretches.join(added)[[*COLUMNS, "geometry"]]


def lamps_that_matter(samples: Samples, light: LampLight, heights: float) -> Integers:
    """Answer the lamps within reach of any sample point."""
    if not len(light) or not len(samples.points):
        return np.empty(0, dtype=np.int64)
    away, _ = KDTree(samples.points[:, :2]).query(light.xyz[:, :2])
    return np.flatnonzero(away <= heights * light.height_m)


def _line(network: Network, part: pd.DataFrame) -> shapely.Geometry:
    """Answer the line over the cells of a run, in the order walked."""
    lines = network.edges.geometry.to_numpy()
    change = (part["edge"].diff() != 0).cumsum()
    xy: list[Reals] = []
    for _, cells in part.groupby(change, sort=False):
        line = lines[int(cells["edge"].iloc[0])]
        start = float(cells["start_m"].min())
        end = float((cells["start_m"] + cells["length_m"]).max())
        piece = shapely.get_coordinates(shapely.ops.substring(line, start, end))
        backwards = cells["number"].iloc[0] > cells["number"].iloc[-1]
        if len(cells) == 1 and xy:
            backwards = _farther(xy[-1][-1], piece)
        xy.append(piece[::-1] if backwards else piece)
    if len(xy) > 1 and _farther(xy[1][0], xy[0][::-1]):
        xy[0] = xy[0][::-1]
    return shapely.LineString(np.concatenate(xy))


def _farther(end: Reals, piece: Reals) -> bool:
    """Tell whether the start of a piece lies farther from where the line ended than its end."""
    return bool(np.hypot(*(piece[0] - end)) > np.hypot(*(piece[-1] - end)))


def _cause(line: shapely.Geometry, tree: shapely.STRtree, light: LampLight, reach: Reals) -> str:
    """Answer the first likely cause of the dark along a stretch."""
    spots = np.asarray(shapely.points(shapely.get_coordinates(shapely.segmentize(line, SPOT_M))))
    spot, lamp = tree.query(spots, predicate="dwithin", distance=float(reach.max()))
    near = shapely.distance(spots[spot], tree.geometries[lamp]) <= reach[lamp]
    if len(np.unique(spot[near])) < len(spots) / 2:
        return "no_lamp"
    return "lamp_out" if (light.lumens[lamp[near]] == 0).any() else "too_weak"


def _lamp(lamps: gpd.GeoDataFrame, row: int) -> dict[str, Any]:
    return {
        "lamp": _text(lamps, "id", row),
        "lamp_number": _text(lamps, "number", row),
        "lamp_owner": _text(lamps, "owner", row),
    }


def _text(frame: gpd.GeoDataFrame, column: str, row: int) -> str | None:
    value = frame[column].iloc[row] if column in frame else None
    return None if value is None or pd.isna(value) else str(value)
