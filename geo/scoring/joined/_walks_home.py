"""The walk home from the nearest stop (5a), as every door of a department has it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.ops import substring

from geo.measures.arrays import Integers, Reals
from geo.measures.walk_home import walk_score, worst_window
from geo.measures.walk_pieces import WalkPieces, walk_pieces
from geo.model.crs import METRES
from geo.scoring.measurement import State
from geo.scoring.movement import Movement

Window = tuple[tuple[int, float, float], ...]
"""Parts of edges: row of the edge, and from and to in metres along it."""

LEAST_PART = 0.01
"""Metres under which a part of a window is dust."""

LEAST_DWELLINGS = 3
"""Dwellings under which a place is not shown: nobody's own walk is put on a map."""


@dataclass(frozen=True)
class WalksHome:
    """The walks from each door to its nearest stop in one state.

    Parameters
    ----------
    score
        5a per door; NaN where nothing is known of the walk.
    length_m
        Metres of the walk.
    known
        Share of the walk whose experience is known, 0 to 1.
    windows
        Dwellings whose walk is worst over these parts of edges.
    """

    score: Reals = field(repr=False)
    length_m: Reals = field(repr=False)
    known: Reals = field(repr=False)
    windows: Mapping[Window, float] = field(repr=False)


def walks_home(moves: Movement, state: State) -> WalksHome | None:
    """Answer the walks home of one state, or None where nothing is known of it."""
    felt = moves.experience[state]
    homeward = moves.walks.query("purpose == 'stop' and rank == 0")
    if felt is None or homeward.empty:
        return None
    chosen = moves.assumptions
    share = moves.felt.known_share(state)
    cut = walk_pieces(moves.graph, moves.laid)
    goal = moves.goal[homeward["goal"].to_numpy(dtype=np.int64)]
    count = len(moves.door)
    whole, worst, length, known = np.full((4, count), np.nan)
    windows: dict[Window, float] = {}
    rows = zip(homeward["door"].tolist(), np.searchsorted(moves.roots, goal).tolist(), strict=True)
    for door, root in rows:
        piece, way = cut.pieces(moves.grown[state], root, int(moves.door[door]))
        segment, metres = cut.segment[piece], cut.end_m[piece] - cut.start_m[piece]
        length[door] = metres.sum()
        known[door] = (share[segment] * metres).sum() / length[door] if length[door] else 0.0
        there = np.isfinite(felt[segment])
        if not there.any():
            continue
        whole[door] = np.average(felt[segment][there], weights=metres[there])
        least, begins = worst_window(metres, felt[segment], chosen["routes.window_m"])
        worst[door] = least
        part = _clipped(cut, piece, way, (begins, begins + chosen["routes.window_m"]))
        windows[part] = windows.get(part, 0.0) + float(moves.dwellings[door])
    score = walk_score(whole, worst, chosen["routes.whole_share"])
    return WalksHome(score, length, known, windows)


def _clipped(
    cut: WalkPieces, piece: Integers, way: Integers, between: tuple[float, float]
) -> Window:
    """Answer the parts of edges that a walk leads along between two distances from the door."""
    metres = cut.end_m[piece] - cut.start_m[piece]
    ends = np.cumsum(metres)
    low = np.clip(between[0] - (ends - metres), 0, metres)
    high = np.clip(between[1] - (ends - metres), 0, metres)
    start = np.where(way > 0, cut.start_m[piece] + low, cut.end_m[piece] - high)
    edge = cut.edge[piece]
    return tuple(
        sorted(
            (int(row), round(float(begin), 2), round(float(begin + metre), 2))
            for row, begin, metre in zip(edge, start, high - low, strict=True)
            if metre > LEAST_PART
        )
    )


def worst_windows(moves: Movement, state: State, walks: WalksHome) -> gpd.GeoDataFrame:
    """Answer the windows that are the worst of at least three dwellings' walks.

    In EPSG:25832, with ``state``, ``score`` and ``dwellings``.
    """
    felt, windows = moves.experience[state], walks.windows
    assert felt is not None, "there are walks"
    shown = sorted(part for part, dwellings in windows.items() if dwellings >= LEAST_DWELLINGS)
    lines = moves.network.edges.geometry.to_numpy()
    shapes, scores = [], []
    for part in shown:
        edge, start, end = (np.array(column) for column in zip(*part, strict=True))
        shapes.append(
            shapely.line_merge(
                shapely.union_all([substring(lines[row], a, b) for row, a, b in part])
            )
        )
        known = np.isfinite(felt)
        total = moves.laid.sums(np.where(known, felt, 0.0), edge, start, end).sum()
        scores.append(float(total / moves.laid.sums(known.astype(float), edge, start, end).sum()))
    return gpd.GeoDataFrame(
        {
            "state": pd.Series([state.value] * len(shown), dtype="object"),
            "score": pd.Series(scores, dtype="float64"),
            "dwellings": pd.Series([windows[part] for part in shown], dtype="float64"),
        },
        geometry=gpd.GeoSeries(shapes, crs=METRES),
        crs=METRES,
    )
