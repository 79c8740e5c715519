"""The line between stops of a walk: along the paths, and straight where none joins them."""

import geopandas as gpd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.measures.network import Network, build_network
from geo.measures.walk_order import legs
from geo.measures.way_lines import leg_lines


@pytest.fixture(scope="module")
def network() -> Network:
    """Answer paths in the shape of a U, and one that nothing joins to it."""
    lines = [
        shapely.LineString([(0, 0), (0, 100), (30, 100), (30, 0)]),
        shapely.LineString([(500, 0), (600, 0)]),
    ]
    return build_network(gpd.GeoDataFrame({"id": ["u", "apart"]}, geometry=lines, crs=25832))


def test_a_leg_goes_round_along_the_paths(network: Network) -> None:
    """From leg to leg of the U it is 230 m over its two corners, never 30 m across."""
    (way,) = leg_lines(network, [(0, 0), (30, 0)])

    assert way.length == pytest.approx(230.0)
    assert {(0.0, 100.0), (30.0, 100.0)} <= set(way.coords)


def test_a_leg_begins_and_ends_at_its_stops(network: Network) -> None:
    """A stop 4 m beside the path is walked to, in either direction along the path."""
    there, back = leg_lines(network, [(-4, 20), (0, 60), (-4, 20)])

    assert list(there.coords) == [(-4, 20), (0, 20), (0, 60), (0, 60)]
    assert list(back.coords) == list(there.coords)[::-1]


def test_what_no_path_joins_is_straight(network: Network) -> None:
    """A stop on a path apart from the others, one far from any, and no paths at all."""
    assert [line.wkt for line in leg_lines(network, [(0, 0), (550, 0)])] == [
        "LINESTRING (0 0, 550 0)"
    ]
    assert leg_lines(network, [(0, 0), (0, 900)])[0].length == 900
    assert leg_lines(None, [(0, 0), (3, 4)])[0].length == 5
    assert leg_lines(network, [(0, 0)]) == []
    assert leg_lines(network, [(0, 50), (0, 50)])[0].length == 0


@given(st.lists(st.tuples(st.floats(0, 30), st.floats(0, 110)), min_size=2, max_size=6))
@settings(max_examples=25, deadline=None)
def test_a_line_is_as_long_as_the_metres_that_are_told(
    network: Network, places: list[tuple[float, float]]
) -> None:
    """The drawing and the number beside it come from different code and agree on every way."""
    told = legs(network, places)

    for line, metres, joined in zip(
        leg_lines(network, places), told.legs_m, told.joined, strict=True
    ):
        assert line.length <= metres + 0.01
        if joined and len(line.coords) > 2:  # two stops at one place of a path have no way
            assert line.length == pytest.approx(metres, abs=0.01)
