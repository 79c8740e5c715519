"""Obstacles stand up as panels, with the heights and shares the method gives them."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.measures.obstacles import Leaves, Passing, obstacles_from
from geo.measures.walls import walls_from
from geo.model.assumptions import default_assumptions


def frame(shapes: Sequence[shapely.Geometry | None], **columns: object) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=np.array(shapes, dtype=object), crs=25832)


def test_an_area_is_its_rims_with_the_inside_to_the_left() -> None:
    """A house with a courtyard has eight panels, all closed, the solid at the left of each."""
    yard = shapely.Polygon([(0, 0), (0, 9), (9, 9), (9, 0)], [[(3, 3), (6, 3), (6, 6), (3, 6)]])
    walls = walls_from(frame([yard], base_m=[0.0], top_m=[9.0]), (0, 0))
    middle = (walls.ends[:, :2] + walls.ends[:, 2:]) / 2
    along = walls.ends[:, 2:] - walls.ends[:, :2]
    left = middle + 0.1 * np.column_stack([-along[:, 1], along[:, 0]]) / np.hypot(*along.T)[:, None]

    assert len(walls) == 8
    assert walls.closed.all()
    assert shapely.contains_xy(yard, left[:, 0], left[:, 1]).all()


def test_a_line_is_one_panel_a_piece_and_heights_start_at_its_ground() -> None:
    """Z of the geometry lifts base and top; repeated corners make no panel."""
    fence = shapely.LineString([(10, 10, 2), (10, 10, 2), (20, 10, 2), (20, 15, 3)])
    walls = walls_from(frame([fence], base_m=[0.5], top_m=[1.5], transmittance=[0.3]))

    assert walls.ends.tolist() == [[0, 0, 10, 0], [10, 0, 10, 5]]
    assert walls.origin.tolist() == [10, 10]
    assert walls.base.tolist() == [2.5, 2.5]
    assert walls.top.tolist() == [3.5, 3.5]
    assert walls.transmittance.tolist() == [0.3, 0.3]
    assert not walls.closed.any()


def test_what_holds_nothing_up_is_no_obstacle() -> None:
    """No geometry, no height, or everything let through: no panel; rows keep their numbers."""
    line = shapely.LineString([(0, 0), (1, 0)])
    obstacles = frame(
        [None, line, line, line],
        base_m=[0.0, 2.0, 0.0, 0.0],
        top_m=[9.0, 2.0, 9.0, 9.0],
        transmittance=[0.0, 0.0, 1.0, np.nan],
    )

    assert walls_from(obstacles).obstacle.tolist() == [3]


@pytest.mark.parametrize(
    ("shape", "top", "through"),
    [
        (shapely.Point(0, 0), 3.0, 0.0),
        (shapely.LineString([(0, 0), (1, 0)]), np.nan, 0.0),
        (shapely.LineString([(0, 0), (1, 0)]), 3.0, 1.5),
    ],
)
def test_an_obstacle_that_cannot_be_understood_is_refused(
    shape: shapely.Geometry, top: float, through: float
) -> None:
    """Points, missing heights and shares outside 0–1 are mistakes of whoever asks."""
    with pytest.raises(ValueError, match=r"lines or areas|number|0–1"):
        walls_from(frame([shape], base_m=[0.0], top_m=[top], transmittance=[through]))


@pytest.mark.parametrize(
    ("passing", "leaves", "deciduous", "expected"),
    [
        (Passing.LIGHT, Leaves.ON, "yes", 0.4),
        (Passing.LIGHT, Leaves.OFF, "yes", 0.7),
        (Passing.LIGHT, Leaves.OFF, "no", 0.4),
        (Passing.SIGHT, Leaves.ON, None, 0.0),
        (Passing.SIGHT, Leaves.OFF, None, 0.5),
        (Passing.SIGHT, Leaves.OFF, "no", 0.0),
    ],
)
def test_leaves_let_through_what_the_method_says(
    passing: Passing, leaves: Leaves, deciduous: str | None, expected: float
) -> None:
    """Decision 23: light 0.4 and 0.7, sight 0 and 0.5, evergreen as in summer."""
    tree = frame([shapely.Point(0, 0)], id=["t"], kind=["tree"], deciduous=[deciduous])

    assert obstacles_from({"vegetation": tree}, passing, leaves)["transmittance"].tolist() == [
        expected
    ]


def test_boundaries_stand_in_the_way_by_their_kind() -> None:
    """Walls and what is known to be opaque shut; marks on the ground and open fences do not."""
    line = shapely.LineString([(0, 0), (9, 0)])
    kinds = ["wall", "hedge", "fence", "fence", "fence", "edge", None]
    layer = frame(
        [line] * 7,
        id=[f"b{k}" for k in range(7)],
        kind=kinds,
        opaque=[None, None, "yes", "no", None, None, None],
        height_m=[2.0, np.nan, np.nan, np.nan, np.nan, np.nan, 1.1],
    )
    found = obstacles_from({"boundaries": layer}, Passing.SIGHT, Leaves.OFF).set_index("id")

    assert sorted(found.index) == ["b0", "b1", "b2", "b4", "b6"]
    assert found["transmittance"].to_dict() == {"b0": 0, "b1": 0.5, "b2": 0, "b4": 0.5, "b6": 0.5}
    assert found["top_m"].to_dict() == {"b0": 2.0, "b1": 1.8, "b2": 1.8, "b4": 1.8, "b6": 1.1}


def test_a_shed_is_low_whatever_was_guessed_for_its_storeys() -> None:
    """Height as registered, else storeys; a shed of unknown height is one low room."""
    houses = frame(
        [shapely.box(0, 0, 20, 10), shapely.box(0, 0, 20, 10), shapely.box(0, 0, 3, 3)],
        id=["a", "b", "c"],
        height_m=[9.4, np.nan, np.nan],
        storeys=[4, 4, 3],
    )
    found = obstacles_from({"buildings": houses}, Passing.LIGHT)

    assert found["top_m"].tolist() == pytest.approx([9.4, 4 * 2.8, 2.5])
    assert found["transmittance"].tolist() == [0, 0, 0]


def test_one_looks_under_a_tree_and_not_under_a_shrub() -> None:
    """Crowns begin at 2 m, or halfway up where the tree is lower; their width is as registered."""
    plants = frame(
        [
            shapely.Point(0, 0),
            shapely.Point(20, 0),
            shapely.Point(40, 0),
            shapely.box(50, 0, 60, 5),
        ],
        id=list("abcd"),
        kind=["tree", "tree", "shrub", None],
        height_m=[9.0, 3.0, np.nan, np.nan],
        crown_m=[6.0, np.nan, np.nan, np.nan],
    )
    found = obstacles_from({"vegetation": plants}, Passing.SIGHT)
    usual = default_assumptions()

    assert found["base_m"].tolist() == [2.0, 1.5, 0.0, 0.0]
    assert found["top_m"].tolist()[2:] == [usual["obstacles.shrub_m"], usual["obstacles.wood_m"]]
    assert found.geometry.iloc[0].bounds == pytest.approx((-3, -3, 3, 3))


def test_without_any_layer_there_is_no_obstacle() -> None:
    """Nothing delivered: an empty frame with all its columns."""
    found = obstacles_from({}, Passing.LIGHT)

    assert len(found) == 0
    assert len(walls_from(found)) == 0
