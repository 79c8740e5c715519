"""Read what was handed over: the one door of the room."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd

from geo.delivery import sandbox
from geo.delivery.checking import inside_findings
from geo.delivery.describing import (
    Hints,
    Named,
    described,
    fingerprint,
    issues_of,
    job_of,
    nothing,
    private_folder,
    raise_told,
    staged,
)
from geo.delivery.findings import ordered
from geo.delivery.height_model import HeightModel, raised, set_apart
from geo.delivery.limits import LOCAL, Limits
from geo.model.column_map import ColumnMap
from geo.model.delivery import Delivery, LayerCount
from geo.model.issues import Issue, Severity
from geo.model.layers import layer_spec
from geo.model.provenance import Source


def read(
    path: str | Path,
    *,
    crs: str | Mapping[str, str] | None = None,
    roles: Mapping[str, str] | None = None,
    departments: str | Path | None = None,
    limits: Limits | None = None,
    hints: Hints | None = None,
) -> Delivery:
    """Read a folder, a zip or a single file into layers the model knows.

    The input is never written to; a private copy is read in a child process and deleted again.

    Parameters
    ----------
    path
        Folder, zip, or file: shapefile, GeoPackage, GeoJSON, FlatGeobuf, MapInfo, GeoParquet,
        OpenStreetMap; GML where the limits allow it.
    crs
        Coordinate system of the files, where it is missing or wrong: for all, or by file name.
    roles
        Layer by file name, where the name does not tell.
    departments
        File of the sender's own department polygons, taken besides.
    limits
        How far the delivery is trusted; without any, as a person's own file.
    hints
        What is known besides: earlier decisions, chosen columns, the municipality.

    Raises
    ------
    DeliveryError
        Where nothing of the delivery can be understood.
    """
    bounds, known = limits or LOCAL, hints or Hints()
    delivered = Path(path)
    for layer in (roles or {}).values():
        layer_spec(layer)
    with private_folder() as folder:
        files = staged(delivered, folder / "main", bounds)
        own = [] if departments is None else staged(Path(departments), folder / "own", bounds)
        content = fingerprint([*files, *own])
        files, model, called = set_apart(files)
        named = Named(crs, roles or {}, known.columns)
        found, issues = described(files, named, bounds)
        extra, told = described(own, replace(named, roles={}), bounds)
        issues = [*issues, *told]
        found = [*found, *(replace(dataset, role="departments") for dataset in extra)]
        if not found:
            raise nothing(issues, delivered.name)
        told_child = sandbox.run(
            folder, job_of("read", found, known, bounds), bounds, delivered.name
        )
        found_here = _delivery(told_child, issues, delivered.name, content)
        return _with_heights(found_here, model, called, known, bounds)


def _with_heights(
    delivery: Delivery,
    model: HeightModel,
    called: Sequence[Path],
    known: Hints,
    bounds: Limits,
) -> Delivery:
    """Answer the delivery with heights of the surface model beside it, or of one that was named.

    A surface without its terrain inside a delivery is a finding; named by a person it is an error.
    """
    if known.surface or known.terrain:
        return raised(delivery, HeightModel(known.surface, known.terrain), bounds)
    if model.surface and model.terrain:
        return raised(delivery, model, bounds, called)
    alone = [
        Issue(Severity.WARNING, "surface.alone", path.name, None, {"file": path.name})
        for path in called
    ]
    return replace(delivery, issues=ordered([*delivery.issues, *alone])) if alone else delivery


def _delivery(told: dict[str, Any], issues: Sequence[Issue], name: str, content: str) -> Delivery:
    raise_told(told)
    layers = {layer: gpd.read_feather(row["path"]) for layer, row in told["layers"].items()}
    found = issues_of(told)
    return Delivery(
        name=name,
        layers=layers,
        sources={layer: _joined(row["sources"]) for layer, row in told["layers"].items()},
        counts={
            layer: LayerCount(row["read"], row["repaired"], row["refused"])
            for layer, row in told["layers"].items()
        },
        issues=ordered([*issues, *found, *inside_findings(layers)]),
        fingerprint=content,
        needs_confirmation=told["confirm"],
        areas=None if told["areas"] is None else gpd.read_feather(told["areas"]),
        streets=told["streets"],
        maps=tuple(ColumnMap.from_dict(row) for row in told["maps"]),
    )


def _joined(records: Sequence[dict[str, Any]]) -> Source:
    """Answer one source for a layer of several files: every name, every term, the newest date."""
    sources = [Source.from_dict(record) for record in records]

    def together(values: Sequence[str | None]) -> str | None:
        return ", ".join(dict.fromkeys(sorted(value for value in values if value))) or None

    return Source(
        dataset=together([source.dataset for source in sources]) or "",
        licence=together([source.licence for source in sources]),
        attribution=together([source.attribution for source in sources]),
        date=max((source.date for source in sources if source.date), default=None),
        grade=max((source.grade for source in sources), key=lambda grade: grade.value),
        record=together([source.record for source in sources]),
    )
