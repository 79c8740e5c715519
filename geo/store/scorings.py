"""Keep profiles as JSON records, newest first when asked for."""

import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from geo.store.landing import now
from geo.store.results import save_results
from geo.store.tables import Tables


def save_record(
    connection: sa.Connection, known: Tables, record: Mapping[str, Any], fingerprint: str | None
) -> int:
    """Keep one record and answer its number; a number that is no number is refused."""
    row = {
        "department_id": str(record["id"]),
        "created": now(),
        "fingerprint": fingerprint,
        "record": json.dumps(record, ensure_ascii=False, allow_nan=False),
    }
    table = known.scorings
    done = connection.execute(sa.insert(table).values(row).returning(table.c.fid))
    save_results(connection, known, record)
    return int(done.scalar_one())


def saved_records(
    connection: sa.Connection, known: Tables, department_id: str | None
) -> list[dict[str, Any]]:
    """Answer the records as they were saved, each with what the store knows under ``stored``."""
    table = known.scorings
    chosen = sa.select(table).order_by(table.c.fid.desc())
    if department_id is not None:
        chosen = chosen.where(table.c.department_id == department_id)
    return [
        {
            **json.loads(row.record),
            "stored": {"id": row.fid, "created": row.created, "fingerprint": row.fingerprint},
        }
        for row in connection.execute(chosen)
    ]
