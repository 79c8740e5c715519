"""What the tests of the measures share: layers from plain lists."""

from collections.abc import Callable, Sequence
from typing import Any

import geopandas as gpd
import pytest
import shapely

Layer = Callable[..., gpd.GeoDataFrame]


def make_paths(lines: Sequence[Any], **columns: Any) -> gpd.GeoDataFrame:
    """Answer a paths layer; each line is coordinates or a geometry."""
    geometry = [
        line if isinstance(line, shapely.Geometry) else shapely.LineString(line) for line in lines
    ]
    ids = columns.pop("id", [f"p{number}" for number in range(len(geometry))])
    return gpd.GeoDataFrame({"id": ids, **columns}, geometry=geometry, crs=25832)


def make_lamps(places: Sequence[tuple[float, float]], **columns: Any) -> gpd.GeoDataFrame:
    """Answer a lamps layer."""
    ids = [f"l{number}" for number in range(len(places))]
    geometry = [shapely.Point(place) for place in places]
    return gpd.GeoDataFrame({"id": ids, **columns}, geometry=geometry, crs=25832)


@pytest.fixture(scope="session")
def paths() -> Layer:
    """Make a paths layer."""
    return make_paths


@pytest.fixture(scope="session")
def lamps() -> Layer:
    """Make a lamps layer."""
    return make_lamps
