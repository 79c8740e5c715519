"""Measurements as people write them down: a table with x, y, lux, measured_on and area."""

import csv
from collections.abc import Iterator
from datetime import date

from geo.model.errors import PlanError
from geo.planning.follow_up.book import Reading

COLUMNS = ("x", "y", "lux", "measured_on")
"""Columns of a file of measurements, besides ``area``: ``control`` or empty."""


def readings_from(text: str, file: str) -> Iterator[Reading]:
    """Answer the readings of a table with commas or semicolons.

    Raises
    ------
    PlanError
        Where a column is missing, or a row is no reading.
    """
    semicolons = ";" in text.partition("\n")[0]
    rows = csv.DictReader(text.splitlines(), delimiter=";" if semicolons else ",")
    if not set(COLUMNS) <= set(rows.fieldnames or ()):
        raise PlanError("follow_up.columns", file=file, columns=", ".join(COLUMNS))
    for place, row in enumerate(rows, 1):
        try:
            x, y, lux = (float(str(row[name]).replace(",", ".")) for name in COLUMNS[:3])
        except ValueError as error:
            raise PlanError("follow_up.reading", row=place) from error
        control = (row.get("area") or "").strip().lower() in {"control", "kontrol"}
        yield Reading(x, y, lux, day_of(str(row["measured_on"]).strip()), control)


def day_of(text: str) -> date:
    """Answer a day written as ``2026-11-24``.

    Raises
    ------
    PlanError
        Where it is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise PlanError("follow_up.day", text=text[:40]) from error
