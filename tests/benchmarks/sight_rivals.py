"""What sight is measured against: shapely's tree with heights in numpy, and Embree."""

import numpy as np
import numpy.typing as npt
import shapely
from embreex import rtcore_scene
from embreex.mesh_construction import TriangleMesh

from geo.measures.walls import Walls

Points = npt.NDArray[np.float64]


def tree_of(walls: Walls) -> shapely.STRtree:
    """Answer shapely's tree of the panels' lines on the ground."""
    return shapely.STRtree(np.asarray(shapely.linestrings(walls.ends.reshape(-1, 2, 2))))


def by_shapely(walls: Walls, tree: shapely.STRtree, a: Points, b: Points) -> npt.NDArray[np.bool_]:
    """Answer which lines are free, with a tree of panels built before and heights in numpy."""
    lines = shapely.linestrings(np.stack([a[:, :2], b[:, :2]], axis=1))
    line, panel = tree.query(lines)
    x0, y0, x1, y1 = walls.ends[panel].T
    ex, ey = x1 - x0, y1 - y0
    rx, ry = x0 - a[line, 0], y0 - a[line, 1]
    dx, dy = b[line, 0] - a[line, 0], b[line, 1] - a[line, 1]
    whole, along, at = dx * ey - dy * ex, rx * dy - ry * dx, rx * ey - ry * ex
    sign = np.sign(whole)
    whole, along, at = whole * sign, along * sign, at * sign
    met = (whole > 0) & (along >= 0) & (along <= whole) & (at > 0) & (at < whole)
    t = np.divide(at, whole, out=np.zeros_like(at), where=whole > 0)
    z = a[line, 2] + (b[line, 2] - a[line, 2]) * t
    met &= (z >= walls.base[panel]) & (z <= walls.top[panel])
    free = np.ones(len(a), dtype=bool)
    free[line[met]] = False
    return free


def embree(walls: Walls) -> tuple[rtcore_scene.EmbreeScene, TriangleMesh]:
    """Answer a scene of two triangles to a panel; the mesh must live as long as it."""
    a, b = walls.ends[:, :2], walls.ends[:, 2:]
    low, high = walls.base[:, None], walls.top[:, None]
    one, two = np.hstack([a, low]), np.hstack([b, low])
    three, four = np.hstack([b, high]), np.hstack([a, high])
    triangles = np.stack([one, two, three, one, three, four], axis=1).reshape(-1, 3, 3)
    scene = rtcore_scene.EmbreeScene()
    return scene, TriangleMesh(scene, triangles.astype(np.float32))
