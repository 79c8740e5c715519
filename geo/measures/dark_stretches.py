"""Stretches of path that are dark: how long, how dark, which lamp is nearest, and what is amiss."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
import shapely.ops
from scipy.spatial import KDTree

from geo.measures.arrays import Flags, Geometries, Integers, Reals
from geo.measures.lamps import LampLight
from geo.measures.lighting import DarkRuns, centre_line
from geo.measures.lighting_class import target_lux
from geo.measures.network import Network
from geo.measures.operation import circuits_out, planned_work
from geo.measures.sampling import Samples
from geo.model.assumptions import Assumptions
from geo.model.crs import METRES

COLUMNS = (
    *("length_m", "under_target_m", "lux", "target_lux", "target_class", "name", "segments"),
    *("lamp", "lamp_number", "lamp_owner", "lamp_m", "circuit", "planned", "cause"),
)
"""Columns of ``dark_stretches``."""

CAUSES = (
    *("no_lamp", "circuit_out", "lamp_out", "dimmed", "blocked_plants", "blocked_building"),
    "too_weak",
)
"""Likely causes: no lamp near, all lamps of a circuit out, a lamp out, dimmed by a plan, plants or
a building in the way, or lamps that burn and give too little."""

IFS = ("undimmed", "without_plants", "without_walls")
"""What the lux would be if lamps were not dimmed, plants gone, or everything gone."""

NO_LAMP: Mapping[str, Any] = MappingProxyType(
    {**dict.fromkeys(COLUMNS[7:-1], None), "lamp_m": np.nan}
)
"""What is told of the nearest lamp where there is none."""

MINUTES = 60
"""Minutes of an hour, seconds of a minute."""

SAID = ("id", "number", "owner", "circuit")
"""What a register says of the nearest lamp."""

OF_CELL = ("edge", "start_m", "length_m", "number", "segment")
"""Columns of the cells that a stretch is drawn from."""

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
    lux: Mapping[str, Reals],
    runs: DarkRuns,
    chosen: Assumptions,
) -> gpd.GeoDataFrame:
    """Answer the dark runs longer than 5 m as lines, the longest first.

    Parameters
    ----------
    network, samples
        The network and its samples.
    measured
        ``target_class`` and ``mean_lux`` per segment.
    lux
        Lux per sample point: ``now``, and under each of ``IFS``.
    runs
        Dark runs over ``dark_cells``.
    chosen
        ``lighting.*``.

    Returns
    -------
    gpd.GeoDataFrame
        ``length_m``, ``under_target_m`` (metres of it in segments whose mean lies under their
        target), ``lux`` (mean on the centre line), ``target_lux`` and ``target_class`` (the
        strictest on the way), ``name`` (of the paths), ``segments`` (ids, comma-separated),
        and the mean lux under each of ``IFS``.
    """
    target, _ = target_lux(measured["target_class"])
    short = measured["mean_lux"].to_numpy(dtype=float) < target
    centre = {name: centre_line(samples, values) for name, values in lux.items()}
    walked = runs.order[runs.run[runs.order] >= 0]
    lines = network.edges.geometry.to_numpy()
    of_cell = {name: samples.cells[name].to_numpy() for name in OF_CELL}
    rows: list[dict[str, Any]] = []
    for cells in np.split(walked, np.flatnonzero(np.diff(runs.run[walked])) + 1):
        if not len(cells) or runs.length_m[runs.run[cells[0]]] <= chosen["lighting.dark_stretch_m"]:
            continue
        metres = of_cell["length_m"][cells]
        segment = np.unique(of_cell["segment"][cells])
        strictest = segment[int(np.argmax(target[segment]))]
        names = samples.segments["name"].iloc[segment].dropna().astype(str)
        means = {name: float(np.average(v[cells], weights=metres)) for name, v in centre.items()}
        rows.append(
            {
                "length_m": float(metres.sum()),
                "under_target_m": float(metres[short[of_cell["segment"][cells]]].sum()),
                "lux": means.pop("now"),
                "target_lux": float(target[strictest]),
                "target_class": str(measured["target_class"].iloc[strictest]),
                "name": ", ".join(dict.fromkeys(names)) or None,
                "segments": ",".join(samples.segments.index[segment]),
                **means,
                "geometry": _line(lines, of_cell, cells),
            }
        )
    rows.sort(key=lambda row: (-round(row["length_m"], 3), row["segments"]))
    columns = [*COLUMNS[:7], *IFS, "geometry"]
    return gpd.GeoDataFrame(rows, columns=columns, geometry="geometry", crs=METRES)


def with_nearest_lamp(
    stretches: gpd.GeoDataFrame, lamps: gpd.GeoDataFrame, light: LampLight, chosen: Assumptions
) -> gpd.GeoDataFrame:
    """Add the lamp nearest to each stretch and the first likely cause of the dark.

    ``no_lamp``: along most of it none within five mounting heights; ``circuit_out`` and
    ``lamp_out``: one of those within is out of order, with all others of its circuit or alone.
    Where they burn: the first thing without which the stretch would not be dark. Light that a
    plan has dimmed is no fault.
    """
    whole = circuits_out(lamps, light)
    said = {name: _texts(lamps, name) for name in SAID}
    in_circuit = np.array([said["circuit"][k] in whole for k in light.row], dtype=bool)
    found: list[dict[str, Any]] = []
    tree = shapely.STRtree(np.asarray(shapely.points(light.xyz[:, :2])))
    reach = chosen["lighting.reach_heights"] * light.height_m
    rows: Any = stretches.itertuples()
    for row in rows:
        told: dict[str, Any] = {**NO_LAMP, "cause": "no_lamp"}
        if len(light):
            nearest = int(tree.query_nearest(row.geometry, all_matches=False)[0])
            told = _lamp(said, int(light.row[nearest]))
            told["lamp_m"] = float(shapely.distance(row.geometry, tree.geometries[nearest]))
            near = _near(row.geometry, tree, reach)
            told["cause"] = _cause(row, near, light, in_circuit, chosen)
        found.append(told)
    added = pd.DataFrame(found, columns=list(COLUMNS[7:]), index=stretches.index, dtype=object)
    added["lamp_m"] = added["lamp_m"].astype(float)
    return stretches.join(added)[[*COLUMNS, "geometry"]]


def most_walked_first(
    stretches: gpd.GeoDataFrame, exposure: "pd.Series[float]", samples: Samples
) -> gpd.GeoDataFrame:
    """Add how much each stretch is walked, and put metres times that first.

    ``exposure`` is the mean over the segments of a stretch, weighted by their length.
    """
    found = stretches.assign(exposure=_along(stretches, exposure, samples))
    keys = [-(found["length_m"] * found["exposure"]).round(3), found["segments"]]
    order = np.lexsort([key.to_numpy() for key in keys[::-1]])
    return found.iloc[order].reset_index(drop=True)


def walked_in_the_dark(
    stretches: gpd.GeoDataFrame,
    flow: "pd.Series[float]",
    samples: Samples,
    dark_minutes: float,
    chosen: Assumptions,
) -> Reals:
    """Answer the minutes a year that each stretch is walked in the dark, by all who walk it.

    Every dwelling of the flow passes ``routes.walks_a_day`` times a day for each of its errands,
    evenly over the hours in which people are out; dark minutes out of all of those are dark. A
    guess that orders stretches and says what a lamp is for; it is no count of anybody.

    Parameters
    ----------
    stretches
        As of ``dark_stretches``.
    flow
        Dwellings that walk along each segment, errand by errand.
    samples
        The samples of the segments.
    dark_minutes
        Minutes of the year in which it is dark while people are out.
    chosen
        ``routes.walks_a_day``, ``routes.walk_speed`` and ``lighting.out_*_hour``.
    """
    hours = chosen["lighting.out_until_hour"] - chosen["lighting.out_from_hour"]
    dark_days = dark_minutes / (MINUTES * hours)
    passes = _along(stretches, flow, samples) * chosen["routes.walks_a_day"] * dark_days
    seconds = stretches["length_m"].to_numpy(dtype=float) / chosen["routes.walk_speed"]
    return np.asarray(passes * seconds / MINUTES, dtype=np.float64)


def _along(stretches: gpd.GeoDataFrame, values: "pd.Series[float]", samples: Samples) -> Reals:
    """Answer the mean of a value of the segments over each stretch, by their length."""
    metres = samples.segments["length_m"].to_numpy(dtype=float)
    known = values.reindex(samples.segments.index).to_numpy(dtype=float)
    place = {name: k for k, name in enumerate(samples.segments.index)}
    found = []
    for text in stretches["segments"]:
        rows = [place[name] for name in text.split(",")]
        found.append(float(np.average(known[rows], weights=metres[rows])))
    return np.array(found, dtype=np.float64)


def lamps_that_matter(samples: Samples, light: LampLight, heights: float) -> Integers:
    """Answer the lamps within reach of any sample point."""
    if not len(light) or not len(samples.points):
        return np.empty(0, dtype=np.int64)
    away, _ = KDTree(samples.points[:, :2]).query(light.xyz[:, :2])
    return np.flatnonzero(away <= heights * light.height_m)


def _line(lines: Geometries, of_cell: Mapping[str, Reals], cells: Integers) -> shapely.Geometry:
    """Answer the line over the cells of a run, in the order walked."""
    edge, start, length, number = (of_cell[name][cells] for name in OF_CELL[:4])
    xy: list[Reals] = []
    for part in np.split(np.arange(len(cells)), np.flatnonzero(np.diff(edge)) + 1):
        low, high = float(start[part].min()), float((start + length)[part].max())
        cut = shapely.ops.substring(lines[int(edge[part[0]])], low, high)
        piece = shapely.get_coordinates(cut)
        backwards = number[part[0]] > number[part[-1]]
        if len(part) == 1 and xy:
            backwards = _farther(xy[-1][-1], piece)
        xy.append(piece[::-1] if backwards else piece)
    if len(xy) > 1 and _farther(xy[1][0], xy[0][::-1]):
        xy[0] = xy[0][::-1]
    return shapely.LineString(np.concatenate(xy))


def _farther(end: Reals, piece: Reals) -> bool:
    """Tell whether the start of a piece lies farther from where the line ended than its end."""
    return bool(np.hypot(*(piece[0] - end)) > np.hypot(*(piece[-1] - end)))


def _near(line: shapely.Geometry, tree: shapely.STRtree, reach: Reals) -> Integers:
    """Answer the lamps within their reach of most of a stretch's places; none where most lack."""
    spots = np.asarray(shapely.points(shapely.get_coordinates(shapely.segmentize(line, SPOT_M))))
    spot, lamp = tree.query(spots, predicate="dwithin", distance=float(reach.max()))
    near = shapely.distance(spots[spot], tree.geometries[lamp]) <= reach[lamp]
    if len(np.unique(spot[near])) < len(spots) / 2:
        return np.empty(0, dtype=np.int64)
    return np.unique(lamp[near]).astype(np.int64)


def _cause(
    stretch: Any,
    near: Integers,
    light: LampLight,
    in_circuit: Flags,
    chosen: Assumptions,
) -> str:
    """Answer the first likely cause of the dark along a stretch."""
    if not len(near):
        return "no_lamp"
    if light.out[near].any():
        return "circuit_out" if in_circuit[near].any() else "lamp_out"
    target = np.nan_to_num(stretch.target_lux, nan=0.0)
    enough = max(chosen["lighting.dark_lux"], chosen["lighting.dark_ratio"] * target)
    ifs = zip(IFS, CAUSES[3:6], strict=True)
    return next((cause for name, cause in ifs if getattr(stretch, name) >= enough), "too_weak")


def _lamp(said: Mapping[str, list[str | None]], row: int) -> dict[str, Any]:
    circuit = said["circuit"][row]
    return {
        "lamp": said["id"][row],
        "lamp_number": said["number"][row],
        "lamp_owner": said["owner"][row],
        "circuit": circuit,
        "planned": planned_work(circuit),
    }


def _texts(frame: gpd.GeoDataFrame, column: str) -> list[str | None]:
    if column not in frame:
        return [None] * len(frame)
    return [None if value is None or pd.isna(value) else str(value) for value in frame[column]]
