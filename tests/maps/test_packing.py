"""Geometry as short text comes back, to a tenth of a metre and with every ring."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.model.crs import to_degrees
from maps.packing import ALPHABET, pack, pack_lines, pack_points, pack_polygons, unpack

METRES = st.floats(0, 900, allow_nan=False).map(lambda m: round(m, 2))


def frame(*shapes: shapely.Geometry) -> gpd.GeoDataFrame:
    moved = shapely.transform(list(shapes), lambda c: c + np.array([710_000.0, 6_180_000.0]))
    return gpd.GeoDataFrame(geometry=list(moved), crs="EPSG:25832")


def corners(steps: str) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
    """Answer longitude, latitude as the browser unpacks them."""
    return np.cumsum(np.array(unpack(steps)).reshape(-1, 2), axis=0) / 1e6


@settings(max_examples=60)
@given(st.lists(st.integers(-(2**48), 2**48)))
def test_numbers_come_back(numbers: list[int]) -> None:
    """Whole numbers of either sign survive, in letters that mean nothing to HTML or JSON."""
    text = pack(numbers)

    assert unpack(text) == numbers
    assert set(text) <= set(ALPHABET)


@settings(max_examples=30)
@given(st.lists(st.tuples(METRES, METRES), min_size=2, max_size=9))
def test_a_line_lies_where_it_lay(points: list[tuple[float, float]]) -> None:
    """Every corner comes back within a tenth of a metre."""
    lines = frame(shapely.LineString(points))
    packed = pack_lines(lines)
    told = corners(packed["steps"])
    true = shapely.get_coordinates(to_degrees(lines).geometry.to_numpy())

    assert unpack(packed["vertices"]) == [len(points)]
    assert np.abs(told - true).max() <= 0.5000001e-6


def test_rings_parts_and_holes_are_counted() -> None:
    """A polygon with a hole and a multipolygon tell their rings; the closing corner is left out."""
    holed = shapely.box(0, 0, 50, 50).difference(shapely.box(10, 10, 20, 20))
    two = shapely.MultiPolygon([shapely.box(100, 0, 110, 10), shapely.box(120, 0, 130, 10)])
    packed = pack_polygons(frame(holed, two))

    assert unpack(packed["rings"]) == [2, 2]
    assert unpack(packed["vertices"]) == [4, 4, 4, 4]
    assert len(corners(packed["steps"])) == 16


def test_nothing_packs_to_nothing() -> None:
    """An empty layer is empty text, not an error."""
    none = frame().set_geometry([], crs="EPSG:25832")

    assert pack_points(none) == ""
    assert pack_lines(none) == {"vertices": "", "steps": ""}
    assert pack_polygons(none) == {"rings": "", "vertices": "", "steps": ""}


def test_the_browser_has_the_same_alphabet() -> None:
    """Python and the page agree on the sixty-four letters."""
    from maps.canvas import ASSETS  # noqa: PLC0415 – only here

    assert ALPHABET in (ASSETS / "js" / "10_unpack.js").read_text("utf-8")


@pytest.mark.parametrize("number", [2**52, -(2**52)])
def test_a_number_beyond_the_map_still_comes_back(number: int) -> None:
    """Thirteen digits of five bits hold any difference two places on earth can have."""
    assert unpack(pack([number])) == [number]
