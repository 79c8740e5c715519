"""A profile as a notebook draws it: small SVG, no library.

Every text is escaped: names come from other people's files. Light and dark pages both read, no
colour stands alone: a missing factor is hatched and says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from geo.model.estimate import Estimate
from geo.scoring.words import PARTLY, REACHED, in_words

WIDTH, LEFT, ROW, TOP = 680, 190, 22, 34
BAR = WIDTH - LEFT - 190
INK, QUIET, BAND, POINT = "#1b2a33", "#66757f", "#b9cfdb", "#1f5f7a"


@dataclass(frozen=True)
class Plot:
    """A drawing that a notebook shows by itself.

    Parameters
    ----------
    svg
        The drawing.
    """

    svg: str = field(repr=False)

    def _repr_svg_(self) -> str:
        return self.svg

    def _repr_html_(self) -> str:
        return self.svg

    def save(self, path: str) -> None:
        """Write the drawing to a file."""
        with open(path, "w", encoding="utf-8") as file:  # noqa: PTH123 - a path as people give it
            file.write(self.svg)


def plot_of(title: str, rows: Sequence[tuple[str, Mapping[str, Estimate | None]]]) -> Plot:
    """Draw estimates as points in their intervals, a row per factor and state.

    Parameters
    ----------
    title
        What is drawn, in words.
    rows
        Label and estimate per state; None where the state is not defined.
    """
    lines = [
        (label if number == 0 else "", state, estimate)
        for label, states in rows
        for number, (state, estimate) in enumerate(
            (state, estimate) for state, estimate in states.items() if estimate is not None
        )
    ]
    height = TOP + ROW * len(lines) + 26
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}"'
        f' role="img" aria-label="{escape(title)}" font-family="sans-serif" font-size="12">'
    )
    hatch = (
        '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse"'
        f' patternTransform="rotate(45)"><path d="M0 0V6" stroke="{QUIET}"/></pattern></defs>'
    )
    parts = [
        head,
        f"<title>{escape(title)}</title>",
        hatch,
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
        f'<text x="8" y="18" fill="{INK}" font-weight="600">{escape(title)}</text>',
    ]
    foot = TOP + ROW * len(lines)
    for mark in (0.0, PARTLY, REACHED, 100.0):
        x = _x(mark)
        parts.append(f'<path d="M{x} {TOP - 4}V{foot}" stroke="{QUIET}" stroke-dasharray="2 3"/>')
        parts.append(
            f'<text x="{x}" y="{foot + 16}" fill="{QUIET}" text-anchor="middle">{mark:.0f}</text>'
        )
    for number, (label, state, estimate) in enumerate(lines):
        parts += _row(TOP + ROW * number + ROW / 2, label, state, estimate)
    return Plot("".join([*parts, "</svg>"]))


def _x(score: float) -> float:
    return round(LEFT + BAR * score / 100, 1)


def _row(y: float, label: str, state: str, estimate: Estimate) -> list[str]:
    text = f"{label} · {state}" if label else state
    anchor = f'<text x="{LEFT - 10}" y="{y + 4}" fill="{INK}" text-anchor="end">'
    parts = [f"{anchor}{escape(text)}</text>"]
    if estimate.value is None or estimate.low is None or estimate.high is None:
        parts.append(
            f'<rect x="{LEFT}" y="{y - 6}" width="{BAR}" height="12" fill="url(#hatch)"/>'
            f'<text x="{LEFT + BAR + 8}" y="{y + 4}" fill="{QUIET}">{escape(in_words(None))}</text>'
        )
        return parts
    low, high, value = _x(estimate.low), _x(estimate.high), _x(estimate.value)
    known = escape(estimate.grade.words)
    width = round(max(1.0, high - low), 1)
    parts.append(
        f'<rect x="{low}" y="{y - 5}" width="{width}" height="10" rx="3" fill="{BAND}"/>'
        f'<circle cx="{value}" cy="{y}" r="5" fill="{POINT}" stroke="#fff"/>'
        f'<text x="{LEFT + BAR + 8}" y="{y + 4}" fill="{INK}">{estimate.value:.0f} '
        f'<tspan fill="{QUIET}">({estimate.low:.0f}–{estimate.high:.0f}) {known}</tspan></text>'
    )
    return parts
