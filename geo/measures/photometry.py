"""Lux at points: direct light of every lamp within reach, past what stands in its way, summed."""

from typing import Literal

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.measures.arrays import Integers, Reals
from geo.measures.compiled import announce
from geo.measures.illuminance_kernels import in_the_given_order, lux_in_blocks
from geo.measures.lamps import LampLight, lamp_light
from geo.measures.light_places import curves_of, lights_of, pieces, placed_points
from geo.measures.luminaire_files import luminaires_of
from geo.measures.photometric_kernels import (
    HEMISPHERICAL,
    HORIZONTAL,
    SEMICYLINDRICAL,
    SEMICYLINDRICAL_BACK,
    VERTICAL,
)
from geo.measures.walls import Walls, walls_from
from geo.model.assumptions import Assumptions

Kind = Literal["horizontal", "vertical", "semicylindrical", "hemispherical"]

Quantity = Literal[
    "horizontal", "vertical", "semicylindrical", "hemispherical", "semicylindrical_back"
]
"""A kind, or semicylindrical light on a face that looks the other way."""

_CODES: dict[Quantity, int] = {
    "horizontal": HORIZONTAL,
    "vertical": VERTICAL,
    "semicylindrical": SEMICYLINDRICAL,
    "hemispherical": HEMISPHERICAL,
    "semicylindrical_back": SEMICYLINDRICAL_BACK,
}

KINDS: tuple[Kind, ...] = ("horizontal", "vertical", "semicylindrical", "hemispherical")

FACE_HEIGHT = 1.5
"""Metres above the ground at which a face is lit (EN 13201-2)."""


def illuminance(  # noqa: PLR0913 - one question, asked at once
    points: npt.ArrayLike | gpd.GeoSeries,
    lamps: gpd.GeoDataFrame,
    obstacles: gpd.GeoDataFrame | None = None,
    kind: Kind = "horizontal",
    facing: npt.ArrayLike | None = None,
    *,
    reach: float | None = 5.0,
    luminaires: pd.DataFrame | None = None,
    hour: float | None = None,
    assumptions: Assumptions | None = None,
) -> Reals:
    """Answer the maintained illuminance in lux at points (methods §2.3, EN 13201-3).

    Direct light only: nothing reflects. Lamps that are out give none; flux, height and
    maintenance factor a register lacks are assumed.

    Parameters
    ----------
    points
        (n, 3) metres in EPSG:25832, z the ground; (n, 2) or a GeoSeries of points lie at z = 0
        where they have none.
    lamps
        The ``lamps`` layer in EPSG:25832.
    obstacles
        Lines or areas in EPSG:25832 with ``base_m`` and ``top_m`` above the ground and, if
        wanted, ``transmittance`` (0). Light crosses an obstacle once, however many of its sides
        it meets, and of several that let something through the two densest count.
    kind
        ``horizontal`` and ``hemispherical`` on the ground; ``vertical`` and ``semicylindrical``
        1.5 m above it. Lamps at or under that height give no semicylindrical light.
    facing
        Degrees clockwise from north, one or per point; needed for the two last kinds.
    reach
        Lamps farther away than so many times their own height are left out; None takes all.
    luminaires
        The ``luminaires`` table: name, format (``ldt``, ``ies``), content.
    hour
        Hour of the night (21.0, 2.0) for planned dimming; None has every lamp burn in full.
    assumptions
        ``lighting.*``; the defaults if None.

    Returns
    -------
    Reals
        (n,) lux.

    Raises
    ------
    ValueError
        Where points are not finite, the kind is unknown, ``facing`` is missing or an obstacle has
        no heights.
    LuminaireError
        Where a luminaire file contradicts itself.

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
    >>> wall = gpd.GeoDataFrame(
    ...     {"base_m": [0.0], "top_m": [2.0]},
    ...     geometry=[shapely.LineString([(3, -1), (3, 1)])],
    ...     crs=25832,
    ... )
    >>> illuminance([(0, 0), (5, 0)], lamps, wall).round(4).tolist()
    [59.6831, 0.0]
    """
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}, not {kind!r}")
    known, refused = luminaires_of(luminaires)
    if refused:
        raise refused[0]
    light = lamp_light(lamps, assumptions, luminaires=known, hour=hour)
    walls = None if obstacles is None else walls_from(obstacles)
    return lux_from(placed(points), light, walls, kind=kind, facing=facing, reach=reach)


def lux_from(
    place: Reals,
    light: LampLight,
    walls: Walls | None = None,
    *,
    kind: Kind = "horizontal",
    facing: npt.ArrayLike | None = None,
    reach: float | None = 5.0,
) -> Reals:
    """Answer lux at (n, 3) points from lamps and walls already understood; see ``illuminance``."""
    optics = light.optics[:, None]
    lux = lux_of(place, light, walls, optics, (kind,), facing=facing, reach=reach)
    return np.asarray(lux[0, 0])


def lux_of(  # noqa: PLR0913 - see illuminance
    place: Reals,
    light: LampLight,
    walls: Walls | None,
    optics: Integers,
    quantities: tuple[Quantity, ...],
    *,
    facing: npt.ArrayLike | None = None,
    reach: float | None = 5.0,
) -> Reals:
    """Answer several quantities under several optics in one walk over lamps and points.

    Parameters
    ----------
    place
        (n, 3) metres, z the ground.
    light, walls
        Lamps and what stands in their way.
    optics
        (lamps, k) which of the lamps' distributions are tried.
    quantities
        Kinds that lie at one height: on the ground, or at faces.
    facing, reach
        As for ``illuminance``.

    Returns
    -------
    Reals
        (quantities, k, n) lux.
    """
    at_faces = {kind not in {"horizontal", "hemispherical"} for kind in quantities}
    if len(at_faces) != 1:
        raise ValueError("light on the ground and on faces is asked for apart")
    directed = at_faces.pop()
    if directed and facing is None:
        raise ValueError(
            f"{quantities[0]} light needs to know which way it is faced: facing=degrees"
        )
    if not (light.lumens > 0).any() or not len(place):
        return np.zeros((len(quantities), optics.shape[1], len(place)))
    places = placed_points(
        np.ascontiguousarray(place),
        None if walls is None else walls.origin,
        FACE_HEIGHT if directed else 0.0,
        facing if directed else None,
    )
    announce("illuminance_kernels.lux_in_blocks", "kernels.light_at_points")
    lux = np.zeros((len(quantities), optics.shape[1], len(places.blocks.row)))
    lux_in_blocks(
        lux,
        places.blocks,
        places.facing,
        places.low,
        places.high,
        lights_of(light, optics, -places.shift[:2], reach),
        curves_of(light.distributions),
        pieces(walls),
        np.array([_CODES[kind] for kind in quantities], dtype=np.int64),
    )
    answer = np.empty((len(quantities), optics.shape[1], len(place)))
    in_the_given_order(lux, places.blocks.row, answer)
    return answer


def placed(points: npt.ArrayLike | gpd.GeoSeries) -> Reals:
    """Answer points as (n, 3) metres; z is 0 where there is none."""
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
