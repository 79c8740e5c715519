"""The sixty-nine foreign files open, are mended or are refused as their manifest says."""

import csv
from pathlib import Path

import pytest

from geo import delivery
from geo.model.errors import DeliveryError
from geo.model.issues import Severity
from geo.model.look import Look

SAID: dict[str, str] = {
    "Z dropped": "geometry.flattened", "no CRS": "crs.unknown",
    "no attributes": "file.no_attributes", "null/empty geometry": "geometry.missing",
    "count mismatch (deleted records)": "file.deleted_rows",
    "CRS without authority": "crs.",
}  # fmt: skip
"""Rule that tells what the manifest wants told; a file of attributes may lack them and be whole."""

SILENT = {"no attributes"}
"""What only a shapefile without its table can be said to lack."""


NO_MAP = {"file.no_geometry", "file.table_only"}
"""What is said of attributes without a geometry."""


def outcomes(folder: Path, paths: list[str]) -> dict[str, Look | str]:
    """Look at all that is no archive in one go, and at each archive by itself."""
    found: dict[str, Look | str] = {}
    together = delivery.look(folder)
    for path in paths:
        if path.endswith(".zip"):
            found[path] = alone(folder / path)
            continue
        tables = tuple(table for table in together.tables if table.file == path)
        told = tuple(issue for issue in together.issues if issue.layer == path)
        refused = [issue.rule for issue in told if issue.severity is Severity.ERROR]
        refused += [issue.rule for issue in told if issue.rule == "file.table_only"]
        found[path] = Look(path, tables, told) if tables else refused[0]
    return found


def alone(path: Path) -> Look | str:
    try:
        return delivery.look(path)
    except DeliveryError as error:
        return error.rule


def untold(row: dict[str, str], look: Look) -> list[str]:
    """Answer what the manifest wants reported and no finding says."""
    rules = {issue.rule for issue in look.issues}
    wanted = [part.strip() for part in row["issues_to_report"].split(";") if part.strip()]
    missing = []
    for part in wanted:
        rule = SAID.get(part)
        if rule is None or (part in SILENT and not row["path"].endswith(".shp")):
            continue
        if not any(found.startswith(rule) for found in rules):
            missing.append(part)
    return missing


@pytest.mark.slow
def test_every_foreign_delivery_behaves_as_its_manifest_says(shared: Path) -> None:
    """Opened ones hold their rows and tell their faults, tables alone and broken ones are refused.

    The manifest speaks of reading only: what layer a file of Mexican cities is, nobody asks.
    """
    folder = shared / "deliveries" / "world"
    with (folder / "manifest.csv").open(encoding="utf-8") as manifest:
        rows = list(csv.DictReader(manifest))
    differing = []
    seen = outcomes(folder, [row["path"] for row in rows])
    for row in rows:
        found, expected = seen[row["path"]], row["expected"]
        if isinstance(found, str):
            fine = expected == "REJECT" or (expected == "TABLE_ONLY" and found in NO_MAP)
            if not fine:
                differing.append(f"{row['id']}: refused for {found}")
            continue
        if expected not in {"ACCEPT", "ACCEPT_FIX"}:
            differing.append(f"{row['id']}: opened, manifest {expected}")
            continue
        read = sum(table.rows for table in found.tables)
        usable = sum(table.usable for table in found.tables)
        wanted = sum(int(part) for part in row["rows_read"].split("|"))
        if (read, usable) != (wanted, int(row["usable_geometries"])):
            differing.append(f"{row['id']}: {read} rows, {usable} usable")
        differing += [f"{row['id']}: not told: {part}" for part in untold(row, found)]

    assert len(rows) == 69
    assert differing == []
