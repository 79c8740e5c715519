"""Department polygons where no register holds them: LBF's list, BBR's properties, the parcels.

LBF names departments and the BBR properties of their building sections; BBR knows on which parcels
a property lies; the cadastral map knows where the parcels are. What does not meet is listed by
name, and what nobody says of an owner stays unknown.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.delivery import Limits, read_tables
from geo.intake.joining import known_columns, parcel_key, property_number, register_of, whole
from geo.model.crs import METRES
from geo.model.delivery import Delivery, LayerCount
from geo.model.errors import RefusedFileError
from geo.model.estimate import Grade
from geo.model.issues import Issue, Severity
from geo.model.language import sentence
from geo.model.provenance import Source

SOCIAL_HOUSING = "20"
"""BBR's code of ownership for a social housing organisation."""

LAYER = "departments"


@dataclass(frozen=True)
class _Registers:
    """The three registers under our own column names."""

    lbf: pd.DataFrame
    bbr: pd.DataFrame
    parcels: Mapping[str, shapely.Geometry]
    by_property: Mapping[str, frozenset[str]]


def departments_from_registers(
    paths: Sequence[str | Path], *, limits: Limits | None = None
) -> Delivery:
    """Join registers delivered as files to a delivery of departments.

    Parameters
    ----------
    paths
        LBF's list (department and property numbers), BBR's (property and parcel), the parcels as
        polygons; which is which is told by their columns. Where the parcels carry property
        numbers themselves, BBR's list may be left out.
    limits
        How far the files are trusted.

    Raises
    ------
    RefusedFileError
        Where one of the registers is missing, or nothing could be joined.
    """
    frames, issues, confirm = _read(paths, limits)
    registers = _registers(frames)
    rows, told = _joined(registers)
    if not rows:
        raise RefusedFileError("register.nothing", count=len(registers.lbf))
    frame = gpd.GeoDataFrame(rows, crs=METRES).sort_values("id", ignore_index=True)
    names = sorted(Path(path).name for path in paths)
    content = "".join(sorted(_digest(Path(path)) for path in paths))
    source = Source(sentence("register.source"), grade=Grade.C, record=", ".join(names))
    departments = _numbers(registers.lbf)
    return Delivery(
        name=", ".join(names),
        layers={LAYER: frame},
        sources={LAYER: source},
        counts={LAYER: LayerCount(len(departments), 0, len(departments) - len(frame))},
        issues=tuple(sorted([*told, *issues], key=lambda one: list(Severity).index(one.severity))),
        fingerprint=hashlib.sha256(content.encode()).hexdigest(),
        needs_confirmation=confirm,
    )


def _digest(path: Path) -> str:
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    return "".join(hashlib.sha256(f.read_bytes()).hexdigest() for f in files if f.is_file())


def _read(
    paths: Sequence[str | Path], limits: Limits | None
) -> tuple[dict[str, list[pd.DataFrame]], list[Issue], bool]:
    found: dict[str, list[pd.DataFrame]] = defaultdict(list)
    issues: list[Issue] = []
    confirm = False
    for path in paths:
        tables = read_tables(path, limits=limits)
        issues += tables.issues
        confirm |= tables.needs_confirmation
        for name, frame in tables.frames.items():
            register = register_of(frame)
            if register is None:
                told = {"file": name, "columns": ", ".join(map(str, frame.columns[:12]))}
                issues.append(Issue(Severity.WARNING, "register.unknown", name, None, told))
            else:
                found[register].append(frame)
    return found, issues, confirm


def _registers(frames: Mapping[str, Sequence[pd.DataFrame]]) -> _Registers:
    for register in ("lbf", "matrikel"):
        if not frames.get(register):
            raise RefusedFileError("register.missing", register=sentence(f"register.{register}"))
    lbf = _tidied(frames["lbf"], "lbf")
    bbr = _tidied(frames.get("bbr", ()), "bbr")
    matrikel = _tidied(frames["matrikel"], "matrikel")
    shapes = np.concatenate(
        [np.asarray(f.geometry.array, dtype=object) for f in frames["matrikel"]]
    )
    matrikel["key"] = pd.Series(_keys(matrikel), dtype=object)
    bbr["key"] = pd.Series(_keys(bbr), dtype=object)
    parts: dict[str, list[shapely.Geometry]] = defaultdict(list)
    for key, shape in zip(matrikel["key"], shapes, strict=True):
        if key is not None:
            parts[key].append(shape)
    by_property: dict[str, set[str]] = defaultdict(set)
    for table in (bbr, matrikel):
        for number, key in zip(table["property"], table["key"], strict=True):
            if number is not None and key is not None:
                by_property[number].add(key)
    return _Registers(
        lbf,
        bbr,
        {key: shapely.union_all(found) for key, found in parts.items()},
        {number: frozenset(keys) for number, keys in by_property.items()},
    )


def _keys(table: pd.DataFrame) -> list[str | None]:
    return [parcel_key(*pair) for pair in zip(table["cadastre"], table["parcel"], strict=True)]


def _tidied(frames: Iterable[pd.DataFrame], register: str) -> pd.DataFrame:
    """Answer the tables of one register as one, property numbers in one form."""
    tables = [known_columns(frame, register) for frame in frames]
    whole_table = pd.concat(tables, ignore_index=True) if tables else _none(register)
    numbers = [property_number(value) for value in whole_table["property"]]
    whole_table["property"] = pd.Series(numbers, dtype=object)
    return whole_table


def _none(register: str) -> pd.DataFrame:
    return known_columns(pd.DataFrame(), register)


def _numbers(lbf: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Answer the rows of each department by its id, numbers as they are written."""
    named = lbf[lbf["department_number"].notna()]
    organisation = named["organisation_number"].fillna("").astype(str)
    joined = organisation + "-" + named["department_number"].astype(str)
    ids = joined.str.removeprefix("-")
    return {str(id_): rows for id_, rows in named.groupby(ids, sort=True)}


def _joined(registers: _Registers) -> tuple[list[dict[str, Any]], list[Issue]]:
    rows: list[dict[str, Any]] = []
    issues: list[Issue] = []
    claimed: Counter[str] = Counter()
    for id_, listed in _numbers(registers.lbf).items():
        row, told, properties = _department(id_, listed, registers)
        issues += told
        claimed.update(properties)
        if row is not None:
            rows.append(row)
    issues += [
        Issue(Severity.WARNING, "register.shared_property", LAYER, None, {"property": number})
        for number, times in sorted(claimed.items())
        if times > 1
    ]
    return rows, issues + _unclaimed(registers.bbr, set(claimed))


def _department(
    id_: str, listed: pd.DataFrame, registers: _Registers
) -> tuple[dict[str, Any] | None, list[Issue], set[str]]:
    """Answer one department with what did not meet, and the properties it names."""
    name = _first(listed["department"]) or id_
    properties = {number for number in listed["property"] if number is not None}
    said = {"name": name}
    issues = [
        Issue(Severity.WARNING, "register.property_unknown", LAYER, id_, {**said, "property": one})
        for one in sorted(properties - set(registers.by_property))
    ]
    keys = {key for number in properties for key in registers.by_property.get(number, ())}
    issues += [
        Issue(Severity.WARNING, "register.parcel_unknown", LAYER, id_, {**said, "parcel": key})
        for key in sorted(keys - set(registers.parcels))
    ]
    shapes = [registers.parcels[key] for key in sorted(keys & set(registers.parcels))]
    if not shapes:
        rule = "register.no_place" if properties else "register.no_property"
        return None, [*issues, Issue(Severity.ERROR, rule, LAYER, id_, said)], properties
    dwellings, told = _dwellings(id_, name, listed, properties, registers.bbr)
    row = {
        "id": id_,
        "name": name,
        "organisation": _first(listed["organisation"]),
        "lbf_organisation": _first(listed["organisation_number"]),
        "lbf_department": _first(listed["department_number"]),
        "dwellings": dwellings,
        "derived": "no",
        "geometry": shapely.union_all(shapes),
    }
    return row, issues + told, properties


def _dwellings(
    id_: str, name: str, listed: pd.DataFrame, properties: set[str], bbr: pd.DataFrame
) -> tuple[int | None, list[Issue]]:
    """Answer LBF's count, else BBR's; that they differ is told, and neither is changed."""
    sections = listed.drop_duplicates(["section", "property", "dwellings"])
    ours = _sum(sections["dwellings"])
    theirs = _sum(bbr[bbr["property"].isin(properties)].drop_duplicates("property")["dwellings"])
    issues = []
    if ours is not None and theirs is not None and ours != theirs:
        facts = {"name": name, "lbf": ours, "bbr": theirs}
        issues.append(Issue(Severity.WARNING, "register.dwellings_differ", LAYER, id_, facts))
    return (theirs if ours is None else ours), issues


def _sum(values: Iterable[object]) -> int | None:
    counts = [count for count in map(whole, values) if count is not None]
    return sum(counts) if counts else None


def _first(values: Iterable[object]) -> str | None:
    return next((str(value) for value in values if value is not None and str(value).strip()), None)


def _unclaimed(bbr: pd.DataFrame, claimed: set[str]) -> list[Issue]:
    """List properties of social housing that no department names; nobody is made their owner."""
    owned = bbr[[str(code or "").strip().lstrip("0") == SOCIAL_HOUSING for code in bbr["owner"]]]
    left = sorted({number for number in owned["property"] if number is not None} - claimed)
    return [
        Issue(Severity.NOTICE, "register.unclaimed", LAYER, None, {"property": number})
        for number in left
    ]
