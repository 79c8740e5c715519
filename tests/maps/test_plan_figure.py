"""Drawings of plans: whole, well formed, and made of nothing that a person typed."""

from xml.etree import ElementTree as ET

import pytest
import shapely

from geo.model.department import Department
from geo.planning.changes import Change
from geo.planning.plan import Plan
from geo.scoring.scoring import score
from geo.testing import EAST, NORTH, department, layer
from maps.plan_figure import plan_figure, shape_of

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "</text><script>alert(1)</script>"


def street(length: float = 100.0) -> Department:
    """Build a street with a lamp that is out, under names that mean harm."""
    return department(
        {
            "paths": layer(
                "paths",
                [shapely.LineString([(0, 0), (length, 0)])],
                id=["sti"],
                name=[HOSTILE],
                kind=["path"],
            ),
            "lamps": layer(
                "lamps",
                [shapely.Point(50, 2)],
                id=["L"],
                height_m=[4.0],
                flux_lm=[3000.0],
                status=["out"],
            ),
            "buildings": layer("buildings", [shapely.box(10, 10, 60, 20)], height_m=[6.0]),
        },
        name=HOSTILE,
    )


def drawn(plan: Plan, place: Department) -> ET.Element:
    """Answer the drawing of a plan, read again."""
    quiet = {"uncertainty.draws": 0.0}
    before, after = (score(p, assumptions=quiet) for p in (place, plan.apply(place)))
    svg = plan_figure(before, after, place, plan)
    assert "script" not in svg
    return ET.fromstring(svg)  # noqa: S314 - our own text


def plan_of(*changes: Change) -> Plan:
    """Plan under a name that means harm."""
    return Plan(HOSTILE, "lille", changes, HOSTILE)


def test_a_plan_is_drawn_before_and_after_with_its_numbers() -> None:
    """Two sides, each change numbered on the second, and a legend in Danish."""
    bench = Change("add_bench", {"at": [EAST + 30, NORTH + 4]})
    tree = drawn(plan_of(Change("repair_lamp", {"lamp": "L"}), bench), street())
    said = [text.text for text in tree.iter(f"{SVG}text")]

    assert said[0] == "I dag"
    assert "Med planen" in said
    assert said.index("1") > said.index("Med planen")
    assert {"1", "2", "Mørkt", "På mål"} <= set(said)


def test_the_lamp_that_is_repaired_burns_on_the_second_side() -> None:
    """Dark before, lit after."""
    tree = drawn(plan_of(Change("repair_lamp", {"lamp": "L"})), street())
    lamps = [c.get("fill") for c in tree.iter(f"{SVG}circle")][:2]

    assert lamps[0] != lamps[1]


def test_a_plan_without_changes_draws_the_whole_department() -> None:
    """Nothing is numbered, and nothing fails."""
    tree = drawn(plan_of(), street(400))

    assert "1" not in [text.text for text in tree.iter(f"{SVG}text")]


@pytest.mark.parametrize(
    ("change", "dimensions"),
    [
        (Change("close_dead_end", {"path": "sti"}), 1),
        (Change("open_link", {"line": [[EAST, NORTH], [EAST, NORTH + 9]]}), 1),
        (Change("move_lamp", {"lamp": "L", "to": [EAST, NORTH]}), 0),
    ],
)
def test_every_change_has_a_place(change: Change, dimensions: int) -> None:
    """By its own coordinates, else by what it names."""
    shape = shape_of(street(), change)

    assert shape is not None
    assert shapely.get_dimensions(shape) == dimensions


def test_what_names_nothing_that_is_there_has_no_place() -> None:
    """And is not drawn."""
    assert shape_of(street(), Change("repair_lamp", {"lamp": "X"})) is None
