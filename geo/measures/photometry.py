"""Lux at points: direct light of every lamp within reach, summed."""

from typing import Literal

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from geo.measures.arrays import Integers, Reals
from geo.measures.illuminance_kernels import (
    HEMISPHERICAL,
    HORIZONTAL,
    SEMICYLINDRICAL,
    VERTICAL,
    lux_at_points,
)
from geo.measures.lamps import LampLight, lamp_light
from geo.measures.luminaires import tables
from geo.model.assumptions import Assumptions

Kind = Literal["horizontal", "vertical", "semicylindrical", "hemispherical"]

_QUANTITIES: dict[Kind, int] = {
    "horizontal": HORIZONTAL,
    "vertical": VERTICAL,
    "semicylindrical": SEMICYLINDRICAL,
    "hemispherical": HEMISPHERICAL,
}

FACE_HEIGHT = 1.5
"""Metres above the ground at which a face is lit (EN 13201-2)."""


def illuminance(
    points: npt.ArrayLike | gpd.GeoSeries,
    lamps: gpd.GeoDataFrame,
    *,
    kind: Kind = "horizontal",
    facing: npt.ArrayLike | None = None,
    reach: float | None = 5.0,
    assumptions: Assumptions | None = None,
) -> Reals:
    """Answer the maintained illuminance in lux at points (methods §2.3, EN 13201-3).

    Direct light only: nothing reflects, and nothing stands in the way. Lamps that are out give
    none; flux, height and maintenance factor a register lacks are assumed.

    Parameters
    ----------
    points
        (n, 3) metres in EPSG:25832, z the ground; (n, 2) or a GeoSeries of points lie at z = 0
        where they have none.
    lamps
        The ``lamps`` layer in EPSG:25832.
    kind
        ``horizontal`` and ``hemispherical`` on the ground; ``vertical`` and ``semicylindrical``
        1.5 m above it. Lamps at or under that height give no semicylindrical light.
    facing
        Degrees clockwise from north, one or per point; needed for the two last kinds.
    reach
        Lamps farther away than so many times their own height are left out; None takes all.
    assumptions
        ``lighting.*``; the defaults if None.

    Returns
    -------
    Reals
        (n,) lux.

    Raises
    ------
    ValueError
        Where points are not finite, the kind is unknown or ``facing`` is missing.

    Examples
    --------
    >>> lamps = gpd.GeoDataFrame(
    ...     {
    ...         "flux_lm": [3000.0],
    ...         "height_m": [4.0],
    ...         "luminaire": ["lambert"],
    ...         "maintenance_factor": [1.0],
    ...     },
    ...     geometry=[shapely.Point(0, 0)],
    ...     crs=25832,
    ... )
    >>> illuminance([(0, 0), (5, 0)], lamps).round(4).tolist()
    [59.6831, 9.0892]
    """
    if kind not in _QUANTITIES:
        raise ValueError(f"kind must be one of {', '.join(_QUANTITIES)}, not {kind!r}")
    return lux_from(
        _place(points), lamp_light(lamps, assumptions), kind=kind, facing=facing, reach=reach
    )


def lux_from(
    place: Reals,
    light: LampLight,
    *,
    kind: Kind = "horizontal",
    facing: npt.ArrayLike | None = None,
    reach: float | None = 5.0,
) -> Reals:
    """Answer lux at (n, 3) points from lamps already understood; see ``illuminance``."""
    directed = kind in ("vertical", "semicylindrical")
    if directed and facing is None:
        raise ValueError(f"{kind} light needs to know which way it is faced: facing=degrees")
    eye = place + np.array([0.0, 0.0, FACE_HEIGHT if directed else 0.0])
    turned = np.radians(np.broadcast_to(np.asarray(facing if directed else 0.0, float), len(eye)))
    # Lamps that are out add nothing, and lamps in one order add up to the same last bit.
    order = np.lexsort(
        (np.array(light.luminaire), light.height_m, light.lumens, *light.xyz.T[::-1])
    )
    order = order[light.lumens[order] > 0]
    if not len(order) or not len(eye):
        return np.zeros(len(eye))
    metres = np.full(len(order), np.inf) if reach is None else reach * light.height_m[order]
    rows = np.column_stack([light.xyz[order], light.lumens[order], metres])
    shapes, which = tables([light.luminaire[k] for k in order])
    cell, corner, columns, lines = _grid(rows)
    first, members = _members(rows, cell, corner, columns, lines)
    return lux_at_points(
        np.ascontiguousarray(eye),
        np.ascontiguousarray(turned),
        rows,
        which,
        shapes,
        _QUANTITIES[kind],
        cell,
        corner,
        columns,
        lines,
        first,
        members,
    )


def _place(points: npt.ArrayLike | gpd.GeoSeries) -> Reals:
    if isinstance(points, gpd.GeoSeries):
        geometry = points.to_numpy()
        z = np.nan_to_num(shapely.get_z(geometry), nan=0.0)
        place = np.column_stack([shapely.get_x(geometry), shapely.get_y(geometry), z])
    else:
        given = np.asarray(points, dtype=float)
        if given.ndim != 2 or given.shape[1] not in (2, 3):  # noqa: PLR2004
            raise ValueError(f"points must be (n, 2) or (n, 3), not {given.shape}")
        place = np.column_stack([given, np.zeros((len(given), 3 - given.shape[1]))])
    if not np.isfinite(place).all():
        raise ValueError("points must be finite: some coordinates are missing or infinite")
    return place


def _grid(rows: Reals) -> tuple[float, Reals, int, int]:
    """Answer a grid of cells no smaller than the longest reach, nor many more than the lamps."""
    corner, far = rows[:, :2].min(axis=0), rows[:, :2].max(axis=0)
    width, height = far - corner
    longest = float(rows[:, 4].max())
    if not np.isfinite(longest):
        return np.inf, corner, 1, 1
    cell = max(longest, float(np.sqrt(width * height / (4 * len(rows)))), 1.0)
    cell = max(cell, float(max(width, height)) / (4 * len(rows)))
    return cell, corner, int(np.floor(width / cell)) + 1, int(np.floor(height / cell)) + 1


def _members(
    rows: Reals, cell: float, corner: Reals, columns: int, lines: int
) -> tuple[Integers, Integers]:
    """Answer where the lamps of each cell begin, and the lamps cell by cell."""
    column, line = np.floor((rows[:, :2] - corner) / cell).astype(np.int64).T
    place = line * columns + column
    count = np.bincount(place, minlength=columns * lines)
    return np.append(0, np.cumsum(count)), np.argsort(place, kind="stable")
