"""F3 Mødesteder: the reach of meeting places from the doors (3a); 3b and 3c are not measured."""

import geopandas as gpd
import shapely

from geo.measures.meeting_places import Reach, reach_of_places
from geo.model.estimate import Estimate, Grade, worst
from geo.scoring.aggregation import factor_result
from geo.scoring.factors import FACTORS
from geo.scoring.measurement import IndicatorResult, Measurement
from geo.scoring.scene import Scene, missing

KEY = "meeting_places"
INPUTS = ("meeting_places", "entrances", "paths")


def measure(scene: Scene) -> Measurement:
    """Measure how well the department's doors reach places for each group.

    The same by day and in the dark: what light does to a place is 3c.
    """
    places, entrances = (scene.department.layer(name) for name in INPUTS[:2])
    if places is None or entrances is None or scene.network is None:
        return missing(KEY)
    own = _own_entrances(scene, entrances)
    if own.empty:
        return missing(KEY)
    reach = reach_of_places(scene.network, own, places, scene.assumptions)
    if not reach.connected.any():
        return missing(KEY)
    result = factor_result(KEY, [_access(scene, reach)])
    return Measurement(states=dict.fromkeys(FACTORS[KEY].states, result))


def _own_entrances(scene: Scene, entrances: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    margin = scene.assumptions["department.scored_buffer_m"]
    area = shapely.buffer(scene.department.boundary, margin)
    geometry = entrances.geometry.to_numpy()
    return entrances[shapely.intersects(area, geometry)].reset_index(drop=True)


def _access(scene: Scene, reach: Reach) -> IndicatorResult:
    grade = worst(*(_grade(scene, layer) for layer in INPUTS))
    score = float(reach.group_scores().mean())
    half = 100 * grade.uncertainty
    rests_on = (key for key in scene.assumptions if key.startswith("meeting_places."))
    return IndicatorResult(
        key="3a",
        weight=0.45,
        score=Estimate.around(score, half, reach.coverage, grade),
        inputs=INPUTS,
        assumptions=(*rests_on, "network.access_m"),
    )


def _grade(scene: Scene, layer: str) -> Grade:
    source = scene.department.sources.get(layer)
    return Grade.C if source is None else source.grade
