"""The view ahead and the places to hide, against hand and against another program."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pysovist
import pytest
import shapely

from geo.measures.network import build_network
from geo.measures.outlook import Hidden, hidden_beside, hidden_score, view_ahead, view_score
from geo.measures.outlook_kernels import seen_lengths
from geo.measures.sampling import Samples, sample_segments
from geo.measures.sightlines import indexed
from geo.measures.walls import Walls, walls_from
from geo.model.assumptions import default_assumptions

USUAL = default_assumptions()


def samples_of(*lines: list[tuple[float, float]]) -> tuple[Samples, object]:
    paths = gpd.GeoDataFrame(
        {"id": [f"p{k}" for k in range(len(lines))]},
        geometry=[shapely.LineString(line) for line in lines],
        crs=25832,
    )
    network = build_network(paths)
    return sample_segments(network), network


def standing(
    shapes: Sequence[shapely.Geometry], top: float = 3.0, through: float = 0.0
) -> tuple[Walls, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    count = len(shapes)
    frame = gpd.GeoDataFrame(
        {"base_m": [0.0] * count, "top_m": [top] * count, "transmittance": [through] * count},
        geometry=np.array(shapes, dtype=object),
        crs=25832,
    )
    walls = walls_from(frame, (0, 0))
    return walls, walls.closed


def beside(
    shapes: Sequence[shapely.Geometry], *lines: list[tuple[float, float]], houses: bool = False
) -> Hidden:
    samples, network = samples_of(*lines)
    walls, closed = standing(shapes)
    solid = closed if houses else np.zeros(len(walls), dtype=bool)
    return hidden_beside(network, samples, walls, solid, USUAL)  # type: ignore[arg-type]


def test_the_view_ahead_is_as_long_as_pysovist_says() -> None:
    """Sixty rays of a walker among walls, each to the first wall: the same mean, both ways."""
    rng = np.random.default_rng(5)
    ends = rng.uniform(-40, 40, (40, 2, 2))
    walls, _ = standing([shapely.LineString(pair) for pair in ends])
    eyes = np.array([(0.3, 0.7, 1.5), (-12.0, 9.0, 1.5), (25.0, -3.0, 1.5)])
    bearing = np.radians([0.0, 40.0, 300.0])

    ours = seen_lengths(eyes, bearing, indexed(walls), np.radians(15), 30, 50.0)

    turn = np.radians(15) * (2 * (np.arange(30) + 0.5) / 30 - 1)
    for way in (0, 1):
        for eye, toward, mean in zip(eyes, bearing, ours[:, way], strict=True):
            angles = np.pi / 2 - (toward + np.pi * way + turn)
            hits = pysovist.cast_rays(ends, eye[None, :2], angles[None], max_distance=50.0)
            assert mean == pytest.approx(np.minimum(hits.distance, 50).mean(), abs=1e-9)


def test_the_view_ahead_in_the_open_and_before_a_wall() -> None:
    """50 m where nothing stands; before a wide wall 10 m away it is 10 over the mean cosine."""
    samples, _ = samples_of([(0, 0), (100, 0)])
    wall, _ = standing([shapely.LineString([(110, -90), (110, 90)])])
    low, _ = standing([shapely.LineString([(110, -90), (110, 90)])], top=1.2)

    metres = view_ahead(samples, wall, USUAL)

    assert metres[0] == pytest.approx(50)
    away = 110 - samples.points[samples.row == 0][-1, 0]
    ahead = float(np.mean(away / np.cos(np.radians(np.arange(-14.5, 15)))))
    assert metres[-1] == pytest.approx((50 + ahead) / 2)
    assert view_ahead(samples, low, USUAL).tolist() == pytest.approx([50] * 40)
    assert view_score(np.array([5.0, 25, 60])).tolist() == [0, 65, 100]


def test_bare_branches_shorten_the_view_by_what_they_hide() -> None:
    """Behind a hedge that half is seen through, each metre counts half."""
    samples, _ = samples_of([(0, 0), (2.5, 0)])
    hedge, _ = standing([shapely.LineString([(21.25, -90), (21.25, 90)])], through=0.5)

    (metres,) = view_ahead(samples, hedge, USUAL)

    till = float(np.mean(20 / np.cos(np.radians(np.arange(-14.5, 15)))))
    assert metres == pytest.approx((50 + till + (50 - till) / 2) / 2)


def test_an_open_lawn_hides_nobody_and_a_wall_one_can_look_over_does_not() -> None:
    """No obstacle, or one under the eye: nothing hidden, 100 points."""
    path = [(0.0, 0.0), (40.0, 0.0)]
    low, _ = standing([shapely.LineString([(0, 3), (40, 3)])], top=1.2)
    samples, network = samples_of(path)
    none = np.zeros(len(low), dtype=bool)

    assert set(beside([], path).share) == {0}
    assert set(hidden_beside(network, samples, low, none, USUAL).share) == {0}  # type: ignore[arg-type]
    assert hidden_score(np.array([0.0, 0.125, 0.25, 0.6]), USUAL).tolist() == [100, 50, 0, 0]


def test_a_long_wall_hides_what_lies_behind_it() -> None:
    """A wall 3 m beside a path hides the part of the 10 m circle beyond it: counted by hand."""
    found = beside([shapely.LineString([(-50, 3), (90, 3)])], [(0.0, 0.0), (40.0, 0.0)])
    steps = np.arange(-10, 10) + 0.5
    x, y = np.meshgrid(steps, steps)
    circle = np.hypot(x, y) <= 10

    assert found.share.tolist() == pytest.approx([(circle & (y > 3)).sum() / circle.sum()] * 16)
    assert found.square_metres.tolist() == pytest.approx([(circle & (y > 3)).sum()] * 16)
    assert (found.place[:, 1] > 3).all()


def test_the_inside_of_a_house_is_no_hiding_place() -> None:
    """The same wall as the side of a house 20 m deep: nothing free is hidden behind it."""
    house = shapely.box(-50, 3, 90, 23)
    path = [(0.0, 0.0), (40.0, 0.0)]

    assert set(beside([house], path, houses=True).share) == {0}
    assert beside([house], path).share.min() > 0.2


def test_what_was_seen_ten_metres_ago_is_not_hidden() -> None:
    """A screen across the way hides its back from one side; who came past it has seen it."""
    screen = shapely.LineString([(20, 1), (20, 6)])
    found = beside([screen], [(0.0, 0.0), (40.0, 0.0)])
    nearest = np.abs(np.arange(1.25, 40, 2.5) - 20).argsort()

    assert 0 < found.share[nearest[0]] < 0.3
    assert found.share[nearest[-1]] == 0


def test_cutting_a_path_between_two_cells_changes_no_hidden_share() -> None:
    """Ten metres back goes on through the node: whole or in two, every cell is the same."""
    screens = [shapely.LineString([(x, 1), (x, 6)]) for x in (12, 21, 33)]
    whole = beside(screens, [(0.0, 0.0), (40.0, 0.0)])
    cut = beside(screens, [(0.0, 0.0), (20.0, 0.0)], [(20.0, 0.0), (40.0, 0.0)])

    assert sorted(cut.share) == pytest.approx(sorted(whole.share), abs=1e-12)
    assert whole.share.max() > 0


def test_a_passage_through_a_house_is_not_counted() -> None:
    """Where the path runs under a house, what lies beside it is not known."""
    found = beside([shapely.box(10, -30, 30, 30)], [(0.0, 0.0), (40.0, 0.0)], houses=True)

    assert np.isnan(found.share[4:12]).all()
    assert not np.isnan(found.share[[0, 1, -2, -1]]).any()
