"""Every finding of a delivery in one list, errors first."""

from collections.abc import Mapping

import geopandas as gpd
import shapely

from geo.delivery.findings import ordered
from geo.model.delivery import Delivery
from geo.model.issues import Issue, Severity

INSIDE_SHARE = 0.8
"""Share of a layer that should lie in the municipality (decision 8)."""


def check(delivery: Delivery) -> list[Issue]:
    """List all that was found in a delivery: what was refused, repaired, assumed and left out."""
    return list(ordered(delivery.issues))


def inside_findings(
    layers: Mapping[str, gpd.GeoDataFrame], municipality: gpd.GeoDataFrame | None = None
) -> list[Issue]:
    """Warn of layers that mostly lie outside the municipality.

    Parameters
    ----------
    layers
        Frames in EPSG:25832.
    municipality
        Its polygons; without any, those of the delivery itself; without those nothing is said.
    """
    bounds = municipality if municipality is not None else layers.get("municipality")
    if bounds is None or bounds.empty:
        return []
    area = shapely.union_all(bounds.geometry.to_numpy())
    shapely.prepare(area)
    issues = []
    for layer, frame in sorted(layers.items()):
        if layer == "municipality" or frame.empty:
            continue
        inside = float(shapely.intersects(area, frame.geometry.to_numpy()).mean())
        if inside < INSIDE_SHARE:
            facts = {"share": round(100 * inside)}
            issues.append(Issue(Severity.WARNING, "crs.outside_municipality", layer, None, facts))
    return issues
