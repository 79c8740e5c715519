"""How many zones one walks through from the door to public ground (methods §5, 4c)."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
import shapely.ops
from scipy.sparse.csgraph import dijkstra

from geo.measures.arrays import Integers, Reals
from geo.measures.network import Network
from geo.measures.walking import Access, access
from geo.measures.zoning import NOWHERE, ZONES, Zoning
from geo.model.assumptions import Assumptions, default_assumptions

PUBLIC = ZONES.index("public")
HOME = ZONES.index("private")
STEP_M = 0.5
"""Metres between the places along a walk where the zone is asked for."""

GOOD_STEPS = (2, 3)


@dataclass(frozen=True)
class Steps:
    """The steps of each door.

    Parameters
    ----------
    steps
        Changes of zone from inside the home to public ground; -1 where no way leads there.
    score
        0–100 per door; NaN where the steps are not known.
    """

    steps: Integers = field(repr=False)
    score: Reals = field(repr=False)


def steps_to_public(
    network: Network, doors: Reals, zoning: Zoning, assumptions: Assumptions | None = None
) -> Steps:
    """Answer the changes of zone on the shortest walk from each door to public ground.

    The home behind the door is private, so a door straight on the street has one step. A zone one
    only brushes for less than two metres is no step.

    Parameters
    ----------
    network
        The walking network.
    doors
        (n, 2) coordinates in metres.
    zoning
        The zones.
    assumptions
        ``network.access_m``, ``boundaries.least_stay_m``, ``.few_steps``, ``.many_steps``; the
        defaults if None.
    """
    chosen = assumptions or default_assumptions()
    steps = np.full(len(doors), -1, dtype=np.int64)
    walks = _walks(network, doors, zoning, chosen)
    for door, line in walks.items():
        along = np.arange(0.0, line.length + STEP_M, STEP_M)
        xy = shapely.get_coordinates(shapely.line_interpolate_point(line, along))
        steps[door] = count_steps(
            zoning.levels(xy), round(chosen["boundaries.least_stay_m"] / STEP_M)
        )
    return Steps(steps, step_score(steps, chosen))


def count_steps(levels: Integers, least: int = 1) -> int:
    """Answer the changes of zone along a walk from home until public ground, -1 if never there.

    >>> (
    ...     count_steps(np.array([2, 2, 2, 3, 3])),
    ...     count_steps(np.array([1, 2, 3])),
    ...     count_steps(np.array([2, 2])),
    ... )
    (2, 3, -1)
    """
    level = levels[levels != NOWHERE]
    start = np.flatnonzero(np.append(True, np.diff(level) != 0)[: len(level)])
    stay = np.diff(np.append(start, len(level)))
    zones = level[start]
    reached = np.flatnonzero(zones == PUBLIC)
    if not len(reached):
        return -1
    kept = zones[: reached[0] + 1][
        (stay[: reached[0] + 1] >= least) | (zones[: reached[0] + 1] == PUBLIC)
    ]
    walked = np.append(HOME, kept)
    return int(np.count_nonzero(np.diff(walked)))


def step_score(steps: Integers, chosen: Assumptions) -> Reals:
    """Answer 100 for two or three steps, less for a door on the street and for a long way in.

    >>> step_score(np.array([1, 2, 3, 4, -1]), default_assumptions()).tolist()
    [60.0, 100.0, 100.0, 60.0, nan]
    """
    few, many = GOOD_STEPS
    score = np.where(steps < few, chosen["boundaries.few_steps"], 100.0)
    score = np.where(steps > many, chosen["boundaries.many_steps"], score)
    return np.where(steps < 0, np.nan, score)


def _walks(
    network: Network, doors: Reals, zoning: Zoning, chosen: Assumptions
) -> dict[int, shapely.LineString]:
    """Answer the shortest walk of each door to the nearest public node, where there is one."""
    public = np.flatnonzero(zoning.levels(network.nodes) == PUBLIC)
    start = access(network, doors, chosen)
    if not len(public):
        return {}
    metres, before, _ = dijkstra(
        network.graph, indices=public, min_only=True, return_predecessors=True
    )
    edges = _edge_lines(network)
    ends = network.edges[["u", "v"]].to_numpy(dtype=np.int64)
    return {
        int(door): _walk(start, int(door), doors, metres, (before, edges, ends, network))
        for door in np.flatnonzero(start.edge >= 0)
        if np.isfinite(metres[ends[start.edge[door]]]).any()
    }


def _edge_lines(network: Network) -> dict[tuple[int, int], int]:
    """Answer the shortest walkable edge between each two nodes."""
    frame = network.edges.reset_index(drop=True)
    frame = frame[frame["walkable"]].sort_values(["length_m"], kind="stable", ascending=False)
    pairs = frame[["u", "v"]].to_numpy(dtype=np.int64)
    return {
        (min(u, v), max(u, v)): int(row) for (u, v), row in zip(pairs, frame.index, strict=True)
    }


def _walk(
    start: Access,
    door: int,
    doors: Reals,
    metres: Reals,
    ways: "tuple[Integers, dict[tuple[int, int], int], Integers, Network]",
) -> shapely.LineString:
    before, edges, ends, network = ways
    geometry = network.edges.geometry.to_numpy()
    first: Any = geometry[start.edge[door]]
    along = start.along_m[door]
    u, v = ends[start.edge[door]]
    to_u = metres[u] + along <= metres[v] + first.length - along
    part = shapely.ops.substring(first, along, 0.0 if to_u else first.length)
    corners = [doors[door], *shapely.get_coordinates(part)]
    node = int(u if to_u else v)
    while before[node] >= 0:
        ahead = int(before[node])
        line = shapely.get_coordinates(geometry[edges[min(node, ahead), max(node, ahead)]])
        here = network.nodes[node]
        turned = np.hypot(*(line[0] - here)) > np.hypot(*(line[-1] - here))
        corners += list(line[::-1] if turned else line)
        node = ahead
    return shapely.LineString(corners)
