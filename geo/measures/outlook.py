"""Overview on a path: the view ahead (2c) and places to stand hidden (2d), methods §3.3."""

from dataclasses import dataclass, field

import numpy as np
import shapely

from geo.measures.arrays import Flags, Integers, Reals
from geo.measures.network import Network
from geo.measures.outlook_kernels import hidden_shares, seen_lengths
from geo.measures.sampling import Samples
from geo.measures.sightlines import EYE_M, indexed
from geo.measures.walls import Walls
from geo.model.assumptions import Assumptions

VIEW_SCORE = ((5.0, 15.0, 25.0, 50.0), (0.0, 40.0, 65.0, 100.0))
"""Indicator 2c: metres seen ahead and what they score. 15 m is where one sizes up a person."""

RAYS = 30
"""Rays the view to either side of straight ahead is made of: one to a degree."""


@dataclass(frozen=True)
class Hidden:
    """What is hidden beside the cells of the paths.

    Parameters
    ----------
    share
        (n,) hidden share of the free area near, walking the worse of the two ways; NaN where a
        path runs through a house.
    square_metres
        (n,) hidden square metres.
    place
        (n, 2) the middle of the hidden area, EPSG:25832; NaN without.
    """

    share: Reals = field(repr=False)
    square_metres: Reals = field(repr=False)
    place: Reals = field(repr=False)


def view_ahead(samples: Samples, walls: Walls, chosen: Assumptions) -> Reals:
    """Answer the mean metres one sees ahead from each cell, both ways, no more than 50."""
    centre = samples.row == 0
    eyes = walls.local(samples.points[centre] + np.array([0.0, 0.0, EYE_M]))
    half = np.radians(chosen["eyes.view_angle_deg"])
    bearing = np.radians(samples.bearing[centre])
    cap = VIEW_SCORE[0][-1]
    return np.asarray(
        seen_lengths(
            np.ascontiguousarray(eyes), bearing, indexed(walls), float(half), RAYS, cap
        ).mean(axis=1)
    )


def view_score(metres: Reals) -> Reals:
    """Answer indicator 2c.

    >>> view_score(np.array([4.0, 15, 50])).tolist()
    [0.0, 40.0, 100.0]
    """
    return np.asarray(np.interp(metres, *VIEW_SCORE))


def hidden_beside(
    network: Network, samples: Samples, walls: Walls, houses: Flags, chosen: Assumptions
) -> Hidden:
    """Answer what lies near each cell and is seen neither from it nor from 10 m before it.

    Parameters
    ----------
    network, samples
        The network and its samples.
    walls
        What stands in the way of sight.
    houses
        Whether each panel is the side of a house, whose inside is no free area.
    chosen
        ``eyes.*``.
    """
    centre = samples.points[samples.row == 0]
    reach = chosen["eyes.hiding_reach_m"]
    around = _places_around(reach)
    eyes = walls.local(centre + np.array([0.0, 0.0, EYE_M]))
    before = _ten_metres_before(network, samples, reach) - walls.origin
    shares, of_place = hidden_shares(
        np.ascontiguousarray(eyes), before, around, indexed(walls), houses, reach
    )
    square_metres = np.nansum(of_place, axis=1)
    middle = np.nan_to_num(of_place) @ around
    with np.errstate(invalid="ignore"):
        place = centre[:, :2] + middle / square_metres[:, None]
    inside = _inside_house(eyes, walls, houses)
    share = np.where(inside, np.nan, shares.max(axis=1))
    return Hidden(share, np.where(inside, 0.0, square_metres), place)


def hidden_score(share: Reals, chosen: Assumptions) -> Reals:
    """Answer indicator 2d: 100 where nothing near is hidden, 0 where a quarter of it is."""
    return np.asarray(100 * np.maximum(0.0, 1 - share / chosen["eyes.hiding_share"]))


def _places_around(reach: float) -> Reals:
    """Answer the middles of the 1 m squares round a point within reach."""
    steps = np.arange(np.floor(-reach), np.ceil(reach)) + 0.5
    x, y = (side.ravel() for side in np.meshgrid(steps, steps))
    near = np.hypot(x, y) <= reach
    return np.ascontiguousarray(np.column_stack([x[near], y[near]]))


def _ten_metres_before(network: Network, samples: Samples, back: float) -> Reals:
    """Answer (n, 2, 2): where one was before each cell, walking one way and the other.

    Along the path as it is walked, through every node where just two edges meet; where a path
    begins or forks that place is as far back as one can tell.
    """
    edges, start, string, whole, turned = _strings(network)
    length = network.edges["length_m"].to_numpy(dtype=float)
    cells = samples.cells
    edge = cells["edge"].to_numpy(dtype=np.int64)
    middle = (cells["start_m"] + cells["length_m"] / 2).to_numpy(dtype=float)
    place = start[edge] + np.where(turned[edge], length[edge] - middle, middle)
    found = []
    lines = network.edges.geometry.to_numpy()
    for step in (-back, back):
        low = whole[string[edge]]
        at = np.clip(place + step, low, whole[string[edge] + 1])
        row = np.clip(np.searchsorted(start[edges], at, side="right") - 1, 0, len(edges) - 1)
        other = edges[row]
        along = at - start[other]
        along = np.where(turned[other], length[other] - along, along)
        found.append(shapely.get_coordinates(shapely.line_interpolate_point(lines[other], along)))
    return np.ascontiguousarray(np.stack(found, axis=1))


def _strings(network: Network) -> tuple[Integers, Reals, Integers, Reals, Flags]:
    """Lay all strings end to end.

    Answer the edges as walked; per edge where it starts on that line, its string and whether it
    is walked backwards; and where each string starts and the last one ends.
    """
    walks = network.strings
    edges = np.array([edge for walk in walks for edge, _ in walk], dtype=np.int64)
    back = np.array([turned for walk in walks for _, turned in walk], dtype=bool)
    sizes = np.array([len(walk) for walk in walks])
    length = network.edges["length_m"].to_numpy(dtype=float)[edges]
    ends = np.append(0.0, np.cumsum(length))
    start, string = np.zeros(len(edges)), np.zeros(len(edges), dtype=np.int64)
    turned = np.zeros(len(edges), dtype=bool)
    start[edges], turned[edges] = ends[:-1], back
    string[edges] = np.repeat(np.arange(len(walks)), sizes)
    return edges, start, string, ends[np.append(0, np.cumsum(sizes))], turned


def _inside_house(eyes: Reals, walls: Walls, houses: Flags) -> Flags:
    """Tell the points that lie inside a house, from the rims of houses alone."""
    inside = np.zeros(len(eyes), dtype=bool)
    ends = walls.ends[houses]
    if not len(ends):
        return inside
    tree = shapely.STRtree(np.asarray(shapely.linestrings(ends.reshape(-1, 2, 2))))
    east = ends[:, [0, 2]].max() + 1.0
    from_, to = eyes[:, :2], np.column_stack([np.full(len(eyes), east), eyes[:, 1]])
    rays = shapely.linestrings(np.stack([from_, to], axis=1))
    ray, side = tree.query(rays)
    x0, y0, x1, y1 = ends[side].T
    x, y = eyes[ray, 0], eyes[ray, 1]
    # A side counts where it goes from below to above the ray or back: its upper end does not.
    spans = (y0 > y) != (y1 > y)
    ray, side, x = ray[spans], side[spans], x[spans]
    x0, y0, x1, y1, y = (part[spans] for part in (x0, y0, x1, y1, y))
    right = x0 + (y - y0) / (y1 - y0) * (x1 - x0) > x
    pairs, count = np.unique(
        np.column_stack([ray, walls.obstacle[houses][side]])[right], axis=0, return_counts=True
    )
    inside[pairs[count % 2 == 1, 0]] = True
    return inside
