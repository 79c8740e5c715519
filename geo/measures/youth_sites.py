"""Where a place for the young may be put: seen from a used path, away from homes, no dead end."""

import numpy as np
import shapely

from geo.measures.arrays import Flags, Geometries, Reals

SEEN_M = 50.0
"""Metres from a used path within which a place is seen from it (methods §4)."""

AWAY_M = 30.0
"""Metres from the nearest dwelling (the buffer of a NEAP, methods §4)."""


def suits_youth(xy: Reals, used: Geometries, dwellings: Geometries, dead: Geometries) -> Flags:
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
    """
    fine = np.zeros(len(xy), dtype=bool)
    if not len(xy) or not len(used):
        return fine
    points = np.asarray(shapely.points(xy))
    point, line = shapely.STRtree(used).query_nearest(points, max_distance=SEEN_M)
    first = np.append(True, np.diff(point) != 0)[: len(point)]
    point, line = point[first], line[first]
    sight = np.asarray(shapely.shortest_line(points[point], used[line]))
    tree = shapely.STRtree(dwellings)
    open_view = np.ones(len(point), dtype=bool)
    open_view[tree.query(sight, predicate="intersects")[0]] = False
    away = np.ones(len(point), dtype=bool)
    away[tree.query(points[point], predicate="dwithin", distance=AWAY_M)[0]] = False
    if len(dead):
        away &= shapely.distance(points[point], shapely.union_all(dead)) > shapely.length(sight)
    fine[point] = open_view & away
    return fine
