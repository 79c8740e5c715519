"""5d, how a department is joined to what lies around it: straight, green near by, whole, level."""

from dataclasses import replace

import numpy as np

from geo.measures.flows import walking_metres
from geo.measures.links import detour_score
from geo.measures.network import Network
from geo.measures.route_graph import route_graph
from geo.measures.walking import access
from geo.scoring.movement import Movement

LINKED = ("stop", "neighbour", "green", "shop")
"""Purposes whose walks should be whole and without steps (iii)."""


def straight_to_neighbours(moves: Movement) -> float | None:
    """(i) How straight the walk to the nearest neighbouring centre is."""
    rows = moves.goals.of("neighbour")
    there = moves.door >= 0
    if not len(rows) or not there.any():
        return None
    walked = moves.metres[np.ix_(there, rows)]
    nearest = np.argmin(walked, axis=1)
    gap = moves.goals.xy[rows[nearest]] - moves.door_xy[there]
    straight = np.hypot(*gap.T)
    score = detour_score(walked.min(axis=1), straight, moves.assumptions)
    return float(np.average(score, weights=moves.dwellings[there]))


def green_near_by(moves: Movement) -> float | None:
    """(ii) Share of dwellings with green within 300 m; None where no green is known of."""
    rows = moves.goals.of("green")
    there = moves.door >= 0
    if not len(rows) or not there.any():
        return None
    near = moves.metres[np.ix_(there, rows)].min(axis=1) <= moves.assumptions["routes.green_walk_m"]
    return 100 * float(np.average(near, weights=moves.dwellings[there]))


def whole_links(network: Network, moves: Movement) -> float | None:
    """(iii) Share of the walks to stop, centre, neighbour and green that are whole and level."""
    edges = network.edges
    there = moves.door >= 0
    asked = [purpose for purpose in LINKED if len(moves.goals.of(purpose))]
    if edges["kind"].isna().all() or not asked or not there.any():
        return None
    steps = (edges["kind"] == "steps").to_numpy(dtype=bool)
    level = moves.metres
    if steps.any():
        flat = replace(network, edges=edges.assign(walkable=edges["walkable"] & ~steps))
        met = access(flat, np.concatenate([moves.door_xy, moves.goals.xy]), moves.assumptions)
        graph = route_graph(flat, met)
        door, goal = np.split(graph.place, [len(moves.door)])
        off, goal_off = np.split(np.where(np.isfinite(met.off_m), met.off_m, 0), [len(door)])
        level = walking_metres(graph, door, goal) + off[:, None] + goal_off[None, :]
    most = moves.assumptions["routes.step_free_detour"]
    whole = []
    for purpose in asked:
        rows = moves.goals.of(purpose)
        walked, without = (m[np.ix_(there, rows)].min(axis=1) for m in (moves.metres, level))
        fine = np.isfinite(walked) & (without <= most * walked + 1e-6)
        whole.append(np.average(fine, weights=moves.dwellings[there]))
    return 100 * float(np.mean(whole))
