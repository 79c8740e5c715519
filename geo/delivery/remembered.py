"""What was decided of a source before, used again where the delivery is the same kind of thing.

A remembered decision never overrules what the file now says: it answers a question that would be
asked again, and only with the answer that fits the numbers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from geo.delivery.arrow import RawTable
from geo.delivery.files import Dataset
from geo.delivery.folding import fold
from geo.delivery.georeference import Box, Placement, authority, place
from geo.model.column_map import ColumnMap, source_name
from geo.model.errors import UnknownCrsError
from geo.model.issues import Issue, Severity


def known_map(
    maps: Sequence[ColumnMap], dataset: Dataset, table: RawTable
) -> tuple[ColumnMap | None, list[Issue]]:
    """Answer the newest map of a table's source, or say that its columns no longer fit it."""
    here = (source_name(dataset.name), source_name(table.name))
    columns = {fold(str(name)): str(name) for name in reversed(list(table.attributes.columns))}
    of_source = [one for one in maps if (one.source, one.table) == here]
    if not of_source:
        return None, []
    newest = of_source[-1]
    missing = sorted(name for name in newest.needed if fold(name) not in columns)
    if not missing:  # a supplier may write MAST_NR one month and mast_nr the next
        return replace(newest, layers=_as_written(newest, columns)), []
    told = {"file": dataset.name, "columns": ", ".join(missing)}
    return None, [Issue(Severity.WARNING, "column.map_unfit", dataset.name, None, told)]


def _as_written(known: ColumnMap, columns: Mapping[str, str]) -> dict[str, dict[str, str]]:
    return {
        layer: {column: columns[fold(name)] for column, name in chosen.items()}
        for layer, chosen in known.layers.items()
    }


def placed(bounds: Box, table: RawTable, dataset: Dataset, known: ColumnMap | None) -> Placement:
    """Decide where a table lies, with the answer given last time where it is asked again."""
    before = _given_before(table, dataset, known)
    if before is not None:
        try:
            return _place(bounds, table, dataset, before)
        except UnknownCrsError:
            pass  # the numbers are no longer of that system: ask anew
    found = _place(bounds, table, dataset, dataset.crs)
    if known is None or not found.confirm:
        return found
    if (found.crs, found.swapped) != (known.crs, known.swapped):
        return found
    told = {"file": dataset.name, "crs": found.crs}
    notice = Issue(Severity.NOTICE, "crs.remembered", dataset.name, None, told)
    return replace(found, issues=(notice,), confirm=False)


def _given_before(table: RawTable, dataset: Dataset, known: ColumnMap | None) -> str | None:
    if known is None or not known.given or dataset.crs is not None:
        return None
    same = known.declared == declared_system(table, dataset)
    return known.crs if same else None


def _place(bounds: Box, table: RawTable, dataset: Dataset, given: str | None) -> Placement:
    return place(bounds, table.crs, certain=table.declared, given=given, file=dataset.name)


def declared_system(table: RawTable, dataset: Dataset) -> str | None:
    """Answer the system a table declares, where it can be told."""
    try:
        return authority(table.crs, dataset.name)
    except UnknownCrsError:
        return None
