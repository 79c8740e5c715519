"""A count becomes a delivery: the same preview, findings, landing and undoing as any upload.

What is handed over is a file of its own in the inbox, so that the receipt names its hash, and what
lands is what was handed over even where counting goes on. It is matched against the layers as they
stand at that moment, once for the preview and again for the landing.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import geo
from api.deliveries.inbox import Sent
from geo.model.errors import ReportError
from geo.model.field import Counted, LampState, LampType, Thing
from geo.model.reports import moment, stamp
from geo.reporting.field_delivery import count_delivery
from geo.reporting.field_matching import LAYER_OF

ENDING = ".felt.json"
"""Ending of such a file; a delivery from outside is never read as one."""


def file_of(department: str, entries: Sequence[Counted], now: datetime) -> Sent:
    """Answer the file of a count.

    Raises
    ------
    ReportError
        ``count.nothing`` where nothing was counted.
    """
    if not entries:
        raise ReportError("count.nothing")
    rows = [{**asdict(one), "created": stamp(one.created), "photo": None} for one in entries]
    content = json.dumps({"department": department, "entries": rows}, ensure_ascii=False)
    day = now.date().isoformat()
    plain = "".join(letter if letter.isalnum() or letter == "-" else "-" for letter in department)
    return f"optælling-{plain}-{day}{ENDING}", BytesIO(content.encode())


def read_count(workspace: geo.Workspace, path: Path) -> geo.Delivery:
    """Answer the delivery of a count, against the layers as they stand."""
    content = path.read_bytes()
    entries = [_counted(row) for row in json.loads(content)["entries"]]
    names = sorted({LAYER_OF[entry.thing] for entry in entries})
    standing = {name: frame for name in names if (frame := workspace.layer(name)) is not None}
    named = (path.name.removesuffix(ENDING), hashlib.sha256(content).hexdigest())
    return count_delivery(standing, workspace.sources(), entries, named)


def _counted(row: dict[str, Any]) -> Counted:
    return Counted(
        **{
            **row,
            "created": moment(row["created"]),
            "thing": Thing(row["thing"]),
            "points": tuple((x, y) for x, y in row["points"]),
            "lamp_type": LampType(row["lamp_type"]) if row["lamp_type"] else None,
            "state": LampState(row["state"]) if row["state"] else None,
        }
    )
