"""A surface model beside a delivery: missing heights read off it, in the child process.

A raster is a file nobody vouches for either. It is opened in the sandbox with the one driver GTiff,
and its first bytes must be those of a TIFF; sidecars are not looked for.
"""

import json
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import product
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np

from geo.delivery import sandbox
from geo.delivery.archive import StagedFile
from geo.delivery.describing import fingerprint, issues_of, raise_told
from geo.delivery.files import ending
from geo.delivery.findings import ordered
from geo.delivery.limits import Limits
from geo.delivery.surface import with_heights
from geo.model.delivery import Delivery
from geo.model.errors import DeliveryError, LayerError, UnreadableFileError
from geo.model.issues import Issue, Severity

RAISED = ("boundaries", "buildings", "vegetation")
"""Layers whose missing heights can be read off a surface model."""

ENDINGS = frozenset({".tif", ".tiff"})

SIGNS = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")
"""First bytes of a TIFF and of a BigTIFF."""

NAMED = {"surface": re.compile("dsm|overflade"), "terrain": re.compile("dtm|terr[aæ]")}
"""How files of a delivery are called that hold surface and terrain."""


@dataclass(frozen=True)
class HeightModel:
    """Files of a surface model: tiles of the surface (DSM) and of the terrain (DTM)."""

    surface: tuple[Path, ...] = ()
    terrain: tuple[Path, ...] = ()

    @property
    def files(self) -> tuple[Path, ...]:
        """Answer all its files."""
        return (*self.surface, *self.terrain)

    def checked(self) -> "HeightModel":
        """Answer the model with its files looked at from outside.

        Raises
        ------
        LayerError
            Where surface or terrain is missing.
        RefusedFileError, UnreadableFileError
            Where a file is not there or is no TIFF.
        """
        if not (self.surface and self.terrain):
            raise LayerError("surface.pair")
        for path in self.files:
            if not path.is_file():
                raise UnreadableFileError("file.missing", file=path.name)
            with path.open("rb") as file:
                if file.read(4) not in SIGNS:
                    raise UnreadableFileError("surface.unreadable", file=path.name)
        return HeightModel(*(tuple(p.resolve() for p in t) for t in (self.surface, self.terrain)))


def set_apart(files: Sequence[StagedFile]) -> tuple[list[StagedFile], HeightModel, list[Path]]:
    """Take the surface model out of the files of a delivery, by what its files are called.

    Answers the other files, the model, and the sender's names of its files.
    """
    kept: list[StagedFile] = []
    found: dict[str, list[Path]] = {name: [] for name in NAMED}
    names = []
    for file in files:
        stem = Path(file.name).stem.casefold()
        part = next((name for name, words in NAMED.items() if words.search(stem)), None)
        if ending(file.name) not in ENDINGS or part is None:
            kept.append(file)
            continue
        found[part].append(file.path)
        names.append(Path(file.name))
    return kept, HeightModel(*(tuple(found[name]) for name in NAMED)), names


def raised(
    delivery: Delivery, model: HeightModel, limits: Limits, names: Sequence[Path] = ()
) -> Delivery:
    """Answer a delivery with missing heights read off a surface model.

    Heights that were delivered stay. Each layer says in a finding how many were filled and how
    many are still missing, and names the rasters among its sources.

    Parameters
    ----------
    delivery
        A delivery in EPSG:25832.
    model
        The surface model.
    limits
        Bounds of the child process.
    names
        The sender's names of the files, where they lie under others.

    Raises
    ------
    DeliveryError
        Where a raster is no GeoTIFF in EPSG:25832, or the extra ``raster`` is not installed.
    """
    whole = model.checked()
    layers = [name for name in RAISED if name in delivery.layers and len(delivery.layers[name])]
    called = sorted(path.name for path in names or model.files)
    if not layers:
        nothing = Issue(Severity.WARNING, "surface.no_layer", facts={"files": ", ".join(called)})
        return replace(delivery, issues=ordered([*delivery.issues, nothing]))
    with tempfile.TemporaryDirectory(prefix="heights-", ignore_cleanup_errors=True) as place:
        folder = Path(place).resolve()
        paths = {name: str(folder / f"{name}.feather") for name in layers}
        for name, path in paths.items():
            delivery.layers[name].to_feather(path)
        job = {
            "work": sandbox.RASTERS,
            "layers": paths,
            "surface": [str(path) for path in whole.surface],
            "terrain": [str(path) for path in whole.terrain],
        }
        told = sandbox.run(folder, job, limits, called[0])
        raise_told(told)
        frames = {name: gpd.read_feather(path) for name, path in paths.items()}
    sources = dict(delivery.sources)
    for name in layers:
        dataset = ", ".join(dict.fromkeys([sources[name].dataset, *called]))
        sources[name] = replace(sources[name], dataset=dataset)
    parts = sorted(fingerprint([StagedFile("", path, None)]) for path in whole.files)
    return replace(
        delivery,
        layers={**delivery.layers, **frames},
        sources=sources,
        issues=ordered([*delivery.issues, *issues_of(told)]),
        fingerprint=sha256("".join([delivery.fingerprint, *parts]).encode()).hexdigest(),
    )


def answer(job: Mapping[str, Any]) -> None:
    """Fill the heights of the layers the job names: the child process' work."""
    told: dict[str, Any]
    try:
        layers: dict[str, str] = job["layers"]
        told = {
            "issues": [row for name, path in layers.items() for row in _filled(name, path, job)]
        }
    except DeliveryError as error:
        told = {"error": {"kind": type(error).__name__, "rule": error.rule, "facts": error.facts}}
    (Path(job["folder"]) / "answer.json").write_text(json.dumps(told, default=str), "utf-8")


def _filled(layer: str, path: str, job: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Fill one layer in its file and answer what to say of it."""
    frame = gpd.read_feather(path)
    if "height_m" not in frame:
        frame = frame.assign(height_m=np.nan)
    before = int(frame["height_m"].isna().sum())
    for surface, terrain in product(job["surface"], job["terrain"]):
        if frame["height_m"].isna().any():
            frame = with_heights(layer, frame, surface, terrain).frame
    left = int(frame["height_m"].isna().sum())
    frame.to_feather(path)
    if not before:
        return [(Severity.NOTICE.value, "surface.all_known", layer, None, {})]
    said: list[tuple[Any, ...]] = []
    if before > left:
        said.append(
            (Severity.NOTICE.value, "surface.filled", layer, None, {"count": before - left})
        )
    if left:
        rule = "surface.lacking" if before > left else "surface.none"
        said.append((Severity.WARNING.value, rule, layer, None, {"count": left}))
    return said
