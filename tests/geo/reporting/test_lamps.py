"""Which lamp is meant and whose it is: as one walks and sees, and honest near a border."""

import math
from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import testing
from geo.measures.network import build_network
from geo.model.reports import Draft, Kind, Located
from geo.reporting.lamp_suggestion import Surroundings, suggest_lamps
from geo.reporting.ownership import owner_at
from geo.reporting.surroundings import with_lamp

EAST, NORTH = testing.EAST, testing.NORTH


def lamps(*places: tuple[float, float], **columns: Sequence[Any]) -> gpd.GeoDataFrame:
    points = [shapely.Point(place) for place in places]
    numbers = [f"B-{number}" for number in range(len(places))]
    return testing.layer("lamps", points, **{"number": numbers, **columns})


def areas(*grounds: tuple[str, str, tuple[float, float, float, float]]) -> gpd.GeoDataFrame:
    shapes = [shapely.box(*box) for _, _, box in grounds]
    owners, kinds = [name for name, _, _ in grounds], [kind for _, kind, _ in grounds]
    return testing.layer("owner_areas", shapes, owner=owners, kind=kinds)


TWO = (
    ("Boligforeningen", "housing", (0, 0, 100, 100)),
    ("Kommunen", "municipality", (100, 0, 200, 100)),
)


def test_three_lamps_the_nearest_first_with_number_state_and_owner() -> None:
    """What a person can recognise the lamp by, and who is to act."""
    around = Surroundings(
        lamps((10, 0), (20, 0), (30, 0), (40, 0), (60, 0), status=["on", "out", None, None, "on"])
    )

    found = suggest_lamps(around, EAST, NORTH)

    assert [(one.number, one.status) for one in found] == [
        ("B-0", "on"),
        ("B-1", "out"),
        ("B-2", None),
    ]
    assert [one.metres for one in found] == pytest.approx([10, 20, 30])


def test_beyond_fifty_metres_nothing_is_suggested() -> None:
    """Nor where no register was delivered."""
    assert suggest_lamps(Surroundings(lamps((50.1, 0))), EAST, NORTH) == []
    assert suggest_lamps(Surroundings(None), EAST, NORTH) == []
    assert suggest_lamps(Surroundings(lamps()), EAST, NORTH) == []


def test_a_lamp_behind_the_block_comes_after_one_that_is_seen() -> None:
    """Twelve metres through a house is farther than twenty in the open."""
    house = testing.layer("buildings", [shapely.box(5, -5, 8, 5)])
    around = Surroundings(lamps((12, 0), (0, 20)), buildings=house)

    found = suggest_lamps(around, EAST, NORTH)

    assert [(one.number, one.in_sight) for one in found] == [("B-1", True), ("B-0", False)]


@pytest.mark.parametrize(
    ("height", "opaque", "seen"),
    [(2.0, "yes", False), (1.2, "yes", True), (2.0, "no", True), (math.nan, "yes", True)],
)
def test_a_hedge_hides_only_when_tall_and_dense(height: float, opaque: str, seen: bool) -> None:  # noqa: FBT001
    """A low or open one, or one whose height nobody knows, hides nothing."""
    hedge = testing.layer(
        "boundaries", [shapely.LineString([(5, -9), (5, 9)])], height_m=[height], opaque=[opaque]
    )

    (found,) = suggest_lamps(Surroundings(lamps((10, 0)), boundaries=hedge), EAST, NORTH)

    assert found.in_sight is seen


def test_the_way_there_counts_not_the_air() -> None:
    """Two lamps equally far through the air: the one along the path comes first."""
    line = shapely.LineString([(-20, 0), (0, 0), (0, 60), (20, 60), (20, 10)])
    network = build_network(testing.layer("paths", [line]))
    around = Surroundings(lamps((20, 10), (-20, 10)), network=network)

    found = suggest_lamps(around, EAST, NORTH)

    assert [one.number for one in found] == ["B-1", "B-0"]
    assert found[1].metres == pytest.approx(130)


@given(st.permutations(range(5)))
@settings(max_examples=12, deadline=None)
def test_the_order_of_the_register_does_not_matter(order: list[int]) -> None:
    """Also of lamps equally far away."""
    frame = lamps((10, 0), (-10, 0), (0, 10), (0, -10), (7, 7))
    mixed = frame.iloc[order].reset_index(drop=True)

    def ids(some: gpd.GeoDataFrame) -> list[str]:
        return [one.lamp for one in suggest_lamps(Surroundings(some), EAST, NORTH)]

    assert ids(mixed) == ids(frame)


def test_a_lamp_without_owner_is_its_grounds() -> None:
    """The register's owner goes first; else the ground's, with its border said."""
    around = Surroundings(
        lamps((30, 50), (45, 50), (35, 60), owner=["Gf. Birken", None, None]),
        owner_areas=areas(("Boligforeningen", "housing", (0, 0, 48, 100)), TWO[1]),
    )
    near = Surroundings(
        around.lamps, owner_areas=areas(TWO[0], ("Kommunen", "municipality", (48, 0, 99, 99)))
    )

    owners = {one.number: one for one in suggest_lamps(around, EAST + 30, NORTH + 50)}
    at_border = {one.number: one for one in suggest_lamps(near, EAST + 30, NORTH + 50)}

    assert (owners["B-0"].owner, owners["B-0"].owner_kind) == ("Gf. Birken", None)
    assert (owners["B-1"].owner, owners["B-1"].owner_kind) == ("Boligforeningen", "housing")
    assert not owners["B-1"].border
    assert at_border["B-1"].border


def test_what_kind_of_owner_is_told_also_on_anothers_ground() -> None:
    """A lamp of the municipality among the housing's grounds is still the municipality's."""
    around = Surroundings(
        lamps=lamps((10, 10), (20, 10), owner=["Kommunen", "Gf. Birken"]),
        owner_areas=areas(*TWO),
    )
    kinds = {one.owner: one.owner_kind for one in suggest_lamps(around, EAST + 10, NORTH + 10)}

    assert kinds == {"Kommunen": "municipality", "Gf. Birken": None}
    near = owner_at(areas(*TWO), EAST + 98, NORTH + 50)
    assert near is not None
    assert (near.kind, near.other, near.other_kind, near.border) == (
        "housing",
        "Kommunen",
        "municipality",
        True,
    )


def test_the_ground_has_an_owner_and_a_border() -> None:
    """In the middle it is sure; near the border both are named; outside nobody is."""
    frame = areas(*TWO)

    middle = owner_at(frame, EAST + 40, NORTH + 50)
    edge = owner_at(frame, EAST + 97, NORTH + 50)
    vague = owner_at(frame, EAST + 80, NORTH + 50, accuracy_m=60)

    assert middle is not None
    assert (middle.name, middle.kind, middle.border, middle.border_m) == (
        "Boligforeningen",
        "housing",
        False,
        60,
    )
    assert edge is not None
    assert (edge.other, edge.border, edge.border_m) == ("Kommunen", True, 3)
    assert vague is not None
    assert vague.border
    assert vague.certainty == pytest.approx(0.6306, abs=1e-4)  # Φ(20/60)
    assert owner_at(frame, EAST - 1, NORTH) is None
    assert owner_at(None, EAST, NORTH) is None


def test_of_grounds_in_each_other_the_smaller_is_the_owner() -> None:
    """A garden in the middle of the municipality's park is the garden's."""
    frame = areas(
        ("Kommunen", "municipality", (0, 0, 100, 100)), ("Haven", "homeowners", (40, 40, 60, 60))
    )

    inside = owner_at(frame, EAST + 50, NORTH + 50)

    assert inside is not None
    assert (inside.name, inside.other, inside.border_m, inside.border) == (
        "Haven",
        "Kommunen",
        10,
        False,
    )


def told(**rest: Any) -> Draft:
    return Draft(key="formular-1", kind=Kind.LAMP_OUT, **rest)


def test_a_number_read_off_a_mast_is_a_place() -> None:
    """However it was written; one that nobody or more than one bears stays words."""
    frame = lamps((10, 5), (20, 5), (30, 5), number=["B-17", "b-18", "B-18"])

    known = with_lamp(told(lamp_number=" b-17 "), frame)

    assert (known.lamp, known.x, known.y) == ("lamps-0", EAST + 10, NORTH + 5)
    assert known.located is Located.LAMP
    for number in ("B-18", "B-99"):
        unknown = with_lamp(told(lamp_number=number), frame)
        assert (unknown.lamp, unknown.x, unknown.lamp_number) == (None, None, number)


def test_a_picked_lamp_keeps_the_pin_and_a_forged_one_is_dropped() -> None:
    """The pin is where the resident stands; an id no lamp has is not stored."""
    frame = lamps((10, 5))
    here = told(x=EAST, y=NORTH, located=Located.GPS)

    picked = with_lamp(Draft(**{**here.__dict__, "lamp": "lamps-0"}), frame)
    forged = with_lamp(Draft(**{**here.__dict__, "lamp": "'; DROP"}), frame)

    assert (picked.lamp, picked.x, picked.located) == ("lamps-0", EAST, Located.GPS)
    assert (forged.lamp, forged.x) == (None, EAST)
