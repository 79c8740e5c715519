"""Windows and doors as the method puts them where nobody has surveyed any."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.measures.openings import openings_of, outside_doors
from geo.model.assumptions import default_assumptions

USUAL = default_assumptions()


def houses(shapes: list[shapely.Geometry], **columns: object) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=25832)


def test_windows_stand_every_3_m_and_storey_just_outside_the_facade() -> None:
    """A block of 30 × 10 m and two storeys: 10 on each long side, 3 on each gable, twice."""
    block = houses([shapely.box(0, 0, 30, 10)], use=["dwelling"], storeys=[2], dwellings=[99])
    found = openings_of(block)
    south = found.only(found.facing_deg == 180)

    assert len(found) == 2 * (10 + 10 + 3 + 3)
    assert np.unique(found.xyz[:, 2]).tolist() == pytest.approx([1.5, 4.3])
    assert np.unique(south.xyz[:, 0]) == pytest.approx(np.arange(1.5, 30, 3))
    assert south.xyz[:, 1].tolist() == pytest.approx([-0.1] * 20)
    assert sorted(set(found.facing_deg)) == [0, 90, 180, 270]


def test_gables_count_little_and_only_long_buildings_have_them() -> None:
    """A quarter at the ends of a slab; a house of 12 × 9 has four façades alike."""
    two = houses(
        [shapely.box(0, 0, 30, 10), shapely.box(50, 0, 62, 9)],
        use=["dwelling"] * 2,
        storeys=[1, 1],
        dwellings=[99, 99],
    )
    found = openings_of(two)
    slab, house = found.only(found.xyz[:, 0] < 40), found.only(found.xyz[:, 0] > 40)
    gable = np.isin(slab.facing_deg, (90, 270))

    assert set(slab.weight[gable, 0]) == {0.25}
    assert set(slab.weight[~gable, 0]) == {1.0}
    assert set(house.weight[:, 0]) == {1.0}


def test_there_are_no_more_than_three_windows_to_a_dwelling() -> None:
    """Weights are scaled down to 3 per dwelling, never up; other uses count 0.5 and 0.1."""
    box = shapely.box(0, 0, 30, 10)
    for dwellings, expected in ((4, 12.0), (99, 21.5)):
        block = houses([box], use=["dwelling"], storeys=[1], dwellings=[dwellings])
        assert openings_of(block).weight.sum(axis=0).tolist() == pytest.approx([expected] * 2)
    school = houses([box], use=["other"], storeys=[1], dwellings=[0])
    assert openings_of(school).weight.sum(axis=0).tolist() == pytest.approx([10.75, 2.15])


def test_sheds_have_no_windows_and_the_sixth_floor_is_too_far_up() -> None:
    """Footprints under 25 m² and sheds look nowhere; a tower counts five storeys."""
    sheds = houses(
        [shapely.box(0, 0, 4, 6), shapely.box(10, 0, 30, 10)], use=[None, "shed"], storeys=[1, 1]
    )
    tower = houses([shapely.box(0, 0, 20, 20)], use=["dwelling"], storeys=[9], dwellings=[200])

    assert len(openings_of(sheds)) == 0
    assert len(np.unique(openings_of(tower).xyz[:, 2])) == 5


def test_short_pieces_have_none_and_a_wall_built_against_has_none() -> None:
    """Nothing under 4 m of façade, nor where the neighbour's house begins."""
    stair = shapely.Polygon(
        [(0, 0), (8, 0), (8, -1.5), (11, -1.5), (11, 0), (19, 0), (19, 9), (0, 9)]
    )
    one = openings_of(houses([stair], use=["dwelling"], storeys=[1], dwellings=[9]))
    row = houses(
        [shapely.box(0, 0, 6, 9), shapely.box(6, 0, 12, 9)],
        use=["dwelling"] * 2,
        storeys=[1, 1],
        dwellings=[1, 1],
    )
    terrace = openings_of(row)

    assert not (one.xyz[:, 1] < -1).any()
    assert set(terrace.facing_deg[np.abs(terrace.xyz[:, 0] - 6) < 0.5]) <= {0, 180}
    assert set(terrace.facing_deg) == {0, 90, 180, 270}


def test_a_survey_replaces_what_is_usual_and_moves_to_the_facade() -> None:
    """Two surveyed openings are the house's only windows; a door counts twice."""
    block = houses([shapely.box(0, 0, 30, 10)], use=["dwelling"], storeys=[2], dwellings=[12])
    survey = houses(
        [shapely.Point(3, 0.3), shapely.Point(9, -0.4)],
        height_m=[4.0, np.nan],
        facing_deg=[np.nan, 170.0],
        kind=["window", "door"],
    )
    found = openings_of(block, survey)

    assert found.surveyed.all()
    assert found.xyz.tolist() == [
        pytest.approx([3, -0.1, 4.0]),
        pytest.approx([9, -0.1, 1.5]),
    ]
    assert found.facing_deg.tolist() == [180, 170]
    assert found.weight[:, 0].tolist() == [1, 2]


def test_an_entrance_is_a_door_where_a_facade_is_near() -> None:
    """It counts 2 and looks out; one in the middle of the lawn is no door. One stands 1 m out."""
    block = houses([shapely.box(0, 0, 30, 10)], use=["dwelling"], storeys=[1], dwellings=[99])
    entrances = houses([shapely.Point(15, 1), shapely.Point(15, -30)], id=["a", "b"])
    doors = openings_of(block, None, entrances)
    door = doors.only(doors.weight[:, 0] == USUAL["eyes.door_weight"])

    assert door.xyz.tolist() == [pytest.approx([15, -0.1, 1.5])]
    assert door.facing_deg.tolist() == [180]
    assert outside_doors(entrances, block).tolist() == [
        pytest.approx([15, -1.0]),
        pytest.approx([15, -30]),
    ]
