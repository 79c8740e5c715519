"""Column maps, standing sources and past states: what is remembered besides what stands."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import pandas as pd
import sqlalchemy as sa

from geo.model.column_map import ColumnMap
from geo.model.layers import layer_spec
from geo.store.geometry_type import RawGeometry
from geo.store.landing import now
from geo.store.rows import frame_of
from geo.store.tables import Tables


def save_maps(connection: sa.Connection, known: Tables, maps: Sequence[ColumnMap]) -> None:
    """Keep how tables were read; the newest of a source takes the place of the one before."""
    table = known.column_maps
    for one in maps:
        theirs = (table.c.source == one.source) & (table.c.layer == one.table)
        connection.execute(sa.delete(table).where(theirs))
        row = {
            "source": one.source,
            "layer": one.table,
            "created": now(),
            "record": json.dumps(one.to_dict(), ensure_ascii=False),
        }
        connection.execute(sa.insert(table).values(row))


def saved_maps(connection: sa.Connection, known: Tables) -> tuple[ColumnMap, ...]:
    """Answer every column map, oldest first."""
    table = known.column_maps
    rows = connection.execute(sa.select(table.c.record).order_by(table.c.fid)).scalars()
    return tuple(ColumnMap.from_dict(json.loads(row)) for row in rows)


def forget_map(connection: sa.Connection, known: Tables, source: str) -> int:
    """Take the maps of a source away and answer how many there were."""
    table = known.column_maps
    return connection.execute(sa.delete(table).where(table.c.source == source)).rowcount


def standing_records(connection: sa.Connection, known: Tables) -> dict[str, dict[str, Any]]:
    """Answer what is noted of every standing source."""
    table = known.standing
    rows = connection.execute(sa.select(table.c.name, table.c.record).order_by(table.c.name))
    return {str(row.name): json.loads(row.record) for row in rows}


def note_standing(
    connection: sa.Connection, known: Tables, name: str, record: Mapping[str, Any]
) -> None:
    """Note how a standing source went, in the place of what was noted before."""
    table = known.standing
    connection.execute(sa.delete(table).where(table.c.name == name))
    row = {"name": name, "record": json.dumps(dict(record), ensure_ascii=False)}
    connection.execute(sa.insert(table).values(row))


def past_rows(
    connection: sa.Connection, known: Tables, layer: str, feature: str | None
) -> gpd.GeoDataFrame:
    """Answer what features of a layer once were: each former row with when it came and went.

    Rows that an undone import brought are told by a missing ``replaced_by``.
    """
    spec, past = layer_spec(layer), known.history[layer]
    came, went = known.imports.alias("came"), known.imports.alias("went")
    names = ["id", *spec.columns, "source"]
    shape = [sa.type_coerce(past.c.geom, RawGeometry()).label("geom")] if spec.geometry else []
    chosen = (
        sa.select(
            *(past.c[name] for name in names),
            *shape,
            past.c.import_id,
            past.c.replaced_by,
            came.c.created,
            went.c.created,
        )
        .join_from(past, came, past.c.import_id == came.c.fid)
        .outerjoin(went, past.c.replaced_by == went.c.fid)
        .order_by(past.c.id, past.c.fid)
    )
    if feature is not None:
        chosen = chosen.where(past.c.id == feature)
    rows = connection.execute(chosen).all()
    frame = frame_of(layer, [row[:-4] for row in rows])
    told = pd.DataFrame(
        [tuple(row[-4:]) for row in rows],
        columns=["import_id", "replaced_by", "came", "went"],
    ).astype({"import_id": "Int64", "replaced_by": "Int64", "came": "str", "went": "object"})
    return gpd.GeoDataFrame(frame.join(told), geometry="geometry", crs=frame.crs)
