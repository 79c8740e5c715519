"""Kroner against score against light: where the dots lie, and what the line through them says."""

import xml.etree.ElementTree as ET
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.model.estimate import Estimate, Grade
from geo.planning.costing import Costing
from geo.planning.pareto import Trade, steps
from geo.planning.plan import Plan
from geo.planning.prices import CostLine
from maps.trade_chart import trade_chart
from maps.trade_figure import trade_figure

SVG = "{http://www.w3.org/2000/svg}"

Numbers = tuple[float, float, float]


def traded(numbers: Sequence[Numbers]) -> list[Trade]:
    """Answer trades of kroner, score and lumens."""
    return [
        Trade(Plan("x", "d"), costing_of(kroner), Estimate(score, 0.0, 100.0, 1.0, Grade.B), lumens)
        for kroner, score, lumens in numbers
    ]


def costing_of(kroner: float) -> Costing:
    """Answer a sum of kroner."""
    return Costing(((CostLine("bench", 1.0, "stk", kroner, example=True),),), (0.0,), ())


LADDER = traded([(0, 70, 0), (1000, 72, 500), (1000, 71, 100), (4000, 71.5, 50), (8000, 74, 900)])


def test_a_step_is_held_against_the_best_that_is_cheaper() -> None:
    """By hand: points and kroner more, and points each 10,000 kroner."""
    first, second, third, fourth, last = steps(LADDER)

    assert first is None
    assert second is not None
    assert (second.kroner, second.points, second.lumens) == (1000, 2, 500)
    assert second.points_each_10_000 == pytest.approx(20)
    assert third is not None
    assert not third.best
    assert fourth is not None
    assert fourth.points == pytest.approx(-0.5)
    assert not fourth.best
    assert last is not None
    assert (last.kroner, last.points, last.best) == (7000, 2, True)


def test_the_line_runs_through_the_best_alone_and_never_falls() -> None:
    """Stairs from nothing to the right edge: money buys nothing between two plans."""
    chart = trade_chart(LADDER)

    assert [dot.best for dot in chart.dots] == [True, True, False, False, True]
    assert chart.stairs[0] == (chart.dots[0].x, chart.dots[0].score)
    assert chart.stairs[-1][0] == 100
    heights = [y for _, y in chart.stairs]
    assert heights == sorted(heights, reverse=True)
    assert {(chart.dots[k].x, chart.dots[k].score) for k in (0, 1, 4)} <= set(chart.stairs)


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(st.floats(0, 1e7), st.floats(0, 100), st.floats(-1e5, 1e6)),
        min_size=1,
        max_size=8,
    )
)
def test_every_dot_lies_on_its_panel_in_the_order_of_its_numbers(told: list[Numbers]) -> None:
    """Whatever the numbers; scales have few lines and hold everything."""
    trades = traded(sorted(told))
    chart = trade_chart(trades)

    for dot in chart.dots:
        for place in (dot.x, dot.score, dot.lumens):
            assert -1e-6 <= place <= 100 + 1e-6
    assert [dot.x for dot in chart.dots] == sorted(dot.x for dot in chart.dots)
    for scale in (chart.kroner, chart.scores, chart.lumens):
        assert 2 <= len(scale) <= 6
    by_score = sorted(range(len(trades)), key=lambda k: trades[k].score)
    heights = [chart.dots[k].score for k in by_score]
    assert heights == sorted(heights, reverse=True)


def test_no_number_lies_under_a_better_dot() -> None:
    """Of two plans side by side the better one is named."""
    dots = trade_chart(traded([(0, 70, 0), (9900, 73.8, 500), (10000, 74, 900)])).dots

    assert [dot.named for dot in dots] == [True, False, True]


def test_the_drawing_for_a_paper_has_a_dot_a_plan() -> None:
    """One dot each; none without plans; numbers as Danes write them."""
    tree = ET.fromstring(trade_figure(LADDER))  # noqa: S314 - our own
    words = [text.text for text in tree.iter(f"{SVG}text")]

    assert len(list(tree.iter(f"{SVG}circle"))) == len(LADDER)
    assert "8.000" in words
    assert "Kroner uden moms" in words
    assert not list(ET.fromstring(trade_figure([])).iter(f"{SVG}circle"))  # noqa: S314
