"""Draw departments where none was delivered: from named areas, else from blocks of one street.

Whoever looks at them must see that they are drawn: ``derived`` is yes and the source says so.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.model.assumptions import default_assumptions
from geo.model.crs import METRES
from geo.model.delivery import Delivery
from geo.model.estimate import Grade
from geo.model.issues import Issue, Severity
from geo.model.language import sentence
from geo.model.provenance import Source

Layers = Mapping[str, gpd.GeoDataFrame]
Geometries = npt.NDArray[np.object_]


@dataclass(frozen=True)
class Drawn:
    """Departments that were drawn, with their source and what is said of it; or nothing."""

    frame: gpd.GeoDataFrame | None = None
    source: Source | None = None
    issues: tuple[Issue, ...] = ()


def drawn_departments(delivery: Delivery, stored: Layers, sources: Mapping[str, Source]) -> Drawn:
    """Draw departments for a delivery of buildings, unless somebody has delivered some.

    Parameters
    ----------
    delivery
        What is being added: its areas and streets tell more than its layers.
    stored
        Layers as they stand with the delivery in them.
    sources
        Their sources.
    """
    if "buildings" not in delivery.layers or "departments" in delivery.layers:
        return Drawn()
    if "departments" in stored and not (stored["departments"]["derived"] == "yes").all():
        return Drawn()
    buildings = stored["buildings"]
    streets = delivery.streets or streets_of(buildings, stored.get("entrances"))
    frame = draw(buildings, delivery.areas, streets)
    if frame.empty:
        return Drawn(issues=(Issue(Severity.WARNING, "departments.none", "departments"),))
    told = Issue(Severity.NOTICE, "departments.derived", "departments", None, {"count": len(frame)})
    source = replace(
        sources["buildings"],
        dataset=sentence("source.departments.derived", {"from": sources["buildings"].dataset}),
        grade=Grade.D,
    )
    return Drawn(frame, source, (told,))


def draw(
    buildings: gpd.GeoDataFrame, areas: gpd.GeoDataFrame | None, streets: Mapping[str, str]
) -> gpd.GeoDataFrame:
    """Answer the departments that can be drawn, in the order of their ids.

    Parameters
    ----------
    buildings
        Layer of buildings; blocks are the large ones people may live in.
    areas
        Named residential areas, or None.
    streets
        Street by building id.
    """
    blocks = buildings[is_block(buildings)].sort_values("id", ignore_index=True)
    shapes = np.asarray(blocks.geometry.array, dtype=object)
    rows = list(_from_areas(shapes, areas))
    taken = np.zeros(len(blocks), bool)
    for row in rows:
        taken[row.pop("blocks")] = True
    names = blocks["id"].map(dict(streets)).to_numpy(dtype=object)
    rows += _from_streets(shapes[~taken], names[~taken])
    frame = gpd.GeoDataFrame(_numbered(rows), columns=["id", "name", "geometry"], crs=METRES)
    frame["derived"] = pd.Series("yes", index=frame.index, dtype="str")
    return frame.sort_values("id", ignore_index=True)


def is_block(buildings: gpd.GeoDataFrame) -> npt.NDArray[np.bool_]:
    """Tell which buildings are blocks: large enough, and lived in as far as anybody says."""
    known = default_assumptions()
    large = buildings.area.to_numpy() >= known["department.block_area_m2"]
    use = buildings["use"]
    return np.asarray(large & (use.isna() | (use == "dwelling")).to_numpy(dtype=bool))


def _from_areas(shapes: Geometries, areas: gpd.GeoDataFrame | None) -> Iterator[dict[str, Any]]:
    """Answer named areas that hold enough blocks; a block belongs to the smallest around it."""
    if areas is None or not len(shapes):
        return
    named = areas[areas["name"].notna()].copy()
    named["size"] = named.area
    named = named.sort_values(["size", "name"], ignore_index=True)
    around = np.asarray(named.geometry.array, dtype=object)
    inner, outer = shapely.STRtree(around).query(
        shapely.point_on_surface(shapes), predicate="within"
    )
    home = pd.Series(outer).groupby(inner).min()
    least = default_assumptions()["department.least_blocks"]
    for area, blocks in home.groupby(home).groups.items():
        if len(blocks) >= least:
            place = int(str(area))
            yield {
                "name": str(named["name"].iloc[place]),
                "geometry": around[place],
                "blocks": np.asarray(blocks, dtype=int),
            }


def _from_streets(shapes: Geometries, names: npt.NDArray[np.object_]) -> list[dict[str, Any]]:
    known = default_assumptions()
    least, link = known["department.least_blocks"], known["department.block_link_m"]
    found = []
    for street in sorted({name for name in names if isinstance(name, str)}):
        theirs = shapes[names == street]
        found += [(street, theirs[group]) for group in _clusters(theirs, link)]
    return [
        {"name": street, "geometry": _around(group)}
        for street, group in found
        if len(group) >= least
    ]


def _clusters(shapes: Geometries, link: float) -> list[npt.NDArray[np.intp]]:
    """Answer groups of shapes joined by links no longer than ``link``."""
    one, other = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=link)
    size = (len(shapes), len(shapes))
    links = coo_array((np.ones(len(one), bool), (one, other)), shape=size)
    count, group = connected_components(links, directed=False)
    return [np.flatnonzero(group == number) for number in range(count)]


def _around(shapes: Geometries) -> shapely.Geometry:
    known = default_assumptions()
    wide = shapely.union_all(shapely.buffer(shapes, known["department.draw_out_m"]))
    return shapely.normalize(shapely.buffer(wide, -known["department.draw_in_m"]))


def _numbered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give every department an id after its name; the largest of one name has the plain one."""
    seen: Counter[str] = Counter()
    ordered = sorted(rows, key=lambda row: (-row["geometry"].area, row["geometry"].bounds))
    out = []
    for row in ordered:
        base = f"osm-{slug(row['name'])}"
        seen[base] += 1
        again = seen[base]
        part = "" if again == 1 else f"-{again}"
        name = row["name"] if again == 1 else f"{row['name']} ({again})"
        out.append({"id": f"{base}{part}", "name": name, "geometry": row["geometry"]})
    return out


def slug(name: str) -> str:
    """Answer a name as part of an id.

    >>> slug("Ågårds Allé, nord")
    'aagaards-alle-nord'
    """
    plain = name.casefold()
    for letter, letters in (("æ", "ae"), ("ø", "oe"), ("å", "aa")):
        plain = plain.replace(letter, letters)
    split = unicodedata.normalize("NFKD", plain)
    bare = "".join(part for part in split if not unicodedata.combining(part))
    return re.sub(r"[\W_]+", "-", bare).strip("-") or "uden-navn"


def streets_of(buildings: gpd.GeoDataFrame, entrances: gpd.GeoDataFrame | None) -> dict[str, str]:
    """Answer the commonest street of the addresses in each building, by building id."""
    if entrances is None or entrances.empty or buildings.empty:
        return {}
    names = entrances["address"].str.extract(r"^\s*(.*?)\s+\d", expand=False)
    walls = np.asarray(buildings.geometry.array, dtype=object)
    doors = np.asarray(entrances.geometry.array, dtype=object)
    door, wall = shapely.STRtree(walls).query(doors, predicate="dwithin", distance=1.0)
    found = pd.DataFrame(
        {"id": buildings["id"].to_numpy()[wall], "street": names.to_numpy()[door]}
    ).dropna()
    counted = found.value_counts().reset_index(name="count")
    counted = counted.sort_values(["id", "count", "street"], ascending=[True, False, True])
    first = counted.drop_duplicates("id")
    return dict(zip(first["id"].astype(str), first["street"].astype(str), strict=True))
