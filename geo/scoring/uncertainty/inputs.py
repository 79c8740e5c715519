"""What is drawn: the judged for all departments alike, data errors for each (decision 20).

Because the judged is common, two departments differ by their places and data, never by luck.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np

from geo.measures.arrays import Integers, Reals
from geo.model.assumptions import Assumptions
from geo.scoring.aggregation import ARITHMETIC, BETWEEN, GEOMETRIC
from geo.scoring.factors import FACTORS, WEIGHT_SETS
from geo.scoring.uncertainty.streams import generator, normals, triangular

KEYS = tuple(FACTORS)
INDICATORS = tuple(row.key for factor in FACTORS.values() for row in factor.indicators)

DRAWN = (
    *("lighting.lamp_height_m", "lighting.lamp_flux_lm", "lighting.maintenance_led"),
    *("lighting.maintenance_other", "lighting.efficacy_led", "lighting.efficacy_unknown"),
    *("obstacles.light_leaves_on", "routes.aversion"),
    *("boundaries.marker_low", "boundaries.marker_tall", "boundaries.marker_bed"),
    *("boundaries.marker_path", "boundaries.marker_surface"),
)
"""Assumptions whose range is drawn exactly; the others are carried by anchors and data errors."""

OPENINGS = "eyes.openings"
"""How much openings count: all of their ranges at once, from lowest (-1) to highest (1)."""

WATTS = "lighting.watts"
"""Where in their own ranges the watts of lamps lie: all at once, from low (-1) to high (1)."""

HALF_EYES, TWICE_EYES = 10.0, 50.0
"""Range of the effective openings at which eyes saturate, about their value (methods §3.3)."""


@dataclass(frozen=True)
class Inputs:
    """Some draws of everything.

    Parameters
    ----------
    weights
        (n, factors) weights that sum to 1.
    exponent
        (n,) rule between factors: 0 geometric, 0.5 between, 1 arithmetic.
    anchors
        (n, indicators) times the anchors of each indicator.
    judged
        (n,) per assumption that is drawn exactly.
    optics
        (n,) luminaire of a lamp whose own is not known: 0 path, 1 flat, 2 globe.
    eyes
        (n,) effective openings at which eyes saturate.
    shared, own
        (n, factors) and (n, indicators) standard normal errors of a department's data.
    """

    weights: Reals = field(repr=False)
    exponent: Reals = field(repr=False)
    anchors: Reals = field(repr=False)
    judged: Mapping[str, Reals] = field(repr=False)
    optics: Integers = field(repr=False)
    eyes: Reals = field(repr=False)
    shared: Reals = field(repr=False)
    own: Reals = field(repr=False)

    def __len__(self) -> int:
        """Answer how many draws there are."""
        return len(self.exponent)


def common_inputs(
    seed: int, count: int, assumptions: Assumptions, sets: tuple[tuple[float, ...], ...]
) -> Inputs:
    """Answer the draws that all departments share; data errors are still 0.

    Parameters
    ----------
    seed
        Seed.
    count
        Number of draws.
    assumptions
        Every judged number.
    sets
        The weight sets that are mixed, each a weight per factor.
    """
    entries = tuple(assumptions.entry(key) for key in DRAWN)
    spans = tuple((entry.key, entry.low, entry.value, entry.high) for entry in entries)
    settings = tuple(assumptions[f"uncertainty.{name}"] for name in SETTINGS)
    return _common(seed, count, sets, spans, settings)


SETTINGS = (
    *("anchor_spread", "weight_firmness", "rule_geometric", "rule_between"),
    *("optics_generic", "optics_lambert"),
)


@lru_cache(maxsize=8)
def _common(
    seed: int,
    count: int,
    sets: tuple[tuple[float, ...], ...],
    spans: tuple[tuple[str, float, float, float], ...],
    settings: tuple[float, ...],
) -> Inputs:
    spread, firmness, geometric, between, path, flat = settings
    rule = generator(seed, "rule").random(count)
    optics = generator(seed, "optics").random(count)
    return Inputs(
        weights=mixed_weights(seed, count, sets, firmness),
        exponent=np.select(
            [rule < geometric, rule < geometric + between], [GEOMETRIC, BETWEEN], ARITHMETIC
        ),
        anchors=np.exp(
            np.log1p(spread)
            * np.column_stack([normals(seed, "anchor", key, count) for key in INDICATORS])
        ),
        judged={
            key: triangular(seed, key, (low, value, high), count)
            for key, low, value, high in (
                *spans,
                *((name, -1.0, 0.0, 1.0) for name in (OPENINGS, WATTS)),
            )
        },
        optics=np.digitize(optics, [path, path + flat]).astype(np.int64),
        eyes=_saturation(seed, count),
        shared=np.zeros((count, len(KEYS))),
        own=np.zeros((count, len(INDICATORS))),
    )


def _saturation(seed: int, count: int) -> Reals:
    """Answer draws that are even in proportion between ten and fifty openings."""
    low, high = np.log(HALF_EYES), np.log(TWICE_EYES)
    return np.exp(generator(seed, "eyes").uniform(low, high, count))


def mixed_weights(
    seed: int, count: int, sets: tuple[tuple[float, ...], ...], firmness: float
) -> Reals:
    """Answer (count, factors) weights: one of the sets at random, loosened by a Dirichlet draw.

    About a weight w the draws spread by ``sqrt(w(1 - w) / (firmness + 1))``.
    """
    chosen = generator(seed, "weight set").integers(len(sets), size=count)
    middle = np.array(sets)[chosen]
    shape = firmness * middle / middle.sum(axis=1, keepdims=True)
    loose = generator(seed, "weights").standard_gamma(np.maximum(shape, 1e-9))
    return np.asarray(loose / loose.sum(axis=1, keepdims=True))


def with_errors(inputs: Inputs, seed: int, department: str) -> Inputs:
    """Answer the draws with the errors of one department's data."""
    count = len(inputs)
    shared = [normals(seed, "shared", f"{department}\x1f{key}", count) for key in KEYS]
    own = [normals(seed, "own", f"{department}\x1f{key}", count) for key in INDICATORS]
    return replace(inputs, shared=np.column_stack(shared), own=np.column_stack(own))


def weight_sets(own: Mapping[str, float] | None = None) -> tuple[tuple[float, ...], ...]:
    """Answer the sets that are mixed: the product's three, and a local one where there is one."""
    sets: Iterable[Mapping[str, float]] = (
        {key: factor.weights[name] for key, factor in FACTORS.items()} for name in WEIGHT_SETS
    )
    every = [*sets, *([own] if own is not None else [])]
    return tuple(tuple(float(weights[key]) for key in KEYS) for weights in every)
