"""The walking network of the paths: the same however the paths were cut, drawn or ordered."""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csr_array

from geo.measures.arrays import Geometries, Integers, Reals
from geo.measures.chains import (
    PAIR,
    Walk,
    joined,
    rejoined,
    ring_from_lowest_vertex,
    runs_backwards,
    walks,
)
from geo.measures.noding import Pieces, cut_where_they_meet, without_self_crossings
from geo.model.assumptions import Assumptions, default_assumptions
from geo.model.crs import METRES
from geo.model.layers import LAYERS

ATTRIBUTES = tuple(LAYERS["paths"].columns)
"""Columns of a path that an edge carries; pieces are joined only where all of them agree."""


@dataclass(frozen=True)
class Network:
    """Paths as edges between nodes.

    Parameters
    ----------
    nodes
        (n, 2) coordinates in EPSG:25832.
    edges
        Lines in EPSG:25832, indexed by a text id that follows from where the edge lies: ``u``
        and ``v`` (rows of ``nodes``), ``length_m``, ``path`` (id of the delivered path that
        covers its middle), ``walkable`` (False behind a closed gate) and the columns of ``paths``.
    """

    nodes: Reals
    edges: gpd.GeoDataFrame = field(repr=False)

    @cached_property
    def graph(self) -> csr_array:
        """Answer the metres between neighbouring nodes over walkable edges, both ways."""
        walkable = self.edges[self.edges["walkable"]]
        u, v = (walkable[end].to_numpy(dtype=np.int64) for end in ("u", "v"))
        length = walkable["length_m"].to_numpy(dtype=float)
        low, high = np.minimum(u, v), np.maximum(u, v)
        order = np.lexsort((length, high, low))
        low, high, length = low[order], high[order], length[order]
        # Of parallel edges only the shortest is ever walked.
        keep = np.append(True, (np.diff(low) != 0) | (np.diff(high) != 0))[: len(low)]
        keep &= low != high
        low, high, length = low[keep], high[keep], length[keep]
        ends = (np.concatenate([low, high]), np.concatenate([high, low]))
        count = len(self.nodes)
        return csr_array((np.concatenate([length, length]), ends), shape=(count, count))

    @cached_property
    def strings(self) -> list[Walk]:
        """Answer the edges joined through every node where just two meet, whatever they are.

        A walk goes on through such a node although the path changes its name or width there.
        """
        u, v = (self.edges[end].to_numpy(dtype=np.int64) for end in ("u", "v"))
        return walks(u, v, np.zeros(len(u), dtype=np.int64))


def build_network(paths: gpd.GeoDataFrame, assumptions: Assumptions | None = None) -> Network:
    """Build the walking network of the paths.

    Lines are cut where they cross or touch (not over or under one another), ends that miss by
    less than the snapping distance are joined, and pieces are joined again through every node
    where only two meet and nothing about the path changes. So cutting a path in two, turning it
    or reordering the rows changes no edge.

    Parameters
    ----------
    paths
        The ``paths`` layer in EPSG:25832 with the column ``id``; other columns may be absent.
        A column ``bridge`` is heeded where there is one.
    assumptions
        ``network.snap_m``; the defaults if None.

    Examples
    --------
    >>> from shapely import LineString
    >>> lines = [LineString([(0, 0), (10, 0)]), LineString([(4, -5), (4, 5)])]
    >>> paths = gpd.GeoDataFrame({"id": ["a", "b"]}, geometry=lines, crs=25832)
    >>> build_network(paths).edges["length_m"].tolist()
    [4.0, 5.0, 5.0, 6.0]
    """
    tolerance = (assumptions or default_assumptions())["network.snap_m"]
    delivered, row = _lines(paths)
    if not len(delivered):
        return _network([], np.empty(0, dtype=np.int64), paths)
    key = _attribute_key(paths)
    # A path cut in two is made whole before anything is snapped, so that the cut leaves no trace.
    whole, position = rejoined(delivered, key[row])
    lines, owner = without_self_crossings(whole)
    source = row[position[owner]]
    pieces = cut_where_they_meet(lines, _levels(paths)[source], tolerance)
    source = source[pieces.line]
    keep = _without_doubles(pieces, key[source], tolerance)
    edges, rows = _join(pieces, source, key[source], keep)
    middle = _over_the_middle(edges, key[rows], delivered, row, paths, key)
    return _network(edges, middle, paths)


def _lines(paths: gpd.GeoDataFrame) -> tuple[Geometries, Integers]:
    """Answer the lines of the paths, flat and whole, and the row each comes from."""
    flat = shapely.force_2d(paths.geometry.to_numpy())
    parts, row = shapely.get_parts(flat, return_index=True)
    whole = (shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING) & (
        shapely.length(parts) > 0
    )
    return parts[whole], row[whole]


def _levels(paths: gpd.GeoDataFrame) -> Integers:
    """Answer -1 in a tunnel, 1 on a bridge, else 0."""
    level = np.zeros(len(paths), dtype=np.int64)
    for column, height in (("bridge", 1), ("tunnel", -1)):
        if column in paths:
            level[(paths[column] == "yes").to_numpy(dtype=bool)] = height
    return level


def _attribute_key(paths: gpd.GeoDataFrame) -> Integers:
    """Answer a number per row; rows of equal number agree in every attribute."""
    columns = [name for name in (*ATTRIBUTES, "bridge") if name in paths]
    if not columns:
        return np.zeros(len(paths), dtype=np.int64)
    codes = [pd.factorize(paths[name], sort=True)[0] for name in columns]
    _, key = np.unique(np.stack(codes, axis=1), axis=0, return_inverse=True)
    return np.asarray(key.ravel(), dtype=np.int64)


def _without_doubles(pieces: Pieces, key: Integers, tolerance: float) -> Integers:
    """Answer the positions of the pieces without those that lie on top of another."""
    length = shapely.length(pieces.geometry)
    middle = shapely.get_coordinates(
        shapely.line_interpolate_point(pieces.geometry, 0.5, normalized=True)
    )
    low, high = np.minimum(pieces.u, pieces.v), np.maximum(pieces.u, pieces.v)
    order = np.lexsort((key, length, high, low))
    low, high, length, middle = low[order], high[order], length[order], middle[order]
    double = (
        (np.diff(low) == 0)
        & (np.diff(high) == 0)
        & (np.diff(length) < tolerance)
        & (np.hypot(*np.diff(middle, axis=0).T) < tolerance)
    )
    return np.sort(order[np.append(True, ~double)])


def _join(
    pieces: Pieces, source: Integers, key: Integers, keep: Integers
) -> tuple[list[Reals], Integers]:
    """Answer the coordinates of each joined edge and one of the rows it comes from."""
    u, v = pieces.u[keep], pieces.v[keep]
    xy, owner = shapely.get_coordinates(pieces.geometry[keep], return_index=True)
    coordinates = np.split(xy, np.flatnonzero(np.diff(owner)) + 1)
    degree = np.bincount(np.concatenate([u, v]), minlength=len(pieces.nodes))
    lines: list[Reals] = []
    rows: list[int] = []
    for walk in walks(u, v, key[keep]):
        line = joined(walk, coordinates)
        first, back = walk[0]
        start = v[first] if back else u[first]
        if degree[start] == PAIR and np.array_equal(line[0], line[-1]):
            line = ring_from_lowest_vertex(line)
        lines.append(line[::-1] if runs_backwards(line) else line)
        rows.append(int(source[keep[first]]))
    return lines, np.array(rows, dtype=np.int64)


def _over_the_middle(
    edges: list[Reals],
    edge_key: Integers,
    delivered: Geometries,
    row: Integers,
    paths: gpd.GeoDataFrame,
    key: Integers,
) -> Integers:
    """Answer the row of the delivered path that covers the middle of each edge."""
    lines = np.array([shapely.LineString(line) for line in edges])
    middle = shapely.line_interpolate_point(lines, 0.5, normalized=True)
    edge, near = shapely.STRtree(delivered).query(middle, predicate="dwithin", distance=1.0)
    alike = key[row[near]] == edge_key[edge]
    edge, near = edge[alike], near[alike]
    away = np.round(np.asarray(shapely.distance(middle[edge], delivered[near])), 3)
    name = paths["id"].astype(str).to_numpy()[row[near]]
    order = np.lexsort((name, away, edge))
    first = np.append(True, np.diff(edge[order]) != 0)[: len(order)]
    return np.asarray(row[near[order[first]]])


def _network(lines: list[Reals], middle: Integers, paths: gpd.GeoDataFrame) -> Network:
    """Order the edges by where they lie, and number the nodes the same way."""
    geometry = np.array([shapely.LineString(line) for line in lines], dtype=object)
    ends = np.array([[line[0], line[-1]] for line in lines]).reshape(-1, 2, 2)
    halfway = shapely.get_coordinates(
        shapely.line_interpolate_point(geometry, 0.5, normalized=True)
    )
    corners = np.column_stack([ends.reshape(-1, 4), halfway])
    place = np.asarray(np.round(corners, 3), dtype=np.float64)
    order = np.lexsort(place.T[::-1])
    _, first, node = np.unique(
        place[order][:, :4].reshape(-1, 2), axis=0, return_index=True, return_inverse=True
    )
    rows = paths.iloc[middle[order]].reset_index(drop=True)
    edges = gpd.GeoDataFrame(
        {
            "u": node.ravel()[0::2].astype(np.int64),
            "v": node.ravel()[1::2].astype(np.int64),
            "length_m": shapely.length(geometry[order]),
            "path": rows["id"],
            **{name: rows.get(name, pd.Series([None] * len(rows))) for name in ATTRIBUTES},
        },
        geometry=geometry[order],
        crs=METRES,
    )
    edges["walkable"] = (edges["gate"] != "closed").to_numpy(dtype=bool)
    edges.index = pd.Index(_ids(place[order]), name="edge")
    return Network(ends[order].reshape(-1, 2)[first], edges)


def _ids(place: Reals) -> list[str]:
    """Name each edge by its ends and middle to the centimetre."""
    # The odd offset keeps round coordinates away from the edge of a centimetre.
    centimetres = np.floor(place * 100 + 0.37).astype(np.int64)
    seen: dict[str, int] = {}
    names = []
    for row in centimetres:
        name = hashlib.blake2b(row.tobytes(), digest_size=6).hexdigest()
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name}.{seen[name]}")
    return names
