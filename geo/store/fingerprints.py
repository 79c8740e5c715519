"""What a department was measured from, in one short hash: the same inputs give the same."""

import hashlib
import json
from collections.abc import Iterator

import geopandas as gpd
import numpy as np
import shapely

from geo.model.department import Department


def department_fingerprint(department: Department) -> str:
    """Answer a SHA-256 of all inputs of a department; the order of features changes nothing."""
    head = {
        "id": department.id,
        "name": department.name,
        "organisation": department.organisation,
        "dwellings": department.dwellings,
        "derived": department.derived,
        "sources": {key: source.to_dict() for key, source in department.sources.items()},
    }
    digest = hashlib.sha256(json.dumps(head, sort_keys=True).encode())
    digest.update(shapely.to_wkb(department.boundary, byte_order=1))
    for name in sorted(department.layers):
        digest.update(name.encode())
        for line in sorted(_lines(department.layers[name])):
            digest.update(line.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _lines(frame: gpd.GeoDataFrame) -> Iterator[str]:
    names = sorted(name for name in frame.columns if name != "geometry")
    values = [frame[name].astype(object).where(frame[name].notna(), None) for name in names]
    shapes = shapely.to_wkb(np.asarray(frame.geometry.array, dtype=object), hex=True, byte_order=1)
    for row in zip(*values, shapes, strict=True):
        yield repr(row)
