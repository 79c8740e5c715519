"""Frames to rows and back, a whole column at a time."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import sqlalchemy as sa

from geo.model.crs import METRES
from geo.model.errors import LayerError
from geo.model.layers import LayerSpec, layer_spec
from geo.store.geometry_type import RawGeometry, decoded, encoded

DTYPES = {"text": "str", "date": "str", "integer": "Int64", "real": "float64"}
"""Column type a frame gets, per kind of the model; each has a missing value."""


@dataclass(frozen=True)
class Prepared:
    """A layer ready to be written: the columns that hold something, and their values."""

    layer: str
    columns: tuple[str, ...]
    values: tuple[list[Any], ...]
    bounds: Any
    left_out: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.values[0])

    @property
    def content(self) -> str:
        """Answer a hash of every value, in their order."""
        digest = hashlib.sha256(repr((self.layer, self.columns)).encode())
        for column in self.values:
            if column and isinstance(column[0], bytes):
                digest.update(b"".join(blob or b"\x00" for blob in column))
            else:
                digest.update(repr(column).encode("utf-8", "surrogatepass"))
        return digest.hexdigest()


def prepared(layer: str, frame: gpd.GeoDataFrame, dialect: str) -> Prepared:
    """Answer the rows of a layer; columns that hold nothing are left to be null.

    Raises
    ------
    LayerError
        Where the layer is unknown, an id is missing or comes twice, or the metres are not ours.
    """
    spec = layer_spec(layer)
    _refuse(layer, frame)
    columns: dict[str, list[Any]] = {"id": [str(value) for value in frame["id"].tolist()]}
    for name, kind in _kinds(spec).items():
        if name in frame and bool(frame[name].notna().any()):
            columns[name] = _plain(frame[name], kind)
    bounds = None
    if spec.geometry:
        shapes = np.asarray(frame.geometry.array, dtype=object)
        columns["geom"] = encoded(shapes, dialect)
        bounds = np.asarray(frame.bounds.to_numpy(), dtype=float)
    known = {*_kinds(spec), "id", "geometry"}
    left_out = tuple(sorted(str(name) for name in frame.columns if name not in known))
    return Prepared(layer, tuple(columns), tuple(columns.values()), bounds, left_out)


def _refuse(layer: str, frame: gpd.GeoDataFrame) -> None:
    if frame.crs is not None and frame.crs != METRES:
        raise LayerError("frame.other_metres", layer=layer, crs=frame.crs.to_string())
    if "id" not in frame or bool(frame["id"].isna().any()):
        raise LayerError("frame.without_id", layer=layer)
    twice = frame["id"][frame["id"].astype(str).duplicated()]
    if len(twice):
        raise LayerError("frame.repeated_id", layer=layer, id=str(twice.iloc[0]))


def _kinds(spec: LayerSpec) -> dict[str, str]:
    return {**{name: column.kind for name, column in spec.columns.items()}, "source": "text"}


def _plain(values: pd.Series, kind: str) -> list[Any]:
    """Answer plain Python values; what is missing is None."""
    if kind in {"text", "date"}:
        words = values.astype(object)
        return list(words.where(words.notna(), None))
    if kind == "integer":
        return list(values.astype("Int64").astype(object).where(values.notna(), None))
    numbers = values.to_numpy(dtype=float, na_value=np.nan)
    if not np.isnan(numbers).any():
        return list(numbers.tolist())
    out = numbers.astype(object)
    out[np.isnan(numbers)] = None
    return list(out)


def wanted_columns(layer: str, table: sa.Table) -> list[Any]:
    """Answer the columns to ask for, in the order of ``frame_of``; geometry as it is kept."""
    spec = layer_spec(layer)
    names = ["id", *_kinds(spec)]
    raw = [sa.type_coerce(table.c.geom, RawGeometry()).label("geom")] if spec.geometry else []
    return [*(table.c[name] for name in names), *raw]


def frame_of(layer: str, rows: Sequence[Sequence[Any]]) -> gpd.GeoDataFrame:
    """Answer rows as a frame in EPSG:25832, typed so that what is missing stays missing."""
    spec = layer_spec(layer)
    kinds = {"id": "text", **_kinds(spec)}
    count = len(kinds) + bool(spec.geometry)
    columns = list(zip(*rows, strict=True)) if rows else [()] * count
    data = {
        name: pd.Series(list(values), dtype=DTYPES[kind])
        for (name, kind), values in zip(kinds.items(), columns, strict=False)
    }
    shapes = decoded(columns[-1]) if spec.geometry else np.full(len(rows), None, dtype=object)
    return gpd.GeoDataFrame(data, geometry=shapes, crs=METRES)
