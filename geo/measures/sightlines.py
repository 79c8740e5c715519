"""What can be seen from where: sight lines past upright panels, in two and a half dimensions."""

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from geo.measures.arrays import Reals
from geo.measures.sight_kernels import Cells, Panels, panels_by_cell, shares_of_lines
from geo.measures.walls import Walls, walls_from

EYE_M = 1.5
"""Metres above the ground of an eye, and of the face it sees."""

CELL_M = 10.0
"""Metres of the cells that panels are found by."""


def visible(a: npt.ArrayLike, b: npt.ArrayLike, obstacles: gpd.GeoDataFrame | None = None) -> Reals:
    """Answer the share of the sight between pairs of places that gets through.

    A line is held up where it crosses an obstacle between its base and its top. Obstacles with
    a ``transmittance``, such as bare branches, let that share through: each obstacle counts once,
    and no more than two count.

    Parameters
    ----------
    a, b
        (n, 2) or (n, 3) metres in EPSG:25832, pair by pair; z is the height of the eye itself,
        and 1.5 m where there is none.
    obstacles
        Lines or areas with ``base_m`` and ``top_m`` above ground and, if wanted,
        ``transmittance`` (0); None for open country.

    Returns
    -------
    Reals
        (n,) 1 where nothing stands between, 0 where the view is shut, the product between.

    Raises
    ------
    ValueError
        Where the places are not pairs of finite coordinates.

    Examples
    --------
    A hedge 17 m away hides the ground floor and not the floor above:

    >>> hedge = gpd.GeoDataFrame(
    ...     {"base_m": [0.0], "top_m": [1.8]},
    ...     geometry=[shapely.LineString([(17, -5), (17, 5)])],
    ...     crs=25832,
    ... )
    >>> visible([(0, 0, 1.5), (0, 0, 4.3)], [(20, 0, 1.5), (20, 0, 1.5)], hedge).tolist()
    [0.0, 1.0]
    """
    start, end = places(a, EYE_M), places(b, EYE_M)
    if start.shape != end.shape:
        raise ValueError(f"a and b must be pairs, not {len(start)} and {len(end)} places")
    if obstacles is None or not len(start):
        return np.ones(len(start))
    walls = walls_from(obstacles)
    return shares_of_lines(indexed(walls), walls.local(start), walls.local(end))


def places(points: npt.ArrayLike | gpd.GeoSeries, height: float) -> Reals:
    """Answer (n, 3) metres; where there is no z it is ``height``.

    Raises
    ------
    ValueError
        Where the points are not (n, 2) or (n, 3), or not finite.
    """
    if isinstance(points, gpd.GeoSeries):
        shapes = points.to_numpy()
        z = shapely.get_z(shapes)
        given = np.column_stack([shapely.get_x(shapes), shapely.get_y(shapes)])
        given = np.column_stack([given, np.where(np.isnan(z), height, z)])
    else:
        given = np.asarray(points, dtype=float)
    if given.size == 0:
        return np.empty((0, 3))
    if given.ndim != 2 or given.shape[1] not in (2, 3):  # noqa: PLR2004
        raise ValueError(f"points must be (n, 2) or (n, 3), not {given.shape}")
    missing = 3 - given.shape[1]
    place = np.column_stack([given, np.full((len(given), missing), height)])
    if not np.isfinite(place).all():
        raise ValueError("points must be finite: some coordinates are missing or infinite")
    return np.ascontiguousarray(place)


def indexed(walls: Walls, size: float = CELL_M) -> Panels:
    """Answer panels sorted by the cell they lie in, as the kernels read them."""
    shape = np.ascontiguousarray(walls.panels())
    xy = walls.ends.reshape(-1, 2) if len(walls) else np.zeros((1, 2))
    west, south = (float(value) for value in xy.min(axis=0) - 1.0)
    columns, rows = (int(n) for n in np.floor((xy.max(axis=0) + 1.0 - (west, south)) / size) + 1)
    first, members = panels_by_cell(shape, west, south, size, columns, rows)
    cells = Cells(first, members, west, south, size, columns, rows)
    return Panels(shape, walls.obstacle, cells)
