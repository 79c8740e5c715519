"""Links that are missing and gates that are shut: what each saves of all walks (methods §8.4).

A link joins two places on the paths that lie near and are far to walk. What it saves is known
exactly for one; the next is chosen with the first in place. Two links that only help together are
not looked for, so no certificate is given for more than one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import KDTree

from geo.measures.arrays import Flags, Integers, Reals
from geo.measures.flows import links
from geo.measures.obstacles import FLAT, texts
from geo.measures.walk_home import perceived_cost
from geo.model.errors import PlanError
from geo.model.language import sentence
from geo.planning.changes import Change
from geo.planning.costing import change_price
from geo.planning.found import Found
from geo.planning.prices import PriceList
from geo.scoring.measurement import State
from geo.scoring.movement import Movement
from geo.scoring.scene import Scene

OPEN_LINK, OPEN_GATE = "open_link", "open_gate"

LEAST_SAVED_M = 1.0
"""Dwelling metres a walk: what saves less is not worth a path."""

LEAST_LINK_M = 5.0
"""Metres of the shortest link: what is shorter is a gap of the drawing."""


@dataclass(frozen=True)
class LinkOptions:
    """Links that could be made, as the nodes they join and what walking them is felt to cost."""

    changes: tuple[Change, ...]
    u: Integers = field(repr=False)
    v: Integers = field(repr=False)
    cost: Reals = field(repr=False)
    price: Reals = field(repr=False)


def link_plan(scene: Scene, prices: PriceList, money: float) -> Found:
    """Answer the links and gates that save most walking for the money.

    Raises
    ------
    PlanError
        Where nobody's walks are known.
    """
    moves = scene.movement
    if moves is None:
        raise PlanError("plan.no_walks", department=scene.department.name)
    options = link_options(scene, moves, prices)
    taken, single = most_saved(moves, options, money)
    changes = tuple(options.changes[k] for k in taken)
    said = sentence("found.links", {"count": len(options.changes), "chosen": len(taken)})
    return Found(changes, 0.0 if single else None, (said,))


def most_saved(moves: Movement, options: LinkOptions, money: float) -> tuple[list[int], bool]:
    """Choose links one after another by what each saves; tell whether that is the best choice.

    It is where one alone was affordable: it was chosen among all.
    """
    taken: list[int] = []
    left = money
    walks, cost = _walks(moves), _cost(moves)
    matrix = links(moves.graph, cost).matrix.tolil()
    for _ in range(len(options.changes)):
        affordable = options.price <= left + 1e-9
        affordable[taken] = False
        if not affordable.any():
            break
        saved = np.where(affordable, _saved(matrix.tocsr(), walks, options), 0.0)
        best = int(np.argmax(saved if not taken else saved / options.price))
        if saved[best] < LEAST_SAVED_M:
            break
        taken.append(best)
        left -= options.price[best]
        u, v = int(options.u[best]), int(options.v[best])
        known = matrix[u, v]
        shorter = options.cost[best] if not known else min(known, options.cost[best])
        matrix[u, v] = matrix[v, u] = shorter
    cheapest = np.sort(options.price)[:2].sum() if len(options.price) > 1 else np.inf
    return taken, len(taken) <= 1 and bool(cheapest > money)


def link_options(scene: Scene, moves: Movement, prices: PriceList) -> LinkOptions:
    """Answer every link of up to 80 m between nodes of the department, and every shut gate."""
    place = scene.department
    parts = [*_gates(scene, moves), *_shortcuts(scene, moves)]
    changes = tuple(change for change, _, _, _ in parts)
    guess = moves.assumptions["routes.unknown_experience"]
    felt = perceived_cost(
        np.array([metres for _, _, _, metres in parts]),
        np.full(len(parts), guess),
        moves.assumptions["routes.aversion"],
    )
    return LinkOptions(
        changes,
        np.array([u for _, u, _, _ in parts], dtype=np.int64),
        np.array([v for _, _, v, _ in parts], dtype=np.int64),
        felt,
        np.array([change_price(place, change, prices) for change in changes]),
    )


Part = tuple[Change, int, int, float]
"""A change, the nodes it joins and its metres."""


def _gates(scene: Scene, moves: Movement) -> list[Part]:
    edges = moves.network.edges
    shut = ~edges["walkable"].to_numpy(dtype=bool)
    inside = shapely.intersects(scene.scored_area, edges.geometry.to_numpy())
    rows = edges[shut & inside]
    told: Sequence[tuple[str, int, int, float]] = list(
        zip(rows["path"].astype(str), rows["u"], rows["v"], rows["length_m"], strict=True)
    )
    return [
        (Change(OPEN_GATE, {"path": path}), int(u), int(v), float(metres))
        for path, u, v, metres in told
    ]


def _shortcuts(scene: Scene, moves: Movement) -> list[Part]:
    """Answer links between nodes that lie near and are far to walk, clear of houses and walls."""
    network, chosen = moves.network, scene.assumptions
    inside = shapely.intersects_xy(scene.scored_area, network.nodes[:, 0], network.nodes[:, 1])
    met = np.zeros(len(network.nodes), dtype=bool)
    met[network.edges.loc[network.edges["walkable"], ["u", "v"]].to_numpy().ravel()] = True
    node = np.flatnonzero(inside & met)
    pairs = KDTree(network.nodes[node]).query_pairs(
        chosen["planning.link_m"], output_type="ndarray"
    )
    if not len(pairs):
        return []
    u, v = node[pairs[:, 0]], node[pairs[:, 1]]
    straight = np.hypot(*(network.nodes[u] - network.nodes[v]).T)
    sources = np.unique(u)
    walked = dijkstra(network.graph, indices=sources, limit=1500.0)
    metres = walked[np.searchsorted(sources, u), v]
    far = (metres >= chosen["planning.link_detour"] * straight) & (straight >= LEAST_LINK_M)
    u, v, straight = u[far], v[far], straight[far]
    lines = np.asarray(shapely.linestrings(np.stack([network.nodes[u], network.nodes[v]], axis=1)))
    free = _free(scene, lines)
    rows = zip(u[free], v[free], straight[free], lines[free], strict=True)
    return [
        (
            Change(OPEN_LINK, {"line": np.round(shapely.get_coordinates(line), 2).tolist()}),
            int(a),
            int(b),
            float(length),
        )
        for a, b, length, line in rows
    ]


def _free(scene: Scene, lines: Reals) -> Flags:
    """Tell the lines that cross no house, no fence or hedge, and no other path on their way."""
    free = np.ones(len(lines), dtype=bool)
    if not len(lines):
        return free
    for layer in ("buildings", "boundaries"):
        frame = scene.department.layer(layer)
        if frame is not None and len(frame):
            standing = (
                frame if layer == "buildings" else frame[~np.isin(texts(frame, "kind"), FLAT)]
            )
            tree = shapely.STRtree(standing.geometry.to_numpy())
            free[tree.query(lines, predicate="dwithin", distance=1.0)[0]] = False
    paths = scene.department.layer("paths")
    if paths is not None:
        tree = shapely.STRtree(paths.geometry.to_numpy())
        line, path = tree.query(lines, predicate="crosses")
        shared = shapely.intersection(lines[line], tree.geometries[path])
        ends = shapely.boundary(lines[line])
        free[line[shapely.distance(shared, ends) > 1.0]] = False
    return free


def _walks(moves: Movement) -> tuple[Integers, Integers, Reals]:
    walks = moves.walks
    door = moves.door[walks["door"].to_numpy(dtype=np.int64)]
    goal = moves.goal[walks["goal"].to_numpy(dtype=np.int64)]
    weight = moves.dwellings[walks["door"].to_numpy(dtype=np.int64)]
    there = (door >= 0) & (goal >= 0)
    return door[there], goal[there], weight[there]


def _cost(moves: Movement) -> Reals:
    """Answer the cost of each stretch as it is felt, the mean of day and dark."""
    return np.asarray(np.mean([moves.cost(state) for state in State], axis=0))


def _saved(matrix: object, walks: tuple[Integers, Integers, Reals], options: LinkOptions) -> Reals:
    """Answer what each link alone would save of the cost of all walks, weighted by dwellings."""
    door, goal, weight = walks
    doors, d = np.unique(door, return_inverse=True)
    goals, g = np.unique(goal, return_inverse=True)
    from_door, from_goal = dijkstra(matrix, indices=doors), dijkstra(matrix, indices=goals)
    today = from_door[d, goal]
    saved = np.zeros(len(options.changes))
    for k, (u, v, cost) in enumerate(zip(options.u, options.v, options.cost, strict=True)):
        through = np.minimum(
            from_door[d, u] + cost + from_goal[g, v], from_door[d, v] + cost + from_goal[g, u]
        )
        better = np.where(np.isfinite(today), today - through, 0.0)
        saved[k] = float(np.maximum(better, 0.0) @ weight)
    return saved
