"""Where a worker reads its departments: the workspace, on a server too, or GeoParquet partitions.

A source is small and is sent to the worker; what it opens is opened there and kept open.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote, unquote

import geopandas as gpd
import shapely
from pyarrow import parquet

from geo.model.crs import METRES
from geo.model.department import Department
from geo.model.errors import NotFoundError
from geo.model.provenance import Source
from geo.store import Workspace

HEAD = "department.json"
GEOMETRY = "geometry"


@dataclass(frozen=True)
class WorkspaceDepartments:
    """The departments of a workspace: a folder all workers see, or a PostGIS address."""

    where: str

    def ids(self) -> Sequence[str]:
        """Answer the id of each department."""
        return _opened(self.where).department_ids()

    def read(self, department_id: str) -> Department:
        """Answer one department, cut for scoring."""
        return _opened(self.where).department(department_id)


@lru_cache(maxsize=2)
def _opened(where: str) -> Workspace:
    return Workspace(where)


@dataclass(frozen=True)
class PartitionedDepartments:
    """Departments as GeoParquet: a folder each, a file per layer (``write_partition``)."""

    folder: str

    def ids(self) -> Sequence[str]:
        """Answer the id of each department, in the order of their folders."""
        heads = sorted(Path(self.folder).glob(f"*/{HEAD}"))
        return [unquote(head.parent.name) for head in heads]

    def read(self, department_id: str) -> Department:
        """Answer one department, cut for scoring.

        Raises
        ------
        NotFoundError
            Where there is no folder of that id.
        """
        place = Path(self.folder) / quote(department_id, safe="")
        if not (place / HEAD).is_file():
            raise NotFoundError("department.unknown", id=department_id)
        head = json.loads((place / HEAD).read_text("utf-8"))
        layers = {file.stem: _layer(file) for file in sorted(place.glob("*.parquet"))}
        return Department(
            id=head["id"],
            name=head["name"],
            boundary=shapely.from_wkb(head["boundary"]),
            layers=layers,
            sources={name: Source.from_dict(row) for name, row in head["sources"].items()},
            organisation=head["organisation"],
            dwellings=head["dwellings"],
            derived=head["derived"],
        )


def _layer(file: Path) -> gpd.GeoDataFrame:
    """Read one layer; all of them are in EPSG:25832, which need not be understood anew for each."""
    table = parquet.read_table(file)
    frame = table.drop_columns([GEOMETRY]).to_pandas()
    shapes = shapely.from_wkb(table[GEOMETRY].to_numpy())
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=METRES)


def write_partition(department: Department, folder: str | Path) -> Path:
    """Lay one department as GeoParquet under a folder, and answer where it lies.

    The head is written last, so a partition that was broken off is none.
    """
    place = Path(folder) / quote(department.id, safe="")
    place.mkdir(parents=True, exist_ok=True)
    for name, frame in department.layers.items():
        frame.to_parquet(place / f"{name}.parquet", index=False)
    head = {
        "id": department.id,
        "name": department.name,
        "boundary": shapely.to_wkb(department.boundary, hex=True),
        "sources": {name: source.to_dict() for name, source in department.sources.items()},
        "organisation": department.organisation,
        "dwellings": department.dwellings,
        "derived": department.derived,
    }
    half = place / f"{HEAD}.half"
    half.write_text(json.dumps(head, ensure_ascii=False), "utf-8")
    half.replace(place / HEAD)
    return place
