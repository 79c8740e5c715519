"""The layers of an OpenStreetMap file, cut to a municipality where one is known."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.delivery.arrow import Geometries
from geo.delivery.columns import translate
from geo.delivery.files import Dataset
from geo.delivery.georeference import DEGREES, METRES
from geo.delivery.osm import Taken, read_osm
from geo.delivery.osm_cut import Box, cut
from geo.delivery.parts import Part, in_metres
from geo.delivery.repair import repair
from geo.model.assumptions import default_assumptions
from geo.model.errors import RefusedFileError
from geo.model.issues import Issue, Severity
from geo.model.layers import LAYERS
from geo.model.provenance import Source

OSM = Source("OpenStreetMap", "ODbL 1.0", "© OpenStreetMap contributors (ODbL)")

WALKED_TO = frozenset({"paths", "destinations", "meeting_places"})
"""Layers that matter as far as people walk; the others as far as they hide or light."""

MARGIN_M = 500.0
"""Metres beyond the farthest reach that are kept, so that cut ends lie outside it."""


@dataclass(frozen=True)
class OsmRead:
    """What an OpenStreetMap file holds for the model."""

    parts: Sequence[Part]
    areas: Sequence[gpd.GeoDataFrame]
    streets: dict[str, str]
    issues: Sequence[Issue] = field(default=())


def osm_parts(dataset: Dataset, area: shapely.Geometry | None = None) -> OsmRead:
    """Answer the layers, named areas and streets of an OpenStreetMap file.

    Parameters
    ----------
    dataset
        The file.
    area
        Municipality in metres: what lies too far from it to matter is left out, and departments
        are drawn inside it only.

    Raises
    ------
    RefusedFileError
        ``file.unreadable``, or what the objects in it are refused for.
    """
    try:
        taken = _read(dataset, area)
    except (RuntimeError, ValueError) as error:
        if isinstance(error, RefusedFileError):
            raise
        raise RefusedFileError("file.unreadable", file=dataset.name) from error
    source = {**asdict(OSM), "grade": OSM.grade.value, "date": taken.date, "record": dataset.name}
    parts = [
        _part(layer, frame, shapes, source, dataset, area)
        for layer, (frame, shapes) in taken.layers.items()
    ]
    kept = [part for part in parts if len(part.frame)]
    return OsmRead(
        kept, _areas(taken, area), _streets(taken, kept, area), _said(dataset, parts, area)
    )


def _read(dataset: Dataset, area: shapely.Geometry | None) -> Taken:
    if area is None:
        return read_osm(dataset.path)
    small = str(Path(dataset.path).with_name("cut.osm.pbf"))
    cut(dataset.path, small, _box(area))
    return read_osm(small)


def _box(area: shapely.Geometry) -> Box:
    reach = _reach("walk") + MARGIN_M
    wide = gpd.GeoSeries(
        [shapely.buffer(shapely.box(*shapely.bounds(area).tolist()), reach)], crs=METRES
    )
    west, south, east, north = wide.to_crs(DEGREES).total_bounds.tolist()
    return west, south, east, north


def _part(
    layer: str,
    frame: pd.DataFrame,
    shapes: Geometries,
    source: dict[str, Any],
    dataset: Dataset,
    area: shapely.Geometry | None,
) -> Part:
    metres = in_metres(shapes, DEGREES, swapped=False)
    near = _near(layer, metres, area)
    frame, metres = frame[near].reset_index(drop=True), metres[near]
    labels = frame["id"].tolist()
    fixed = repair(metres, labels, layer, LAYERS[layer].geometry)
    kept = np.flatnonzero(fixed.kept)
    names = [labels[row] for row in kept]
    attributes = frame.drop(columns="id").iloc[kept].reset_index(drop=True)
    columns, told = translate(attributes, layer, names, {})
    columns["source"] = dataset.name
    ids = np.array(names, dtype=object)
    return Part(
        layer, columns, fixed.geometry[kept], ids, source, len(frame),
        int(fixed.changed.sum()), (*fixed.issues, *told),
    )  # fmt: skip


def _near(layer: str, shapes: Geometries, area: shapely.Geometry | None) -> npt.NDArray[np.bool_]:
    if area is None:
        return np.ones(len(shapes), bool)
    reach = _reach("walk" if layer in WALKED_TO else "obstacle")
    shapely.prepare(area)
    return np.asarray(shapely.dwithin(shapes, area, reach), dtype=bool)


def _reach(kind: str) -> float:
    """Answer how far beyond a department something of a kind matters, in metres."""
    return default_assumptions()[f"department.{kind}_reach_m"]


def _areas(taken: Taken, area: shapely.Geometry | None) -> list[gpd.GeoDataFrame]:
    if taken.areas is None:
        return []
    frame, shapes = taken.areas
    metres = in_metres(shapes, DEGREES, swapped=False)
    inside = _inside(metres, area)
    if not inside.any():
        return []
    return [
        gpd.GeoDataFrame(frame[inside].reset_index(drop=True), geometry=metres[inside], crs=METRES)
    ]


def _streets(taken: Taken, parts: Sequence[Part], area: shapely.Geometry | None) -> dict[str, str]:
    """Answer the street of each building of the municipality: from them departments are drawn."""
    if area is None:
        return dict(taken.streets)
    buildings = next((part for part in parts if part.layer == "buildings"), None)
    if buildings is None:
        return {}
    own = set(buildings.ids[_inside(buildings.geometry, area)].tolist())
    return {name: street for name, street in taken.streets.items() if name in own}


def _inside(shapes: Geometries, area: shapely.Geometry | None) -> npt.NDArray[np.bool_]:
    if area is None:
        return np.ones(len(shapes), bool)
    shapely.prepare(area)
    return np.asarray(shapely.intersects(area, shapely.point_on_surface(shapes)), dtype=bool)


def _said(
    dataset: Dataset, parts: Sequence[Part], area: shapely.Geometry | None
) -> tuple[Issue, ...]:
    if area is None:
        return ()
    told = {"file": dataset.name, "count": sum(len(part.frame) for part in parts)}
    return (Issue(Severity.NOTICE, "osm.cut", dataset.name, None, told),)
