"""Where coordinates lie: declared, proposed, swapped, refused."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo import delivery
from geo.delivery.georeference import place
from geo.model.delivery import Delivery
from geo.model.errors import UnknownCrsError

Writer = Callable[..., Path]


def moved(lamps: gpd.GeoDataFrame, crs: str) -> gpd.GeoDataFrame:
    return lamps.to_crs(crs)


def swapped(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    flipped = shapely.transform(frame.geometry.to_numpy(), lambda xy: xy[:, ::-1])
    return frame.set_geometry(gpd.GeoSeries(flipped, crs=frame.crs))


def relabelled(frame: gpd.GeoDataFrame, crs: Any) -> gpd.GeoDataFrame:
    return frame.set_crs(crs, allow_override=True)


def same_place(read: Delivery, lamps: gpd.GeoDataFrame) -> bool:
    found = shapely.get_coordinates(read.layers["lamps"].geometry.to_numpy())
    return bool(np.allclose(found, shapely.get_coordinates(lamps.geometry.to_numpy()), atol=0.02))


@pytest.mark.parametrize(
    ("true", "label", "rule"),
    [
        ("EPSG:25832", None, "crs.assumed"),
        ("EPSG:4326", None, "crs.assumed"),
        ("EPSG:3857", None, "crs.assumed"),
        ("EPSG:4095", None, "crs.assumed"),
        ("EPSG:25833", "EPSG:25832", "crs.doubted"),
        ("EPSG:4326", "EPSG:25832", "crs.doubted"),
        ("EPSG:25832", "EPSG:4326", "crs.doubted"),
    ],
)
@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_a_missing_or_wrong_label_is_proposed_and_waits_for_a_yes(
    write: Writer, lamps: gpd.GeoDataFrame, true: str, label: str | None, rule: str
) -> None:
    """The numbers tell the system; it is used, said, and must be confirmed."""
    path = write(relabelled(moved(lamps, true), label), "lys.shp", encoding="UTF-8")

    read = delivery.read(path)

    assert same_place(read, lamps)
    assert read.needs_confirmation
    assert rule in {issue.rule for issue in read.issues}
    assert not delivery.read(path, crs=true).needs_confirmation


@pytest.mark.parametrize("crs", ["EPSG:25832", "EPSG:4326"])
def test_swapped_axes_are_turned_and_wait_for_a_yes(
    write: Writer, lamps: gpd.GeoDataFrame, crs: str
) -> None:
    """Northing first is seen, turned and told, in metres and in degrees."""
    read = delivery.read(write(swapped(moved(lamps, crs)), "lys.gpkg"))

    assert same_place(read, lamps)
    assert read.needs_confirmation
    assert "crs.swapped" in {issue.rule for issue in read.issues}


@pytest.mark.parametrize("crs", ["EPSG:25833", "EPSG:23032", "EPSG:4095", "EPSG:4258"])
def test_a_declared_system_is_transformed_without_asking(
    write: Writer, lamps: gpd.GeoDataFrame, crs: str
) -> None:
    """A file that says where it is needs no click."""
    read = delivery.read(write(moved(lamps, crs), "lys.gpkg"))

    assert same_place(read, lamps)
    assert not read.needs_confirmation


def test_metres_in_geojson_without_a_word_are_proposed(
    write: Writer, lamps: gpd.GeoDataFrame
) -> None:
    """GeoJSON in metres without crs is not taken for degrees."""
    read = delivery.read(write(relabelled(lamps, "EPSG:4326"), "lys.geojson"))

    assert same_place(read, lamps)
    assert read.needs_confirmation


def test_system_34_is_refused_with_the_way_out() -> None:
    """A declaration or numbers of System 34 are refused: PROJ knows no such system."""
    for bounds, declared in (((88_000.0, 140_000.0, 92_000.0, 145_000.0), None),):
        with pytest.raises(UnknownCrsError) as caught:
            place(bounds, declared, certain=True, given=None, file="lys.shp")
        assert caught.value.rule == "crs.system34"
        assert "25832" in caught.value.remedy


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_numbers_from_nowhere_are_refused(write: Writer, lamps: gpd.GeoDataFrame) -> None:
    """Without a system and without likeness to any, nothing is guessed."""
    away = shapely.transform(lamps.geometry.to_numpy(), lambda xy: xy + 2e7)
    path = write(relabelled(lamps.set_geometry(away), None), "lys.shp", encoding="UTF-8")

    with pytest.raises(UnknownCrsError) as caught:
        delivery.read(path)

    assert caught.value.rule == "crs.unknown"


def test_a_named_system_the_numbers_contradict_is_refused(
    write: Writer, lamps: gpd.GeoDataFrame
) -> None:
    """Metres said to be degrees by the caller are refused, not drawn off the globe."""
    with pytest.raises(UnknownCrsError) as caught:
        delivery.read(write(lamps, "lys.gpkg"), crs="EPSG:4326")

    assert caught.value.rule == "crs.impossible"
