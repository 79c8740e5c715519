"""Values as the model wants them: numbers, dates and codes, out of what people write.

Columns in, columns out. What cannot be understood becomes missing and is said; nothing is guessed.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.delivery.findings import per_feature
from geo.delivery.folding import fold
from geo.delivery.registers import translations
from geo.model.issues import Issue, Severity
from geo.model.layers import LAYERS, Column

PLACEHOLDERS = (-999.0, -9999.0, -99.0, -1.0, 9999.0, 99999.0, 999999.0, -99999.0)
"""Numbers registers write where they mean nothing."""

NUMBER = r"^\s*([+-]?[\d.,]*\d)\s*(?:m|meter|w|watt|lm|lumen|grader|°|stk\.?|%)?\s*$"

MOST_WORDS = 50
"""Unknown words of a column told one by one."""


def understood(
    values: pd.Series, layer: str, column: Column, labels: Sequence[str]
) -> tuple[pd.Series, list[Issue]]:
    """Answer a column as the model wants it, and what could not be understood.

    Parameters
    ----------
    values
        Column as delivered.
    layer
        Layer's name.
    column
        The model's column.
    labels
        What to call each row.
    """
    if column.kind in {"real", "integer"}:
        return _numbers(values, layer, column, np.asarray(labels, dtype=object))
    if column.kind == "date":
        return _dates(values, layer, column, np.asarray(labels, dtype=object))
    return _words(values, layer, column)


def told_column(layer: str, column: Column) -> dict[str, str]:
    """Answer what a finding says of a column: its name and what people call it."""
    return {"column": column.name, "label": LAYERS[layer].column_label(column.name)}


def _numbers(
    values: pd.Series, layer: str, column: Column, labels: npt.NDArray[np.object_]
) -> tuple[pd.Series, list[Issue]]:
    worded = _translated_numbers(values, layer, column)
    numbers, unread = parse_numbers(worded)
    facts = told_column(layer, column)
    issues = per_feature(Severity.WARNING, "value.not_a_number", layer, labels[unread], **facts)
    placeholder = np.isin(numbers, PLACEHOLDERS) & ~_within(numbers, column, around=-1.0)
    placeholder |= (numbers == 0) & (column.minimum is not None and column.minimum > 0)
    issues += per_feature(Severity.NOTICE, "value.placeholder", layer, labels[placeholder], **facts)
    numbers = np.where(placeholder, np.nan, numbers)
    outside = np.isfinite(numbers) & ~_within(numbers, column)
    bounds = {"low": column.minimum, "high": column.maximum, "unit": column.unit}
    issues += per_feature(
        Severity.WARNING, "value.out_of_range", layer, labels[outside], **facts, **bounds
    )
    kept = pd.Series(np.where(outside, np.nan, numbers), index=values.index)
    return (kept.round().astype("Int64") if column.kind == "integer" else kept), issues


def _translated_numbers(values: pd.Series, layer: str, column: Column) -> pd.Series:
    """Put numbers for words such as a condition's name."""
    words = translations(layer, column.name)
    if not words or pd.api.types.is_numeric_dtype(values):
        return values
    return _mapped(values, lambda value: words.get(fold(str(value)), value) or None)


def _within(
    numbers: npt.NDArray[np.float64], column: Column, around: float | None = None
) -> npt.NDArray[np.bool_]:
    low = -np.inf if column.minimum is None else column.minimum
    high = np.inf if column.maximum is None else column.maximum
    inside = (numbers >= low) & (numbers <= high)
    # -1 and its like may be a true angle; 9999 is never believed.
    return inside & (numbers == around) if around is not None else inside


def parse_numbers(values: pd.Series) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """Answer numbers written in Danish or English, and which texts are none.

    >>> numbers, unread = parse_numbers(pd.Series(["4,5", "1.250,5 lm", "35 W", "høj"]))
    >>> numbers.tolist(), unread.tolist()
    ([4.5, 1250.5, 35.0, nan], [False, False, False, True])
    """
    if pd.api.types.is_numeric_dtype(values):
        return values.to_numpy(dtype=float, na_value=np.nan), np.zeros(len(values), bool)
    plain = _mapped(values, _number)
    numbers = pd.to_numeric(plain, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    numbers = np.where(np.isfinite(numbers), numbers, np.nan)
    given = _mapped(values, lambda value: bool(str(value).strip(" -*?"))).fillna(value=False)
    return numbers, given.to_numpy(dtype=bool) & np.isnan(numbers)


def _number(value: object) -> float | None:
    if isinstance(value, int | float):
        return float(value)
    match = re.match(NUMBER, str(value), re.IGNORECASE)
    if match is None:
        return None
    text = match[1]
    if "," in text:
        text = (
            text.replace(".", "").replace(",", ".")
            if text.count(",") == 1
            else text.replace(",", "")
        )
    try:
        return float(text)
    except ValueError:
        return None


def _dates(
    values: pd.Series, layer: str, column: Column, labels: npt.NDArray[np.object_]
) -> tuple[pd.Series, list[Issue]]:
    iso = _mapped(values, iso_date)
    said = _mapped(values, as_text).notna().to_numpy()
    unread = said & iso.isna().to_numpy()
    issues = per_feature(
        Severity.WARNING, "value.not_a_date", layer, labels[unread], **told_column(layer, column)
    )
    return iso, issues


def iso_date(value: object) -> str | None:
    """Answer a day written the Danish way, or any ISO way, as an ISO date.

    >>> (
    ...     iso_date("01-12-2025"),
    ...     iso_date("1.12.2025"),
    ...     iso_date("2025/12/01 08:00"),
    ...     iso_date("31-02-2025"),
    ... )
    ('2025-12-01', '2025-12-01', '2025-12-01', None)
    """
    text = str(value).strip()
    danish = re.match(r"^(\d{1,2})[-./](\d{1,2})[-./](\d{4})(?:\D.*)?$", text)
    swedish = re.match(r"^(\d{4})[-./]?(\d{2})[-./]?(\d{2})(?:\D.*)?$", text)
    if danish:
        day, month, year = (int(part) for part in danish.groups())
    elif swedish:
        year, month, day = (int(part) for part in swedish.groups())
    else:
        return None
    try:
        return pd.Timestamp(year=year, month=month, day=day).date().isoformat()
    except ValueError:
        return None


def _words(values: pd.Series, layer: str, column: Column) -> tuple[pd.Series, list[Issue]]:
    known = translations(layer, column.name)
    text = _mapped(values, as_text)
    if not column.choices:
        return (_mapped(text, lambda v: known.get(fold(v), v) or None) if known else text), []
    coded = _mapped(text, lambda value: known.get(fold(value)))
    strange = text.notna() & coded.isna()
    found = text[strange].value_counts()
    told = told_column(layer, column)
    issues = [
        Issue(
            Severity.WARNING,
            "value.unknown_code",
            layer,
            None,
            {**told, "value": str(value), "count": int(found[value])},
        )
        for value in sorted(found.index.astype(str))[:MOST_WORDS]
    ]
    return coded.where(coded != "", None), issues


def as_text(value: object) -> str | None:
    """Answer a value as text; blanks are missing, whole numbers have no decimal point."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = str(value).strip().replace("\x00", "")
    return text or None


def _mapped(values: pd.Series, change: Callable[[Any], Any]) -> pd.Series:
    """Answer a column with a function applied once per distinct value."""
    if values.dtype == object:
        values = values.map(lambda v: v if isinstance(v, _PLAIN) else str(v), na_action="ignore")
    codes, distinct = pd.factorize(values, use_na_sentinel=True)
    changed = np.empty(len(distinct) + 1, dtype=object)  # the last answers for missing values
    changed[:-1] = [change(value) for value in np.asarray(distinct, dtype=object).tolist()]
    return pd.Series(changed[codes], index=values.index, dtype=object)


_PLAIN = (str, int, float)
