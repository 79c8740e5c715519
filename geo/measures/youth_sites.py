"""Where a place for the young may be put: seen from a used path, away from homes, no dead end."""

import numpy as np
import shapely

from geo.measures.arrays import Flags, Geometries, Reals

SEEN_M = 50.0
"""Metres from a used path within which a place is seen from it (methods §4)."""

AWAY_M = 30.0
"""Metres from the nearest dwelling (the buffer of a NEAP, methods §4)."""


def suits_youth(  # noqa: PLR0913 - one question, asked at once
    xy: Reals,
    used: Geometries,
    dwellings: Geometries,
    dead: Geometries,
    *,
    others: Geometries | None = None,
    seen_m: float = SEEN_M,
    away_m: float = AWAY_M,
) -> Flags:
    """Tell which points may hold a place for the young.

    Parameters
    ----------
    xy
        (n, 2) metres.
    used
        Lines of paths that people walk.
    dwellings
        Buildings with dwellings; they also stand in the way of sight.
    dead
        Lines of paths that lead nowhere: a place nearest to one of them is not suited.
    others
        Buildings without dwellings, which stand in the way of sight; None for none.
    seen_m, away_m
        Metres within which a place is seen, and from the nearest dwelling.
    """
    fine = np.zeros(len(xy), dtype=bool)
    if not len(xy) or not len(used):
        return fine
    points = np.asarray(shapely.points(xy))
    point, line = shapely.STRtree(used).query_nearest(points, max_distance=seen_m)
    first = np.append(True, np.diff(point) != 0)[: len(point)]
    point, line = point[first], line[first]
    sight = np.asarray(shapely.shortest_line(points[point], used[line]))
    tree = shapely.STRtree(dwellings)
    open_view = np.ones(len(point), dtype=bool)
    standing = dwellings if others is None else np.concatenate([dwellings, others])
    open_view[shapely.STRtree(standing).query(sight, predicate="intersects")[0]] = False
    away = np.ones(len(point), dtype=bool)
    away[tree.query(points[point], predicate="dwithin", distance=away_m)[0]] = False
    if len(dead):
        away &= shapely.distance(points[point], shapely.union_all(dead)) > shapely.length(sight)
    fine[point] = open_view & away
    return fine
