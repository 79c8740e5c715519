"""The inner loops of choice: ways out that share no stretch, the shortest set first.

Each round adds the cheapest way that keeps the ways apart, turning earlier ones aside where that
is shorter: a flow of least length, one unit per stretch. The graph is handed in as ``u``, ``v``
and ``length_m`` per stretch, and ``first`` and ``incident`` per node: the stretches that meet it.
"""

import numpy as np

from geo.measures.arrays import Flags, Integers, Reals
from geo.measures.compiled import compiled

MOST = 3
"""Ways beyond which another one changes nothing."""

Streets = tuple[Integers, Integers, Reals, Integers, Integers]


@compiled
def ways_out(origin: int, exits: Flags, streets: Streets, longest: float) -> int:
    """Answer how many ways lead from a node to different exits without sharing a stretch, up to 3.

    A way counts where it is at most ``longest`` times the shortest to its exit. The best count of
    any round is answered.
    """
    flow = np.zeros(len(streets[0]), dtype=np.int64)
    used = np.zeros(len(exits), dtype=np.bool_)
    shortest, through = _cheapest(origin, flow, streets)
    metres = shortest
    best = 0
    for turn in range(MOST):
        if turn > 0:
            metres, through = _cheapest(origin, flow, streets)
        goal = _nearest(exits, used, metres)
        if goal < 0:
            break
        used[goal] = True
        _add_way(origin, goal, through, flow, streets)
        best = max(best, _short_enough(origin, flow, used, streets, longest * shortest))
    return best


@compiled
def _cheapest(origin: int, flow: Integers, streets: Streets) -> tuple[Reals, Integers]:
    """Answer the metres to every node and the stretch it is reached by, around earlier ways."""
    u, v, length_m, first, incident = streets
    nodes = len(first) - 1
    metres = np.full(nodes, np.inf)
    through = np.full(nodes, -1, dtype=np.int64)
    waiting = np.zeros(nodes, dtype=np.bool_)
    queue = np.empty(nodes + 1, dtype=np.int64)
    head, tail = 0, 1
    metres[origin], queue[0] = 0.0, origin
    while head != tail:
        node = queue[head]
        head = (head + 1) % (nodes + 1)
        waiting[node] = False
        for place in range(first[node], first[node + 1]):
            row = incident[place]
            way = 1 if u[row] == node else -1
            if flow[row] == way:
                continue
            other = v[row] if way == 1 else u[row]
            # Walking against an earlier way takes that part of it back.
            reached = metres[node] + (length_m[row] if flow[row] == 0 else -length_m[row])
            # A hair of slack: rounding must not send the search round a loop for ever.
            if reached < metres[other] - 1e-7:
                metres[other], through[other] = reached, row
                if not waiting[other]:
                    waiting[other] = True
                    queue[tail] = other
                    tail = (tail + 1) % (nodes + 1)
    return metres, through


@compiled
def _nearest(exits: Flags, used: Flags, metres: Reals) -> int:
    goal, least = -1, np.inf
    for node in range(len(exits)):
        if exits[node] and not used[node] and metres[node] < least:
            goal, least = node, metres[node]
    return goal


@compiled
def _add_way(origin: int, goal: int, through: Integers, flow: Integers, streets: Streets) -> None:
    node = goal
    while node != origin:
        row = through[node]
        forward = streets[1][row] == node
        flow[row] += 1 if forward else -1
        node = streets[0][row] if forward else streets[1][row]


@compiled
def _short_enough(
    origin: int, flow: Integers, used: Flags, streets: Streets, longest: Reals
) -> int:
    """Take the ways apart again and count those not too long for the exit they come to."""
    left, unmet = flow.copy(), used.copy()
    count = 0
    for _ in range(used.sum()):
        node, walked = origin, 0.0
        while not (unmet[node] and walked > 0):
            row = _next(node, left, streets)
            if row < 0:
                break
            left[row] = 0
            walked += streets[2][row]
            node = streets[1][row] if streets[0][row] == node else streets[0][row]
        unmet[node] = False
        if walked <= longest[node] + 1e-6:
            count += 1
    return count


@compiled
def _next(node: int, left: Integers, streets: Streets) -> int:
    """Answer a stretch along which some way leaves a node, or -1."""
    for place in range(streets[3][node], streets[3][node + 1]):
        row = streets[4][place]
        if left[row] == (1 if streets[0][row] == node else -1):
            return int(row)
    return -1
