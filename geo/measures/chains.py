"""Walk pieces end to end where exactly two meet, and give each walk one direction.

The direction depends on where the line lies, not on how it was drawn: the lower end in (x, y)
comes first; a ring runs counter-clockwise from its lowest vertex.
"""

import numpy as np
import shapely

from geo.measures.arrays import Geometries, Integers, Reals

Walk = list[tuple[int, bool]]
"""Pieces in the order walked, each with whether it is walked against its own direction."""

PAIR = 2
"""How many ends meet where a walk goes on."""

STRAIGHT = 1e-6
"""Metres by which a vertex may lie off the straight line and still say nothing."""


def walks(u: Integers, v: Integers, key: Integers) -> list[Walk]:
    """Join pieces through nodes where exactly two ends meet and both pieces have the same key.

    Parameters
    ----------
    u, v
        Node at the start and end of each piece.
    key
        Number per piece; pieces of different keys are never joined.

    Examples
    --------
    >>> import numpy as np
    >>> walks(np.array([0, 2]), np.array([1, 1]), np.array([7, 7]))
    [[(0, False), (1, True)]]
    """
    mate = _mates(u, v, key)
    seen = np.zeros(len(u), dtype=bool)
    open_ends = np.flatnonzero(mate < 0)
    starts = (*open_ends.tolist(), *range(0, 2 * len(u), 2))
    return [_walk(start, mate, seen) for start in starts if not seen[start // 2]]


def _mates(u: Integers, v: Integers, key: Integers) -> Integers:
    """Answer the end that continues each end (2·piece, +1 at its end), or -1."""
    node = np.stack([u, v], axis=1).ravel()
    order = np.argsort(node, kind="stable")
    _, first, count = np.unique(node[order], return_index=True, return_counts=True)
    one, two = order[first[count == PAIR]], order[first[count == PAIR] + 1]
    alike = key[one // 2] == key[two // 2]
    mate = np.full(len(node), -1, dtype=np.int64)
    mate[one[alike]], mate[two[alike]] = two[alike], one[alike]
    return mate


def _walk(start: int, mate: Integers, seen: np.ndarray) -> Walk:
    walk: Walk = []
    end = start
    while end >= 0 and not seen[end // 2]:
        seen[end // 2] = True
        walk.append((end // 2, bool(end % 2)))
        end = int(mate[end ^ 1])
    return walk


def rejoined(lines: Geometries, key: Integers) -> tuple[Geometries, Integers]:
    """Join lines that end in one point where nothing else ends: paths that were cut in two.

    Parameters
    ----------
    lines
        LineStrings in metres.
    key
        Number per line; lines of different numbers are never joined.

    Returns
    -------
    tuple[Geometries, Integers]
        The joined lines, and the position of one of the lines each was joined from.
    """
    xy, owner = shapely.get_coordinates(lines, return_index=True)
    coordinates = np.split(xy, np.flatnonzero(np.diff(owner)) + 1)
    ends = np.array([[line[0], line[-1]] for line in coordinates]).reshape(-1, 2)
    place = np.unique(np.round(ends, 3), axis=0, return_inverse=True)[1].ravel()
    found = walks(place[0::2], place[1::2], key)
    whole = np.array(
        [
            lines[walk[0][0]] if len(walk) == 1 else shapely.LineString(joined(walk, coordinates))
            for walk in found
        ]
    )
    # A vertex in the middle of a straight stretch tells where a path was cut, nothing else.
    straight = shapely.simplify(whole, STRAIGHT, preserve_topology=False)
    return np.asarray(straight), np.array([walk[0][0] for walk in found], dtype=np.int64)


def joined(walk: Walk, coordinates: list[Reals]) -> Reals:
    """Answer the coordinates of a walk, each shared node once."""
    runs = [coordinates[piece][::-1] if back else coordinates[piece] for piece, back in walk]
    return np.concatenate([runs[0], *(run[1:] for run in runs[1:])])


def runs_backwards(xy: Reals) -> bool:
    """Tell whether a line must be turned to run in its canonical direction."""
    start, end = (tuple(np.round(xy[place], 3)) for place in (0, -1))
    if start != end:
        return bool(end < start)
    x, y = (xy - xy[0]).T
    return bool(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1]) < 0)


def ring_from_lowest_vertex(xy: Reals) -> Reals:
    """Answer a closed ring that starts in its lowest vertex in (x, y)."""
    lowest = np.lexsort(np.round(xy[:-1], 3).T[::-1])[0]
    turned = np.roll(xy[:-1], -lowest, axis=0)
    return np.concatenate([turned, turned[:1]])
