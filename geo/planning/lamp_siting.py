"""Lux that each option would add at each point of the paths, and the choice that follows from it.

Lux is additive: no circles are drawn round lamps. Points are held to the target of their path,
so that light over the need is worth nothing.
"""

from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
from scipy.sparse import csr_array, hstack
from scipy.spatial import KDTree

from geo.measures.anchors import MEAN_LUX, anchor_value
from geo.measures.arrays import Flags, Integers, Reals
from geo.measures.lamps import lamp_light
from geo.measures.lighting_class import P_CLASSES, target_classes, target_lux
from geo.measures.obstacles import Passing, obstacles_from
from geo.measures.photometry import FACE_HEIGHT, Kind, lux_from
from geo.measures.walls import Walls, walls_from
from geo.model.assumptions import Assumptions
from geo.model.errors import PlanError
from geo.planning.curve import Curve, concave_majorant
from geo.planning.demand import Demand
from geo.planning.lamp_options import NEW, LampOptions
from geo.planning.others import window_lux
from geo.planning.siting import Siting
from geo.planning.windows import windows_of
from geo.scoring.scene import Scene

LEAST_LUX = 1e-3
"""Lux that is too little to be carried along."""


@dataclass(frozen=True)
class LightField:
    """Light at the points of a department's paths, and what options would add to it.

    Parameters
    ----------
    base
        (n,) lux as it is.
    gain
        (m, n) sparse: lux each option would add.
    weight
        (n,) metres walked: length times exposure, 0 where no light is asked for.
    mean, least
        (n,) mean and least lux that the path of each point is held to.
    segment
        (n,) row of the segment of each point.
    length
        (n,) metres each point stands for.
    """

    base: Reals = field(repr=False)
    gain: csr_array = field(repr=False)
    weight: Reals = field(repr=False)
    mean: Reals = field(repr=False)
    least: Reals = field(repr=False)
    segment: Integers = field(repr=False)
    length: Reals = field(repr=False)


def light_field(scene: Scene, options: LampOptions) -> LightField:
    """Compute the light as it is and what every option would add.

    Raises
    ------
    PlanError
        Where the department has no paths to light.
    """
    samples, chosen = scene.samples, scene.assumptions
    if samples is None or samples.segments.empty:
        raise PlanError("plan.no_paths", department=scene.department.name)
    walls = _walls(scene)
    reach = chosen["lighting.reach_heights"]
    lamps = scene.department.layer("lamps")
    base = np.zeros(len(samples.points))
    if lamps is not None and len(lamps):
        base = lux_from(samples.points, lamp_light(lamps, chosen), walls, reach=reach)
    mean, least = target_lux(target_classes(samples.segments, chosen))
    asked = ~np.isnan(mean[samples.segment])
    walked = scene.exposure.to_numpy(dtype=float)[samples.segment] * samples.weight
    after = lux_of_each(samples.points, options.lamps, walls, chosen)
    before = lux_of_each(samples.points, options.before, walls, chosen)
    return LightField(
        base=base,
        gain=_positive(after - before),
        weight=np.where(asked, walked, 0.0) / max(float(walked.sum()), 1e-9),
        mean=np.nan_to_num(mean[samples.segment]),
        least=np.nan_to_num(least[samples.segment]),
        segment=samples.segment,
        length=samples.weight,
    )


def lux_of_each(
    points: Reals,
    lamps: gpd.GeoDataFrame,
    walls: Walls | None,
    chosen: Assumptions,
    *,
    kind: Kind = "horizontal",
    facing: Reals | None = None,
) -> csr_array:
    """Answer (lamps, points) lux of every lamp alone.

    Lamps too far apart to light the same point are computed in one pass: the nearest lamp of the
    pass is then the only one a point can have its light from.
    """
    shape = (len(lamps), len(points))
    if not len(lamps) or not len(points):
        return csr_array(shape)
    light = lamp_light(lamps, chosen)
    reach = chosen["lighting.reach_heights"]
    metres = float(reach * light.height_m.max())
    rows, columns, values = [], [], []
    for members in _apart(light.xyz[:, :2], 2 * metres):
        lux = lux_from(points, light.only(members), walls, kind=kind, facing=facing, reach=reach)
        lit = np.flatnonzero(lux > LEAST_LUX)
        _, nearest = KDTree(light.xyz[members, :2]).query(points[lit, :2])
        rows.append(light.row[members[nearest]])
        columns.append(lit)
        values.append(lux[lit])
    entries = (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns)))
    return csr_array(entries, shape=shape)


def siting_for_score(
    lit: LightField, options: LampOptions, chosen: Assumptions, windows: "WindowLight | None" = None
) -> Siting:
    """Ask for the options whose light does most for the paths, held to their own targets.

    Worth is the score of lux (indicator 1a) on its concave majorant, weighted by metres walked.
    """
    stretch = anchor_value(chosen["lighting.target_score"], MEAN_LUX) / np.where(
        lit.mean > 0, lit.mean, np.inf
    )
    gain = lit.gain.copy()
    gain.data = gain.data * stretch[gain.indices]
    return Siting(
        gain=gain,
        price=options.price,
        weight=lit.weight,
        base=lit.base * stretch,
        curve=_held(concave_majorant(MEAN_LUX), chosen),
        near=_near(options, chosen),
        load=None if windows is None else windows.load,
        limit=None if windows is None else windows.limit,
    )


def demand_for_class(
    lit: LightField,
    options: LampOptions,
    p_class: str,
    chosen: Assumptions,
    windows: "WindowLight | None" = None,
) -> Demand:
    """Ask that no path lies under a P class: the mean of every segment, and every point."""
    mean, least = P_CLASSES[p_class]
    asked = np.flatnonzero(lit.weight > 0)
    share = lit.length / np.bincount(lit.segment, weights=lit.length)[lit.segment]
    segments = np.unique(lit.segment[asked])
    of_segment = csr_array(
        (share[asked], (asked, np.searchsorted(segments, lit.segment[asked]))),
        shape=(len(lit.base), len(segments)),
    )
    of_point = csr_array(
        (np.ones(len(asked)), (asked, np.arange(len(asked)))), shape=(len(lit.base), len(asked))
    )
    missing = [mean - lit.base @ of_segment, least - lit.base @ of_point]
    gains = [lit.gain @ of_segment, lit.gain @ of_point]
    return Demand(
        gain=csr_array(hstack(gains, format="csr")),
        price=options.price,
        missing=np.concatenate(missing),
        near=_near(options, chosen),
        load=None if windows is None else windows.load,
        limit=None if windows is None else windows.limit,
    )


@dataclass(frozen=True)
class WindowLight:
    """What options would throw on windows, and how much more each window bears."""

    load: csr_array = field(repr=False)
    limit: Reals = field(repr=False)


def window_light(scene: Scene, options: LampOptions) -> WindowLight:
    """Compute the light that options would throw on the windows of homes.

    What is there already counts, and a lamp that is out is there: its repair throws nothing new
    on anybody. A window that has too much today bears a tenth of the limit more, so that one
    lamp on a façade does not forbid every other.
    """
    chosen = scene.assumptions
    stood = np.array([change.kind != NEW for change in options.changes], dtype=bool)
    status = np.where(stood, "on", "out").astype(object)
    windows = windows_of(scene)
    ground = windows.xyz - np.array([0.0, 0.0, FACE_HEIGHT])
    walls = _walls(scene)
    after, before = (
        lux_of_each(ground, lamps, walls, chosen, kind="vertical", facing=windows.facing_deg)
        for lamps in (options.lamps, options.before.assign(status=status))
    )
    most = chosen["planning.trespass_lux"]
    left = np.maximum(most - window_lux(scene).max(axis=1, initial=0.0), most / 10)
    return WindowLight(_positive(after - before), left)


def _walls(scene: Scene) -> Walls | None:
    layers = {
        name: frame
        for name in ("buildings", "boundaries", "vegetation")
        if (frame := scene.department.layer(name)) is not None
    }
    obstacles = obstacles_from(layers, Passing.LIGHT, assumptions=scene.assumptions)
    return walls_from(obstacles) if len(obstacles) else None


def _held(curve: Curve, chosen: Assumptions) -> Curve:
    """End a curve where more light is over the need; it stays concave."""
    end = chosen["lighting.enough_ratio"] * anchor_value(chosen["lighting.target_score"], MEAN_LUX)
    if end >= curve.amount[-1]:
        return curve
    keep = curve.amount < end
    return Curve(
        np.append(curve.amount[keep], end), np.append(curve.worth[keep], curve(np.array([end])))
    )


def _near(options: LampOptions, chosen: Assumptions) -> csr_array:
    """Tell which options exclude each other: new lamps too close, two works on one lamp."""
    count = len(options)
    if not count:
        return csr_array((0, 0))
    new = np.array([change.kind == NEW for change in options.changes], dtype=bool)
    pairs = KDTree(options.lamps.geometry.get_coordinates().to_numpy()).query_pairs(
        chosen["planning.lamp_spacing_m"], output_type="ndarray"
    )
    names = np.array([str(change.told.get("lamp")) for change in options.changes])
    apart = pairs[_exclude(pairs, new, names)]
    both = np.concatenate([apart, apart[:, ::-1]])
    return csr_array((np.ones(len(both)), (both[:, 0], both[:, 1])), shape=(count, count))


def _exclude(pairs: Integers, new: Flags, names: Reals) -> Flags:
    first, second = pairs[:, 0], pairs[:, 1]
    return np.asarray((new[first] & new[second]) | (~new[first] & (names[first] == names[second])))


def _apart(xy: Reals, distance: float) -> list[Integers]:
    """Part places into passes in which no two lie nearer than a distance."""
    neighbours = KDTree(xy).query_ball_point(xy, distance)
    number = np.full(len(xy), -1, dtype=np.int64)
    for place, near in enumerate(neighbours):
        taken = set(number[near])
        number[place] = next(k for k in range(len(near) + 1) if k not in taken)
    return [np.flatnonzero(number == k) for k in range(number.max() + 1)]


def _positive(table: csr_array) -> csr_array:
    """Answer a table without what would be taken away: the model is run again on the choice."""
    kept = csr_array(table)
    kept.data = np.maximum(kept.data, 0.0)
    kept.eliminate_zeros()
    return kept
