"""A look at what was handed over, and tables with their own columns: reading without layers."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geo.delivery import sandbox
from geo.delivery.describing import (
    Hints,
    Named,
    described,
    fingerprint,
    issues_of,
    job_of,
    nothing,
    private_folder,
    raise_told,
    staged,
)
from geo.delivery.files import KINDS, LISTS
from geo.delivery.findings import ordered
from geo.delivery.limits import LOCAL, Limits
from geo.model.issues import Issue
from geo.model.look import Look, TableLook


@dataclass(frozen=True)
class Tables:
    """Tables with their own columns, by file name; those with a map are GeoDataFrames in metres."""

    frames: Mapping[str, pd.DataFrame]
    issues: tuple[Issue, ...]
    needs_confirmation: bool = False


def look(
    path: str | Path,
    *,
    crs: str | Mapping[str, str] | None = None,
    limits: Limits | None = None,
    hints: Hints | None = None,
) -> Look:
    """Open everything that was handed over and say what it is, whatever it shall be used for.

    Parameters
    ----------
    path, crs, limits, hints
        As for ``read``.

    Raises
    ------
    DeliveryError
        Where nothing opens.
    """
    bounds, known = limits or LOCAL, hints or Hints()
    delivered = Path(path)
    with private_folder() as folder:
        files = staged(delivered, folder / "main", bounds)
        content = fingerprint(files)
        found, issues = described(files, Named(crs, {}, {}), bounds)
        if not found:
            raise nothing(issues, delivered.name)
        told = sandbox.run(folder, job_of("look", found, known, bounds), bounds, delivered.name)
        raise_told(told)
        tables = tuple(TableLook.from_dict(row) for row in told["tables"])
        return Look(delivered.name, tables, ordered([*issues, *issues_of(told)]), content)


def read_tables(
    path: str | Path,
    *,
    crs: str | Mapping[str, str] | None = None,
    limits: Limits | None = None,
) -> Tables:
    """Read tables with their own columns, lists without a map among them, for joining registers.

    Parameters
    ----------
    path, crs, limits
        As for ``read``; CSV, Excel and dBASE tables are taken too.

    Raises
    ------
    DeliveryError
        Where one of the files cannot be read: half a register is none.
    """
    bounds = limits or LOCAL
    delivered = Path(path)
    with private_folder() as folder:
        files = staged(delivered, folder / "main", bounds)
        found, issues = described(files, Named(crs, {}, {}), bounds, {**KINDS, **LISTS})
        if not found:
            raise nothing(issues, delivered.name)
        told = sandbox.run(folder, job_of("tables", found, Hints(), bounds), bounds, delivered.name)
        raise_told(told)
        tables = {
            str(row["name"]): (gpd if row["spatial"] else pd).read_feather(row["path"])
            for row in told["tables"]
        }
        return Tables(tables, ordered([*issues, *issues_of(told)]), told["confirm"])
