"""A plan looked through, what it does at once, and the fields of its papers."""

import pytest

from geo.model.department import Department
from geo.model.language import sentence
from geo.planning.changes import Change
from geo.planning.moment import lit_segments, moment_of
from geo.planning.papers.blocks import Figure, Gap, Paper, Text
from geo.planning.papers.filling import fields_of, filled
from geo.planning.papers.pdf import to_picture
from geo.planning.plan import Plan
from geo.planning.prices import example_prices
from geo.planning.review import FAR_M, review
from geo.scoring.rescoring import Rescoring
from geo.testing import EAST, NORTH


def plan(*changes: Change) -> Plan:
    """Answer a plan of some changes."""
    return Plan("Prøve", "9001-01", changes)


def test_a_change_that_can_no_longer_be_made_is_told_and_the_rest_holds(
    street: Department,
) -> None:
    """A lamp that is gone costs nothing and hides nothing else."""
    gone, there = Change("repair_lamp", {"lamp": "væk"}), Change("repair_lamp", {"lamp": "L2"})
    found = review(street, plan(gone, there), example_prices())

    assert [one.problem is None for one in found.changes] == [False, True]
    assert found.holding.changes == (there,)
    assert found.costing.kroner == found.changes[1].kroner == 1800


@pytest.mark.parametrize(
    "change",
    [
        Change("add_bench", {"at": [EAST, NORTH + 2 * FAR_M + 500]}),
        Change("add_bench", {"at": [1e300, -1e300]}),
        Change("mark_edge", {"line": [[EAST, NORTH], [EAST + 9e6, NORTH]], "kind": "hedge"}),
        Change("open_link", {"line": [[EAST, NORTH], [EAST, NORTH]]}),
    ],
)
def test_a_place_that_cannot_be_meant_is_refused(street: Department, change: Change) -> None:
    """Far away, or a line without length: the model is never run on it."""
    found = review(street, plan(change), example_prices())

    assert found.problems[0].rule in {"change.far", "change.line"}
    assert found.holding.changes == ()


def test_changes_build_on_each_other(street: Department) -> None:
    """A lamp that the plan itself sets up can be dimmed by the next change."""
    new = Change("add_lamp", {"at": [EAST + 80, NORTH + 2], "height_m": 4, "flux_lm": 3000})
    dim = Change("dim_lamp", {"lamp": "plan-1", "dimming": "22:00-05:00=0.5"})
    found = review(street, plan(new, dim), example_prices())

    assert found.problems == ()


def test_only_light_that_moves_is_told(street: Department) -> None:
    """A repaired lamp lights segments near it; an empty plan moves nothing."""
    again = Rescoring(street)
    before = again.before()
    lit = moment_of(again, before, plan(Change("repair_lamp", {"lamp": "L2"})))

    assert moment_of(again, before, plan()).segments == ()
    assert lit.segments
    assert all(one.lux[1] > one.lux[0] for one in lit.segments if None not in one.lux)  # type: ignore[operator]
    assert lit.comparison.factors
    assert lit_segments(before.segments, before.segments) == ()


def test_a_path_that_comes_or_goes_has_one_side(street: Department) -> None:
    """What is not there before has no light before, and none is made up."""
    again = Rescoring(street)
    line = [[EAST + 80, NORTH], [EAST + 80, NORTH + 30]]
    opened = moment_of(again, again.before(), plan(Change("open_link", {"line": line})))

    assert any(one.light[0] is None and one.light[1] is not None for one in opened.segments)


def test_a_drawing_becomes_a_picture_for_a_document_that_takes_none() -> None:
    """Sharp enough for paper, the same each time."""
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><path d="M0 0h40"/></svg>'
    drawing = Figure(svg, "En streg", "Stien")

    assert to_picture(drawing).startswith(b"\x89PNG")
    assert to_picture(drawing) == to_picture(drawing)


def test_a_filled_field_is_text_and_an_example_price_stays_marked() -> None:
    """Only what was asked for is filled in."""
    example = sentence("paper.example_prices")
    paper = Paper("t", "u", (Gap("Hvem?"), Gap(example), Gap("Hvad?")))
    done = filled(paper, {"Hvem?": "Os\nog dem", example: "rigtige priser"})

    assert fields_of(paper) == ("Hvem?", "Hvad?")
    assert done.blocks == (Text("Os"), Text("og dem"), Gap(example), Gap("Hvad?"))
