"""The method as people may read it: every formula, anchor, source and judged number, from the code.

The formulas are sentences of the catalogue with the names of assumptions in them; the numbers are
put in here. A number that changes in the code changes on the page; one that is gone is an error.
"""

import re
from dataclasses import dataclass

from geo.measures.anchors import FACE_LUX, LEAST_LUX, MEAN_LUX, Anchors
from geo.model.assumptions import Assumption, Assumptions, default_assumptions
from geo.model.language import sentence, sentences
from geo.scoring.factors import FACTORS, WEIGHT_SETS, Factor
from geo.scoring.unmeasured import Unmeasured, unmeasured

NAME = re.compile(r"\{([a-z_]+\.[a-z0-9_]+)\}")
RULES = ("within", "between", "coverage", "draws", "time")
ANCHORS = {"anchors.1a": MEAN_LUX, "anchors.1b": LEAST_LUX, "anchors.1d": FACE_LUX}


@dataclass(frozen=True)
class IndicatorMethod:
    """How one indicator is found.

    Parameters
    ----------
    key, label, weight
        Of the registry.
    formula
        Danish, with its numbers.
    assumptions
        The judged numbers the formula names.
    """

    key: str
    label: str
    weight: float
    formula: str
    assumptions: tuple[Assumption, ...]


@dataclass(frozen=True)
class FactorMethod:
    """How one factor is found: its indicators, weights per set, states and clause."""

    factor: Factor
    indicators: tuple[IndicatorMethod, ...]


@dataclass(frozen=True)
class Method:
    """The method whole.

    Parameters
    ----------
    factors
        In the order of the method.
    rules
        How the parts are joined, in Danish.
    assumptions
        Every judged number, by key.
    unmeasured
        What the strategy says and no map can measure.
    """

    factors: tuple[FactorMethod, ...]
    rules: tuple[str, ...]
    assumptions: tuple[Assumption, ...]
    unmeasured: tuple[Unmeasured, ...]


def method(assumptions: Assumptions | None = None) -> Method:
    """Answer the method under some assumptions; the defaults if None.

    Raises
    ------
    KeyError
        Where a formula names a number that is not there.
    """
    chosen = assumptions or default_assumptions()
    factors = tuple(
        FactorMethod(
            factor,
            tuple(
                IndicatorMethod(
                    row.key,
                    row.label,
                    row.weight,
                    filled(f"formula.{row.key}", chosen),
                    tuple(
                        chosen.entry(name) for name in named(f"formula.{row.key}") if name in chosen
                    ),
                )
                for row in factor.indicators
            ),
        )
        for factor in FACTORS.values()
    )
    return Method(
        factors=factors,
        rules=tuple(filled(f"method.{name}", chosen) for name in RULES),
        assumptions=tuple(chosen.entry(key) for key in chosen),
        unmeasured=unmeasured(),
    )


def named(key: str) -> list[str]:
    """Answer the numbers that a sentence of the catalogue names."""
    return NAME.findall(sentences()[key])


def filled(key: str, chosen: Assumptions) -> str:
    """Answer a sentence with its numbers as a Danish reader writes them."""

    def number(match: re.Match[str]) -> str:
        name = match[1]
        return anchors_in_words(ANCHORS[name]) if name in ANCHORS else figure(chosen[name])

    return NAME.sub(number, sentences()[key])


def figure(value: float) -> str:
    """Answer a number as a Danish reader writes it.

    >>> figure(2.5), figure(1 / 3), figure(2000.0)
    ('2,5', '0,333', '2000')
    """
    return f"{value:.3f}".rstrip("0").rstrip(".").replace(".", ",")


def anchors_in_words(anchors: Anchors) -> str:
    """Answer anchors as pairs of value and points.

    >>> anchors_in_words(((0.25, 1), (0, 25)))
    '0,25 lx giver 0, 1 lx giver 25'
    """
    pairs = zip(*anchors, strict=True)
    return ", ".join(f"{figure(value)} lx giver {figure(points)}" for value, points in pairs)


def as_markdown(chosen: Method | None = None) -> str:
    """Answer the method as a page of the docs."""
    whole = chosen or method()
    lines = [f"* {rule}" for rule in whole.rules]
    for part in whole.factors:
        weights = ", ".join(
            f"{name} {figure(100 * part.factor.weights[name])} %" for name in WEIGHT_SETS
        )
        states = ", ".join(state.value for state in part.factor.states)
        lines += ["", f"## {part.factor.label}", ""]
        lines += [
            sentence(
                "method.head", {"clause": part.factor.clause, "states": states, "weights": weights}
            )
        ]
        lines += ["", "| mål | vægt | sådan |", "|---|---|---|"]
        lines += [
            f"| {row.key} {row.label} | {figure(100 * row.weight)} % | {row.formula} |"
            for row in part.indicators
        ]
    lines += [
        "",
        f"## {sentence('method.judged_numbers')}",
        "",
        "| antagelse | værdi | spænd | kilde |",
        "|---|---|---|---|",
    ]
    lines += [_row(entry) for entry in whole.assumptions]
    lines += ["", f"## {sentence('method.not_measured')}", ""]
    lines += [f"* {row.text} ({row.clause})" for row in whole.unmeasured]
    return "\n".join(lines)


def _row(entry: Assumption) -> str:
    span = "–" if entry.low == entry.high else f"{figure(entry.low)}–{figure(entry.high)}"
    source = sentence("method.our_judgement") if entry.source == "judged" else entry.source
    label = sentence(f"assumption.{entry.key}")
    return f"| {label} | {figure(entry.value)} {entry.unit} | {span} | {source} |"
