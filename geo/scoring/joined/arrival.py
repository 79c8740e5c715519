"""F6 Nemt at finde: boards where one arrives, doors that are found, a house to be received in.

Languages and pictograms of the boards and the opening hours of the indoor places are shown, not
scored.
"""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.measures.arrays import Reals
from geo.measures.arrival import (
    Arrivals,
    Sees,
    arrival_points,
    board_scores,
    clear_of,
    house_scores,
)
from geo.measures.network import Network
from geo.measures.opening_hours import open_in_the_evening
from geo.measures.upkeep import latest_audits, speaks_of_numbers
from geo.measures.wayfinding import fewest_turns, legible, turn_score
from geo.model.crs import METRES
from geo.model.estimate import Estimate, Grade, worst
from geo.model.issues import Issue, Severity
from geo.scoring.aggregation import factor_result
from geo.scoring.joined._own import estimate, grade, homes, own
from geo.scoring.measurement import IndicatorResult, Measurement, State
from geo.scoring.scene import Scene, missing

KEY = "arrival"
BOARD = "sign"
HOUSES = ("common_house", "common_room")
INDOORS = (*HOUSES, "cafe", "laundry")
HOUSE_LAYERS = ("destinations", "meeting_places")
UNMODELLED = 0.8
"""Coverage where the shares of the ways in are not modelled."""


def measure(scene: Scene) -> Measurement:
    """Measure what a visitor meets."""
    return arrival(scene)


def arrival(
    scene: Scene, sees: Sees | None = None, shares: "pd.Series[float] | None" = None
) -> Measurement:
    """Measure it with a line of sight and the modelled arrivals per edge, where they are known."""
    doors = own(scene, "entrances")
    if scene.network is None or doors is None or doors.empty:
        return missing(KEY, *_lacking(scene))
    goals = scene.department.layer("destinations")
    ways = arrival_points(
        scene.network, scene.department.boundary, doors, goals, shares, scene.assumptions
    )
    if ways.points.empty:
        return missing(KEY, *_lacking(scene))
    boards, found = _boards(scene, ways, sees)
    houses = _houses(scene, scene.network, ways)
    indicators = [*boards, *_doors(scene, scene.network, ways, doors), *houses]
    frames = {"arrival_points": _points(ways, found), "arrival_boards": _signs(scene)}
    return Measurement(
        states={State.DAY: factor_result(KEY, indicators)},
        frames={**frames, "indoor_places": _indoors(scene)},
        findings=_lacking(scene),
    )


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
    level = grade(scene, "destinations", "paths")
    result = estimate(value, level, coverage, value, value)
    reached = float(
        ways.points["weight"].to_numpy(dtype=float)[score == score.max(initial=0)].sum()
    )
    inputs = ("destinations", "paths", "entrances", "buildings")
    return [_indicator(scene, "6a", (result, 100 * reached, "%"), inputs)], score


def _registered_signs(scene: Scene) -> gpd.GeoDataFrame | None:
    goals = scene.department.layer("destinations")
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
    score, weight = np.where(np.isfinite(seen), seen, by_turns), homes(doors)
    there = np.isfinite(score)
    if not weight[there].sum():
        return []
    value = float(np.average(score[there], weights=weight[there]))
    known = float(weight[there].sum() / weight.sum())
    audited = bool(np.isfinite(seen[there]).all())
    level = worst(grade(scene, "entrances", "paths"), Grade.B if audited else Grade.D)
    result = estimate(value, level, known, known * value, known * value + 100 * (1 - known))
    usual = float(np.median(turns[reached])) if reached.any() else None
    inputs = ("entrances", "paths", "audits")
    return [_indicator(scene, "6b", (result, usual, "sving"), inputs)]


def _audited(scene: Scene, doors: Reals) -> Reals:
    audits = scene.department.layer("audits")
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
    found = _indoor_rows(scene, HOUSES)
    score = house_scores(network, ways, found, scene.assumptions)
    value = ways.mean(score)
    level = grade(scene, *delivered, "paths")
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


def _indoor_rows(scene: Scene, kinds: tuple[str, ...]) -> gpd.GeoDataFrame:
    columns = ["id", "name", "kind", "opening_hours", "geometry"]
    frames = [
        frame[frame["kind"].isin(kinds)].reindex(columns=columns)
        for name in HOUSE_LAYERS
        if (frame := scene.department.layer(name)) is not None
    ]
    rows = [row for frame in frames for row in frame.astype(object).itertuples(index=False)]
    blank = pd.DataFrame(rows, columns=columns)
    return gpd.GeoDataFrame(blank, geometry="geometry", crs=METRES)


def _lacking(scene: Scene) -> tuple[Issue, ...]:
    """Say which delivery would raise the coverage."""
    signs, place = _registered_signs(scene), scene.department
    found = []
    if signs is None or signs.empty:
        found.append(Issue(Severity.NOTICE, "arrival.no_boards", "destinations"))
    if not place.has("audits"):
        found.append(Issue(Severity.NOTICE, "arrival.no_audits", "audits"))
    if not all(place.has(name) for name in HOUSE_LAYERS):
        found.append(Issue(Severity.NOTICE, "arrival.no_houses", "meeting_places"))
    return tuple(found)
