"""How an indicator answers to other anchors: what its score would be were the goalposts elsewhere.

An anchor times λ is a measured value divided by λ. Where a score falls in a straight line from 100
(blind length, no-man's-land, a walk) the *loss* is divided; where it rises from 0 the *gain* is;
an exponential one (open faults) decays slower. A plain share has no anchor.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

import numpy as np

from geo.measures.arrays import Reals

Shape: TypeAlias = Callable[[float, Reals], Reals]
"""Score as measured, and λ per draw, to the score per draw."""


def share(score: float, scale: Reals) -> Reals:
    """Answer the score itself: nothing stands to be moved."""
    return np.full(len(scale), score)


def loss(score: float, scale: Reals) -> Reals:
    """Answer the score of what falls from 100.

    >>> loss(60.0, np.array([1.0, 2.0])).tolist()
    [60.0, 80.0]
    """
    return np.clip(100 - (100 - score) / scale, 0.0, 100.0)


def gain(score: float, scale: Reals) -> Reals:
    """Answer the score of what rises from 0.

    >>> gain(60.0, np.array([1.0, 2.0, 0.5])).tolist()
    [60.0, 30.0, 100.0]
    """
    return np.clip(score / scale, 0.0, 100.0)


def decay(score: float, scale: Reals) -> Reals:
    """Answer the score of what decays with the measured value.

    >>> decay(25.0, np.array([1.0, 2.0])).tolist()
    [25.0, 50.0]
    """
    return np.asarray(100 * (score / 100) ** (1 / scale))


def saturating(score: float, middle: float, drawn: Reals) -> Reals:
    """Answer ``100 (1 - exp(-S / S0))`` for another S0, from the score at the usual one."""
    lost = np.clip(1 - score / 100, 1e-6, 1.0)
    return np.asarray(100 * (1 - lost ** (middle / drawn)))


SHAPES: Mapping[str, Shape] = MappingProxyType(
    {
        **dict.fromkeys(("1d", "1e", "2c", "3b"), gain),
        **dict.fromkeys(("1a", "1b", "1c", "2b", "2d", "3a", "4b"), loss),
        **dict.fromkeys(("5c", "5d", "5e", "6b", "6c"), loss),
        **dict.fromkeys(("1f", "2a", "2e", "3c", "4a", "4c", "4d", "5a", "5b", "6a", "7b"), share),
        "7a": decay,
    }
)
"""Shape of every indicator. Light and eyes answer better where more is known of them."""
