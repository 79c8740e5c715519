"""Read layers, tables of results, sources and imports out of an open transaction."""

import json
from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import pandas as pd
import sqlalchemy as sa

from geo.model.crs import METRES
from geo.model.errors import LayerError
from geo.model.provenance import Source
from geo.store.alphabet import danish_order
from geo.store.geometry_type import Box, RawGeometry, decoded, in_bbox
from geo.store.rows import DTYPES, frame_of, wanted_columns
from geo.store.tables import RESULTS, Tables


def read_layer(
    connection: sa.Connection,
    known: Tables,
    name: str,
    *,
    bbox: Box | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> gpd.GeoDataFrame:
    """Answer the features of a layer in the order of their delivery."""
    table = known.layers[name]
    chosen = sa.select(*wanted_columns(name, table)).order_by(table.c.fid)
    if bbox is not None and "geom" in table.c:  # a table without a map lies nowhere
        chosen = chosen.where(in_bbox(table.c.geom, bbox))
    if limit is not None:
        chosen = chosen.limit(limit)
    if offset:
        chosen = chosen.offset(offset)
    return frame_of(name, connection.execute(chosen).all())


def read_departments(connection: sa.Connection, known: Tables) -> gpd.GeoDataFrame:
    """Answer the departments in the order of a Danish directory; empty where there are none."""
    frame = read_layer(connection, known, "departments")
    names = frame["name"].fillna(frame["id"]).astype(str)
    keys = [(*danish_order(name), id_) for name, id_ in zip(names, frame["id"], strict=True)]
    return frame.iloc[sorted(range(len(keys)), key=keys.__getitem__)].reset_index(drop=True)


def read_counts(connection: sa.Connection, known: Tables) -> dict[str, int]:
    """Answer how many features each delivered layer holds."""
    counted = {}
    for name in read_sources(connection, known):
        count = sa.select(sa.func.count()).select_from(known.layers[name])
        counted[name] = int(connection.execute(count).scalar_one())
    return counted


def read_result(connection: sa.Connection, known: Tables, name: str) -> gpd.GeoDataFrame:
    """Answer a table of results in EPSG:25832.

    Raises
    ------
    LayerError
        Where it is none of ``RESULTS``.
    """
    if name not in RESULTS:
        raise LayerError("layer.unknown", name=name, known=", ".join(RESULTS))
    table = known.results[name]
    kinds = {"department_id": "text", "as_of": "text", **RESULTS[name]}
    raw = sa.type_coerce(table.c.geom, RawGeometry())
    chosen = sa.select(*(table.c[column] for column in kinds), raw).order_by(table.c.fid)
    rows = connection.execute(chosen).all()
    columns = list(zip(*rows, strict=True)) if rows else [()] * (len(kinds) + 1)
    frame = pd.DataFrame(
        {
            column: pd.Series(list(values), dtype=DTYPES[kind])
            for (column, kind), values in zip(kinds.items(), columns, strict=False)
        }
    )
    return gpd.GeoDataFrame(frame, geometry=decoded(columns[-1]), crs=METRES)


def read_sources(connection: sa.Connection, known: Tables) -> dict[str, Source]:
    """Answer who said each layer: the newest import of it speaks."""
    table = known.sources
    chosen = sa.select(table.c.layer, table.c.record).order_by(table.c.import_id)
    newest: Mapping[str, str] = {row.layer: row.record for row in connection.execute(chosen)}
    return {
        name: Source.from_dict(json.loads(newest[name])) for name in known.layers if name in newest
    }


def read_imports(connection: sa.Connection, known: Tables) -> list[dict[str, Any]]:
    """Answer what was taken in, newest first; ``undone`` says when one was taken out again."""
    table = known.imports
    rows = connection.execute(sa.select(table).order_by(table.c.fid.desc())).all()
    return [
        {
            "id": row.fid,
            "created": row.created,
            "name": row.name,
            "fingerprint": row.fingerprint,
            "layers": json.loads(row.layers),
            "issues": json.loads(row.issues),
            "undone": row.undone,
            "changes": json.loads(row.changes or "{}"),
        }
        for row in rows
    ]
