"""Open everything and say what it is, without asking which layer it shall be.

Reading needs to know what a table is for; a look does not. It is what an officer is shown of a file
whose name says nothing, and what holds the opening of foreign files to its tests. Child process.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd
import shapely

from geo.delivery.arrow import RawTable
from geo.delivery.files import Dataset
from geo.delivery.findings import ordered
from geo.delivery.folding import fold
from geo.delivery.georeference import METRES, bounds_of
from geo.delivery.opening import open_tables
from geo.delivery.parts import called, in_metres, named_rows
from geo.delivery.registers import personal_columns
from geo.delivery.remembered import known_map, placed
from geo.delivery.repair import family_of, repair, usable
from geo.delivery.roles import shares
from geo.model.column_map import ColumnMap
from geo.model.errors import DeliveryError, RefusedFileError
from geo.model.issues import Issue, Severity
from geo.model.look import TableLook

FIRST = 20
"""Rows shown of a table."""

LONGEST = 120
"""Letters shown of a value."""

EVERY_FAMILY = ("Point", "LineString", "Polygon")


def looked(
    datasets: Sequence[Dataset], maps: Sequence[ColumnMap], features: int | None
) -> dict[str, Any]:
    """Answer what opens as JSON; what does not is a finding as long as something does.

    Raises
    ------
    DeliveryError
        The first one, where nothing opened at all.
    """
    tables: list[TableLook] = []
    issues: list[Issue] = []
    first: DeliveryError | None = None
    for dataset in datasets:
        try:
            for raw in () if dataset.kind == "osm" else open_tables(dataset):
                table, told = _look(raw, dataset, maps, features)
                tables.append(table)
                issues += told
        except DeliveryError as error:
            first = first or error
            facts = {"file": dataset.name, **error.facts}
            issues.append(Issue(Severity.ERROR, error.rule, dataset.name, None, facts))
    if not tables and first is not None:
        raise first
    return {
        "tables": [asdict(table) for table in tables],
        "issues": [
            [issue.severity.value, issue.rule, issue.layer, issue.feature, dict(issue.facts)]
            for issue in ordered(issues)
        ],
    }


def _look(
    raw: RawTable, dataset: Dataset, maps: Sequence[ColumnMap], features: int | None
) -> tuple[TableLook, list[Issue]]:
    rows = len(raw.geometry)
    if features is not None and rows > features:
        raise RefusedFileError("layer.too_many", file=dataset.name, count=rows, most=features)
    if not rows:
        raise RefusedFileError("layer.empty", file=dataset.name, layer=raw.name)
    bounds = bounds_of(raw.geometry)
    if bounds is None:
        raise RefusedFileError("layer.no_geometry", file=dataset.name, layer=raw.name)
    issues = list(raw.issues)
    known, told = known_map(maps, dataset, raw)
    issues += told
    crs, confirm, geometry = None, raw.doubtful, shapely.force_2d(raw.geometry)
    try:
        place = placed(bounds, raw, dataset, known)
        issues += place.issues
        crs, confirm = place.crs, confirm or place.confirm
        geometry = in_metres(raw.geometry, place.crs, swapped=place.swapped)
    except DeliveryError as error:  # where it lies is a question, not a reason not to show it
        issues.append(Issue(Severity.ERROR, error.rule, dataset.name, None, error.facts))
    labels = named_rows(np.full(rows, None, dtype=object), np.arange(rows))
    fixed = repair(geometry, labels, dataset.name, EVERY_FAMILY)
    issues += fixed.issues + _mended(raw, dataset)
    families = family_of(fixed.geometry)
    found, _ = shares(raw.attributes, families, called(raw, dataset), dataset.role)
    columns, first = _first_rows(raw.attributes)
    table = TableLook(
        dataset.name, raw.name, dataset.kind, rows,
        usable=int(usable(raw.geometry)[1].sum()),
        repaired=int((fixed.changed | np.isin(np.arange(rows), raw.opened)).sum()),
        families=dict(sorted(Counter(f for f in families.tolist() if f).items())),
        columns=columns, first=first, crs=METRES if crs == METRES else crs,
        layers=tuple(dict.fromkeys(share.layer for share in found)),
        confirm=confirm or fixed.doubtful,
    )  # fmt: skip
    return table, issues


def _mended(raw: RawTable, dataset: Dataset) -> tuple[Issue, ...]:
    told = []
    if len(raw.opened):
        first = f"#{int(raw.opened[0]) + 1}"
        told.append(Issue(Severity.NOTICE, "geometry.unclosed", dataset.name, first))
    if bool(shapely.has_z(raw.geometry).any()):
        count = {"count": int(shapely.has_z(raw.geometry).sum())}
        told.append(Issue(Severity.NOTICE, "geometry.flattened", dataset.name, None, count))
    return tuple(told)


def _first_rows(
    attributes: pd.DataFrame,
) -> tuple[tuple[str, ...], tuple[tuple[str | None, ...], ...]]:
    """Answer the first rows as text; what a contact column holds is shown to nobody."""
    kept = [name for name in attributes.columns if fold(str(name)) not in personal_columns()]
    rows = attributes[kept].head(FIRST).astype(object)
    shown = tuple(
        tuple(None if _missing(value) else str(value)[:LONGEST] for value in row)
        for row in rows.itertuples(index=False, name=None)
    )
    return tuple(str(name) for name in kept), shown


def _missing(value: Any) -> bool:
    return value is None or (isinstance(value, float) and np.isnan(value)) or value is pd.NA
