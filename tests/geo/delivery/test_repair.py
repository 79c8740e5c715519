"""Geometry: repaired or left out, and always said with the feature's id."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo import delivery
from geo.delivery.repair import repair
from geo.model.delivery import Delivery
from geo.model.errors import RefusedFileError

Writer = Callable[..., Path]


def rules(read: Delivery) -> set[tuple[str, str | None]]:
    return {(issue.rule, issue.feature) for issue in read.issues}


def test_a_bow_tie_keeps_both_wings(write: Writer, departments: gpd.GeoDataFrame) -> None:
    """A polygon that crosses itself becomes valid with the area of its two halves."""
    x, y = 713_610.0, 6_181_500.0
    tie = shapely.Polygon([(x, y), (x + 100, y + 100), (x + 100, y), (x, y + 100)])
    departments.geometry = gpd.GeoSeries(
        [departments.geometry[0], tie, departments.geometry[2]], crs=departments.crs
    )

    read = delivery.read(write(departments, "afdelinger.gpkg"))
    mended: Any = read.layers["departments"].set_index("id").loc["002", "geometry"]

    assert mended.is_valid
    assert mended.area == pytest.approx(5_000)
    assert ("geometry.invalid_area", "002") in rules(read)
    assert read.needs_confirmation
    assert read.counts["departments"].repaired == 1


def test_rows_without_geometry_are_listed_and_left_out(
    write: Writer, lamps: gpd.GeoDataFrame
) -> None:
    """A null and an empty geometry are two findings and two refusals; the rest stays."""
    shapes: list[Any] = list(lamps.geometry)
    shapes[1], shapes[2] = None, shapely.Point()
    lamps.geometry = gpd.GeoSeries(shapes, crs=lamps.crs)

    read = delivery.read(write(lamps, "lys.gpkg"))

    assert len(read.layers["lamps"]) == 4
    assert {("geometry.missing", "L001"), ("geometry.missing", "L002")} <= rules(read)
    assert read.counts["lamps"].to_dict() == {"read": 6, "repaired": 0, "refused": 2}


def test_coordinates_that_are_no_numbers_are_refused() -> None:
    """An infinite coordinate refuses its feature and no other."""
    shapes = np.array([shapely.Point(1, 2), shapely.Point(np.inf, 2)], dtype=object)
    done = repair(shapes, ["a", "b"], "lamps", ["Point"])

    assert done.kept.tolist() == [True, False]
    assert [(issue.rule, issue.feature) for issue in done.issues] == [("geometry.not_finite", "b")]


def test_heights_are_dropped_and_told(write: Writer, lamps: gpd.GeoDataFrame) -> None:
    """Z is not kept: the finding counts the features."""
    lamps.geometry = gpd.GeoSeries(shapely.force_3d(lamps.geometry.to_numpy(), 12.0), crs=lamps.crs)

    read = delivery.read(write(lamps, "lys.gpkg"))

    assert not read.layers["lamps"].geometry.has_z.any()
    assert [i.facts["count"] for i in read.issues if i.rule == "geometry.flattened"] == [6]


def test_an_unclosed_ring_is_closed_and_told(tmp_path: Path) -> None:
    """GeoJSON with an open ring is mended and its feature named."""
    path = tmp_path / "afdelinger.geojson"
    path.write_text(
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"afd_nr":"7"},'
        '"geometry":{"type":"Polygon","coordinates":[[[12.40,55.73],[12.41,55.73],[12.41,55.74],'
        "[12.40,55.74]]]}}]}",
        "utf-8",
    )

    read = delivery.read(path)

    assert read.layers["departments"].geometry.iloc[0].is_valid
    assert ("geometry.unclosed", "7") in rules(read)


def test_points_are_no_departments(write: Writer, lamps: gpd.GeoDataFrame) -> None:
    """A layer drawn as the wrong thing is refused in words a person understands."""
    with pytest.raises(RefusedFileError) as caught:
        delivery.read(write(lamps, "afdelinger.gpkg"))

    assert caught.value.rule == "layer.wrong_type"
    assert "flader" in caught.value.message


def test_an_empty_layer_is_refused(write: Writer, lamps: gpd.GeoDataFrame) -> None:
    """Nothing to import is said, not passed over."""
    with pytest.raises(RefusedFileError) as caught:
        delivery.read(write(lamps.iloc[:0], "lys.gpkg"))

    assert caught.value.rule == "layer.empty"


def test_overlapping_departments_are_listed_with_their_area(
    write: Writer, departments: gpd.GeoDataFrame
) -> None:
    """Two departments that share ground are a pair with square metres."""
    departments.geometry = departments.geometry.where(
        departments["afd_nr"] != "002", departments.geometry.translate(-20)
    )

    read = delivery.read(write(departments, "afdelinger.gpkg"))
    found = [issue for issue in read.issues if issue.rule == "department.overlap"]

    assert [(i.feature, i.facts["other"], i.facts["area"]) for i in found] == [("001", "002", 1000)]


def test_many_findings_of_one_kind_are_counted_not_listed(
    write: Writer, departments: gpd.GeoDataFrame
) -> None:
    """Hundreds of wrong features give a list, a count and, with nothing left, one clear error."""
    many = gpd.GeoDataFrame(
        {"mast_nr": [f"L{number}" for number in range(500)]},
        geometry=[departments.geometry[0].centroid] * 499 + [departments.geometry[0]],
        crs=departments.crs,
    )
    path = write(many, "stier.gpkg")

    with pytest.raises(RefusedFileError) as caught:
        delivery.read(path)
    assert caught.value.rule == "layer.wrong_type"

    read = delivery.read(path, roles={"stier.gpkg": "departments"})
    assert read.counts["departments"].refused == 499
    assert [i.facts["count"] for i in read.issues if i.rule == "findings.more"] == [299]
