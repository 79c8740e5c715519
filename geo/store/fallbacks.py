"""What is taken where a register holds nothing: doors, storeys and dwellings, always graded D.

Pure functions. What was estimated is said as a source of its own (``buildings.storeys``), so that
a fallback never pretends to be measured.
"""

from collections.abc import Mapping
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.model.assumptions import default_assumptions
from geo.model.crs import METRES
from geo.model.department import Department
from geo.model.estimate import Grade
from geo.model.language import sentence
from geo.model.provenance import Source
from geo.store.drawing import is_block


def with_fallbacks(department: Department) -> Department:
    """Answer the department with what is missing estimated, each estimate with its source."""
    return with_doors(with_dwellings(with_storeys(department)))


def with_storeys(department: Department) -> Department:
    """Fill storeys: as registered, else height over storey height, else three."""
    buildings = department.layer("buildings")
    if buildings is None or not buildings["storeys"].isna().any():
        return department
    known = default_assumptions()
    levels = (buildings["height_m"] / known["department.storey_height_m"]).round().clip(lower=1)
    guess = levels.fillna(known["department.storeys"]).astype("Int64")
    missing = buildings["storeys"].isna()
    frame = buildings.assign(storeys=buildings["storeys"].astype("Int64").fillna(guess))
    return _told(department, "buildings", "storeys", frame, missing)


def with_dwellings(department: Department) -> Department:
    """Fill dwellings of lived-in buildings from footprint and storeys."""
    buildings = department.layer("buildings")
    if buildings is None:
        return department
    lived_in = (buildings["use"] == "dwelling").to_numpy(dtype=bool, na_value=False)
    missing = buildings["dwellings"].isna() & (lived_in | is_block(buildings))
    if not missing.any():
        return department
    known = default_assumptions()
    share = known["department.dwelling_share"] / known["department.dwelling_area_m2"]
    floors = buildings["storeys"].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    guess = pd.Series(np.floor(buildings.area.to_numpy() * floors * share + 0.5)).astype("Int64")
    guess.index = buildings.index
    filled = buildings["dwellings"].astype("Int64").mask(missing, guess)
    return _told(department, "buildings", "dwellings", buildings.assign(dwellings=filled), missing)


def with_doors(department: Department) -> Department:
    """Put a door in the façade point nearest a path, for blocks where no door is known at all."""
    entrances, paths = department.layer("entrances"), department.layer("paths")
    buildings = department.layer("buildings")
    if entrances is not None and len(entrances):
        return department
    if buildings is None or paths is None or paths.empty:
        return department
    inside = _inside(department, buildings)
    blocks = buildings[is_block(buildings) & inside].reset_index(drop=True)
    if blocks.empty:
        return department
    frame = gpd.GeoDataFrame(
        {
            "id": "facade-" + blocks["id"].astype("str"),
            "address": pd.Series([None] * len(blocks), dtype="str"),
            "dwellings": blocks["dwellings"].astype("Int64"),
            "source": pd.Series([None] * len(blocks), dtype="str"),
        },
        geometry=_facades(blocks, paths),
        crs=METRES,
    )
    count = {"count": len(frame)}
    source = _estimated(department.sources, "buildings", "source.entrances.estimated", count)
    layers = {**department.layers, "entrances": frame}
    return replace(department, layers=layers, sources={**department.sources, "entrances": source})


def _facades(blocks: gpd.GeoDataFrame, paths: gpd.GeoDataFrame) -> list[shapely.Geometry]:
    walls = shapely.boundary(np.asarray(blocks.geometry.array, dtype=object))
    lines = np.asarray(paths.sort_values("id").geometry.array, dtype=object)
    wall, line = shapely.STRtree(lines).query_nearest(walls, all_matches=False)
    ways = shapely.shortest_line(walls[wall], lines[line])
    return list(shapely.get_point(ways, 0))


def _inside(
    department: Department, frame: gpd.GeoDataFrame
) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    middles = shapely.point_on_surface(np.asarray(frame.geometry.array, dtype=object))
    return np.asarray(shapely.intersects(department.boundary, middles))


def _told(
    department: Department,
    layer: str,
    column: str,
    frame: gpd.GeoDataFrame,
    missing: "pd.Series[bool]",
) -> Department:
    facts = {"count": int(missing.sum()), "all": len(frame)}
    key = f"{layer}.{column}"
    source = _estimated(department.sources, layer, f"source.{key}.estimated", facts)
    return replace(
        department,
        layers={**department.layers, layer: frame},
        sources={**department.sources, key: source},
    )


def _estimated(
    sources: Mapping[str, Source], layer: str, rule: str, facts: Mapping[str, int]
) -> Source:
    """Answer the source of an estimate: what it rests on, graded as an estimate."""
    base = sources.get(layer, Source(""))
    told = {**facts, "from": base.dataset}
    return replace(base, dataset=sentence(rule, told), grade=Grade.D)
