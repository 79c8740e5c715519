"""Cut delivered lines where they meet, so that pieces touch only at their ends.

Lines meet where they cross, where one ends on another, and where an end misses by less than the
tolerance. A line in a tunnel or on a bridge meets the others only at its own mouths.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

from geo.measures.arrays import Flags, Geometries, Integers, Reals

SAME_PLACE = 1e-6
"""Metres under which two positions on a line are one."""


@dataclass(frozen=True)
class Pieces:
    """Lines cut at every meeting point.

    Parameters
    ----------
    geometry
        The pieces, their ends moved onto the nodes.
    line
        Position of the line each piece was cut from.
    u, v
        Node at the start and at the end.
    nodes
        (n, 2) coordinates of the nodes.
    """

    geometry: Geometries
    line: Integers
    u: Integers
    v: Integers
    nodes: Reals


def cut_where_they_meet(lines: Geometries, level: Integers, tolerance: float) -> Pieces:
    """Cut lines at crossings, touches and near misses, and join their ends to nodes.

    Parameters
    ----------
    lines
        LineStrings in metres that do not cross themselves, none of length 0.
    level
        0 on the ground, below 0 in a tunnel, above 0 on a bridge.
    tolerance
        Metres within which an end belongs to what it nearly touches.
    """
    line, measure = _cut_positions(lines, level, tolerance)
    geometry, source = cut_at(lines, line, measure)
    ends = np.stack(
        [shapely.get_coordinates(shapely.get_point(geometry, end)) for end in (0, -1)], axis=1
    )
    node, nodes = _cluster(ends.reshape(-1, 2), tolerance)
    u, v = node[0::2], node[1::2]
    moved = _with_ends(geometry, nodes[u], nodes[v])
    # What collapsed onto one node is the stub of a snapped end, not a path.
    keep = (u != v) | (shapely.length(geometry) > 2 * tolerance)
    return Pieces(moved[keep], source[keep], u[keep], v[keep], nodes)


def without_self_crossings(lines: Geometries) -> tuple[Geometries, Integers]:
    """Answer the lines with those that cross themselves cut there, and each one's position."""
    position = np.arange(len(lines))
    tangled = ~shapely.is_simple(lines)
    parts, owner = shapely.get_parts(shapely.node(lines[tangled]), return_index=True)
    return (
        np.concatenate([lines[~tangled], parts]),
        np.concatenate([position[~tangled], position[tangled][owner]]),
    )


def _cut_positions(lines: Geometries, level: Integers, tolerance: float) -> tuple[Integers, Reals]:
    first, second = shapely.STRtree(lines).query(lines, predicate="dwithin", distance=tolerance)
    other = first != second
    first, second = first[other], second[other]
    crossing_line, crossing_point = _crossings(lines, level, first, second)
    ends = np.stack([shapely.get_point(lines, 0), shapely.get_point(lines, -1)], axis=1)
    mouth = _mouths(ends, level, tolerance)
    touched: list[Integers] = []
    at: list[Geometries] = []
    for side in (0, 1):
        may = (level[first] == level[second]) | mouth[first, side]
        meets = may & (shapely.distance(ends[first, side], lines[second]) <= tolerance)
        touched.append(second[meets])
        at.append(ends[first[meets], side])
    line = np.concatenate([crossing_line, *touched])
    points = np.concatenate([crossing_point, *at])
    measure = shapely.line_locate_point(lines[line], points)
    inside = (measure > tolerance) & (measure < shapely.length(lines[line]) - tolerance)
    return line[inside], measure[inside]


def _crossings(
    lines: Geometries, level: Integers, first: Integers, second: Integers
) -> tuple[Integers, Geometries]:
    wanted = (first < second) & (level[first] == level[second])
    a, b = first[wanted], second[wanted]
    parts, pair = shapely.get_parts(shapely.intersection(lines[a], lines[b]), return_index=True)
    kind = shapely.get_type_id(parts)
    stretch = kind == shapely.GeometryType.LINESTRING
    single = kind == shapely.GeometryType.POINT
    points = np.concatenate(
        [parts[single], shapely.get_point(parts[stretch], 0), shapely.get_point(parts[stretch], -1)]
    )
    pairs = np.concatenate([pair[single], pair[stretch], pair[stretch]])
    return np.concatenate([a[pairs], b[pairs]]), np.concatenate([points, points])


def _mouths(ends: Geometries, level: Integers, tolerance: float) -> Flags:
    """Tell which ends lead out of a tunnel or off a bridge: no more of that level goes on."""
    mouth = np.zeros(ends.shape, dtype=bool)
    for height in np.unique(level[level != 0]):
        here = level == height
        xy = shapely.get_coordinates(ends[here].ravel())
        tree = KDTree(xy)
        alone = tree.query_ball_point(xy, tolerance, return_length=True) == 1
        mouth[here] = alone.reshape(-1, 2)
    return mouth


def cut_at(lines: Geometries, line: Integers, measure: Reals) -> tuple[Geometries, Integers]:
    """Cut lines at distances along them; answer the pieces in order and the line of each.

    Parameters
    ----------
    lines
        LineStrings in metres.
    line, measure
        Which line to cut, and how many metres from its start: inside it, not at its ends.
    """
    xy, owner = shapely.get_coordinates(lines, return_index=True)
    along = _measures(xy, owner)
    cut_xy = shapely.get_coordinates(shapely.line_interpolate_point(lines[line], measure))
    all_xy = np.concatenate([xy, cut_xy])
    all_owner = np.concatenate([owner, line])
    all_along = np.concatenate([along, measure])
    is_cut = np.concatenate([np.zeros(len(xy), dtype=bool), np.ones(len(line), dtype=bool)])
    order = np.lexsort((is_cut, all_along, all_owner))
    all_xy, all_owner, all_along = all_xy[order], all_owner[order], all_along[order]
    new = np.ones(len(order), dtype=bool)
    new[1:] = (np.diff(all_owner) != 0) | (np.diff(all_along) > SAME_PLACE)
    cut_here = np.logical_or.reduceat(is_cut[order], np.flatnonzero(new))
    copies = np.repeat(np.arange(len(cut_here)), 1 + cut_here)
    kept_owner = all_owner[new]
    starts = np.ones(len(copies), dtype=bool)
    starts[1:] = (np.diff(kept_owner[copies]) != 0) | (np.diff(copies) == 0)
    piece = np.cumsum(starts) - 1
    geometry = np.asarray(shapely.linestrings(all_xy[new][copies], indices=piece))
    return geometry, kept_owner[copies][starts]


def _measures(xy: Reals, owner: Integers) -> Reals:
    """Answer how far along its line each vertex lies."""
    step = np.zeros(len(xy))
    step[1:] = np.hypot(*np.diff(xy, axis=0).T)
    first = np.ones(len(xy), dtype=bool)
    first[1:] = np.diff(owner) != 0
    step[first] = 0
    total = np.cumsum(step)
    return np.asarray(
        total - np.repeat(total[first], np.diff(np.append(np.flatnonzero(first), len(xy))))
    )


def _cluster(xy: Reals, tolerance: float) -> tuple[Integers, Reals]:
    """Answer the node of each end and the nodes' coordinates, whatever the order of the ends."""
    _, representative, place = np.unique(
        np.round(xy, 3), axis=0, return_index=True, return_inverse=True
    )
    distinct = xy[representative]
    close = KDTree(distinct).query_pairs(tolerance, output_type="ndarray")
    links = coo_array(
        (np.ones(len(close)), (close[:, 0], close[:, 1])), shape=(len(distinct), len(distinct))
    )
    count, group = connected_components(links, directed=False)
    # The middle of the box, not the mean: a point that is there twice must not pull.
    low, high = np.full((count, 2), np.inf), np.full((count, 2), -np.inf)
    np.minimum.at(low, group, distinct)
    np.maximum.at(high, group, distinct)
    nodes = (low + high) / 2
    return np.asarray(group[place.ravel()], dtype=np.int64), nodes


def _with_ends(geometry: Geometries, start: Reals, end: Reals) -> Geometries:
    xy, owner = shapely.get_coordinates(geometry, return_index=True)
    first = np.flatnonzero(np.append(True, np.diff(owner) != 0))
    last = np.append(first[1:], len(xy)) - 1
    xy[first], xy[last] = start, end
    return np.asarray(shapely.linestrings(xy, indices=owner))
