"""Small departments for notebooks, docs and tests, and the way to the example delivery.

Coordinates are given in local metres; they are moved to a corner of Zealand that is field.
"""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geo.model.crs import METRES
from geo.model.department import Department
from geo.model.estimate import Grade
from geo.model.layers import layer_spec
from geo.model.provenance import Source

EAST, NORTH = 700_000.0, 6_170_000.0
"""Where local (0, 0) lies in EPSG:25832."""


def layer(
    layer_name: str, shapes: Sequence[shapely.Geometry], /, **columns: Sequence[Any]
) -> gpd.GeoDataFrame:
    """Build a layer with every column of the model; what is not given is missing.

    Ids are numbered after the layer unless given.

    >>> lamps = layer("lamps", [shapely.Point(0, 0)], height_m=[4.0])
    >>> lamps["id"].tolist(), lamps["height_m"].tolist(), lamps["flux_lm"].tolist()
    (['lamps-0'], [4.0], [nan])
    """
    spec = layer_spec(layer_name)
    blank = {
        column.name: [None if column.kind in {"text", "date"} else math.nan] * len(shapes)
        for column in spec.columns.values()
    }
    ids = [f"{layer_name}-{number}" for number in range(len(shapes))]
    values: dict[str, Any] = {"id": ids, **blank, **columns}
    return gpd.GeoDataFrame(values, geometry=[_placed(shape) for shape in shapes], crs=METRES)


def department(
    layers: Mapping[str, gpd.GeoDataFrame],
    *,
    identity: str = "lille",
    name: str = "Lille Afdeling",
    boundary: shapely.Geometry | None = None,
    date: str | None = "2026-01-01",
) -> Department:
    """Build a department; its boundary is a box round its layers unless given.

    >>> department({"paths": layer("paths", [shapely.LineString([(0, 0), (9, 0)])])}).name
    'Lille Afdeling'
    """
    shapes = [shape for frame in layers.values() for shape in frame.geometry]
    bounds = shapely.box(*shapely.total_bounds(shapes))
    around = shapely.buffer(bounds, 1) if boundary is None else _placed(boundary)
    source = Source("prøve", licence="CC0-1.0", date=date, grade=Grade.B)
    return Department(
        id=identity,
        name=name,
        boundary=around,
        layers=dict(layers),
        sources=dict.fromkeys(layers, source),
    )


def lit_street(
    length_m: float = 100.0,
    spacing_m: float = 25.0,
    *,
    height_m: float = 4.0,
    flux_lm: float = 3000.0,
) -> Department:
    """Build a department of one straight path with lamps at regular spacing beside it.

    >>> street = lit_street(100, 25)
    >>> len(street.layers["lamps"]), len(street.layers["paths"])
    (4, 1)
    """
    count = int(length_m // spacing_m)
    places = [shapely.Point((number + 0.5) * spacing_m, 1.5) for number in range(count)]
    path = shapely.LineString([(0, 0), (length_m, 0)])
    return department(
        {
            "paths": layer("paths", [path], name=["Stien"], kind=["path"], width_m=[3.0]),
            "lamps": layer(
                "lamps",
                places,
                height_m=[height_m] * count,
                flux_lm=[flux_lm] * count,
                light_source=["LED"] * count,
            ),
        }
    )


def _placed(shape: shapely.Geometry) -> shapely.Geometry:
    return shapely.transform(shape, lambda corners: corners + np.array([EAST, NORTH]))


def example() -> Path:
    """Answer the example delivery: one invented corner of a municipality, as a zip.

    It ships inside the package, and lies under ``data/example`` in a checkout.

    >>> example().name
    'eksempelkoebing.zip'
    """
    home = Path(__file__).resolve().parent
    installed = home / "_example"
    folder = installed if installed.is_dir() else home.parent / "data" / "example"
    return folder / "eksempelkoebing.zip"
