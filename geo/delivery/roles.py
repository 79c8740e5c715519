"""Which layer a table is, by what it is called and what it holds; or which layers it mixes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.delivery.folding import fold, words
from geo.delivery.registers import Register, id_columns, names_of, registers
from geo.model.issues import Issue, Severity
from geo.model.layers import LAYERS

Families = npt.NDArray[np.object_]
GENERIC = frozenset({"name", "kind", "owner", "height_m", "dwellings", "status", "code", "address"})
"""Columns that many layers have and that decide nothing alone."""


@dataclass(frozen=True)
class Share:
    """The rows of a table that are one layer, and the kind each has by its code."""

    layer: str
    rows: npt.NDArray[np.intp]
    kinds: npt.NDArray[np.object_] | None = None


def shares(
    attributes: pd.DataFrame, families: Families, called: Sequence[str], named: str | None
) -> tuple[list[Share], list[Issue]]:
    """Tell which rows of a table are which layer.

    Parameters
    ----------
    attributes
        Columns as delivered.
    families
        Geometry family per row, empty text where there is none.
    called
        Names the table goes by: layer, file, folder; the most telling first.
    named
        Layer somebody named for it, or None.
    """
    everything = np.arange(len(attributes))
    if named is not None:
        return [Share(named, everything)], []
    split = _by_code(attributes, families, called[0])
    if split is not None:
        return split
    layer = _by_name(called) or _by_columns(attributes, families)
    if layer is None:
        facts = {"file": called[0], "columns": ", ".join(map(str, attributes.columns[:12])) or "–"}
        return [], [Issue(Severity.ERROR, "role.unknown", called[0], None, facts)]
    return [Share(layer, everything)], []


def _by_name(called: Sequence[str]) -> str | None:
    """Find the layer a name says: the whole name first, then its words, longest first."""
    for name in called:
        if (whole := _layer_names().get(fold(name))) is not None:
            return whole
        if (several := _by_words(words(name))) is not None:
            return several
        hits = {_layer_names()[word] for word in words(name) if word in _layer_names()}
        if len(hits) == 1:
            return hits.pop()
        for word in sorted(words(name), key=len, reverse=True):
            if word in _layer_names():
                return _layer_names()[word]
    return None


def _by_words(said: Sequence[str]) -> str | None:
    """Find a layer whose name is written as several words, the longest first.

    >>> _by_words(["ballerup", "faelles", "areal", "nord"])
    'common_areas'
    """
    for count in range(len(said), 1, -1):
        for start in range(len(said) - count + 1):
            layer = _layer_names().get("".join(said[start : start + count]))
            if layer is not None:
                return layer
    return None


def _layer_names() -> Mapping[str, str]:
    names: dict[str, str] = {}
    for spec in LAYERS.values():
        for name in (spec.name, *spec.aliases):
            names.setdefault(fold(name), spec.name)
    return names


def _by_columns(attributes: pd.DataFrame, families: Families) -> str | None:
    """Find the only layer whose own columns are here and whose geometry fits."""
    seen = Counter(family for family in families if family)
    if not seen:
        return None
    family = seen.most_common(1)[0][0]
    delivered = {fold(str(name)) for name in attributes.columns}
    points: dict[str, int] = {}
    for layer, spec in LAYERS.items():
        if family not in spec.geometry:
            continue
        telling = [c for c in spec.columns.values() if c.name not in GENERIC]
        score = sum(bool(delivered & (names_of(c)[0] | names_of(c)[1])) for c in telling)
        own_id = delivered & (set(id_columns(layer)) - set(id_columns("any")))
        points[layer] = score + 2 * bool(own_id)
    best = max(points.values(), default=0)
    winners = [layer for layer, score in points.items() if score == best]
    return winners[0] if best and len(winners) == 1 else None


def _by_code(
    attributes: pd.DataFrame, families: Families, file: str
) -> tuple[list[Share], list[Issue]] | None:
    """Split a table of mixed elements by its code column, or None where it has none."""
    coded = _code_column(attributes)
    if coded is None:
        return None
    register, column = coded
    values = folded_codes(attributes[column])
    targets = np.full(len(values), "", dtype=object)
    kinds = np.full(len(values), None, dtype=object)
    unknown: Counter[str] = Counter()
    pairs = pd.DataFrame({"value": values, "family": families}).groupby(
        ["value", "family"], sort=True
    )
    found: dict[tuple[str, str], npt.NDArray[np.intp]] = dict(pairs.indices)  # type: ignore[arg-type]
    for (value, family), rows in found.items():  # few pairs, however many rows
        target = _fitting(register.codes.get(value), family)
        if target is None:
            unknown[value or "–"] += len(rows)
        else:
            targets[rows], kinds[rows] = target
    issues = [
        Issue(
            Severity.WARNING, "row.code_not_taken", file, None,
            {"column": column, "code": code, "count": count, "register": register.name},
        )
        for code, count in sorted(unknown.items())
    ]  # fmt: skip
    layers = sorted(set(targets) - {""})
    return [
        Share(layer, np.flatnonzero(targets == layer), kinds[targets == layer]) for layer in layers
    ], issues


def _code_column(attributes: pd.DataFrame) -> tuple[Register, str] | None:
    """Find the register whose code column is here and whose codes fill it best."""
    best: tuple[float, Register, str] | None = None
    for register in registers():
        for name in attributes.columns:
            if fold(str(name)) not in register.columns:
                continue
            given = folded_codes(attributes[name])
            given = given[given != ""]
            known = float(given.isin(set(register.codes)).mean()) if len(given) else 0.0
            if known > 0 and (best is None or known > best[0]):
                best = known, register, str(name)
    return best[1:] if best else None


def folded_codes(values: pd.Series) -> pd.Series:
    """Answer codes as folded text, whole numbers without a decimal point."""
    distinct = {value: _code_text(value) for value in pd.unique(values.dropna())}
    return values.map(distinct).astype(object).where(values.notna(), "")


def _code_text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return fold(str(value))


def _fitting(
    targets: Sequence[tuple[str, str | None]] | None, family: str
) -> tuple[str, str | None] | None:
    return next((t for t in targets or () if family in LAYERS[t[0]].geometry), None)
