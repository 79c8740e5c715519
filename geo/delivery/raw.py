"""Tables with their own columns, for work that joins registers: nothing is translated yet.

Geometry is brought into metres and repaired as for any layer; lists without geometry come as text.
Runs inside the child process only.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.delivery.files import Dataset
from geo.delivery.findings import ordered
from geo.delivery.folding import fold
from geo.delivery.georeference import METRES, bounds_of
from geo.delivery.lists import read_list
from geo.delivery.opening import open_tables
from geo.delivery.parts import in_metres, named_rows
from geo.delivery.registers import personal_columns
from geo.delivery.remembered import placed
from geo.delivery.repair import repair
from geo.model.errors import RefusedFileError
from geo.model.issues import Issue

FAMILIES = ("Polygon", "LineString", "Point")


def written_tables(datasets: Sequence[Dataset], folder: Path) -> dict[str, Any]:
    """Write every table into the folder and answer where each lies."""
    rows: list[dict[str, Any]] = []
    issues: list[Issue] = []
    confirm = False
    for dataset in datasets:
        for name, frame, told, asks in _tables(dataset):
            path = folder / f"table-{len(rows)}.arrow"
            kept = [c for c in frame.columns if fold(str(c)) not in personal_columns()]
            frame[kept].to_feather(path)
            spatial = isinstance(frame, gpd.GeoDataFrame)
            rows.append({"name": name, "path": str(path), "spatial": spatial})
            issues += told
            confirm |= asks
    found = [[i.severity.value, i.rule, i.layer, i.feature, dict(i.facts)] for i in ordered(issues)]
    return {"tables": rows, "issues": found, "confirm": confirm}


def _tables(dataset: Dataset) -> list[tuple[str, pd.DataFrame, list[Issue], bool]]:
    if dataset.kind == "list":
        frame = read_list(Path(dataset.path), dataset.name, dataset.parts)
        return [(dataset.name, frame, [], False)]
    found: list[tuple[str, pd.DataFrame, list[Issue], bool]] = []
    for raw in open_tables(dataset):
        bounds = bounds_of(raw.geometry)
        if bounds is None:
            raise RefusedFileError("layer.no_geometry", file=dataset.name, layer=raw.name)
        place = placed(bounds, raw, dataset, None)
        labels = named_rows(
            np.full(len(raw.geometry), None, dtype=object), np.arange(len(raw.geometry))
        )
        metres = in_metres(raw.geometry, place.crs, swapped=place.swapped)
        fixed = repair(metres, labels, dataset.name, FAMILIES)
        attributes = raw.attributes[fixed.kept].reset_index(drop=True)
        named = attributes.rename(columns=str)
        frame = gpd.GeoDataFrame(
            named.astype(object).where(named.notna(), None).map(_text),
            geometry=fixed.geometry[fixed.kept],
            crs=METRES,
        )
        told = [*raw.issues, *place.issues, *fixed.issues]
        asks = raw.doubtful or place.confirm or fixed.doubtful
        found.append((f"{dataset.name}:{raw.name}", frame, told, asks))
    return found


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
