"""Eyes on a place: effective openings at points and over grids, and what they score (methods §3).

``S(p)`` sums the openings that see a face at p, each by its weight, by how far away it is and by
the share of its view that gets through. Two engines answer alike: one for any points, one for
grids. Another engine may replace either behind the two functions at the top of this file.
"""

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from geo.measures.arrays import Flags, Reals
from geo.measures.compiled import announce
from geo.measures.darkness_kernels import Raster
from geo.measures.grid_kernels import eyes_on_raster
from geo.measures.lattice import Lattice
from geo.measures.opening_columns import by_cell, columns_of, picked
from geo.measures.openings import Openings, delivered_openings
from geo.measures.polar_kernels import Columns, Fade, eyes_at_points
from geo.measures.sightlines import EYE_M, indexed, places
from geo.measures.walls import Walls, walls_from
from geo.model.assumptions import Assumptions, default_assumptions

SEEN_LUX = ((0.25, 1.0, 5.0), (0.0, 0.5, 1.0))
"""How much of what happens in a light is seen: under moonlight nothing, from 5 lx all of it."""


def effective_openings(
    points: Reals, openings: Openings, walls: Walls, assumptions: Assumptions | None = None
) -> Reals:
    """Answer the effective openings at (n, 3) eyes: (n, 2) by day and in the dark."""
    chosen = assumptions or default_assumptions()
    xyz = walls.local(points)
    order, cells = by_cell(xyz)
    seen = np.empty((len(points), openings.weight.shape[1]))
    announce("polar_kernels._look", "kernels.eyes_at_points")
    seen[order] = eyes_at_points(
        columns_of(openings, walls, chosen), xyz[order], cells, indexed(walls), fade(chosen)
    )
    return seen


def eyes_on_grid(
    lattice: Lattice,
    openings: Openings,
    obstacles: gpd.GeoDataFrame,
    assumptions: Assumptions | None = None,
) -> Reals:
    """Answer the effective openings by day over a grid: (rows, columns), NaN inside houses.

    Where something is seen through, such as bare branches, the columns of openings near it are
    counted cell by cell; the others by their shadows.

    Parameters
    ----------
    lattice
        The cells; all of them are answered.
    openings
        Where eyes look from.
    obstacles
        As of ``obstacles_from``; its ``layer`` tells which are houses.
    assumptions
        ``eyes.*``; the defaults if None.
    """
    chosen = assumptions or default_assumptions()
    walls = walls_from(obstacles, (lattice.west, lattice.south))
    of_house = (obstacles["layer"] == "buildings").to_numpy(dtype=bool)
    inside = _inside(lattice, obstacles.geometry.to_numpy()[of_house])
    columns = columns_of(openings, walls, chosen)
    through = _sees_through(columns, walls, chosen["eyes.reach_m"])
    raster = Raster(0.0, 0.0, lattice.step, lattice.columns, lattice.rows, EYE_M)
    whole = walls.only(walls.transmittance == 0)
    # The far side of a house throws its shadow only if the house stands on the ground.
    hollow = whole.closed & of_house[whole.obstacle] & (whole.base <= 0)
    announce("grid_kernels.eyes_on_raster", "kernels.eyes_on_squares")
    grid = eyes_on_raster(picked(columns, ~through), raster, indexed(whole), hollow, fade(chosen))
    if through.any():
        row, column = np.nonzero(~inside)
        steps = lattice.step * np.column_stack([column, row])
        xyz = np.column_stack([steps, np.full(len(steps), EYE_M)])
        order, cells = by_cell(xyz)
        announce("polar_kernels._look", "kernels.eyes_at_points")
        seen = eyes_at_points(
            picked(columns, through), xyz[order], cells, indexed(walls), fade(chosen)
        )
        grid[row[order], column[order]] += seen[:, 0]
    grid[inside] = np.nan
    return np.asarray(grid)


def eyes(
    points: npt.ArrayLike | gpd.GeoSeries,
    openings: gpd.GeoDataFrame,
    obstacles: gpd.GeoDataFrame | None = None,
    *,
    assumptions: Assumptions | None = None,
) -> Reals:
    """Answer how many openings effectively look at points (methods §3.3).

    An opening counts fully up to 15 m, half at 35 m, a fifth at 70 m and not at all from 100 m;
    it looks 80° to either side, and only where nothing stands in the way.

    Parameters
    ----------
    points
        (n, 2) or (n, 3) metres in EPSG:25832, or a GeoSeries of points; z is the ground (0). What
        has to be seen is a face 1.5 m above it.
    openings
        Points with ``height_m`` of the eye above ground (1.5), ``facing_deg`` (null looks all
        round) and ``weight``, else ``kind``: a window counts 1, a door 2.
    obstacles
        Lines or areas with ``base_m`` and ``top_m`` above ground and, if wanted,
        ``transmittance`` (0); None for open country.
    assumptions
        ``eyes.*``; the defaults if None.

    Returns
    -------
    Reals
        (n,) effective openings.

    Raises
    ------
    ValueError
        Where points are not finite, or an obstacle has no height.

    Examples
    --------
    >>> window = gpd.GeoDataFrame(
    ...     {"facing_deg": [180.0]}, geometry=[shapely.Point(0, 0)], crs=25832
    ... )
    >>> eyes([(0, -10), (0, -25), (0, 5)], window).tolist()
    [1.0, 0.75, 0.0]
    """
    place = places(points, 0.0) + np.array([0.0, 0.0, EYE_M])
    if not len(place) or not len(openings):
        return np.zeros(len(place))
    none = gpd.GeoDataFrame({"base_m": [], "top_m": []}, geometry=[])
    frame = none if obstacles is None else obstacles
    corner = np.floor(place[:, :2].min(axis=0))
    walls = walls_from(frame, corner)
    found = delivered_openings(openings, assumptions)
    return effective_openings(place, found, walls, assumptions)[:, 0]


def eyes_score(seen: Reals, chosen: Assumptions) -> Reals:
    """Answer indicator 2a: the first eyes count most, and at 25 openings it is 63 of 100.

    >>> eyes_score(np.array([5.0, 10, 25, 50]), default_assumptions()).round().tolist()
    [18.0, 33.0, 63.0, 86.0]
    """
    return np.asarray(100 * (1 - np.exp(-seen / chosen["eyes.enough"])))


def blind_score(share: Reals, chosen: Assumptions) -> Reals:
    """Answer indicator 2b: 100 without a stretch that nobody sees, 0 where half of it is so."""
    return np.asarray(np.maximum(0.0, 100 * (1 - share / chosen["eyes.blind_share"])))


def is_blind(seen: Reals, chosen: Assumptions) -> Flags:
    """Tell the points that fewer than two openings effectively look at."""
    return np.asarray(seen < chosen["eyes.blind_openings"])


def seen_in_light(lux: npt.ArrayLike) -> Reals:
    """Answer the share of what happens in a light that eyes can see; NaN where lux is not known.

    >>> seen_in_light([0.1, 1.0, 20.0]).tolist()
    [0.0, 0.5, 1.0]
    """
    steps, shares = SEEN_LUX
    light = np.asarray(lux, dtype=float)
    held = np.clip(light, steps[0], steps[-1])
    return np.where(np.isnan(light), np.nan, np.interp(np.log(held), np.log(steps), shares))


def fade(chosen: Assumptions) -> Fade:
    """Answer how an eye counts with distance, as the bends of a line of four pieces."""
    near, middle, far, reach = (
        chosen[f"eyes.{name}_m"] for name in ("near", "middle", "far", "reach")
    )
    first = (chosen["eyes.middle_share"] - 1.0) / (middle - near)
    second = (chosen["eyes.far_share"] - chosen["eyes.middle_share"]) / (far - middle)
    third = -chosen["eyes.far_share"] / (reach - far)
    return Fade(near, first, middle, second - first, far, third - second, reach)


def _inside(lattice: Lattice, houses: npt.NDArray[np.object_]) -> Flags:
    """Tell the cells whose middle lies in a house or on its wall."""
    inside = np.zeros(lattice.wanted.shape, dtype=bool)
    x, y = lattice.x, lattice.y
    for house, (west, south, east, north) in zip(houses, shapely.bounds(houses), strict=True):
        columns = slice(*np.searchsorted(x, [west, np.nextafter(east, np.inf)]))
        rows = slice(*np.searchsorted(y, [south, np.nextafter(north, np.inf)]))
        if x[columns].size and y[rows].size:
            across, up = np.meshgrid(x[columns], y[rows])
            shapely.prepare(house)
            inside[rows, columns] |= shapely.intersects_xy(house, across, up)
    return inside


def _sees_through(columns: Columns, walls: Walls, reach: float) -> Flags:
    """Tell the columns that have something to see through within reach."""
    through = np.zeros(len(columns.place), dtype=bool)
    clear = walls.ends[walls.transmittance > 0]
    if len(clear):
        tree = shapely.STRtree(np.asarray(shapely.linestrings(clear.reshape(-1, 2, 2))))
        points = np.asarray(shapely.points(columns.place[:, :2]))
        through[tree.query(points, predicate="dwithin", distance=reach)[0]] = True
    return through
