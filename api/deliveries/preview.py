"""A map of an upload without script, its first rows, and its findings as a layer.

The map is made of numbers only: paths of an SVG whose colours are ours. What is new, changed and
gone is told by colour and in words beside it.
"""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyogrio
import shapely

import geo
from geo.model.language import sentence
from geo.model.layers import LAYERS

WIDTH, HEIGHT = 960.0, 560.0
MARGIN = 16.0
MOST = 6_000
"""Features drawn of a layer and kind: more cannot be told apart."""

DETAIL = 0.7
"""Pixels below which corners are left out."""

FIRST = 8
"""Rows shown of a layer."""

ORDER = (
    "municipality", "departments", "owner_areas", "zones", "common_areas", "vegetation",
    "buildings", "boundaries", "paths", "meeting_places", "destinations", "entrances", "openings",
    "audits", "faults", "lamps",
)  # fmt: skip
"""Layers from the ground up."""


@dataclass(frozen=True)
class Stroke:
    """Features of one layer that had one fate, as one path of the map."""

    layer: str
    fate: str
    family: str
    d: str


@dataclass(frozen=True)
class Drawing:
    """The map: its strokes from the ground up, and how many pixels are a hundred metres."""

    strokes: tuple[Stroke, ...]
    fates: tuple[str, ...]
    hundred_metres: float
    width: float = WIDTH
    height: float = HEIGHT


@dataclass(frozen=True)
class Sample:
    """The first rows of a layer under the names people use."""

    layer: str
    label: str
    count: int
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = field(repr=False)


def drawing(
    delivery: geo.Delivery, receipt: geo.Receipt, standing: Mapping[str, gpd.GeoDataFrame]
) -> Drawing | None:
    """Draw an upload over the departments that stand, or None where there is nothing to draw.

    Parameters
    ----------
    delivery
        What was read.
    receipt
        What landing it would change.
    standing
        Layers as they stand: of the delivery, and the departments for the ground.
    """
    bounds = _bounds(delivery.layers)
    if bounds is None:
        return None
    west, south, east, north = bounds
    scale = min((WIDTH - 2 * MARGIN) / (east - west), (HEIGHT - 2 * MARGIN) / (north - south))
    middle = ((west + east) / 2, (south + north) / 2)
    strokes: list[Stroke] = []
    ground = standing.get("departments")
    if ground is not None and "departments" not in delivery.layers:
        strokes += _strokes("departments", "ground", _shapes(ground), middle, scale)
    for layer in ORDER:
        if layer in delivery.layers:
            for fate, shapes in _fates(layer, delivery, receipt, standing):
                strokes += _strokes(layer, fate, shapes, middle, scale)
    fates = tuple(dict.fromkeys(one.fate for one in strokes if one.fate != "ground"))
    return Drawing(tuple(strokes), fates, round(100 * scale, 1))


def _bounds(layers: Mapping[str, gpd.GeoDataFrame]) -> tuple[float, float, float, float] | None:
    frames = [frame for name, frame in layers.items() if name != "municipality" and len(frame)]
    frames = frames or [frame for frame in layers.values() if len(frame)]
    if not frames:
        return None
    boxes = np.array([frame.total_bounds for frame in frames])
    if not np.isfinite(boxes).all():
        return None
    west, south = boxes[:, :2].min(axis=0)
    east, north = boxes[:, 2:].max(axis=0)
    return float(west) - 5, float(south) - 5, float(east) + 5, float(north) + 5


def _fates(
    layer: str,
    delivery: geo.Delivery,
    receipt: geo.Receipt,
    standing: Mapping[str, gpd.GeoDataFrame],
) -> list[tuple[str, npt.NDArray[np.object_]]]:
    """Answer the shapes of a layer by what happened to them."""
    frame, change = delivery.layers[layer], receipt.changes.get(layer)
    if change is None:
        return [("delivered", _shapes(frame))]
    ids = frame["id"].astype(str)
    fresh, changed = ids.isin(change.new), ids.isin(change.changed)
    found = [
        ("same", _shapes(frame[~fresh & ~changed])),
        ("changed", _shapes(frame[changed])),
        ("new", _shapes(frame[fresh])),
    ]
    if layer in standing:
        before = standing[layer]
        found.insert(0, ("gone", _shapes(before[before["id"].astype(str).isin(change.gone)])))
    return found


def _shapes(frame: gpd.GeoDataFrame) -> npt.NDArray[np.object_]:
    return np.asarray(frame.geometry.array, dtype=object)[:MOST]


def _strokes(
    layer: str,
    fate: str,
    shapes: npt.NDArray[np.object_],
    middle: tuple[float, float],
    scale: float,
) -> list[Stroke]:
    """Answer up to three paths: areas, lines and points are drawn unlike each other."""
    placed = shapely.transform(
        shapes,
        lambda xy: (
            (xy - np.array(middle)) * np.array([scale, -scale]) + np.array([WIDTH / 2, HEIGHT / 2])
        ),
    )
    parts = shapely.get_parts(placed)
    kinds = shapely.get_dimensions(parts)
    strokes = []
    for dimension, family in ((2, "area"), (1, "line"), (0, "point")):
        found = parts[kinds == dimension]
        if len(found):
            thin = shapely.simplify(found, DETAIL, preserve_topology=False)
            d = "".join(_path(one, family) for one in thin if not shapely.is_empty(one))
            strokes.append(Stroke(layer, fate, family, d))
    return strokes


def _path(shape: Any, family: str) -> str:
    if family == "point":  # a stroke of no length with round ends is a dot
        x, y = shapely.get_coordinates(shape)[0]
        return f"M{x:.1f} {y:.1f}h0"
    rings = shapely.get_rings(shape) if family == "area" else [shape]
    return "".join(_line(ring) + ("Z" if family == "area" else "") for ring in rings)


def _line(ring: Any) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in shapely.get_coordinates(ring))


def samples(delivery: geo.Delivery) -> list[Sample]:
    """Answer the first rows of every layer; columns that hold nothing are left out."""
    return [_sample(name, delivery.layers[name]) for name in LAYERS if name in delivery.layers]


def _sample(name: str, frame: gpd.GeoDataFrame) -> Sample:
    spec = LAYERS[name]
    held = [column for column in spec.columns if column in frame and frame[column].notna().any()]
    rows = frame[["id", *held]].head(FIRST).astype(object)
    shown = tuple(
        tuple(_said(name, column, value) for column, value in zip(("id", *held), row, strict=True))
        for row in rows.itertuples(index=False, name=None)
    )
    labels = ("id", *(spec.column_label(column) for column in held))
    return Sample(name, spec.label, len(frame), labels, shown)


def _said(layer: str, column: str, value: Any) -> str:
    """Answer a value as people say it: codes in words, gaps as a dash."""
    if _gap(value):
        return "–"
    spec = LAYERS[layer].columns.get(column)
    if spec is not None and value in spec.choices:
        return sentence(f"choice.{layer}.{column}.{value}")
    return str(value)


def _gap(value: Any) -> bool:
    return value is None or bool(pd.isna(value))


def findings_layer(delivery: geo.Delivery, issues: Sequence[geo.Issue]) -> bytes:
    """Answer the findings as a GeoPackage: a point where the feature is known, else none."""
    places = {
        (name, str(id_)): point
        for name, frame in delivery.layers.items()
        for id_, point in zip(frame["id"], shapely.point_on_surface(_all(frame)), strict=True)
    }
    rows = [issue.to_dict() for issue in issues]
    points = np.full(len(rows), None, dtype=object)
    for number, row in enumerate(rows):
        points[number] = places.get((str(row["layer"]), str(row["feature"])))
    columns = ["severity", "layer", "feature", "rule", "message", "remedy"]
    frame = gpd.GeoDataFrame(pd.DataFrame(rows, columns=columns), geometry=points, crs="EPSG:25832")
    with tempfile.TemporaryDirectory(prefix="fund-") as place:
        path = Path(place) / "fund.gpkg"
        pyogrio.write_dataframe(
            frame, path, layer="fund", geometry_type="Point", dataset_options={"VERSION": "1.3"}
        )
        return path.read_bytes()


def _all(frame: gpd.GeoDataFrame) -> npt.NDArray[np.object_]:
    return np.asarray(frame.geometry.array, dtype=object)
