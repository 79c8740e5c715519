"""Which delivered column is which column of the model.

Whole names count before names a shapefile cut. What fits two columns of the model, or two
delivered columns that fit one and disagree, is undecided: neither is taken, and that is said.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.delivery.findings import per_feature
from geo.delivery.folding import SHORT, fold
from geo.delivery.registers import id_columns, names_of, personal_columns, translations
from geo.delivery.values import as_text, told_column, understood
from geo.model.issues import Issue, Severity
from geo.model.layers import LAYERS, Column

Rows = npt.NDArray[np.intp]


def translate(
    attributes: pd.DataFrame,
    layer: str,
    labels: Sequence[str],
    overflowed: Mapping[str, Rows],
) -> tuple[pd.DataFrame, list[Issue]]:
    """Answer the model's columns of a layer as their names tell, and what was not understood."""
    chosen, issues = assign(attributes, layer)
    frame, told = taken(attributes, layer, chosen, labels, overflowed)
    return frame, issues + told


def taken(
    attributes: pd.DataFrame,
    layer: str,
    chosen: Mapping[str, str],
    labels: Sequence[str],
    overflowed: Mapping[str, Rows],
) -> tuple[pd.DataFrame, list[Issue]]:
    """Answer the model's columns of a layer, and everything that was dropped or not understood.

    Parameters
    ----------
    attributes
        Columns as delivered.
    layer
        Layer's name.
    chosen
        Delivered column for each of the model's.
    labels
        What to call each row.
    overflowed
        Rows whose number did not fit its field, by delivered column.
    """
    issues: list[Issue] = []
    out: dict[str, pd.Series] = {}
    names = np.asarray(labels, dtype=object)
    for column in LAYERS[layer].columns.values():
        delivered = chosen.get(column.name)
        if delivered is None:
            continue
        out[column.name], told = understood(attributes[delivered], layer, column, labels)
        issues += told
        starred = overflowed.get(delivered, ())
        issues += per_feature(
            Severity.WARNING,
            "value.overflowed",
            layer,
            names[list(starred)],
            **told_column(layer, column),
        )
    return pd.DataFrame(out, index=attributes.index), issues + _dropped(attributes, layer, chosen)


def assign(
    attributes: pd.DataFrame, layer: str, decided: Mapping[str, str] | None = None
) -> tuple[dict[str, str], list[Issue]]:
    """Answer the delivered column for each of the model's, and what stayed undecided.

    Parameters
    ----------
    attributes
        Columns as delivered.
    layer
        Layer's name.
    decided
        Delivered column by the model's column, as a person or an earlier delivery said it.
        A contact column is not taken, whoever says it.
    """
    spec = LAYERS[layer]
    chosen = _decided(attributes, layer, decided or {})
    given = set(chosen.values())
    delivered = [str(name) for name in attributes.columns if str(name) not in given]
    clashes = collisions(delivered)
    usable = [
        name for name in delivered if fold(name) not in personal_columns() and name not in clashes
    ]
    open_columns = [column for column in spec.columns.values() if column.name not in chosen]
    fits = {name: _fitting(name, open_columns) for name in usable}
    issues = [_ambiguous(layer, names, None) for names in _grouped(clashes)]
    shared = {name for name, columns in fits.items() if len(columns) > 1}
    for name in sorted(shared):
        meant = _short_code_or_name(attributes[name], fits[name])
        if meant is None:
            issues.append(_ambiguous(layer, [name], fits[name]))
        fits[name] = [meant] if meant else []
    for column in open_columns:
        candidates = [name for name in usable if column.name in fits[name]]
        best = _best(attributes, candidates, layer, column)
        if best is None and candidates:
            issues.append(_ambiguous(layer, candidates, [column.name]))
        elif best is not None:
            chosen[column.name] = best
    return chosen, issues


def _decided(attributes: pd.DataFrame, layer: str, decided: Mapping[str, str]) -> dict[str, str]:
    there = {str(name) for name in attributes.columns}
    return {
        column: name
        for column, name in decided.items()
        if column in LAYERS[layer].columns
        and name in there
        and fold(name) not in personal_columns()
    }


def _fitting(name: str, columns: Any) -> list[str]:
    """Answer the model's columns a delivered name fits: by its whole name, else by its cut one."""
    folded = fold(name)
    for column in columns:
        if fold(column.name) == folded:
            return [column.name]
    whole = [column.name for column in columns if folded in names_of(column)[0]]
    if whole or len(name) != SHORT:
        return whole
    return [column.name for column in columns if folded in names_of(column)[1]]


def _short_code_or_name(values: pd.Series, columns: Sequence[str]) -> str | None:
    """Let unique short codes be an id or number, and anything else a name; else undecided."""
    text = values.dropna().astype(str)
    coded = (
        text.is_unique
        and bool(text.str.len().le(SHORT).all())
        and bool(text.str.contains(r"\d").all())
    )
    codes = [name for name in columns if name in {"number", "code", "lbf_department"}]
    named = [name for name in columns if name == "name"]
    wanted = codes if coded else named
    return wanted[0] if len(wanted) == 1 else None


def _best(
    attributes: pd.DataFrame, candidates: Sequence[str], layer: str, column: Column
) -> str | None:
    """Answer the candidate to take, or None where two disagree."""
    if len(candidates) <= 1:
        return candidates[0] if candidates else None
    filled = [name for name in candidates if attributes[name].notna().any()]
    if len(filled) <= 1:
        return (filled or candidates)[0]
    exact = [name for name in filled if fold(name) == fold(column.name)]
    if len(exact) == 1:
        return exact[0]
    if column.choices:
        return _most_understood(attributes, filled, layer, column)
    first = attributes[filled[0]].map(as_text, na_action="ignore")
    agree = all(
        bool(((first == other) | first.isna() | other.isna()).all())
        for other in (attributes[name].map(as_text, na_action="ignore") for name in filled[1:])
    )
    return filled[0] if agree else None


def _most_understood(
    attributes: pd.DataFrame, candidates: Sequence[str], layer: str, column: Column
) -> str | None:
    known = set(translations(layer, column.name))
    share = {
        name: float(attributes[name].dropna().map(lambda v: fold(str(as_text(v))) in known).mean())
        for name in candidates
    }
    best = max(share.values())
    winners = [name for name in candidates if share[name] == best]
    aliases = [fold(alias) for alias in column.aliases]
    order = {name: aliases.index(fold(name)) if fold(name) in aliases else 99 for name in winners}
    return min(winners, key=lambda name: (order[name], name)) if best > 0 else None


def collisions(names: Sequence[str]) -> dict[str, str]:
    """Answer columns a shapefile cut to the same ten letters, by what they share.

    >>> sorted(collisions(["belysnings", "belysnin_1", "hoejde"]))
    ['belysnin_1', 'belysnings']
    """
    out: dict[str, str] = {}
    for name in names:
        numbered = re.fullmatch(r"(.{8})_\d", name)
        if numbered is None:
            continue
        partners = [
            other
            for other in names
            if len(other) == SHORT and other != name and other[:8] == numbered[1]
        ]
        for member in (name, *partners) if partners else ():
            out[member] = numbered[1]
    return out


def _grouped(clashes: Mapping[str, str]) -> list[list[str]]:
    shared = sorted(set(clashes.values()))
    return [sorted(name for name, common in clashes.items() if common == key) for key in shared]


def _ambiguous(layer: str, delivered: Sequence[str], columns: Sequence[str] | None) -> Issue:
    meant = ", ".join(LAYERS[layer].column_label(name) for name in columns or ())
    facts = {"delivered": ", ".join(delivered), "column": meant or "–"}
    return Issue(Severity.WARNING, "column.ambiguous", layer, None, facts)


def _dropped(attributes: pd.DataFrame, layer: str, chosen: Mapping[str, str]) -> list[Issue]:
    taken = set(chosen.values())
    left = [str(name) for name in attributes.columns if str(name) not in taken]
    personal = sorted(name for name in left if fold(name) in personal_columns())
    ids = set(id_columns(layer))
    unused = sorted(name for name in left if name not in personal and fold(name) not in ids)
    issues = []
    if personal:
        facts = {"columns": ", ".join(personal)}
        issues.append(Issue(Severity.NOTICE, "column.personal", layer, None, facts))
    if unused:
        facts = {"columns": ", ".join(unused)}
        issues.append(Issue(Severity.NOTICE, "column.unused", layer, None, facts))
    return issues
