"""How the light of a department answers to other lamps: geometry run once, draws looked up.

Light adds up, so a common factor on the flux needs no new geometry. The scores of the department
are computed at a few factors; another luminaire, another mast and other leaves move them by what
they do at the factor as registered. A draw lies between.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from geo.measures.arrays import Reals
from geo.measures.lamps import Flux
from geo.measures.path_light import (
    HIGH_HEIGHT,
    HIGH_LEAVES,
    LOW_HEIGHT,
    LOW_LEAVES,
    MIDDLE,
    Draw,
    PathLight,
    Three,
)
from geo.measures.segment_light import WEIGHTS, Where, scores_under
from geo.scoring.uncertainty.inputs import INDICATORS, WATTS, Inputs

FACTORS = np.exp(np.linspace(-np.log(4.0), np.log(4.0), 5))
"""Factors on the light at which scores are kept; between them they are interpolated."""

USUAL = len(FACTORS) // 2
"""Place of the factor 1."""

ANCHORED = ("1a", "1b", "1d")
"""Indicators whose anchors are lux: moving them is moving the light the other way."""

EFFICACY = {
    Flux.WATTS: "lighting.efficacy_led",
    Flux.WATTS_ONLY: "lighting.efficacy_unknown",
    Flux.ASSUMED: "lighting.lamp_flux_lm",
}
CARE = "lighting.maintenance_led"
MAST = "lighting.lamp_height_m"
LEAVES = "obstacles.light_leaves_on"
ENDS: Three = (-1.0, 0.0, 1.0)


@dataclass(frozen=True)
class LightAnswer:
    """Scores of a department's light under other lamps.

    Parameters
    ----------
    table
        Per indicator (factors,): the department's score.
    optics
        Per indicator what each luminaire of an unknown lamp adds to the score.
    masts
        Per indicator what the lowest and the highest unknown mast add to the score.
    plants
        Per indicator what the densest and the thinnest leaves add to the score.
    watts
        Per indicator what lamps at the low and the high end of their own watts add to the score.
    heights, leaves
        Low, middle and high of a mast of unknown height, and of what passes a plant.
    shares
        Share of the light per source of the flux.
    middle
        Judged numbers as assumed.
    """

    table: Mapping[str, Reals] = field(repr=False)
    optics: Mapping[str, Reals] = field(repr=False)
    masts: Mapping[str, tuple[float, float]] = field(repr=False)
    plants: Mapping[str, tuple[float, float]] = field(repr=False)
    watts: Mapping[str, tuple[float, float]] = field(repr=False)
    heights: Three
    leaves: Three
    shares: Mapping[Flux, float]
    middle: Mapping[str, float] = field(repr=False)

    def change(self, key: str, inputs: Inputs) -> Reals:
        """Answer what each draw adds to the score of an indicator."""
        row = self.table[key]
        factor = self._flux(inputs)
        if key in ANCHORED:
            factor = factor / inputs.anchors[:, INDICATORS.index(key)]
        found = np.interp(np.log(factor), np.log(FACTORS), row)
        moved = self.optics[key][inputs.optics] - row[USUAL]
        for judged, three, (low, high) in (
            (MAST, self.heights, self.masts[key]),
            (LEAVES, self.leaves, self.plants[key]),
            (WATTS, ENDS, self.watts[key]),
        ):
            moved = moved + np.interp(inputs.judged[judged], three, [low, 0.0, high])
        return np.asarray(found + moved)

    def _flux(self, inputs: Inputs) -> Reals:
        """Answer the factor on all light: flux by its source, and care."""
        care = inputs.judged[CARE] / self.middle[CARE]
        drawn = np.zeros(len(inputs))
        for source, share in self.shares.items():
            key = EFFICACY.get(source)
            drawn += share * (1.0 if key is None else inputs.judged[key] / self.middle[key])
        return np.asarray(drawn * care)


def light_answer(kept: Mapping[str, Any], walked: "pd.Series[float]") -> LightAnswer | None:
    """Answer how the light answers; None where it was not measured.

    Parameters
    ----------
    kept
        ``path_light`` and ``where`` of the measurement.
    walked
        Walked metres per segment.
    """
    light, where = kept.get("path_light"), kept.get("where")
    if not isinstance(light, PathLight) or not isinstance(where, Where):
        return None
    lux = light.lux["horizontal"]
    rows = [_scores(where, light, walked, Draw(_all(light, factor))) for factor in FACTORS]
    usual = rows[USUAL]

    def moved(draw: Draw, lies: Reals, middle: Reals) -> dict[str, float]:
        """Answer what a draw adds to each score; nothing where its light is the same."""
        if np.array_equal(lies, middle):
            return dict.fromkeys(WEIGHTS, 0.0)
        found = _scores(where, light, walked, draw)
        return {key: found[key] - usual[key] for key in WEIGHTS}

    optics = [moved(Draw(optics=k), lux[:, :, k], lux[:, :, 0]) for k in range(lux.shape[2])]
    masts = [
        moved(Draw(height_m=metres), lux[level], lux[MIDDLE])
        for level, metres in ((LOW_HEIGHT, light.heights[0]), (HIGH_HEIGHT, light.heights[2]))
    ]
    plants = [
        moved(Draw(leaves=share), lux[level], lux[MIDDLE])
        for level, share in ((LOW_LEAVES, light.leaves[0]), (HIGH_LEAVES, light.leaves[2]))
    ]
    ends = [
        moved(Draw(watts=end), lux[MIDDLE] * light.watts_at(end)[:, None, None], lux[MIDDLE])
        for end in (-1.0, 1.0)
    ]
    chosen = where.chosen
    return LightAnswer(
        table={key: np.array([row[key] for row in rows]) for key in WEIGHTS},
        optics={key: np.array([row[key] for row in optics]) for key in WEIGHTS},
        masts={key: (masts[0][key], masts[1][key]) for key in WEIGHTS},
        plants={key: (plants[0][key], plants[1][key]) for key in WEIGHTS},
        watts={key: (ends[0][key], ends[1][key]) for key in WEIGHTS},
        heights=light.heights,
        leaves=light.leaves,
        shares=_shares(light),
        middle={key: chosen[key] for key in (CARE, MAST, *EFFICACY.values())},
    )


def _all(light: PathLight, factor: float) -> dict[Flux, float]:
    return dict.fromkeys(light.sources, float(factor))


def _shares(light: PathLight) -> dict[Flux, float]:
    total = light.lux["horizontal"][MIDDLE, :, 0].sum(axis=1)
    whole = total.sum()
    even = np.full(len(total), 1 / len(total))
    part = total / whole if whole > 0 else even
    shares = dict.fromkeys(light.sources, 0.0)
    for source, share in zip(light.sources, part, strict=True):
        shares[source] += float(share)
    return shares


def _scores(
    where: Where, light: PathLight, walked: "pd.Series[float]", draw: Draw
) -> dict[str, float]:
    """Answer the department's score of each indicator under a draw."""
    scores = scores_under(where, light, draw)
    asked = scores["score"].notna()
    # A profile's segments stand in the order of their names, the measure's along their paths.
    weight = walked.loc[scores.index[asked]].to_numpy(dtype=float)
    if not weight.sum():
        return dict.fromkeys(WEIGHTS, 0.0)
    return {
        key: float(np.average(scores[key][asked].to_numpy(dtype=float), weights=weight))
        for key in WEIGHTS
    }
