"""Which register a table is, and its numbers in one form, so that they can be joined.

How many digits LBF's numbers have is not settled, so they stay text: leading noughts are kept in
what is stored and left out where numbers are compared.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.delivery.folding import fold, fold_cut

NEEDED: Mapping[str, tuple[str, ...]] = {
    "lbf": ("department_number", "property"),
    "bbr": ("property", "cadastre", "parcel"),
    "matrikel": ("cadastre", "parcel"),
}
"""Columns without which a table is not the register."""


@cache
def names() -> Mapping[str, Mapping[str, Any]]:
    """Answer what each register calls its columns."""
    return tomllib.loads(Path(__file__).with_name("registers.toml").read_text("utf-8"))


def register_of(frame: pd.DataFrame) -> str | None:
    """Answer which register a table is, or None where it is none of them."""
    spatial = isinstance(frame, gpd.GeoDataFrame)
    for register in ("matrikel",) if spatial else ("lbf", "bbr"):
        if set(NEEDED[register]) <= set(columns_of(frame, register)):
            return register
    return None


def columns_of(frame: pd.DataFrame, register: str) -> dict[str, str]:
    """Answer the delivered column for each that the register is known to have."""
    delivered = {fold(str(name)): str(name) for name in reversed(list(frame.columns))}
    found: dict[str, str] = {}
    for column, aliases in names()[register].items():
        forms = [form for alias in aliases for form in (fold(alias), fold_cut(alias))]
        hit = next((delivered[form] for form in forms if form in delivered), None)
        if hit is not None and hit not in found.values():
            found[column] = hit
    return found


def known_columns(frame: pd.DataFrame, register: str) -> pd.DataFrame:
    """Answer a register's table under our names, every column there, text or None."""
    chosen = columns_of(frame, register)
    data = {
        name: frame[chosen[name]].astype(object).to_numpy()
        if name in chosen
        else [None] * len(frame)
        for name in names()[register]
    }
    out = pd.DataFrame(data, dtype=object)
    return out.where(out.notna(), None)


def property_number(value: object) -> str | None:
    """Answer a property number without its municipality, blanks and leading noughts.

    >>> property_number("151-0012345"), property_number(" 12345 "), property_number("ukendt")
    ('12345', '12345', None)
    """
    parts = [part for part in re.split(r"[-/ .]+", str(value or "").strip()) if part]
    if len(parts) > 1 and re.fullmatch(r"0?\d{3}", parts[0]):
        parts = parts[1:]
    digits = "".join(parts)
    return digits.lstrip("0") or None if digits.isdigit() else None


def parcel_key(cadastre: object, parcel: object) -> str | None:
    """Answer one text for a parcel: the cadastral district's code and the number.

    >>> parcel_key("02000 1", "0012 AB"), parcel_key(None, "7a")
    ('20001:12ab', None)
    """
    code = re.sub(r"\D", "", str(cadastre or "")).lstrip("0")
    number = re.sub(r"\s", "", str(parcel or "")).casefold().lstrip("0")
    return f"{code}:{number}" if code and number else None


def whole(value: object) -> int | None:
    """Answer a count written in Danish, or None.

    >>> whole("1.204"), whole("12"), whole("ca. 40")
    (1204, 12, None)
    """
    text = str(value if value is not None else "").strip()
    plain = text.replace(".", "") if re.fullmatch(r"\d{1,3}(\.\d{3})+", text) else text
    return int(plain) if plain.isdigit() else None
