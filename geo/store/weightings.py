"""Keep weight sets that somebody decided: each stays as it was, the newest of a name holds."""

import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from geo.store.landing import now
from geo.store.tables import Tables


def save_weighting(connection: sa.Connection, known: Tables, record: Mapping[str, Any]) -> None:
    """Keep one weight set; an older one of the same name stays in the history."""
    row = {
        "name": str(record["name"]),
        "created": now(),
        "record": json.dumps(record, ensure_ascii=False, allow_nan=False),
    }
    connection.execute(sa.insert(known.weightings).values(row))


def saved_weightings(connection: sa.Connection, known: Tables) -> list[dict[str, Any]]:
    """Answer every weight set as it was saved, newest first, with ``stored`` saying when."""
    table = known.weightings
    rows = connection.execute(sa.select(table).order_by(table.c.fid.desc()))
    return [{**json.loads(row.record), "stored": {"created": row.created}} for row in rows]
