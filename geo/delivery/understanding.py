"""From opened tables to the layers of a delivery: the child process' work in one walk.

open → place (CRS) → repair → tell roles → translate columns → give ids → write down
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.delivery.arrow import Geometries
from geo.delivery.files import Dataset
from geo.delivery.findings import ordered, per_feature
from geo.delivery.georeference import METRES
from geo.delivery.identity import with_ids
from geo.delivery.looking import looked
from geo.delivery.luminaire_table import luminaire_part
from geo.delivery.neighbours import overlaps, twice
from geo.delivery.opening import open_tables
from geo.delivery.osm_parts import osm_parts
from geo.delivery.parts import Part, table_parts
from geo.delivery.raw import written_tables
from geo.model.column_map import ColumnMap
from geo.model.errors import DeliveryError, RefusedFileError
from geo.model.issues import Issue, Severity
from geo.model.layers import LAYERS


@dataclass
class Understood:
    """What has been understood of a delivery so far."""

    parts: dict[str, list[Part]] = field(default_factory=lambda: defaultdict(list))
    issues: list[Issue] = field(default_factory=list)
    areas: list[gpd.GeoDataFrame] = field(default_factory=list)
    streets: dict[str, str] = field(default_factory=dict)
    confirm: bool = False
    maps: list[ColumnMap] = field(default_factory=list)


@dataclass(frozen=True)
class Given:
    """What is known before the delivery is opened: bounds, earlier decisions, the municipality."""

    features: int | None = None
    maps: tuple[ColumnMap, ...] = ()
    area: shapely.Geometry | None = None

    @classmethod
    def of(cls, job: Mapping[str, Any]) -> "Given":
        """Read what the job names."""
        return cls(
            job.get("features"),
            tuple(ColumnMap.from_dict(row) for row in job.get("maps", ())),
            shapely.from_wkb(job["area"]) if job.get("area") else None,
        )


def answer(job: Mapping[str, Any]) -> None:
    """Understand what the job names and write frames and findings into its folder."""
    folder = Path(job["folder"])
    datasets = [Dataset(**{**row, "parts": tuple(row["parts"])}) for row in job["datasets"]]
    told: dict[str, Any]
    try:
        told = _work(str(job.get("work", "read")), datasets, Given.of(job), folder)
    except DeliveryError as error:
        told = {"error": {"kind": type(error).__name__, "rule": error.rule, "facts": error.facts}}
    (folder / "answer.json").write_text(json.dumps(told, default=str), "utf-8")


def _work(kind: str, datasets: Sequence[Dataset], given: Given, folder: Path) -> dict[str, Any]:
    if kind == "look":
        return looked(datasets, given.maps, given.features)
    if kind == "tables":
        return written_tables(datasets, folder)
    return _written(understand(datasets, given), folder)


def understand(datasets: Sequence[Dataset], given: Given) -> Understood:
    """Understand every dataset; one that cannot be read is a finding as long as others can.

    Raises
    ------
    DeliveryError
        The first one, where nothing was understood at all.
    """
    understood = Understood()
    first: DeliveryError | None = None
    for dataset in datasets:
        try:
            _take(dataset, understood, given)
        except DeliveryError as error:
            first = first or error
            facts = {"file": dataset.name, **error.facts}
            understood.issues.append(Issue(Severity.ERROR, error.rule, dataset.name, None, facts))
    if not any(understood.parts.values()) and not understood.areas:
        raise first or _worst(understood.issues)
    return understood


def _worst(issues: Sequence[Issue]) -> DeliveryError:
    """Answer the error for a delivery of which nothing is left."""
    errors = [issue for issue in ordered(issues) if issue.severity is Severity.ERROR]
    if not errors:
        return RefusedFileError("delivery.nothing")
    whole = (i for i in errors if i.feature is None and i.rule != "findings.more")
    worst = next(whole, errors[0])
    facts = {"file": worst.layer, "layer": worst.layer, "feature": worst.feature}
    return RefusedFileError(worst.rule, **{**facts, **worst.facts})


def _take(dataset: Dataset, understood: Understood, given: Given) -> None:
    if dataset.kind == "luminaire":
        understood.parts["luminaires"].append(luminaire_part(dataset))
        return
    if dataset.kind == "osm":
        found = osm_parts(dataset, given.area)
        for part in found.parts:
            understood.parts[part.layer].append(part)
            understood.issues += part.issues
        understood.issues += found.issues
        understood.areas += found.areas
        understood.streets |= found.streets
        return
    for table in open_tables(dataset):
        rows = len(table.geometry)
        most = given.features
        if most is not None and rows > most:
            raise RefusedFileError("layer.too_many", file=dataset.name, count=rows, most=most)
        read = table_parts(table, dataset, given.maps)
        understood.issues += read.issues
        understood.confirm |= read.confirm
        understood.maps.append(read.map)
        for part in read.parts:
            understood.parts[part.layer].append(part)


def _written(understood: Understood, folder: Path) -> dict[str, Any]:
    """Finish every layer and write it as a frame; answer the rest as JSON."""
    layers: dict[str, Any] = {}
    for layer, parts in sorted(understood.parts.items()):
        frame, issues, confirm = finished(layer, parts)
        understood.issues += issues
        understood.confirm |= confirm
        path = folder / f"layer-{layer}.arrow"
        frame.to_feather(path, compression="uncompressed")
        layers[layer] = {
            "path": str(path),
            "read": sum(part.read for part in parts),
            "repaired": sum(part.repaired for part in parts),
            "refused": sum(part.read for part in parts) - len(frame),
            "sources": [part.source for part in parts],
        }
    areas = None
    if understood.areas:
        areas = str(folder / "areas.arrow")
        joined = pd.concat(understood.areas, ignore_index=True)
        gpd.GeoDataFrame(joined, crs=METRES).sort_values("id", ignore_index=True).to_feather(areas)
    return {
        "layers": layers,
        "areas": areas,
        "streets": understood.streets,
        "confirm": understood.confirm,
        "maps": [one.to_dict() for one in understood.maps],
        "issues": [
            [issue.severity.value, issue.rule, issue.layer, issue.feature, dict(issue.facts)]
            for issue in ordered(understood.issues)
        ],
    }


def finished(layer: str, parts: Sequence[Part]) -> tuple[gpd.GeoDataFrame, list[Issue], bool]:
    """Answer a layer of all its parts with unique ids, in an order of its own."""
    frames = [part.frame for part in parts]
    frame = pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0]
    geometry = np.concatenate([part.geometry for part in parts])
    ids = np.concatenate([part.ids for part in parts])
    frame, geometry, ids, merged, confirm = _one_per_department(layer, frame, geometry, ids)
    unique, issues = with_ids(frame, geometry, ids, layer)
    if layer == "departments":
        issues = overlaps(geometry, unique)
    if layer == "lamps":
        issues += twice(geometry, unique, frame["source"].to_numpy(dtype=object))
    spec = LAYERS[layer]
    columns = {"id": unique, **{name: frame[name] for name in spec.columns if name in frame}}
    out = pd.DataFrame({**columns, "source": frame["source"]})
    whole = gpd.GeoDataFrame(out, geometry=geometry, crs=METRES)
    return whole.sort_values("id", ignore_index=True), merged + issues, confirm


def _one_per_department(layer: str, frame: pd.DataFrame, geometry: Geometries, ids: Any) -> Any:
    """Join the parts of a department, and tell numbers apart by their organisation."""
    if layer != "departments":
        return frame, geometry, ids, [], False
    ids = _with_organisation(frame, ids)
    given = pd.Series(ids)
    repeated = given.notna() & given.duplicated(keep=False)
    if not repeated.any():
        return frame, geometry, ids, [], False
    keep = np.ones(len(frame), bool)
    shapes = geometry.copy()
    joined: list[str] = []
    clash: list[str] = []
    for name, rows in given[repeated].groupby(given[repeated]).indices.items():
        at = np.flatnonzero(repeated)[rows]
        same = len(frame.iloc[at].astype(str).drop_duplicates()) == 1
        (joined if same else clash).append(str(name))
        if same:
            shapes[at[0]] = shapely.union_all(geometry[at])
            keep[at[1:]] = False
    issues = per_feature(Severity.WARNING, "department.joined", layer, joined)
    issues += per_feature(Severity.WARNING, "department.same_number", layer, clash)
    kept = frame[keep].reset_index(drop=True)
    return kept, shapes[keep], ids[keep], issues, True


def _with_organisation(frame: pd.DataFrame, ids: Any) -> Any:
    """Put the organisation's number first where it tells equal department numbers apart."""
    organisation = next((n for n in ("lbf_organisation", "organisation") if n in frame), None)
    given = pd.Series(ids)
    if organisation is None or not given.dropna().duplicated().any():
        return ids
    both = frame[organisation].astype(str) + "-" + given.astype(str)
    known = given.notna() & frame[organisation].notna()
    if both[known].nunique() > given[known].nunique():
        return np.where(known, both, ids).astype(object)
    return ids
