"""Findings that need the workspace: departments that share ground, layers far from the rest."""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import shapely

from geo.model.delivery import Delivery
from geo.model.issues import Issue, Severity

SLIVER_M2 = 1.0
"""Square metres two departments may share along a badly drawn border."""

INSIDE_SHARE = 0.8
"""Share of a layer that should lie in the municipality."""


def place_findings(
    delivery: Delivery, drawn: gpd.GeoDataFrame | None, stored: Mapping[str, gpd.GeoDataFrame]
) -> list[Issue]:
    """Say what the delivery could not know by itself."""
    departments = drawn if drawn is not None else delivery.layers.get("departments")
    issues = [] if departments is None else overlap_findings(departments)
    told = {_pair(issue) for issue in delivery.issues if issue.rule == "department.overlap"}
    issues = [issue for issue in issues if _pair(issue) not in told]
    if "municipality" not in stored:
        return issues
    said = {i.layer for i in delivery.issues if i.rule == "crs.outside_municipality"}
    layers = {name: frame for name, frame in delivery.layers.items() if name not in said}
    return issues + outside_findings(layers, stored["municipality"])


def _pair(issue: Issue) -> frozenset[str]:
    return frozenset({str(issue.feature), str(issue.facts.get("other"))})


def overlap_findings(departments: gpd.GeoDataFrame) -> list[Issue]:
    """List pairs of departments that share ground, with the square metres."""
    shapes = np.asarray(departments.geometry.array, dtype=object)
    ids = departments["id"].astype(str).tolist()
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    one_way = first < second
    first, second = first[one_way], second[one_way]
    shared = shapely.area(shapely.intersection(shapes[first], shapes[second]))
    found = []
    for one, other, area in zip(first.tolist(), second.tolist(), shared.tolist(), strict=True):
        if area > SLIVER_M2:
            low, high = sorted((ids[one], ids[other]))
            facts = {"other": high, "area_m2": round(area)}
            found.append((low, high, facts))
    return [
        Issue(Severity.NOTICE, "departments.overlap", "departments", low, facts)
        for low, _, facts in sorted(found, key=lambda row: row[:2])
    ]


def outside_findings(
    layers: Mapping[str, gpd.GeoDataFrame], municipality: gpd.GeoDataFrame
) -> list[Issue]:
    """Warn of layers that mostly lie outside the municipality."""
    if municipality.empty:
        return []
    area = shapely.union_all(np.asarray(municipality.geometry.array, dtype=object))
    shapely.prepare(area)
    issues = []
    for name, frame in sorted(layers.items()):
        if name == "municipality" or frame.empty:
            continue
        share = float(np.mean(shapely.intersects(area, np.asarray(frame.geometry.array))))
        if share < INSIDE_SHARE:
            facts = {"share": round(100 * share)}
            issues.append(Issue(Severity.WARNING, "crs.outside_municipality", name, None, facts))
    return issues
