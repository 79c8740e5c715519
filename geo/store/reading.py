"""Read layers, sources and departments out of an open transaction."""

import json
from collections.abc import Mapping

import geopandas as gpd
import sqlalchemy as sa

from geo.model.provenance import Source
from geo.store.geometry_type import Box, in_bbox
from geo.store.rows import frame_of, wanted_columns
from geo.store.tables import Tables


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


def read_counts(connection: sa.Connection, known: Tables) -> dict[str, int]:
    """Answer how many features each delivered layer holds."""
    counted = {}
    for name in read_sources(connection, known):
        count = sa.select(sa.func.count()).select_from(known.layers[name])
        counted[name] = int(connection.execute(count).scalar_one())
    return counted


def read_sources(connection: sa.Connection, known: Tables) -> dict[str, Source]:
    """Answer who said each layer: the newest import of it speaks."""
    table = known.sources
    chosen = sa.select(table.c.layer, table.c.record).order_by(table.c.import_id)
    newest: Mapping[str, str] = {row.layer: row.record for row in connection.execute(chosen)}
    return {
        name: Source.from_dict(json.loads(newest[name])) for name in known.layers if name in newest
    }
