"""F5 Vejen hjem: the walk home, choice of way, ways off the path, links, dead ends (methods §6).

5a differs by day and in the dark; the others rest on geometry alone. What a layer that was not
delivered would have shown is missing, never bad.
"""

from dataclasses import dataclass, field, replace

import geopandas as gpd
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
from geo.scoring.aggregation import factor_result
from geo.scoring.joined._route_findings import route_findings
from geo.scoring.joined._route_links import (
    green_near_by,
    straight_to_neighbours,
    whole_links,
)
from geo.scoring.joined._walks_home import WalksHome, walks_home, worst_windows
from geo.scoring.joined._wanted import absent_layers, indicator
from geo.scoring.measurement import IndicatorResult, Measurement, State
from geo.scoring.movement import Movement
from geo.scoring.scene import Scene, missing
from geo.scoring.uncertainty.levels import KEPT, Levels

KEY = "routes"

WANTED = {
    "paths": ("5a", "5b", "5c", "5d", "5e"),
    "entrances": ("5a", "5b", "5d"),
    "destinations": ("5a", "5d"),
    "boundaries": ("5c",),
}
"""Indicators that each layer would raise."""


@dataclass(frozen=True)
class _Ground:
    """What the indicators of a department share."""

    scene: Scene = field(repr=False)
    network: Network = field(repr=False)
    samples: Samples = field(repr=False)
    moves: Movement | None = field(repr=False)

    def assumptions(self, *names: str) -> tuple[str, ...]:
        """Answer the keys of assumptions of this room."""
        return tuple(f"routes.{name}" for name in names)


def measure(scene: Scene) -> Measurement:
    """Measure the walks home and the paths of a department."""
    absent = absent_layers(scene, KEY, WANTED)
    network, samples = scene.network, scene.samples
    if network is None or samples is None or samples.segments.empty:
        return missing(KEY, *absent)
    ground = _Ground(scene, network, samples, scene.movement)
    home = {state: _home(ground, state) for state in State}
    laid = scene.apart("routes.still", _still)
    assert laid is not None, "there are samples"
    still = [laid.choice, _escape(ground, laid.closed), laid.links, laid.dead_ends]
    states = {
        state: factor_result(KEY, [_walk_home(ground, state, home[state]), *still])
        for state in State
    }
    return Measurement(
        states=states,
        segments=_columns(ground, laid.closed, laid.blind),
        frames=_frames(ground.moves, home),
        findings=(*absent, *route_findings(ground.scene, ground.moves, home)),
        kept={} if ground.moves is None else {KEPT: _levels(ground.moves, home)},
        staff=frozenset({f"{KEY}.closed_m"}),
    )


def _levels(moves: Movement, home: dict[State, WalksHome | None]) -> Levels:
    """Answer 5a where darkness puts people off least and most, for the draws: other ways home.

    The walks are grown anew at both ends; who walks where, and so the weight of a segment, stays.
    """
    entry = moves.assumptions.entry("routes.aversion")
    ends = [
        replace(moves, assumptions=moves.assumptions.with_values({entry.key: value}))
        for value in (entry.low, entry.high)
    ]
    scores: dict[tuple[State, str], tuple[float, float, float]] = {}
    for state, usual in home.items():
        found = [_mean_home(moves, walks_home(end, state)) for end in ends]
        middle = _mean_home(moves, usual)
        if middle is not None and found[0] is not None and found[1] is not None:
            scores[state, "5a"] = (found[0], middle, found[1])
    return Levels(entry.key, (entry.low, entry.value, entry.high), scores)


def _mean_home(moves: Movement, home: WalksHome | None) -> float | None:
    """Answer 5a over the dwellings whose walk is known; None where none is."""
    if home is None:
        return None
    there = np.isfinite(home.score)
    if not there.any() or not moves.dwellings[there].sum() > 0:
        return None
    return float(np.average(home.score[there], weights=moves.dwellings[there]))


@dataclass(frozen=True)
class _Still:
    """What no light moves: the ways there are, where they lead and where one gets off them."""

    choice: IndicatorResult
    links: IndicatorResult
    dead_ends: IndicatorResult
    closed: "pd.Series[float]" = field(repr=False)
    blind: Flags = field(repr=False)


def _still(scene: Scene) -> _Still | None:
    network, samples = scene.network, scene.samples
    if network is None or samples is None:
        return None
    ground = _Ground(scene, network, samples, scene.walks)
    blind = _blind(ground)
    return _Still(
        _choice(ground), _links(ground), _dead_ends(ground, blind), _closed(ground), blind
    )


def _home(ground: _Ground, state: State) -> WalksHome | None:
    return None if ground.moves is None else walks_home(ground.moves, state)


def _walk_home(ground: _Ground, state: State, home: WalksHome | None) -> IndicatorResult:
    """5a: the walk on the best-felt way to the nearest stop, its whole and its worst 50 m."""
    light = ("lamps",) if state is State.DARK else ()
    inputs = ("paths", "entrances", "destinations", "buildings", *light)
    found, raw = None, None
    if home is not None and ground.moves is not None:
        dwellings = ground.moves.dwellings
        there = np.isfinite(home.score)
        score = _mean_home(ground.moves, home)
        if score is not None:
            known = (dwellings * np.nan_to_num(home.known))[there].sum() / dwellings.sum()
            found = (score, float(known))
            raw = float(np.average(home.length_m[there], weights=dwellings[there]))
    names = ("aversion", "tunnel_factor", "straight_share", "unknown_experience")
    rests_on = ground.assumptions(*names, "whole_share", "window_m")
    return indicator(ground.scene, "5a", found, inputs, rests_on, (raw, "m"))


def _choice(ground: _Ground) -> IndicatorResult:
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


def _closed(ground: _Ground) -> "pd.Series[float]":
    """Answer the metres without a way off, per segment."""
    scene, samples = ground.scene, ground.samples
    layer = scene.department.layer
    obstacles = obstacles_to_leaving(layer("boundaries"), layer("buildings"), scene.assumptions)
    doors = _cells_at_doors(ground)
    closed = closed_cells(samples, obstacles, doors, scene.assumptions)
    return closed_lengths(ground.network, samples, closed)


def _cells_at_doors(ground: _Ground) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    xy = _places(ground)
    if not len(xy):
        return np.empty(0, dtype=np.int64)
    centre = ground.samples.points[ground.samples.row == 0, :2]
    _, nearest = KDTree(centre).query(xy, distance_upper_bound=_door_m(ground))
    near = np.asarray(nearest, dtype=np.int64)
    return np.unique(near[near < len(centre)])


def _places(ground: _Ground) -> Reals:
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


def _door_m(ground: _Ground) -> float:
    return ground.scene.assumptions["routes.dead_end_door_m"]


def _escape(ground: _Ground, closed: "pd.Series[float]") -> IndicatorResult:
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


def _links(ground: _Ground) -> IndicatorResult:
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


def _blind(ground: _Ground) -> Flags:
    """Tell which of the department's segments lead nowhere."""
    network, places = ground.network, _places(ground)
    well = np.zeros(len(network.nodes), dtype=bool)
    if len(places) and len(network.nodes):
        metres, _ = KDTree(places).query(network.nodes)
        well = metres <= _door_m(ground)
    rows = dead_ends(network, well, ground.scene.assumptions)
    names = network.edges.index[rows]
    return ground.samples.segments["edge"].isin(names).to_numpy(dtype=bool)


def _dead_ends(ground: _Ground, blind: Flags) -> IndicatorResult:
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


def _columns(ground: _Ground, closed: "pd.Series[float]", blind: Flags) -> pd.DataFrame:
    index = ground.samples.segments.index
    columns = {"dead_end": pd.Series(blind, index=index), "closed_m": closed}
    moves = ground.moves
    if moves is not None:
        columns["flow"] = pd.Series(moves.flow, index=moves.laid.names).reindex(index)
        for state, name in ((State.DAY, "day"), (State.DARK, "dark")):
            felt = moves.experience[state]
            if felt is not None:
                columns[name] = pd.Series(felt, index=moves.laid.names).reindex(index)
    return pd.DataFrame({f"{KEY}.{name}": column for name, column in columns.items()})


def _frames(
    moves: Movement | None, home: dict[State, WalksHome | None]
) -> dict[str, gpd.GeoDataFrame]:
    if moves is None:
        return {}
    found = [
        worst_windows(moves, state, walks) for state, walks in home.items() if walks is not None
    ]
    shown = [frame for frame in found if len(frame)]
    return {"walk_home": pd.concat(shown, ignore_index=True)} if shown else {}
