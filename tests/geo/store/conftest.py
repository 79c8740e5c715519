"""Deliveries made by hand, and a workspace to put them in."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.model.crs import METRES
from geo.model.delivery import Delivery, LayerCount
from geo.model.estimate import Grade
from geo.model.layers import LAYERS, Column
from geo.model.provenance import Source
from geo.store import Workspace

EAST, NORTH = 710_000.0, 6_180_000.0

HOSTILE = (
    "Æblevænget – ødegård 💡",
    "'); DROP TABLE paths; --",
    '"; DELETE FROM "lamps"; --',
    "{{7*191}}</script><img onerror=alert(1)>",
    "%s %(id)s :id ?",
    " \t\n",
)


class HandOver(Protocol):
    """Make a delivery of some layers."""

    def __call__(
        self, layers: Mapping[str, gpd.GeoDataFrame], name: str = "prøve", **rest: Any
    ) -> Delivery: ...


@pytest.fixture
def hand_over() -> HandOver:
    """Answer how a delivery is made of frames."""

    def make(layers: Mapping[str, gpd.GeoDataFrame], name: str = "prøve", **rest: Any) -> Delivery:
        source = Source(name, licence="CC0-1.0", date="2026-01-01", grade=Grade.B)
        return Delivery(
            **{
                "name": name,
                "layers": dict(layers),
                "sources": dict.fromkeys(layers, source),
                "counts": {key: LayerCount(read=len(frame)) for key, frame in layers.items()},
                "issues": (),
                "fingerprint": hashlib.sha256(name.encode()).hexdigest(),
                **rest,
            }
        )

    return make


class Table(Protocol):
    """Make one layer."""

    def __call__(
        self,
        name: str,
        shapes: Sequence[shapely.Geometry | None],
        /,
        ids: Sequence[str] = (),
        **columns: Sequence[Any],
    ) -> gpd.GeoDataFrame: ...


@pytest.fixture
def table() -> Table:
    """Answer how a layer is made: shapes in local metres, columns that are not given null."""

    def make(
        name: str,
        shapes: Sequence[shapely.Geometry | None],
        /,
        ids: Sequence[str] = (),
        **columns: Sequence[Any],
    ) -> gpd.GeoDataFrame:
        data: dict[str, Any] = {
            "id": list(ids) or [f"{name}-{number}" for number in range(len(shapes))],
            **{
                column.name: typed(column, columns.get(column.name, [None] * len(shapes)))
                for column in LAYERS[name].columns.values()
            },
        }
        places = np.empty(len(shapes), dtype=object)
        places[:] = [None if shape is None else moved(shape) for shape in shapes]
        return gpd.GeoDataFrame(data, geometry=places, crs=METRES)

    return make


def moved(shape: shapely.Geometry) -> Any:
    return shapely.transform(shape, lambda corners: corners + np.array([EAST, NORTH]))


def typed(column: Column, values: Sequence[Any]) -> pd.Series:
    kinds = {"text": "str", "date": "str", "integer": "Int64", "real": "float64"}
    return pd.Series(list(values), dtype=kinds[column.kind])


@pytest.fixture
def everything(table: Table) -> dict[str, gpd.GeoDataFrame]:
    """Answer every layer of the model: full rows, hostile texts, and a row of nothing but nulls."""
    return {name: full_layer(name, table) for name in LAYERS}


def full_layer(name: str, table: Table) -> gpd.GeoDataFrame:
    spec = LAYERS[name]
    forms = {
        "Point": [shapely.Point(0.1, 0.2), shapely.MultiPoint([(1, 1), (2, 2)])],
        "LineString": [
            shapely.LineString([(0, 0), (10, 1 / 3)]),
            shapely.MultiLineString([[(0, 0), (1, 1)], [(5, 5), (6, 7)]]),
        ],
        "Polygon": [
            shapely.box(0, 0, 10, 10).difference(shapely.box(2, 2, 3, 3)),
            shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(20, 20, 21, 21)]),
        ],
    }
    kinds = [form for family in spec.geometry for form in forms[family]]
    one: list[Any] = list(kinds) or [None, None]
    shapes = one * len(HOSTILE)
    ids = [f"{HOSTILE[number % len(HOSTILE)]}{number}" for number in range(len(shapes))]
    columns: dict[str, list[Any]] = {}
    for place, column in enumerate(spec.columns.values()):
        columns[column.name] = [
            None if (number + place) % 4 == 0 else example(column, number)
            for number in range(len(shapes))
        ]
    return table(name, shapes, ids=ids, **columns)


def example(column: Column, number: int) -> Any:
    if column.kind == "integer":
        return int(column.minimum or 0) + number % 2
    if column.kind == "real":
        return float(column.minimum or 0.0) + 0.1 * number
    if column.kind == "date":
        return "2026-01-31"
    return HOSTILE[number % len(HOSTILE)]


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """Answer an empty workspace."""
    with Workspace(tmp_path / "område") as made:
        yield made


@pytest.fixture
def fill(workspace: Workspace, hand_over: HandOver) -> Callable[..., Workspace]:
    """Answer how the workspace is filled with layers in one delivery."""

    def put(**layers: gpd.GeoDataFrame) -> Workspace:
        receipt = workspace.add(hand_over(layers))
        assert receipt.committed
        return workspace

    return put
