"""The ways as they are laid, whatever the light: choice, ways off, links, dead ends (5b to 5e)."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import KDTree

from geo.measures.arrays import Flags, Reals
from geo.measures.choice import choice_score, inside, leads_away, ways_to_leave
from geo.measures.escape import (
    closed_cells,
    closed_lengths,
    escape_score,
    obstacles_to_leaving,
)
from geo.measures.links import dead_end_score, dead_ends
from geo.measures.network import Network
from geo.measures.sampling import Samples
from geo.scoring.joined._route_links import (
    green_near_by,
    straight_to_neighbours,
    whole_links,
)
from geo.scoring.joined._wanted import indicator
from geo.scoring.measurement import IndicatorResult
from geo.scoring.movement import Movement
from geo.scoring.scene import Scene


@dataclass(frozen=True)
class Ground:
    """What the indicators of the ways share."""

    scene: Scene = field(repr=False)
    network: Network = field(repr=False)
    samples: Samples = field(repr=False)
    moves: Movement | None = field(repr=False)

    def assumptions(self, *names: str) -> tuple[str, ...]:
        """Answer the keys of assumptions of this room."""
        return tuple(f"routes.{name}" for name in names)


@dataclass(frozen=True)
class LaidWays:
    """What no light moves: the ways there are, where they lead and where one gets off them."""

    choice: IndicatorResult
    links: IndicatorResult
    dead_ends: IndicatorResult
    closed: "pd.Series[float]" = field(repr=False)
    blind: Flags = field(repr=False)


def laid_ways(scene: Scene) -> LaidWays | None:
    """Measure the ways as they are laid; None where there are no paths."""
    network, samples = scene.network, scene.samples
    if network is None or samples is None:
        return None
    ground = Ground(scene, network, samples, scene.walks)
    blind = _blind(ground)
    return LaidWays(
        _choice(ground), _links(ground), _dead_ends(ground, blind), _closed(ground), blind
    )


def _choice(ground: Ground) -> IndicatorResult:
    """5b: ways from each door to different crossings of the border that share no stretch."""
    inputs = ("paths", "entrances")
    found, raw, moves = None, None, ground.moves
    if moves is not None and (moves.crossing >= 0).any():
        own = inside(moves.graph, ground.network, ground.scene.scored_area)
        away = leads_away(moves.graph, own, moves.assumptions["routes.way_out_m"])
        exits = np.zeros(moves.graph.count, dtype=bool)
        exits[moves.crossing] = away[moves.crossing]
        if exits.any():
            ways = ways_to_leave(moves.graph, own, moves.door, exits, moves.assumptions)
            there = moves.door >= 0
            dwellings = moves.dwellings[there]
            score = np.average(choice_score(ways[there]), weights=dwellings)
            found = (float(score), float(dwellings.sum() / moves.dwellings.sum()))
            raw = float(np.average(ways[there], weights=dwellings))
    rests_on = ground.assumptions("choice_detour", "way_out_m")
    return indicator(ground.scene, "5b", found, inputs, rests_on, (raw, "veje"))


def _closed(ground: Ground) -> "pd.Series[float]":
    """Answer the metres without a way off, per segment."""
    scene, samples = ground.scene, ground.samples
    layer = scene.department.layer
    obstacles = obstacles_to_leaving(layer("boundaries"), layer("buildings"), scene.assumptions)
    doors = _cells_at_doors(ground)
    closed = closed_cells(samples, obstacles, doors, scene.assumptions)
    return closed_lengths(ground.network, samples, closed)


def _cells_at_doors(ground: Ground) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    xy = _places(ground)
    if not len(xy):
        return np.empty(0, dtype=np.int64)
    centre = ground.samples.points[ground.samples.row == 0, :2]
    _, nearest = KDTree(centre).query(xy, distance_upper_bound=_door_m(ground))
    near = np.asarray(nearest, dtype=np.int64)
    return np.unique(near[near < len(centre)])


def _places(ground: Ground) -> Reals:
    """Answer where a path may well end: every delivered door and goal."""
    layer = ground.scene.department.layer
    shapes = [
        frame.geometry.to_numpy()
        for name in ("entrances", "destinations", "meeting_places")
        if (frame := layer(name)) is not None
    ]
    if not shapes:
        return np.empty((0, 2))
    return shapely.get_coordinates(np.concatenate(shapes))


def _door_m(ground: Ground) -> float:
    return ground.scene.assumptions["routes.dead_end_door_m"]


def escape(ground: Ground, closed: "pd.Series[float]") -> IndicatorResult:
    """5c: the longest stretch without a way off, over walked metres."""
    scene = ground.scene
    inputs = ("paths", "boundaries", "buildings")
    there = sum(scene.department.has(name) for name in inputs[1:]) / 2
    walked = (ground.samples.segments["length_m"] * scene.exposure).to_numpy(dtype=float)
    metres: Reals = np.asarray(closed, dtype=np.float64)
    found = None
    if there and walked.sum() > 0:
        score = np.average(escape_score(metres, scene.assumptions), weights=walked)
        found = (float(score), there)
    names = ("escape_good_m", "escape_far_m", "escape_side_m", "escape_height_m")
    rests_on = (*ground.assumptions(*names), *scene.exposure_rests_on)
    return indicator(scene, "5c", found, inputs, rests_on, (float(metres.max(initial=0.0)), "m"))


def _links(ground: Ground) -> IndicatorResult:
    """5d: the mean of what is known of detour to neighbours, green near by and whole links."""
    inputs = ("paths", "entrances", "destinations", "common_areas")
    found = None
    if ground.moves is not None:
        parts = (
            straight_to_neighbours(ground.moves),
            green_near_by(ground.moves),
            whole_links(ground.network, ground.moves),
        )
        known = [part for part in parts if part is not None]
        there = ground.moves.door >= 0
        share = ground.moves.dwellings[there].sum() / ground.moves.dwellings.sum()
        if known:
            found = (float(np.mean(known)), float(share * len(known) / len(parts)))
    names = ("link_good", "link_far", "green_area_m2", "green_walk_m", "step_free_detour")
    return indicator(ground.scene, "5d", found, inputs, ground.assumptions(*names))


def _blind(ground: Ground) -> Flags:
    """Tell which of the department's segments lead nowhere."""
    network, places = ground.network, _places(ground)
    well = np.zeros(len(network.nodes), dtype=bool)
    if len(places) and len(network.nodes):
        metres, _ = KDTree(places).query(network.nodes)
        well = metres <= _door_m(ground)
    rows = dead_ends(network, well, ground.scene.assumptions)
    names = network.edges.index[rows]
    return ground.samples.segments["edge"].isin(names).to_numpy(dtype=bool)


def _dead_ends(ground: Ground, blind: Flags) -> IndicatorResult:
    """5e: share of the department's paths that lead nowhere."""
    length = ground.samples.segments["length_m"].to_numpy(dtype=float)
    share = float(length[blind].sum() / length.sum())
    score = dead_end_score(share, ground.scene.assumptions)
    # Without the doors nobody knows whether a path that ends, ends at one.
    found = (score, 1.0) if ground.scene.department.has("entrances") else (score, 0.5)
    rests_on = ground.assumptions("dead_end_m", "dead_end_share", "dead_end_door_m")
    return indicator(
        ground.scene, "5e", found, ("paths", "entrances"), rests_on, (100 * share, "%")
    )
