"""F5 Vejen hjem: the walk home, choice of way, ways off the path, links, dead ends (methods §6).

5a differs by day and in the dark; the others rest on geometry alone. What a layer that was not
delivered would have shown is missing, never bad.
"""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.measures.arrays import Flags
from geo.scoring.aggregation import factor_result
from geo.scoring.joined._laid_ways import Ground, escape, laid_ways
from geo.scoring.joined._route_findings import route_findings
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


def measure(scene: Scene) -> Measurement:
    """Measure the walks home and the paths of a department."""
    absent = absent_layers(scene, KEY, WANTED)
    network, samples = scene.network, scene.samples
    if network is None or samples is None or samples.segments.empty:
        return missing(KEY, *absent)
    ground = Ground(scene, network, samples, scene.movement)
    home = {state: _home(ground, state) for state in State}
    laid = scene.apart("routes.still", laid_ways)
    assert laid is not None, "there are samples"
    still = [laid.choice, escape(ground, laid.closed), laid.links, laid.dead_ends]
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


def _home(ground: Ground, state: State) -> WalksHome | None:
    return None if ground.moves is None else walks_home(ground.moves, state)


def _walk_home(ground: Ground, state: State, home: WalksHome | None) -> IndicatorResult:
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


def _columns(ground: Ground, closed: "pd.Series[float]", blind: Flags) -> pd.DataFrame:
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
