"""How a change alters a layer: a new frame with a row added, altered or taken away."""

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.model.department import Department
from geo.model.errors import PlanError
from geo.model.layers import LAYERS

PLANNED = "plan-"
"""How the id of a planned feature begins."""


def with_row(
    department: Department, layer: str, shape: shapely.Geometry, columns: Mapping[str, Any]
) -> Department:
    """Answer the department with one feature more; its id tells that it is planned."""
    return with_rows(department, layer, [shape], [columns])


def with_rows(
    department: Department,
    layer: str,
    shapes: Sequence[shapely.Geometry],
    rows: Sequence[Mapping[str, Any]],
) -> Department:
    """Answer the department with some features more, in their order."""
    frame = department.layer(layer)
    if frame is None:
        frame = _empty(layer)
    planned = sum(str(name).startswith(PLANNED) for name in frame["id"])
    given: dict[str, list[Any]] = {
        str(column): [row.get(column) for row in rows] for column in frame.columns.drop("geometry")
    }
    given["id"] = [f"{PLANNED}{planned + number + 1}" for number in range(len(rows))]
    if "source" in given:
        given["source"] = ["plan"] * len(rows)
    typed = {name: pd.Series(values, dtype=frame[name].dtype) for name, values in given.items()}
    added = gpd.GeoDataFrame(typed, geometry=list(shapes), crs=frame.crs)
    joined = pd.concat([frame, added[list(frame.columns)]], ignore_index=True)
    return department.with_layer(
        layer, gpd.GeoDataFrame(joined, geometry="geometry", crs=frame.crs)
    )


def with_values(
    department: Department, layer: str, identity: str, values: Mapping[str, Any]
) -> Department:
    """Answer the department with some columns of one feature set."""
    frame, row = _found(department, layer, identity)
    changed = frame.copy()
    for column, value in values.items():
        if column not in changed:
            changed[column] = pd.Series([None] * len(changed), dtype="object")
        changed.loc[changed.index[row], column] = value
    return department.with_layer(layer, changed)


def with_shape(
    department: Department, layer: str, identity: str, shape: shapely.Geometry
) -> Department:
    """Answer the department with one feature moved."""
    frame, row = _found(department, layer, identity)
    shapes: list[Any] = frame.geometry.to_list()
    shapes[row] = shape
    return department.with_layer(layer, frame.set_geometry(gpd.GeoSeries(shapes, crs=frame.crs)))


def without_row(department: Department, layer: str, identity: str) -> Department:
    """Answer the department with one feature taken away."""
    frame, row = _found(department, layer, identity)
    return department.with_layer(layer, frame.drop(index=frame.index[row]).reset_index(drop=True))


def feature(department: Department, layer: str, identity: str) -> dict[str, Any]:
    """Answer the columns of one feature of a layer, its ``geometry`` among them."""
    frame, row = _found(department, layer, identity)
    return {str(name): frame[name].iloc[row] for name in frame.columns}


def _found(department: Department, layer: str, identity: str) -> tuple[gpd.GeoDataFrame, int]:
    frame = department.layer(layer)
    rows: Any = [] if frame is None else np.flatnonzero(frame["id"].astype(str) == identity)
    if frame is None or not len(rows):
        raise PlanError(
            "change.feature_unknown",
            layer=LAYERS[layer].label,
            feature=identity,
            department=department.name,
        )
    return frame, int(rows[0])


def _empty(layer: str) -> gpd.GeoDataFrame:
    dtypes = {"text": "object", "date": "object"}
    columns = {
        column.name: pd.Series(dtype=dtypes.get(column.kind, "float64"))
        for column in LAYERS[layer].columns.values()
    }
    ids = pd.Series(dtype="object")
    return gpd.GeoDataFrame({"id": ids, **columns}, geometry=gpd.GeoSeries(crs=25832), crs=25832)
