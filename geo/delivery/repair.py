"""Geometry made fit to measure on: flat, valid, finite, of the family its layer needs.

Everything that is changed or left out is said with the feature's id. Arrays in, arrays out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from geo.delivery.findings import per_feature
from geo.model.issues import Issue, Severity

Geometries = npt.NDArray[np.object_]
Mask = npt.NDArray[np.bool_]

AREA_CHANGE = 0.01
"""Share of a polygon's area that a repair may move before somebody must look."""

FAMILIES = {
    "Point": (0, 4),
    "LineString": (1, 2, 5),
    "Polygon": (3, 6),
}
"""GEOS type numbers of a family."""


@dataclass(frozen=True)
class Repaired:
    """Geometries after repair, which rows stay, which were changed, and what to say."""

    geometry: Geometries
    kept: Mask
    changed: Mask
    issues: tuple[Issue, ...]
    doubtful: bool = False


def family_of(geometry: Geometries) -> npt.NDArray[np.object_]:
    """Answer ``Point``, ``LineString``, ``Polygon`` or empty text per geometry."""
    names = np.full(len(geometry), "", dtype=object)
    kinds = shapely.get_type_id(geometry)
    for name, numbers in FAMILIES.items():
        names[np.isin(kinds, numbers)] = name
    return names


def usable(geometry: Geometries) -> tuple[Mask, Mask]:
    """Answer which rows hold a geometry, and which of them finite coordinates."""
    there = ~(shapely.is_missing(geometry) | shapely.is_empty(geometry))
    coordinates, owner = shapely.get_coordinates(geometry, return_index=True)
    wild = np.unique(owner[~np.isfinite(coordinates).all(axis=1)])
    finite = there.copy()
    finite[wild] = False
    return there, finite


def repair(
    geometry: Geometries, labels: Sequence[str], layer: str, families: Sequence[str]
) -> Repaired:
    """Repair geometries in metres for a layer of some families.

    Parameters
    ----------
    geometry
        Geometries in metres; missing ones are left out.
    labels
        What to call each row.
    layer
        Layer's name, for the findings.
    families
        Families the layer takes.
    """
    names = np.asarray(labels, dtype=object)
    there, finite = usable(geometry)
    issues = per_feature(Severity.WARNING, "geometry.missing", layer, names[~there])
    issues += per_feature(Severity.ERROR, "geometry.not_finite", layer, names[there & ~finite])
    flat = shapely.force_2d(geometry)
    valid, changed, told, doubtful = _made_valid(flat, names, layer, finite)
    issues += told
    fitting, taken = _fit(valid, families)
    wrong = finite & ~taken
    issues += per_feature(Severity.ERROR, "geometry.wrong_type", layer, names[wrong])
    mixed = bool(wrong.any() and (finite & taken).any())  # somebody meant two layers
    return Repaired(fitting, finite & taken, changed & taken, tuple(issues), doubtful or mixed)


def _made_valid(
    geometry: Geometries, names: npt.NDArray[np.object_], layer: str, finite: Mask
) -> tuple[Geometries, Mask, list[Issue], bool]:
    invalid = finite & ~shapely.is_valid(geometry)
    if not invalid.any():
        return geometry, invalid, [], False
    out = geometry.copy()
    out[invalid] = shapely.make_valid(geometry[invalid], method="structure", keep_collapsed=False)
    before = shapely.area(geometry[invalid])
    after = shapely.area(out[invalid])
    moved = np.abs(after - before) > AREA_CHANGE * np.maximum(before, 1e-9)
    # A bow tie's two halves cancel in its signed area, so it counts as moved: somebody looks.
    issues = per_feature(Severity.NOTICE, "geometry.invalid", layer, names[invalid][~moved])
    issues += per_feature(Severity.WARNING, "geometry.invalid_area", layer, names[invalid][moved])
    return out, invalid & ~shapely.is_empty(out), issues, bool(moved.any())


def _fit(geometry: Geometries, families: Sequence[str]) -> tuple[Geometries, Mask]:
    """Answer geometries of the families wanted, taking what fits out of collections."""
    out = geometry.copy()
    kinds = shapely.get_type_id(out)
    for row in np.flatnonzero(kinds == 7):  # noqa: PLR2004 - collections are rare
        out[row] = _largest_family(out[row], families)
    single = (shapely.get_type_id(out) == 4) & (shapely.get_num_geometries(out) == 1)  # noqa: PLR2004
    out[single] = shapely.get_geometry(out[single], 0)
    wanted = [number for name in families for number in FAMILIES[name]]
    return out, np.isin(shapely.get_type_id(out), wanted) & ~shapely.is_empty(out)


def _largest_family(collection: Any, families: Sequence[str]) -> Any:
    """Answer the parts of the widest wanted family as one geometry."""
    parts = shapely.get_parts(collection)
    for name, gather in (
        ("Polygon", shapely.multipolygons),
        ("LineString", shapely.multilinestrings),
        ("Point", shapely.multipoints),
    ):
        fitting = parts[np.isin(shapely.get_type_id(parts), FAMILIES[name][:1])]
        if name in families and len(fitting):
            joined: Any = gather(fitting) if len(fitting) > 1 else fitting[0]
            return joined
    return collection
