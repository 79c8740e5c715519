"""The brightest and the shortest walk."""

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.measures.bright_rounds import rounds
from geo.measures.bright_ways import Footing, Way, brightest_and_shortest, lanes
from geo.measures.burning import burning

Layer = Callable[..., gpd.GeoDataFrame]

FULL = {"height_m": 4.0, "flux_lm": 3000.0, "maintenance_factor": 0.8, "luminaire": "generic_path"}

DIRECT = [(0, 0), (200, 0)]
ROUND = [(0, 0), (0, 60), (200, 60), (200, 0)]


def lit(lamps: Layer, places: list[tuple[float, float]]) -> gpd.GeoDataFrame:
    """Answer lamps that light what lies under them."""
    return lamps(places, **{name: [value] * len(places) for name, value in FULL.items()})


def along_the_round(lamps: Layer) -> gpd.GeoDataFrame:
    """Answer lamps along the way round, none along the straight one."""
    sides = [(x, float(y)) for x in (0.0, 200.0) for y in (20, 40)]
    return lit(lamps, [*sides, *((float(x), 60.0) for x in range(0, 201, 20))])


def walk(
    paths: gpd.GeoDataFrame, lamps: gpd.GeoDataFrame | None, footing: Footing = Footing.ANY
) -> tuple[Way | None, Way] | None:
    """Answer the ways from one end of the straight path to the other."""
    burns = None if lamps is None else burning(lamps)
    found = lanes(paths, burns, np.array([[0.0, 0], [200, 0]]), footing)
    return brightest_and_shortest(found, *found.graph.place.tolist())


def test_the_brightest_way_goes_round_by_the_lamps(paths: Layer, lamps: Layer) -> None:
    """200 m straight and dark, or 320 m lit: each is told with its length and its dark metres."""
    ways = walk(paths([DIRECT, ROUND]), along_the_round(lamps))

    assert ways is not None
    bright, short = ways
    assert bright is not None
    assert short.length_m == pytest.approx(200)
    assert bright.length_m == pytest.approx(320)
    assert (short.dark_m or 0) > 150
    assert 0 <= (-1 if bright.dark_m is None else bright.dark_m) < 30
    ends = shapely.get_coordinates(bright.geometry)[[0, -1]]
    assert bright.geometry.length == pytest.approx(320)
    assert ends.tolist() == [[0, 0], [200, 0]]


def test_a_wall_between_lamps_and_path_makes_the_way_dark(paths: Layer, lamps: Layer) -> None:
    """A row of lamps behind a wall of 9 m lights the yard behind it, not the path before it."""
    row = lit(lamps, [(float(x), 6.0) for x in range(0, 201, 20)])
    wall = gpd.GeoDataFrame(
        {"base_m": [0.0], "top_m": [9.0], "transmittance": [0.0]},
        geometry=[shapely.LineString([(-50, 3), (250, 3)])],
        crs=25832,
    )
    ends = np.array([[0.0, 0], [200, 0]])
    dark = []
    for obstacles in (None, wall):
        found = lanes(paths([DIRECT]), burning(row, obstacles), ends)
        ways = brightest_and_shortest(found, *found.graph.place.tolist())
        assert ways is not None
        dark.append(ways[1].dark_m)

    assert dark == pytest.approx([0, 200])


def test_lamps_out_of_the_evening_plan_are_dimmed_on_the_way(lamps: Layer) -> None:
    """The way is lit as it is at 21:00, and lamps that lie nowhere are no darkness."""
    ground = np.zeros((1, 3))
    full = burning(lit(lamps, [(0.0, 0.0)]))
    dimmed = burning(lit(lamps, [(0.0, 0.0)]).assign(dimming="20:00-06:00=0.5"))
    nowhere = lit(lamps, [(0.0, 0.0)])

    assert full is not None
    assert dimmed is not None
    assert dimmed.at(ground)[0] == pytest.approx(full.at(ground)[0] / 2)
    assert (
        burning(nowhere.set_geometry(gpd.GeoSeries(np.array([None], dtype=object), crs=25832)))
        is None
    )


def test_without_lamps_nothing_is_called_bright(paths: Layer, lamps: Layer) -> None:
    """No layer: no brightest way, dark metres unknown. A layer that is empty: all is dark."""
    unknown = walk(paths([DIRECT, ROUND]), None)
    dark = walk(paths([DIRECT, ROUND]), lit(lamps, []))

    assert unknown is not None
    assert unknown[0] is None
    assert unknown[1].dark_m is None
    assert dark is not None
    assert dark[0] is not None
    assert dark[1].dark_m == pytest.approx(200)


def test_a_level_way_leaves_the_steps_out(paths: Layer, lamps: Layer) -> None:
    """Steps on the straight way: level it goes round, and with only steps there is no way."""
    net = paths([DIRECT, ROUND], kind=["steps", "path"])
    ways, level = (walk(net, lit(lamps, []), footing) for footing in Footing)

    assert ways is not None
    assert level is not None
    assert (ways[1].length_m, ways[1].steps_m) == pytest.approx((200, 200))
    assert (level[1].length_m, level[1].steps_m) == pytest.approx((320, 0))


def test_places_on_one_path_and_at_one_spot(paths: Layer) -> None:
    """Between two doors of one path the way is what lies between; to itself it is nothing."""
    found = lanes(paths([DIRECT]), None, np.array([[30.0, 2], [80, 0], [30, 0]]))
    start, goal, same = found.graph.place.tolist()

    between, nowhere = (brightest_and_shortest(found, start, end) for end in (goal, same))

    assert between is not None
    assert between[1].length_m == pytest.approx(50)
    assert nowhere is not None
    assert nowhere[1].length_m == 0


def test_a_round_comes_home_another_way_and_keeps_to_the_light(paths: Layer, lamps: Layer) -> None:
    """In a net of streets the round is 1–3 km, closed, and mostly lit where only half is."""
    lines = [[(250 * k, 0), (250 * k, 1000)] for k in range(5)]
    lines += [[(0, 250 * k), (1000, 250 * k)] for k in range(5)]
    west = [(float(250 * k), float(y)) for k in range(3) for y in range(0, 1001, 20)]
    west += [(float(x), float(250 * k)) for k in range(5) for x in range(0, 501, 20)]
    found = lanes(paths(lines), burning(lit(lamps, west)), np.array([[500.0, 500.0]]))

    proposed = rounds(found, int(found.graph.place[0]))

    assert proposed
    for way in proposed:
        assert way.dark_m is not None
        assert 750 <= way.length_m <= 3000
        assert way.geometry.coords[0] == way.geometry.coords[-1]
        assert way.dark_m / way.length_m < 0.2
    unknown = lanes(paths(lines), None, np.array([[500.0, 500.0]]))
    assert rounds(unknown, int(unknown.graph.place[0])) == []
