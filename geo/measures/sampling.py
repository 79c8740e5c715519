"""Where a path is measured: cells along it, three points across each, segments of ten cells.

Cells are laid from the canonical start of each edge of the network, so a path cut in two between
two cells, turned or delivered in another order is measured in the same points.
"""

from dataclasses import dataclass, field, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.measures.arrays import Flags, Integers, Reals
from geo.measures.network import ATTRIBUTES, Network
from geo.measures.noding import cut_at
from geo.model.assumptions import Assumptions, default_assumptions
from geo.model.crs import METRES

ROWS = (-1, 0, 1)
"""Right of the centre line, on it, left of it."""


@dataclass(frozen=True)
class Samples:
    """The points of the paths, cell by cell.

    Parameters
    ----------
    segments
        Lines in EPSG:25832 indexed by segment id: ``edge`` (id in the network), ``number`` along
        it, ``path``, ``length_m`` and the columns of ``paths``.
    cells
        Row per cell in order along each edge: ``edge`` (row of the network's edges), ``number``
        along it, ``segment`` (row of ``segments``), ``length_m``.
    points
        (n, 3) metres: three points per cell, in the order of ``ROWS``; z is the ground, 0.
    segment
        Row of ``segments`` per point.
    cell
        Row of ``cells`` per point.
    row
        -1, 0 or 1 per point: right of the centre line, on it, left of it.
    weight
        Length of the cell in metres per point: means over points are means over length.
    bearing
        Degrees clockwise from north in which the edge runs, per point.
    step
        Metres of a cell.
    """

    segments: gpd.GeoDataFrame = field(repr=False)
    cells: pd.DataFrame = field(repr=False)
    points: Reals = field(repr=False)
    segment: Integers = field(repr=False)
    cell: Integers = field(repr=False)
    row: Integers = field(repr=False)
    weight: Reals = field(repr=False)
    bearing: Reals = field(repr=False)
    step: float = 2.5

    def only(self, which: Flags) -> "Samples":
        """Answer some of the points, with the same cells and segments."""
        return replace(
            self,
            points=self.points[which],
            segment=self.segment[which],
            cell=self.cell[which],
            row=self.row[which],
            weight=self.weight[which],
            bearing=self.bearing[which],
        )

    def mean(self, values: Reals) -> "pd.Series[float]":
        """Answer the length-weighted mean of point values per segment."""
        count = len(self.segments)
        total = np.bincount(self.segment, weights=values * self.weight, minlength=count)
        weight = np.bincount(self.segment, weights=self.weight, minlength=count)
        return pd.Series(total / weight, index=self.segments.index)


def sample_segments(
    network: Network,
    within: shapely.Geometry | None = None,
    assumptions: Assumptions | None = None,
) -> Samples:
    """Lay cells, points and segments along the edges of a network.

    Parameters
    ----------
    network
        The walking network.
    within
        Area in EPSG:25832; only segments whose midpoint lies in it are answered. None takes all.
        It is taken as it is: a department's 5 m of margin are the caller's.
    assumptions
        ``lighting.cell_m``, ``.segment_cells`` and ``.path_width_m``; the defaults if None.
    """
    chosen = assumptions or default_assumptions()
    cells, segments = _cells_and_segments(network, chosen)
    if within is not None:
        shapely.prepare(within)
        middle = shapely.line_interpolate_point(segments.geometry.to_numpy(), 0.5, normalized=True)
        keep = shapely.intersects(within, middle)
        renumbered = np.cumsum(keep) - 1
        cells = cells[keep[cells["segment"]]].reset_index(drop=True)
        cells["segment"] = renumbered[cells["segment"]]
        segments = segments[keep]
    return _samples(network, cells, segments, chosen)


def cell_counts(length_m: Reals, step: float) -> Integers:
    """Answer how many cells edges of some lengths are laid in; the last one may be shorter."""
    return np.maximum(1, np.ceil(length_m / step - 1e-6)).astype(np.int64)


def _cells_and_segments(
    network: Network, chosen: Assumptions
) -> tuple[pd.DataFrame, gpd.GeoDataFrame]:
    step, per_segment = chosen["lighting.cell_m"], int(chosen["lighting.segment_cells"])
    edges = network.edges
    length = edges["length_m"].to_numpy(dtype=float)
    count = cell_counts(length, step)
    edge = np.repeat(np.arange(len(edges)), count)
    number = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)
    start = np.asarray(number * step, dtype=np.float64)
    last = number == count[edge] - 1
    first = number % per_segment == 0
    cells = pd.DataFrame(
        {
            "edge": edge,
            "number": number,
            "start_m": start,
            "length_m": np.where(last, length[edge] - start, step),
            "segment": np.cumsum(first) - 1,
        }
    )
    inner = first & (number > 0)
    geometry, owner = cut_at(edges.geometry.to_numpy(), edge[inner], start[inner])
    place = number[first] // per_segment
    rows = edges.iloc[owner].reset_index(names="edge")
    segments = gpd.GeoDataFrame(
        {
            "edge": rows["edge"],
            "number": place,
            "path": rows["path"],
            "length_m": shapely.length(geometry),
            **{name: rows[name] for name in ATTRIBUTES},
        },
        geometry=geometry,
        crs=METRES,
    )
    names = [f"{name}-{part}" for name, part in zip(rows["edge"], place, strict=True)]
    segments.index = pd.Index(names, name="segment", dtype="str")
    return cells, segments


def _samples(
    network: Network, cells: pd.DataFrame, segments: gpd.GeoDataFrame, chosen: Assumptions
) -> Samples:
    edge = cells["edge"].to_numpy(dtype=np.int64)
    length = cells["length_m"].to_numpy(dtype=float)
    start = cells["start_m"].to_numpy(dtype=float)
    lines = network.edges.geometry.to_numpy()[edge]
    begin, middle, end = (
        shapely.get_coordinates(shapely.line_interpolate_point(lines, start + part * length))
        for part in (0.0, 0.5, 1.0)
    )
    along = end - begin
    bearing = np.degrees(np.arctan2(along[:, 0], along[:, 1])) % 360
    width = pd.to_numeric(network.edges["width_m"]).to_numpy(dtype=float)[edge]
    width = np.where(np.isnan(width), chosen["lighting.path_width_m"], width)
    left = np.column_stack([-np.cos(np.radians(bearing)), np.sin(np.radians(bearing))])
    row = np.tile(ROWS, len(cells))
    offset = (np.repeat(width / len(ROWS), len(ROWS)) * row)[:, None]
    xy = np.repeat(middle, len(ROWS), axis=0) + offset * np.repeat(left, len(ROWS), axis=0)
    return Samples(
        segments=segments,
        cells=cells,
        points=np.column_stack([xy, np.zeros(len(xy))]),
        segment=np.repeat(cells["segment"].to_numpy(dtype=np.int64), len(ROWS)),
        cell=np.repeat(np.arange(len(cells)), len(ROWS)),
        row=row,
        weight=np.repeat(length, len(ROWS)),
        bearing=np.repeat(bearing, len(ROWS)),
        step=chosen["lighting.cell_m"],
    )
