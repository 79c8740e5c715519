"""What links save of all walks, each alone and any of them together at the most.

The cheapest way of a walk under any choice uses no link, or some link of the choice. A way through
a link is never cheaper under a choice than where every link is made. So what a choice saves a walk
is at most the best of what its links save where all are made, and that is a problem of covering,
which ``geo.planning.siting`` bounds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geo.measures.arrays import Integers, Reals
from geo.measures.flows import links
from geo.planning.changes import Change
from geo.planning.curve import COVERED
from geo.planning.siting import Siting, choose
from geo.scoring.measurement import State
from geo.scoring.movement import Movement


@dataclass(frozen=True)
class LinkOptions:
    """Links that could be made, as the nodes they join and what walking them is felt to cost."""

    changes: tuple[Change, ...]
    u: Integers = field(repr=False)
    v: Integers = field(repr=False)
    cost: Reals = field(repr=False)
    price: Reals = field(repr=False)

    def __len__(self) -> int:
        """Answer how many there are."""
        return len(self.price)


@dataclass(frozen=True)
class Walks:
    """Walks from doors to goals, as nodes, and how many dwellings take each.

    Parameters
    ----------
    door, goal
        (n,) nodes.
    weight
        (n,) dwellings.
    """

    door: Integers = field(repr=False)
    goal: Integers = field(repr=False)
    weight: Reals = field(repr=False)


def walks_of(moves: Movement) -> Walks:
    """Answer the walks of a department that begin and end on its paths."""
    walks = moves.walks
    door = moves.door[walks["door"].to_numpy(dtype=np.int64)]
    goal = moves.goal[walks["goal"].to_numpy(dtype=np.int64)]
    weight = moves.dwellings[walks["door"].to_numpy(dtype=np.int64)]
    there = (door >= 0) & (goal >= 0)
    return Walks(door[there], goal[there], weight[there])


def felt_paths(moves: Movement) -> csr_array:
    """Answer the paths between nodes with their cost as it is felt, the mean of day and dark."""
    cost = np.asarray(np.mean([moves.cost(state) for state in State], axis=0))
    return csr_array(links(moves.graph, cost).matrix)


def joined(paths: csr_array, options: LinkOptions, chosen: Sequence[int]) -> csr_array:
    """Answer the paths with some links made; where a cheaper way joins two nodes it stays."""
    made = paths.tolil(copy=True)
    for k in chosen:
        u, v = int(options.u[k]), int(options.v[k])
        known = made[u, v]
        made[u, v] = made[v, u] = min(known, options.cost[k]) if known else options.cost[k]
    return csr_array(made)


def walked(paths: csr_array, walks: Walks) -> Reals:
    """Answer the cost of each walk; infinite where there is no way."""
    doors, d = np.unique(walks.door, return_inverse=True)
    return np.asarray(dijkstra(paths, indices=doors)[d, walks.goal])


def saved(paths: csr_array, walks: Walks, options: LinkOptions, chosen: Sequence[int]) -> float:
    """Answer what links save together, of walks that have a way today."""
    today = walked(paths, walks)
    known = np.isfinite(today)
    less = today[known] - walked(joined(paths, options, chosen), walks)[known]
    return float(less @ walks.weight[known])


def saved_by_each(paths: csr_array, walks: Walks, options: LinkOptions) -> Reals:
    """Answer what each link alone would save of the cost of all walks, weighted by dwellings."""
    today = walked(paths, walks)
    each = (_less(today, through) @ walks.weight for through in _through(paths, walks, options))
    return np.fromiter(each, dtype=float, count=len(options))


def saved_at_best(paths: csr_array, walks: Walks, options: LinkOptions) -> Reals:
    """Answer (links, walks) what each link saves a walk where every link is made.

    No choice of links saves a walk more than the best of its own.
    """
    today = walked(paths, walks)
    every = joined(paths, options, range(len(options)))
    return np.array([_less(today, way) for way in _through(every, walks, options)])


def most_any_saves(at_best: Reals, weight: Reals, price: Reals, money: float) -> float:
    """Answer what no choice of links within the money saves more than."""
    most = at_best.max(axis=0, initial=0.0)
    if not most.any():
        return 0.0
    share = csr_array(at_best[:, most > 0] / most[most > 0])
    worth = (weight * most)[most > 0]
    return choose(Siting(share, price, worth, np.zeros(len(worth)), COVERED), money).bound


def _less(today: Reals, through: Reals) -> Reals:
    known = np.isfinite(today)
    return np.where(known, np.maximum(np.where(known, today, 0.0) - through, 0.0), 0.0)


def _through(paths: csr_array, walks: Walks, options: LinkOptions) -> Iterator[Reals]:
    """Answer, link by link, what every walk costs through it in either direction."""
    doors, d = np.unique(walks.door, return_inverse=True)
    goals, g = np.unique(walks.goal, return_inverse=True)
    from_door, from_goal = dijkstra(paths, indices=doors), dijkstra(paths, indices=goals)
    for u, v, cost in zip(options.u, options.v, options.cost, strict=True):
        yield np.minimum(
            from_door[d, u] + cost + from_goal[g, v], from_door[d, v] + cost + from_goal[g, u]
        )
