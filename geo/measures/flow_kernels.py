"""Inner loops over trees of best walks: add up who walks where, and list a walk's stretches.

A tree is handed in as four arrays: the next node towards the root (negative at the root), and the
graph's rows as ``first``, ``neighbour`` and ``stretch``. The two work arrays have one number per
node and are handed back as zeros, so that a tree costs only what its walks touch.
"""

import numpy as np

from geo.measures.arrays import Integers, Reals
from geo.measures.compiled import compiled

Nodes = np.ndarray[tuple[int], np.dtype[np.int32]]
Tree = tuple[Nodes, Nodes, Nodes, Integers]


@compiled
def add_flow(
    tree: Tree, origins: Integers, weights: Reals, flow: Reals, place: Integers, waiting: Integers
) -> float:
    """Add the weights of the origins to every stretch between them and the root.

    Answers the weight that reached the root.
    """
    towards = tree[0]
    load = np.zeros(_number_walked(towards, origins, place, waiting))
    for row in range(len(origins)):
        load[place[origins[row]] - 1] += weights[row]
    arrived = 0.0
    # From every leaf, waiting at each fork until its last branch has come in.
    for row in range(len(origins)):
        node = origins[row]
        while place[node] > 0 and waiting[node] == 0:
            carried = float(load[place[node] - 1])
            place[node] = 0
            above = towards[node]
            if above < 0:
                arrived += carried
                break
            flow[_stretch_to(tree, int(node), int(above))] += carried
            load[place[above] - 1] += carried
            waiting[above] -= 1
            node = above
    return arrived


@compiled
def list_walk(tree: Tree, origin: int, found: Integers, nodes: Integers) -> int:
    """Write the stretches from an origin to the root and the node each leads to; answer how many.

    ``found`` and ``nodes`` have room for one number per node of the graph.
    """
    node, count = origin, 0
    while tree[0][node] >= 0:
        above = tree[0][node]
        found[count] = _stretch_to(tree, node, above)
        nodes[count] = above
        count += 1
        node = above
    return count


@compiled
def _number_walked(towards: Nodes, origins: Integers, place: Integers, waiting: Integers) -> int:
    """Give the nodes on the walks numbers from 1, and count the branches that come in at each."""
    count = 0
    for row in range(len(origins)):
        node = origins[row]
        while place[node] == 0:
            count += 1
            place[node] = count
            above = towards[node]
            if above < 0:
                break
            waiting[above] += 1
            node = above
    return count


@compiled
def _stretch_to(tree: Tree, node: int, above: int) -> int:
    """Answer the stretch between two neighbours."""
    first, neighbour, stretch = tree[1], tree[2], tree[3]
    for entry in range(first[node], first[node + 1]):
        if neighbour[entry] == above:
            return int(stretch[entry])
    return -1
