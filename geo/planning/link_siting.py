"""Links that are missing and gates that are shut: what each saves of all walks (methods §8.4).

A link joins two places on the paths that lie near and are far to walk. Where few would help every
choice is tried, also two that help only together; of many, the next is chosen with those before
it in place, and the bound of ``geo.planning.link_saving`` says what that may have missed.
"""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import KDTree

from geo.measures.arrays import Flags, Integers, Reals
from geo.measures.obstacles import FLAT, texts
from geo.measures.walk_home import perceived_cost
from geo.model.errors import PlanError
from geo.model.language import sentence
from geo.planning.changes import Change
from geo.planning.costing import change_price
from geo.planning.found import Found
from geo.planning.link_saving import (
    LinkOptions,
    Walks,
    felt_paths,
    joined,
    most_any_saves,
    saved,
    saved_at_best,
    saved_by_each,
    walks_of,
)
from geo.planning.prices import PriceList
from geo.scoring.movement import Movement
from geo.scoring.scene import Scene

OPEN_LINK, OPEN_GATE = "open_link", "open_gate"

LEAST_SAVED_M = 1.0
"""Dwelling metres a walk: what saves less is not worth a path."""

FEW = 10
"""Links of which every choice is tried."""

TRIES = 200
"""Choices that are walked anew at the most."""

LEAST_LINK_M = 5.0
"""Metres of the shortest link: what is shorter is a gap of the drawing."""


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
    options, paths, walks = link_options(scene, moves, prices), felt_paths(moves), walks_of(moves)
    taken, most = most_saved(paths, walks, options, money)
    reached = saved(paths, walks, options, taken)
    changes = tuple(options.changes[k] for k in taken)
    said = sentence("found.links", {"count": len(options), "chosen": len(taken)})
    return Found(changes, max(0.0, 1 - reached / most) if most > 0 else 0.0, (said,))


def most_saved(
    paths: csr_array, walks: Walks, options: LinkOptions, money: float
) -> tuple[list[int], float]:
    """Answer the links that save most for the money, and what no choice saves more than.

    A few links are tried in every choice, the most promising first; of many, one is taken after
    another.
    """
    at_best = saved_at_best(paths, walks, options)
    helps = np.flatnonzero((at_best @ walks.weight >= LEAST_SAVED_M) & (options.price <= money))
    if len(helps) <= FEW:
        return _best_of_few(paths, walks, options, money, helps, at_best)
    tried = [
        _one_by_one(paths, walks, options, money, worth)
        for worth in (np.ones(len(options)), options.price)
    ]
    taken = max(tried, key=lambda choice: saved(paths, walks, options, choice))
    return taken, most_any_saves(at_best, walks.weight, options.price, money)


def _best_of_few(
    paths: csr_array,
    walks: Walks,
    options: LinkOptions,
    money: float,
    helps: Integers,
    at_best: Reals,
) -> tuple[list[int], float]:
    """Try choices from the most promising on, until none left can save more than one tried."""
    choices = [
        list(members)
        for size in range(1, len(helps) + 1)
        for members in combinations(helps.tolist(), size)
        if options.price[list(members)].sum() <= money
    ]
    most = np.array([at_best[members].max(axis=0) @ walks.weight for members in choices])
    price = np.array([options.price[members].sum() for members in choices])
    best: list[int] = []
    reached = 0.0
    for count, k in enumerate(np.lexsort((price, -most))):
        if most[k] <= reached + LEAST_SAVED_M:
            break
        if count == TRIES:
            return best, float(most[k])
        value = saved(paths, walks, options, choices[k])
        if value >= reached + LEAST_SAVED_M:
            best, reached = choices[k], value
    return _needed(paths, walks, options, best), reached


def _needed(paths: csr_array, walks: Walks, options: LinkOptions, taken: list[int]) -> list[int]:
    """Leave out, dearest first, links without which the others save as much."""
    kept = taken
    for k in sorted(taken, key=lambda k: -float(options.price[k])):
        rest = [other for other in kept if other != k]
        lost = saved(paths, walks, options, kept) - saved(paths, walks, options, rest)
        if lost < LEAST_SAVED_M:
            kept = rest
    return kept


def _one_by_one(
    paths: csr_array, walks: Walks, options: LinkOptions, money: float, worth: Reals
) -> list[int]:
    taken: list[int] = []
    left = money
    for _ in range(len(options)):
        affordable = options.price <= left
        affordable[taken] = False
        if not affordable.any():
            break
        each = saved_by_each(joined(paths, options, taken), walks, options)
        each[~affordable | (each < LEAST_SAVED_M)] = 0.0
        best = int(np.argmax(each / worth))
        if each[best] <= 0:
            break
        taken.append(best)
        left -= options.price[best]
    return taken


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
