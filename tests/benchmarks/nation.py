"""A synthetic nation: the six invented departments of the example, moved and shaken into hundreds.

Nothing stands for a real place. Lamps are moved by up to a metre and dimmed by up to a fifth, so
that no two departments are alike; the same count gives the same nation.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

import geo
from geo.model.department import Department
from geo.scoring.department_sources import write_partition

ACROSS_M = 3000.0


def lay_nation(folder: Path, count: int) -> Path:
    """Write so many departments as GeoParquet partitions; those that lie there already stay."""
    workspace = geo.Workspace(folder / "muster")
    if not workspace.layers():
        workspace.add(geo.read(geo.example()))
    musters = [workspace.department(name) for name in workspace.department_ids()]
    parts = folder / "parts"
    for number in range(count):
        name = f"n-{number:05d}"
        if not (parts / name / "department.json").is_file():
            write_partition(shaken(musters[number % len(musters)], name, number), parts)
    return parts


def shaken(muster: Department, name: str, number: int) -> Department:
    """Answer a department like another, elsewhere and with other lamps."""
    chance = np.random.default_rng(number)
    moved = np.array([ACROSS_M * (number % 50), ACROSS_M * (number // 50)])

    def there(shapes: Any) -> Any:
        return shapely.transform(shapes, lambda xy: xy + moved)

    layers: dict[str, gpd.GeoDataFrame] = {}
    for layer, frame in muster.layers.items():
        geometry = there(frame.geometry.to_numpy())
        layers[layer] = frame.set_geometry(gpd.GeoSeries(geometry, frame.index, crs=frame.crs))
    lamps = layers["lamps"]
    shake = chance.uniform(-1, 1, (len(lamps), 2))
    spots = shapely.points(shapely.get_coordinates(lamps.geometry.to_numpy()) + shake)
    layers["lamps"] = lamps.set_geometry(gpd.GeoSeries(spots, lamps.index, crs=lamps.crs)).assign(
        flux_lm=lamps["flux_lm"] * chance.uniform(0.8, 1.0, len(lamps))
    )
    return replace(
        muster, id=name, name=f"Afdeling {number}", boundary=there(muster.boundary), layers=layers
    )
