"""Score against kroner against lumens: none of the plans is beaten, and all are re-run."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.model.department import Department
from geo.model.errors import PlanError
from geo.planning.pareto import not_dominated, trade_offs
from geo.planning.plan import apply
from geo.scoring.measurement import State
from geo.scoring.rescoring import Rescoring
from geo.scoring.scoring import score

QUIET = {"uncertainty.draws": 0.0}


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 4)), max_size=9))
def test_what_is_kept_is_beaten_by_none_and_what_is_not_is_beaten(
    told: list[tuple[int, int, int]],
) -> None:
    """Against the definition, pair by pair."""
    rows = np.array(told, dtype=float).reshape(-1, 3)
    kept = not_dominated(rows)
    for k, row in enumerate(rows):
        beaten = any((o <= row).all() and (o < row).any() for o in rows)
        twin = any((o == row).all() for o in rows[:k])
        assert kept[k] == (not beaten and not twin)


def test_plans_are_scored_by_the_whole_model_and_none_beats_another(street: Department) -> None:
    """From doing nothing on; every score is that of scoring the changed place anew."""
    trades = trade_offs(Rescoring(street, {"assumptions": QUIET}), 60_000)
    rows = np.array([(trade.kroner, trade.lumens, -trade.score) for trade in trades])
    last = trades[-1]
    anew = score(apply(street, last.plan), assumptions=QUIET)

    assert trades[0].plan.changes == ()
    assert (trades[0].kroner, trades[0].lumens) == (0.0, 0.0)
    assert len(trades) > 2
    assert not_dominated(rows).all()
    assert (np.diff(rows[:, 0]) >= 0).all()
    assert last.kroner <= 60_000
    assert last.score == anew.results["lighting"][State.DARK].estimate.value


def test_no_money_trades_nothing(street: Department) -> None:
    """One sentence and what to do."""
    with pytest.raises(PlanError):
        trade_offs(Rescoring(street), 0.0)
