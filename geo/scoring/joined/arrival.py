"""F6 Nemt at finde: boards where one arrives, doors that are found, a house to be received in.

Languages and pictograms of the boards and the opening hours of the indoor places are shown, not
scored.
"""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.measures.arrays import Flags, Reals
from geo.measures.arrival import (
    Arrivals,
    Sees,
    Walked,
    arrival_points,
    board_scores,
    clear_of,
    house_scores,
)
from geo.measures.errands import dwellings_of
from geo.measures.network import Network
from geo.measures.opening_hours import open_in_the_evening
from geo.measures.sight_kernels import shares_of_lines
from geo.measures.sightlines import EYE_M, indexed, places
from geo.measures.upkeep import latest_audits, speaks_of_numbers
from geo.measures.walking import access
from geo.measures.walls import Walls
from geo.measures.wayfinding import fewest_turns, legible, turn_score
from geo.model.crs import METRES
from geo.model.estimate import Estimate, Grade, worst
from geo.model.issues import Issue, Severity
from geo.scoring.aggregation import factor_result
from geo.scoring.joined._own import estimate, own, whole
from geo.scoring.joined._sight import sight
from geo.scoring.joined._wanted import absent_layers, grade_of_layers
from geo.scoring.measurement import IndicatorResult, Measurement, State
from geo.scoring.movement import Movement
from geo.scoring.scene import Scene, missing

KEY = "arrival"
WANTED = {
    "paths": ("6a", "6b", "6c"),
    "entrances": ("6a", "6b", "6c"),
    "destinations": ("6a", "6c"),
    "meeting_places": ("6c",),
}
"""Indicators that each layer would raise."""

BOARD = "sign"
HOUSES = ("common_house", "common_room")
INDOORS = (*HOUSES, "cafe", "laundry")
HOUSE_LAYERS = ("destinations", "meeting_places")
BEST = 100.0
HALF = 0.5
"""Share of the view that must get through for a board to be seen."""

UNMODELLED = 0.8
"""Coverage where the shares of the ways in are not modelled."""


def measure(scene: Scene) -> Measurement:
    """Measure what a visitor meets."""
    found = sight(scene)
    sees = None if found is None else _past(found.walls)
    return arrival(scene, sees, _walked(scene.movement))


def arrival(scene: Scene, sees: Sees | None = None, walked: Walked | None = None) -> Measurement:
    """Measure it with a line of sight and the modelled walks, where they are known."""
    doors = own(scene, "entrances")
    if scene.network is None or doors is None or doors.empty:
        return missing(KEY, *_lacking(scene))
    goals = whole(scene, "destinations")
    ways = arrival_points(
        scene.network, scene.department.boundary, doors, goals, walked, scene.assumptions
    )
    if ways.points.empty:
        return missing(KEY, *_lacking(scene))
    boards, found = _boards(scene, ways, sees)
    houses = _houses(scene, scene.network, ways)
    indicators = [*boards, *_doors(scene, scene.network, ways, doors), *houses]
    signs = scene.apart("arrival.signs", _signs)
    frames = {"arrival_points": _points(ways, found), "arrival_boards": signs}
    return Measurement(
        states={State.DAY: factor_result(KEY, indicators)},
        frames={**frames, "indoor_places": scene.apart("arrival.indoors", _indoors)},
        findings=_lacking(scene),
    )


def _past(walls: Walls) -> Sees:
    """Answer the sight past houses, fences and plants in leaf, eye to board at eye height."""

    def sees(here: Reals, there: Reals) -> Flags:
        start, end = (walls.local(places(xy, EYE_M)) for xy in (here, there))
        return np.asarray(shares_of_lines(indexed(walls), start, end) >= HALF)

    return sees


def _walked(moves: Movement | None) -> Walked | None:
    """Answer the dwellings that walk by a place, None where the walks are not known."""
    if moves is None or not moves.flow.any():
        return None

    def walked(xy: Reals) -> Reals:
        met = access(moves.network, xy, moves.assumptions)
        laid = moves.laid
        place = laid.edge_start_m[met.edge] + met.along_m
        segment = np.searchsorted(laid.edge_start_m[laid.edge] + laid.start_m, place, "right") - 1
        return np.where(met.edge >= 0, moves.flow[segment], 0.0)

    return walked


def _boards(
    scene: Scene, ways: Arrivals, sees: Sees | None
) -> tuple[list[IndicatorResult], Reals | None]:
    """Answer 6a. Where no board stands in the whole delivery, nobody has registered them."""
    signs = _registered_signs(scene)
    if signs is None or signs.empty:
        return [], None
    houses = scene.department.layer("buildings")
    walls = np.empty(0, dtype=object) if houses is None else houses.geometry.to_numpy()
    score = board_scores(ways, signs, sees or clear_of(walls), scene.assumptions)
    coverage = 1.0 if ways.modelled else UNMODELLED
    value = ways.mean(score)
    level = grade_of_layers(scene, ("destinations", "paths"))
    result = estimate(value, level, coverage, value, value)
    met = float(ways.points["weight"].to_numpy(dtype=float)[score == BEST].sum())
    inputs = ("destinations", "paths", "entrances", "buildings")
    return [_indicator(scene, "6a", (result, 100 * met, "%"), inputs)], score


def _registered_signs(scene: Scene) -> gpd.GeoDataFrame | None:
    goals = whole(scene, "destinations")
    return None if goals is None else goals[goals["kind"] == BOARD].reset_index(drop=True)


def _doors(
    scene: Scene, network: Network, ways: Arrivals, doors: gpd.GeoDataFrame
) -> list[IndicatorResult]:
    """Answer 6b: as audited, and by the turns of the way where nobody has looked."""
    xy = np.asarray(shapely.get_coordinates(shapely.centroid(doors.geometry.to_numpy())))
    seen = _audited(scene, xy)
    turns = fewest_turns(network, ways.xy, xy, scene.assumptions)
    reached = np.isfinite(turns)
    by_turns = np.where(
        reached, turn_score(np.where(reached, turns, 0.0), scene.assumptions), np.nan
    )
    score, weight = np.where(np.isfinite(seen), seen, by_turns), dwellings_of(doors)
    there = np.isfinite(score)
    if not weight[there].sum():
        return []
    value = float(np.average(score[there], weights=weight[there]))
    known = float(weight[there].sum() / weight.sum())
    audited = bool(np.isfinite(seen[there]).all())
    level = worst(grade_of_layers(scene, ("entrances", "paths")), Grade.B if audited else Grade.D)
    result = estimate(value, level, known, known * value, known * value + 100 * (1 - known))
    usual = float(np.median(turns[reached])) if reached.any() else None
    inputs = ("entrances", "paths", "audits")
    return [_indicator(scene, "6b", (result, usual, "sving"), inputs)]


def _audited(scene: Scene, doors: Reals) -> Reals:
    audits = whole(scene, "audits")
    if audits is None or audits.empty:
        return np.full(len(doors), np.nan)
    rows = latest_audits(audits, scene.as_of, scene.assumptions["upkeep.one_place_m"])
    rows = rows[speaks_of_numbers(rows)]
    places = np.asarray(shapely.get_coordinates(rows.geometry.to_numpy()))
    return legible(doors, places, rows["rating"].to_numpy(dtype=float), scene.assumptions)


def _houses(scene: Scene, network: Network, ways: Arrivals) -> list[IndicatorResult]:
    """Answer 6c; with one of the two layers that know houses the other half is unknown."""
    delivered = [name for name in HOUSE_LAYERS if scene.department.has(name)]
    if not delivered:
        return []
    found = scene.apart("arrival.houses", _house_rows)
    score = house_scores(network, ways, found, scene.assumptions)
    value = ways.mean(score)
    level = grade_of_layers(scene, (*delivered, "paths"))
    coverage = (1.0 if ways.modelled else UNMODELLED) * len(delivered) / len(HOUSE_LAYERS)
    whole = len(delivered) == len(HOUSE_LAYERS)
    result = estimate(value, level, coverage, value, value if whole else 100.0)
    return [
        _indicator(scene, "6c", (result, float(len(found)), "steder"), (*HOUSE_LAYERS, "paths"))
    ]


def _indicator(
    scene: Scene, key: str, said: tuple[Estimate, float | None, str], inputs: tuple[str, ...]
) -> IndicatorResult:
    rests_on = tuple(name for name in scene.assumptions if name.startswith(f"{KEY}."))
    score, raw, unit = said
    return IndicatorResult(key, 0.0, score, raw, unit, inputs, rests_on)


def _points(ways: Arrivals, boards: Reals | None) -> gpd.GeoDataFrame:
    """Answer the arrival points with what their board scores, None where boards are unknown."""
    return ways.points.assign(board=np.nan if boards is None else boards)


def _signs(scene: Scene) -> gpd.GeoDataFrame:
    """Answer the boards with languages and pictograms: shown, never scored."""
    signs = _registered_signs(scene)
    columns = ["id", "name", "languages", "pictograms", "geometry"]
    if signs is None:
        return gpd.GeoDataFrame(columns=columns, geometry="geometry", crs=METRES)
    return signs.reindex(columns=columns).set_crs(METRES)


def _indoors(scene: Scene) -> gpd.GeoDataFrame:
    """Answer the places under a roof with their hours, and whether they are open in the evening."""
    rows = _indoor_rows(scene, INDOORS)
    evening = [open_in_the_evening(hours) for hours in rows["opening_hours"]]
    said = {True: "yes", False: "no", None: None}
    return rows.assign(
        open_in_the_evening=pd.Series([said[state] for state in evening], dtype=object)
    )


def _house_rows(scene: Scene) -> gpd.GeoDataFrame:
    return _indoor_rows(scene, HOUSES)


def _indoor_rows(scene: Scene, kinds: tuple[str, ...]) -> gpd.GeoDataFrame:
    columns = ["id", "name", "kind", "opening_hours", "geometry"]
    frames = [
        frame[frame["kind"].isin(kinds)].reindex(columns=columns)
        for name in HOUSE_LAYERS
        if (frame := whole(scene, name)) is not None
    ]
    rows = [row for frame in frames for row in frame.astype(object).itertuples(index=False)]
    blank = pd.DataFrame(rows, columns=columns)
    return gpd.GeoDataFrame(blank, geometry="geometry", crs=METRES)


def _lacking(scene: Scene) -> tuple[Issue, ...]:
    """Say which delivery would raise the coverage."""
    signs = _registered_signs(scene)
    found = [*absent_layers(scene, KEY, WANTED)]
    if signs is not None and signs.empty:
        found.append(Issue(Severity.NOTICE, "arrival.no_boards", "destinations"))
    if not scene.department.has("audits"):
        found.append(Issue(Severity.NOTICE, "arrival.no_audits", "audits"))
    return tuple(found)
