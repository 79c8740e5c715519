"""Who walks where: the doors of a department, their goals, the flows along its paths.

Computed once per scene. A segment's experience is taken from what the factors light and eyes
found there; neither needs to know how much the segment is walked, so there is no circle.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.measures.arrays import Flags, Integers, Reals
from geo.measures.choice import boundary_crossings
from geo.measures.errands import Goals, doors_of, dwellings_of, errands, goals
from geo.measures.flows import Trees, links, stretch_flows, trees, walking_metres
from geo.measures.network import Network
from geo.measures.route_graph import RouteGraph, route_graph
from geo.measures.segmentation import Segmentation, segmentation
from geo.measures.walk_home import experience, in_tunnels, perceived_cost
from geo.measures.walking import Access, access
from geo.model.assumptions import Assumptions
from geo.model.department import Department
from geo.scoring.measurement import State

LIT_THROUGH = frozenset({"p1", "p2", "p3"})
"""Classes in which a straight tunnel is no worse than the path before it."""


@dataclass(frozen=True)
class Felt:
    """What is known of how each segment of the network is felt.

    Parameters
    ----------
    light, eyes, eyes_dark
        0–100 per segment of the network, NaN where not known; None where nothing was measured.
    narrow
        Segments in a tunnel that is dark or cannot be seen through.
    """

    light: Reals | None = field(repr=False)
    eyes: Reals | None = field(repr=False)
    eyes_dark: Reals | None = field(repr=False)
    narrow: Flags = field(repr=False)

    def by_state(self, factor: float) -> Mapping[State, Reals | None]:
        """Answer the experience by day (eyes) and in the dark (light and eyes)."""
        found = {
            State.DAY: experience(None, self.eyes),
            State.DARK: experience(self.light, self.eyes_dark),
        }
        return {
            state: None if felt is None else in_tunnels(felt, self.narrow, factor)
            for state, felt in found.items()
        }

    def known_share(self, state: State) -> Reals:
        """Answer per segment the share of the measures that are there, 0 to 1."""
        wanted = [self.eyes] if state is State.DAY else [self.light, self.eyes_dark]
        there = [
            np.zeros(len(self.narrow)) if values is None else np.isfinite(values).astype(float)
            for values in wanted
        ]
        return np.asarray(np.mean(there, axis=0))


@dataclass(frozen=True)
class Movement:
    """The walks of one department.

    Parameters
    ----------
    network
        The walking network with all that lies within walking distance.
    laid
        Its segments.
    graph
        The network with doors, goals and the crossings of the department's border set in.
    door_xy, door, dwellings
        Place, node (-1 where it meets no path) and dwellings of each own entrance.
    goals, goal
        Where walks lead, and the node of each.
    crossing
        Node of each crossing of the border.
    metres
        (doors, goals) walk along paths.
    walks
        The walks that are counted: ``door``, ``goal``, ``purpose``, ``rank``.
    shortest
        The shortest walks towards every goal.
    felt
        How the segments are felt.
    assumptions
        Every judged number.
    """

    network: Network = field(repr=False)
    laid: Segmentation = field(repr=False)
    graph: RouteGraph = field(repr=False)
    door_xy: Reals = field(repr=False)
    door: Integers = field(repr=False)
    dwellings: Reals = field(repr=False)
    goals: Goals = field(repr=False)
    goal: Integers = field(repr=False)
    crossing: Integers = field(repr=False)
    metres: Reals = field(repr=False)
    walks: pd.DataFrame = field(repr=False)
    shortest: Trees = field(repr=False)
    felt: Felt = field(repr=False)
    assumptions: Assumptions = field(repr=False)

    @cached_property
    def experience(self) -> Mapping[State, Reals | None]:
        """Answer the experience of every segment by state; None where nothing is known."""
        return self.felt.by_state(self.assumptions["routes.tunnel_factor"])

    def cost(self, state: State | None) -> Reals:
        """Answer the cost of each stretch: in metres, or as it is felt in a state."""
        felt = None if state is None else self.experience[state]
        if felt is None:
            return self.graph.length_m
        guess = self.assumptions["routes.unknown_experience"]
        known = np.where(np.isfinite(felt), felt, guess)
        per_metre = perceived_cost(np.ones(len(known)), known, self.assumptions["routes.aversion"])
        graph = self.graph
        return self.laid.sums(per_metre, graph.edge, graph.start_m, graph.end_m)

    @cached_property
    def roots(self) -> Integers:
        """Answer the nodes of the goals that some walk leads to."""
        return _roots(self.goal, self.walks)

    @cached_property
    def grown(self) -> Mapping[State | None, Trees]:
        """Answer the best walks towards every goal: shortest (None), and as felt by state."""
        felt: dict[State | None, Trees] = {
            state: trees(links(self.graph, self.cost(state)), self.roots)
            for state in State
            if self.experience[state] is not None
        }
        return {None: self.shortest, **felt}

    @cached_property
    def flow(self) -> Reals:
        """Answer the dwellings that walk along each segment of the network.

        Half of them take the shortest way; of the rest half the way felt best by day, half the
        one felt best in the dark. Where nothing is known of a state its way is the shortest.
        """
        share = self.assumptions["routes.shortest_share"]
        walks = self.walks
        goal = self.goal[walks["goal"].to_numpy(dtype=np.int64)]
        door = walks["door"].to_numpy(dtype=np.int64)
        root = np.searchsorted(self.roots, goal)
        parts: dict[State | None, float] = {None: share}
        for state in State:
            known = state if state in self.grown else None
            parts[known] = parts.get(known, 0.0) + (1 - share) / len(State)
        graph = self.graph
        flow = np.zeros(len(graph.u))
        for felt_in, part in parts.items():
            weight = part * self.dwellings[door]
            flow += stretch_flows(self.grown[felt_in], root, self.door[door], weight, len(graph.u))
        return self.laid.means(flow, graph.edge, graph.start_m, graph.end_m)


def movement(
    department: Department,
    network: Network,
    entrances: gpd.GeoDataFrame,
    columns: pd.DataFrame,
    assumptions: Assumptions,
) -> Movement | None:
    """Answer who walks where, or None where no door can reach any goal.

    ``columns`` are what is known of its segments: ``lighting.score``, ``lighting.p_class``,
    ``eyes.score`` and ``eyes.score_dark``, as far as measured; the others as of ``unfelt``.
    """
    walks = unfelt(department, network, entrances, assumptions)
    return None if walks is None else felt_walks(walks, columns)


def felt_walks(walks: Movement, columns: pd.DataFrame) -> Movement:
    """Answer the walks with what is known of how each segment is felt."""
    found = _felt(walks.network, walks.laid, columns, walks.assumptions)
    return replace(walks, felt=found)


def unfelt(
    department: Department,
    network: Network,
    entrances: gpd.GeoDataFrame,
    assumptions: Assumptions,
) -> Movement | None:
    """Answer the same before anything is known of how a walk is felt.

    Parameters
    ----------
    department
        The department with its surroundings.
    network
        Its walking network.
    entrances
        Its own entrances.
    assumptions
        Every judged number.
    """
    layer = department.layer
    found = goals(
        layer("destinations"), layer("meeting_places"), layer("common_areas"), assumptions
    )
    xy = doors_of(entrances)
    met = access(network, np.concatenate([xy, found.xy]), assumptions)
    crossing = boundary_crossings(network, department.boundary)
    graph = route_graph(network, _together(met, crossing))
    ends = np.cumsum([len(xy), len(found.xy)])
    door, goal, border = np.split(graph.place, ends)
    metres = walking_metres(graph, door, goal)
    if not np.isfinite(metres).any():
        return None
    off, goal_off = np.split(met.off_m, ends[:1])
    metres = metres + np.where(np.isfinite(off), off, 0)[:, None]
    metres = metres + np.where(np.isfinite(goal_off), goal_off, 0)[None, :]
    laid = segmentation(network, assumptions)
    walks = errands(metres, found, assumptions)
    nothing = pd.DataFrame(index=laid.names)
    return Movement(
        network=network,
        laid=laid,
        graph=graph,
        door_xy=xy,
        door=door,
        dwellings=dwellings_of(entrances),
        goals=found,
        goal=goal,
        crossing=border,
        metres=metres,
        walks=walks,
        shortest=trees(links(graph, graph.length_m), _roots(goal, walks)),
        felt=_felt(network, laid, nothing, assumptions),
        assumptions=assumptions,
    )


def _roots(goal: Integers, walks: pd.DataFrame) -> Integers:
    return np.unique(goal[walks["goal"].to_numpy(dtype=np.int64)])


def _together(*met: Access) -> Access:
    return Access(
        np.concatenate([part.edge for part in met]),
        np.concatenate([part.along_m for part in met]),
        np.concatenate([part.off_m for part in met]),
    )


def _felt(
    network: Network, laid: Segmentation, columns: pd.DataFrame, assumptions: Assumptions
) -> Felt:
    def spread(name: str) -> Reals | None:
        if name not in columns or columns[name].isna().all():
            return None
        return laid.spread(columns[name].astype("float64"))

    eyes = spread("eyes.score")
    in_the_dark = spread("eyes.score_dark")
    return Felt(
        light=spread("lighting.score"),
        eyes=eyes,
        eyes_dark=eyes if in_the_dark is None else in_the_dark,
        narrow=_narrow(network, laid, columns, assumptions["routes.straight_share"]),
    )


def _narrow(
    network: Network, laid: Segmentation, columns: pd.DataFrame, straight_share: float
) -> Flags:
    """Tell which segments lie in a tunnel that is not lit well or cannot be seen through."""
    edges = network.edges
    tunnel = (edges["tunnel"] == "yes").to_numpy(dtype=bool)
    ends = shapely.get_point(edges.geometry.to_numpy(), [[0], [-1]])
    chord = shapely.distance(ends[0], ends[1])
    straight = chord >= straight_share * edges["length_m"].to_numpy(dtype=float)
    lit = np.zeros(len(laid.edge), dtype=bool)
    if "lighting.p_class" in columns:
        reached = columns["lighting.p_class"].reindex(laid.names).astype("object")
        lit = reached.str.lower().isin(LIT_THROUGH).to_numpy(dtype=bool)
    return np.asarray(tunnel[laid.edge] & ~(straight[laid.edge] & lit))
