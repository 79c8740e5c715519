"""Common ground nobody feels is theirs: far from doors, places and paths, and of no use (4b)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import shapely

from geo.measures.arrays import Geometries, Reals
from geo.measures.lattice import area_lattice
from geo.model.assumptions import Assumptions, default_assumptions

Eyes: TypeAlias = Callable[[Reals], Reals]
"""Effective openings that see each of (n, 3) points in metres; the point lies on the ground."""

LEAST_AREA_M2 = 25.0
"""A smaller patch is not drawn."""

NEARBY = ("entrances", "meeting_places", "paths")
"""Layers whose neighbourhood is somebody's."""


@dataclass(frozen=True)
class NoMansLand:
    """What nobody feels responsible for.

    Parameters
    ----------
    share, least, most
        Share 0–1 of the half public ground, as measured and at least and at most; None where the
        ground has no area.
    coverage
        Share of what it rests on that was there: three layers, the functions, the eyes.
    areas
        Polygons in EPSG:25832 of at least 25 m².
    """

    share: float | None
    least: float | None
    most: float | None
    coverage: float
    areas: Geometries = field(repr=False)


def no_mans_land(
    ground: shapely.Geometry,
    near: Mapping[str, Geometries],
    functions: Geometries,
    eyes: Eyes | None = None,
    assumptions: Assumptions | None = None,
) -> NoMansLand:
    """Answer how much of the half public ground nobody feels is theirs (methods §5, 4b).

    It is ground without a function that lies over 25 m from any door, meeting place or path, or
    that fewer than two openings see. What was not delivered widens the interval: without eyes all
    ground without a function could be unseen; without doors all of it could be near one.

    Parameters
    ----------
    ground
        The half public zone.
    near
        Shapes per delivered layer of ``NEARBY``.
    functions
        Polygons with a use: courtyards, lawns, squares, playgrounds.
    eyes
        Effective openings per point, or None where they are not known.
    assumptions
        ``boundaries.near_m``, ``.cell_m``, ``.least_eyes``; the defaults if None.
    """
    chosen = assumptions or default_assumptions()
    whole = float(shapely.area(ground))
    known = (sum(name in near for name in NEARBY) + 1 + (eyes is not None)) / (len(NEARBY) + 2)
    if not whole:
        return NoMansLand(None, None, None, 0.0, np.empty(0, dtype=object))
    spare = _areas(shapely.difference(ground, shapely.union_all(functions)))
    shapes = np.concatenate([np.empty(0, dtype=object), *near.values()])
    around = shapely.union_all(shapely.buffer(shapes, chosen["boundaries.near_m"]))
    lost = _areas(shapely.difference(spare, around))
    if eyes is not None:
        lost = _areas(shapely.union(lost, _unseen(spare, eyes, chosen)))
    share = float(shapely.area(lost)) / whole
    parts = shapely.get_parts(lost)
    return NoMansLand(
        share=share,
        least=share if all(name in near for name in NEARBY) else 0.0,
        most=share if eyes is not None else float(shapely.area(spare)) / whole,
        coverage=known,
        areas=parts[shapely.area(parts) >= LEAST_AREA_M2],
    )


def _unseen(spare: shapely.Geometry, eyes: Eyes, chosen: Assumptions) -> shapely.Geometry:
    """Answer the part of some ground that too few openings see, in cells."""
    step = chosen["boundaries.cell_m"]
    points = area_lattice(spare, step).points
    if not len(points):
        return shapely.MultiPolygon()
    blind = np.asarray(eyes(points)) < chosen["boundaries.least_eyes"]
    x, y = points[blind, 0], points[blind, 1]
    cells = shapely.box(x - step / 2, y - step / 2, x + step / 2, y + step / 2)
    return _areas(shapely.intersection(shapely.union_all(cells), spare))


def _areas(shape: shapely.Geometry) -> shapely.Geometry:
    """Answer what of a shape has an area: where edges only touch, lines and points are left over.

    An overlay refuses such a mixture.
    """
    parts = shapely.get_parts(shape)
    polygons = parts[shapely.get_type_id(parts) == int(shapely.GeometryType.POLYGON)]
    return shapely.MultiPolygon(list(polygons))


def no_mans_score(share: float, assumptions: Assumptions | None = None) -> float:
    """Answer 100 where all ground is somebody's, 0 from 30 % on.

    >>> [round(no_mans_score(share), 6) for share in (0.0, 0.15, 0.4)]
    [100.0, 50.0, 0.0]
    """
    most = (assumptions or default_assumptions())["boundaries.no_mans_share"]
    return max(0.0, 100 * (1 - share / most))
