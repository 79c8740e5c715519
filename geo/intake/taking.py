"""Read a delivery with all the workspace knows: earlier decisions, and the municipality."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import shapely

from geo.delivery import Hints, Limits, read
from geo.model.delivery import Delivery
from geo.store import Workspace


@dataclass(frozen=True)
class Asked:
    """What a person said of a delivery.

    Parameters
    ----------
    crs
        Coordinate system of all its files, or by file name.
    roles
        Layer by file name.
    departments
        File of department polygons, taken besides.
    columns
        Delivered column by the model's column, by file name.
    surface, terrain
        GeoTIFFs of a surface model (DSM, DTM) from which missing heights are read.
    """

    crs: str | Mapping[str, str] | None = None
    roles: Mapping[str, str] = field(default_factory=dict)
    departments: str | Path | None = None
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    surface: tuple[Path, ...] = ()
    terrain: tuple[Path, ...] = ()


def read_for(
    workspace: Workspace,
    path: str | Path,
    asked: Asked | None = None,
    *,
    limits: Limits | None = None,
) -> Delivery:
    """Read a delivery as its sources were read before, a region of OpenStreetMap cut to size.

    Parameters
    ----------
    workspace
        Where it is going.
    path, limits
        As for ``geo.read``.
    asked
        What a person said of it.
    """
    said = asked or Asked()
    return read(
        path,
        crs=said.crs,
        roles=said.roles,
        departments=said.departments,
        limits=limits,
        hints=replace(
            hints_of(workspace, said.columns), surface=said.surface, terrain=said.terrain
        ),
    )


def hints_of(workspace: Workspace, columns: Mapping[str, Mapping[str, str]] | None = None) -> Hints:
    """Answer what the workspace knows of a delivery before it is opened."""
    municipality = workspace.layer("municipality")
    area = None
    if municipality is not None and len(municipality):
        area = shapely.union_all(municipality.geometry.to_numpy())
    return Hints(maps=workspace.column_maps(), columns=columns or {}, area=area)
