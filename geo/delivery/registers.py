"""What registers call things: element codes, status codes, contact columns, terms of use.

The facts lie in ``codes.toml`` and ``words.toml`` beside this file, so that a GIS officer can read
and extend them.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from geo.delivery.folding import fold, fold_cut
from geo.model.layers import LAYERS, Column

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Register:
    """A register whose files mix kinds of things, told apart by a code column.

    Parameters
    ----------
    name
        Name a person recognises.
    columns
        Folded names of its code column.
    codes
        Layers per code, each ``(layer, kind or None)``, first fitting geometry wins.
    """

    name: str
    columns: frozenset[str]
    codes: Mapping[str, tuple[tuple[str, str | None], ...]]


@cache
def facts() -> dict[str, Any]:
    """Answer the codes as they are written down."""
    return tomllib.loads((HERE / "codes.toml").read_text("utf-8"))


@cache
def registers() -> tuple[Register, ...]:
    """Answer every register with element codes."""
    return tuple(
        Register(
            row["name"],
            frozenset(
                name for column in row["columns"] for name in (fold(column), fold_cut(column))
            ),
            {
                _code(code): tuple(_target(t) for t in targets)
                for code, targets in row["codes"].items()
            },
        )
        for row in facts()["register"]
    )


def _code(code: str) -> str:
    return fold(code)


def _target(text: str) -> tuple[str, str | None]:
    layer, _, kind = text.partition(":")
    return layer, kind or None


@cache
def personal_columns() -> frozenset[str]:
    """Answer the folded names of contact columns."""
    names = facts()["personal"]["columns"]
    return frozenset(fold(name) for name in names) | frozenset(fold_cut(name) for name in names)


@cache
def id_columns(layer: str) -> tuple[str, ...]:
    """Answer folded names of a layer's id column, best first."""
    known = facts()["ids"]
    own = known.get(layer, [])
    stems = known["stems"].get(layer, [])
    made = [f"{stem}_{ending}" for stem in stems for ending in ("nr", "id", "nummer")]
    names = [*own, *made, *known["any"]]
    return tuple(dict.fromkeys(form for name in names for form in (fold(name), fold_cut(name))))


@cache
def translations(layer: str, column: str) -> Mapping[str, str]:
    """Answer the model's code for every folded word a column may hold; empty text is unknown."""
    spec = LAYERS[layer].columns[column]
    words = tomllib.loads((HERE / "words.toml").read_text("utf-8"))
    own = words.get(layer, {}).get(column, {})
    shared = words["yes_no"] if set(spec.choices) == {"yes", "no"} else {}
    found = {fold(word): code for code, many in shared.items() for word in many}
    found |= {fold(word): code for code, many in own.items() for word in many}
    return found | {fold(choice): choice for choice in spec.choices}


@cache
def names_of(column: Column) -> tuple[frozenset[str], frozenset[str]]:
    """Answer a column's folded names, whole and cut as a shapefile cuts them."""
    names = (column.name, *column.aliases)
    return frozenset(fold(name) for name in names), frozenset(fold_cut(name) for name in names)
