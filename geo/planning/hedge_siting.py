"""Hedges to cut so that more eyes reach the paths (methods §8.3).

What each hedge opens is computed by itself, as if the others stood; the whole model is run again
on the choice.
"""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import shapely
from scipy.sparse import csr_array

from geo.measures.arrays import Flags, Reals
from geo.measures.obstacles import GREEN, LAYERS, Passing, obstacles_from, texts
from geo.measures.sightlines import EYE_M
from geo.measures.surveillance import effective_openings, eyes_score
from geo.measures.walls import walls_from
from geo.model.assumptions import Assumptions
from geo.model.errors import PlanError
from geo.model.language import sentence
from geo.planning.changes import Change
from geo.planning.costing import change_price
from geo.planning.curve import Curve
from geo.planning.exact import choose_exactly
from geo.planning.found import Found
from geo.planning.layer_changes import with_values
from geo.planning.prices import PriceList
from geo.planning.siting import Siting, choose
from geo.scoring.joined._sight import Sight, sight
from geo.scoring.scene import Scene

CUT_HEDGE = "cut_hedge"

BENDS = 60
"""Lines that the score of eyes is drawn by."""

ALL_EYES = 6.0
"""Multiples of ``eyes.enough`` from which more eyes are worth nothing."""


def hedge_plan(
    scene: Scene, prices: PriceList, money: float, *, exact_seconds: float = 0.0
) -> Found:
    """Answer the hedges whose cutting lets most eyes on the paths for the money.

    Raises
    ------
    PlanError
        Where there are no hedges, no paths or no buildings to look from.
    """
    changes = hedges_to_cut(scene)
    if not changes:
        raise PlanError("plan.no_hedges", department=scene.department.name)
    price = np.array([change_price(scene.department, change, prices) for change in changes])
    siting = hedge_siting(scene, changes, price)
    search = choose_exactly if exact_seconds > 0 else choose
    options = {"seconds": exact_seconds} if exact_seconds > 0 else {}
    choice = search(siting, money, **options)
    taken = tuple(change for change, yes in zip(changes, choice.chosen, strict=True) if yes)
    said = sentence("found.hedges", {"count": len(changes), "chosen": len(taken)})
    return Found(taken, choice.gap, (said,))


def hedges_to_cut(scene: Scene) -> list[Change]:
    """Answer every hedge or planting of the department that stands higher than it need."""
    frame, low = scene.department.layer("boundaries"), scene.assumptions["planning.hedge_m"]
    if frame is None:
        return []
    heights = obstacles_from({"boundaries": frame}, Passing.SIGHT, assumptions=scene.assumptions)
    top = dict(zip(heights["id"], heights["top_m"], strict=True))
    own = np.isin(texts(frame, "kind"), GREEN)
    own &= shapely.intersects(scene.scored_area, frame.geometry.to_numpy())
    return [
        Change(CUT_HEDGE, {"boundary": name, "height_m": low})
        for name in frame["id"][own].astype(str)
        if top.get(name, 0.0) > low
    ]


def hedge_siting(scene: Scene, changes: list[Change], price: Reals) -> Siting:
    """Ask for the hedges whose cutting is worth most, each computed by itself."""
    found, samples, chosen = sight(scene), scene.samples, scene.assumptions
    if found is None or samples is None or samples.segments.empty:
        raise PlanError("plan.no_sight", department=scene.department.name)
    centre = samples.row == 0
    points = samples.points[centre]
    base = found.by_day(points)
    walked = samples.weight[centre] * scene.exposure.to_numpy(dtype=float)[samples.segment[centre]]
    rows = [_opened(scene, found, change, points, base) for change in changes]
    return Siting(
        gain=csr_array(np.vstack(rows)),
        price=np.maximum(price, 1e-9),
        weight=walked / max(float(walked.sum()), 1e-9),
        base=base,
        curve=_eyes_curve(chosen),
    )


def _opened(scene: Scene, found: Sight, change: Change, points: Reals, base: Reals) -> Reals:
    """Answer how many more openings see each point with one hedge cut."""
    told = change.told
    layers = {name: frame for name in LAYERS if (frame := scene.department.layer(name)) is not None}
    hedge = layers["boundaries"]
    line = hedge.geometry[hedge["id"].astype(str) == told["boundary"]].iloc[0]
    near = _near(line, points, scene.assumptions)
    gain = np.zeros(len(points))
    if not near.any():
        return gain
    lower = with_values(
        replace(scene.department, layers=layers),
        "boundaries",
        told["boundary"],
        {"height_m": told["height_m"]},
    )
    obstacles = obstacles_from(lower.layers, Passing.SIGHT, assumptions=scene.assumptions)
    walls = walls_from(obstacles, found.walls.origin)
    eyes = points[near] + np.array([0.0, 0.0, EYE_M])
    seen = effective_openings(eyes, found.openings, walls, scene.assumptions)[:, 0]
    gain[near] = np.maximum(seen - base[near], 0.0)
    return gain


def _near(line: shapely.Geometry, points: Reals, chosen: Assumptions) -> Flags:
    places: gpd.GeoSeries = gpd.GeoSeries(shapely.points(points[:, :2]))
    return np.asarray(shapely.dwithin(places.to_numpy(), line, chosen["eyes.reach_m"]))


def _eyes_curve(chosen: Assumptions) -> Curve:
    """Answer what eyes are worth (2a) as lines between points of its concave score."""
    amount = np.linspace(0.0, ALL_EYES * chosen["eyes.enough"], BENDS)
    return Curve(amount, eyes_score(amount, chosen))
