"""Plans a map may set beside today, to be picked on the map itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class PlanChoice:
    """A plan that may be drawn.

    Parameters
    ----------
    number
        Its number; the page asks for it as ``?plan=7``.
    name
        What it is called.
    place
        Name of its department.
    drawn
        Whether it is the one that is drawn.
    """

    number: int
    name: str
    place: str
    drawn: bool = False


def packed(choices: Sequence[PlanChoice]) -> list[dict[str, Any]] | None:
    """Answer choices as the page reads them, by department and name; None without any."""
    order = sorted(choices, key=lambda one: (one.place.casefold(), one.name.casefold(), one.number))
    return [
        {"number": one.number, "name": one.name, "place": one.place, "drawn": one.drawn}
        for one in order
    ] or None
