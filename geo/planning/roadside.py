"""Where something may be put beside a path: at its edge, clear of houses, trees and other paths."""

import numpy as np
import shapely

from geo.measures.arrays import Flags, Geometries, Reals
from geo.measures.sampling import Samples
from geo.model.assumptions import Assumptions
from geo.scoring.scene import Scene


def roadside(scene: Scene) -> Reals:
    """Answer (n, 2) places every few metres: left of a path, or right where that is taken."""
    samples, chosen = scene.samples, scene.assumptions
    if samples is None or samples.segments.empty:
        return np.empty((0, 2))
    step = max(1, round(chosen["planning.candidate_step_m"] / samples.step))
    number = samples.cells["number"].to_numpy()
    on_line = (samples.row == 0) & (number[samples.cell] % step == 0)
    xy, bearing = samples.points[on_line, :2], np.radians(samples.bearing[on_line])
    segment = samples.segments.iloc[samples.segment[on_line]]
    width = segment["width_m"].fillna(chosen["lighting.path_width_m"]).to_numpy(dtype=float)
    aside = (width / 2 + chosen["planning.candidate_offset_m"])[:, None]
    left = np.column_stack([-np.cos(bearing), np.sin(bearing)])
    sides = np.stack([xy + aside * left, xy - aside * left])
    walked = shapely.STRtree(_walked(samples, chosen))
    free = np.stack([_free(scene, walked, side) for side in sides])
    chosen_side = np.where(free[0], 0, 1)
    places = sides[chosen_side, np.arange(len(xy))]
    return np.asarray(np.round(places[free.any(axis=0)], 2), dtype=np.float64)


def _walked(samples: Samples, chosen: Assumptions) -> Geometries:
    """Answer the ground that is walked on: no mast stands in another path."""
    segments = samples.segments
    width = segments["width_m"].fillna(chosen["lighting.path_width_m"]).to_numpy(dtype=float)
    return np.asarray(shapely.buffer(segments.geometry.to_numpy(), width / 2, cap_style="flat"))


def _free(scene: Scene, walked: shapely.STRtree, places: Reals) -> Flags:
    points = shapely.points(places)
    free = np.ones(len(places), dtype=bool)
    free[walked.query(points, "intersects")[0]] = False
    for layer, distance in (
        ("buildings", scene.assumptions["planning.candidate_offset_m"]),
        ("vegetation", scene.assumptions["planning.tree_distance_m"]),
    ):
        frame = scene.department.layer(layer)
        if frame is not None and len(frame):
            tree = shapely.STRtree(frame.geometry.to_numpy())
            free[tree.query(points, "dwithin", distance)[0]] = False
    return free
