"""Scores kept at three levels of a judged number, between which a draw lies (decision 20).

Geometry is run once: what windows count, and how much darkness puts people off a way, is measured
at the lowest, the assumed and the highest value; a draw is interpolated and runs nothing anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from geo.measures.arrays import Reals
from geo.scoring.measurement import State
from geo.scoring.uncertainty.inputs import Inputs

Three = tuple[float, float, float]

KEPT = "levels"
"""Name under which a measurement keeps them."""


@dataclass(frozen=True)
class Levels:
    """What a judged number does to the scores of some indicators.

    Parameters
    ----------
    judged
        Key of the drawn number in ``Inputs.judged``.
    span
        Its lowest, assumed and highest value.
    scores
        Score of each state and indicator at the three.
    """

    judged: str
    span: Three
    scores: Mapping[tuple[State, str], Three] = field(repr=False)

    def change(self, state: State, key: str, inputs: Inputs) -> Reals | None:
        """Answer what each draw adds to a score, or None where it does nothing to it."""
        three = self.scores.get((state, key))
        if three is None or len(set(three)) == 1:
            return None
        moved = np.array(three) - three[1]
        return np.asarray(np.interp(inputs.judged[self.judged], self.span, moved))
