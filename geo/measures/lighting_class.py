"""Classes of light: what each asks for, which one a path is held to, which one it reaches.

P classes: EN 13201-2:2015, mean and least horizontal lux. E classes: the Danish road rules, mean
hemispherical lux with an evenness of at least 0.15; E4 asks for orientation only. Selection of a
P class: CEN/TR 13201-1:2014.
"""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd

from geo.measures.arrays import Reals
from geo.model.assumptions import Assumptions, default_assumptions

P_CLASSES: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "p1": (15.0, 3.0),
        "p2": (10.0, 2.0),
        "p3": (7.5, 1.5),
        "p4": (5.0, 1.0),
        "p5": (3.0, 0.6),
        "p6": (2.0, 0.4),
    }
)
"""Mean and least horizontal lux of each P class; P7 asks for none."""

E_CLASSES: Mapping[str, float] = MappingProxyType({"e1": 5.0, "e2": 2.5, "e3": 1.0})
"""Mean hemispherical lux of each E class; E4 asks for none."""

E_UNIFORMITY = 0.15
"""Least evenness of an E class."""

NEAREST_P_CLASS: Mapping[str, str] = MappingProxyType({"e1": "p4", "e2": "p5", "e3": "p6"})
"""P class that asks for about the same horizontal light as an E class (methods §1.3, §2.3)."""

NIGHT_CLASS: Mapping[str, str] = MappingProxyType(
    {
        "p1": "p2",
        "p2": "p3",
        "p3": "p4",
        "p4": "p5",
        "p5": "p6",
        "p6": "p6",
        "e1": "e2",
        "e2": "e3",
        "e3": "e3",
    }
)
"""Class that is asked for after 23: one less, so that planned dimming is no fault."""

NATURE_SURFACES = frozenset(
    [
        *("ground", "dirt", "earth", "mud", "grass", "sand", "woodchips", "bark"),
        *("jord", "græs", "trampesti"),
    ]
)
"""Surfaces of a path that nobody has built for walking in the dark."""

NO_CLASS = "none"


def p_class(mean: float, least: float) -> str:
    """Answer the best P class whose mean and least lux are both met.

    >>> p_class(8.5, 0.8)
    'p5'
    """
    met = (name for name, (a, m) in P_CLASSES.items() if mean >= a and least >= m)
    return next(met, "p7")


def e_class(mean_hemispherical: float, uniformity: float) -> str:
    """Answer the best E class that is met; an estimate, for the class has more conditions.

    >>> e_class(2.6, 0.2)
    'e2'
    """
    if uniformity < E_UNIFORMITY:
        return "e4"
    return next((name for name, lux in E_CLASSES.items() if mean_hemispherical >= lux), "e4")


def selected_p_class(weights: Mapping[str, int]) -> str:
    """Answer the P class that the circumstances of a path ask for.

    Parameters
    ----------
    weights
        Weighting values: ``speed`` low 1, walking 0; ``use`` busy 1, normal 0, quiet -1;
        ``traffic`` with motor traffic and cycles 2, on foot with motor traffic or with cycles 1,
        on foot only or cycles only 0; ``parked`` 1 or 0; ``ambient`` high 1, moderate 0, low -1.

    Examples
    --------
    >>> selected_p_class({"speed": 1, "use": 0, "traffic": 1, "parked": 0, "ambient": 0})
    'p4'
    """
    return f"p{min(max(6 - sum(weights.values()), 1), 7)}"


def target_classes(
    segments: pd.DataFrame, assumptions: Assumptions | None = None
) -> "pd.Series[str]":
    """Answer the class each segment is held to: the delivered one, else by what kind of path it is.

    Pavements, roads and cycleways, and other paths tagged as lit, are main paths; a ``path`` of
    bare ground that is not tagged as lit is a nature path; the rest are other paths.

    Parameters
    ----------
    segments
        Segments with the columns of ``paths``; those that are absent are unknown.
    assumptions
        ``lighting.target_main``, ``.target_other``, ``.target_nature``; the defaults if None.
    """
    chosen = assumptions or default_assumptions()
    kind, lit = _texts(segments, "kind"), _texts(segments, "lit")
    bare = _texts(segments, "surface").isin(NATURE_SURFACES)
    main = kind.isin(["pavement", "road", "cycleway"]) | (lit == "yes")
    nature = (kind == "path") & bare & (lit != "yes")
    by_kind = np.select(
        [main, nature],
        [_named(chosen["lighting.target_main"]), _named(chosen["lighting.target_nature"])],
        _named(chosen["lighting.target_other"]),
    )
    delivered = _texts(segments, "lighting_class")
    classes = np.where(delivered == "", by_kind, delivered)
    return pd.Series(classes, index=segments.index, dtype="str", name="target_class")


def target_lux(classes: "pd.Series[str]") -> tuple[Reals, Reals]:
    """Answer the mean and least lux of each class; NaN for a class that asks for none."""
    known = classes.tolist()
    pairs = [P_CLASSES.get(NEAREST_P_CLASS.get(name, name), (np.nan, np.nan)) for name in known]
    mean, least = np.array(pairs, dtype=float).reshape(-1, 2).T
    return mean, least


def night_classes(classes: "pd.Series[str]") -> "pd.Series[str]":
    """Answer the class that is asked for late at night, per class of the evening.

    >>> night_classes(pd.Series(["p4", "e1", "none"])).tolist()
    ['p5', 'e2', 'none']
    """
    return pd.Series([NIGHT_CLASS.get(name, name) for name in classes], index=classes.index)


def _named(number: float) -> str:
    return f"p{int(number)}" if number else NO_CLASS


def _texts(frame: pd.DataFrame, column: str) -> "pd.Series[str]":
    if column not in frame:
        return pd.Series("", index=frame.index)
    values = [value.lower() if isinstance(value, str) else "" for value in frame[column]]
    return pd.Series(values, index=frame.index, dtype="str")
