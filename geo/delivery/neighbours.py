"""Findings that need two features of a layer: departments that overlap, lamps that come twice."""

from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from geo.delivery.findings import per_feature
from geo.model.issues import Issue, Severity

Geometries = npt.NDArray[np.object_]

SLIVER = 1.0
"""Square metres two departments may share along a badly drawn border."""

SAME_PLACE = 0.5
"""Metres within which lamps of two files are one lamp."""


def overlaps(geometry: Geometries, ids: npt.NDArray[np.object_]) -> list[Issue]:
    """List pairs of departments that share ground, with the square metres."""
    first, second = shapely.STRtree(geometry).query(geometry, predicate="intersects")
    pairs = first < second
    first, second = first[pairs], second[pairs]
    shared = shapely.area(shapely.intersection(geometry[first], geometry[second]))
    issues = []
    for one, other, area in zip(first, second, shared, strict=True):
        if area > SLIVER:
            low, high = sorted((str(ids[one]), str(ids[other])))
            facts: dict[str, Any] = {"other": high, "area": round(float(area))}
            issues.append(Issue(Severity.WARNING, "department.overlap", "departments", low, facts))
    return issues


def twice(
    geometry: Geometries, ids: npt.NDArray[np.object_], files: npt.NDArray[np.object_]
) -> list[Issue]:
    """List lamps that stand where another file has one too: a mast and its luminaire, often."""
    if len(set(files.tolist())) < 2:  # noqa: PLR2004 - one file speaks for itself
        return []
    first, second = shapely.STRtree(geometry).query(
        geometry, predicate="dwithin", distance=SAME_PLACE
    )
    pairs = (first < second) & (files[first] != files[second])
    return per_feature(Severity.WARNING, "lamp.twice", "lamps", sorted(set(ids[first[pairs]])))
