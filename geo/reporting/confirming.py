"""What staff have found out about a place: which lamp it is, and whose."""

from datetime import datetime

import geopandas as gpd

from geo.model.errors import NotFoundError, ReportError
from geo.model.reports import stamp
from geo.store.case_opening import CaseDatabase
from geo.store.cases import insert_audit, read_case, update_case


def lamp_named(lamps: gpd.GeoDataFrame | None, typed: str) -> str | None:
    """Answer the id of the lamp that was typed by id or number; None where nothing was typed.

    Raises
    ------
    ReportError
        ``lamp.unknown`` where none or more than one answers to it.
    """
    wanted = typed.strip().casefold()
    if not wanted:
        return None
    if lamps is not None:
        for column in ("id", "number"):
            names = lamps[column].fillna("").astype(str).str.strip().str.casefold()
            found = lamps.loc[names == wanted, "id"]
            if len(found) == 1:
                return str(found.iloc[0])
    raise ReportError("lamp.unknown", name=typed.strip())


def confirm_place(
    database: CaseDatabase, case: int, lamp: str | None, owner: str | None, by: str, now: datetime
) -> None:
    """Keep which lamp a case is about and whose it is: its border is uncertain no more.

    Raises
    ------
    NotFoundError
        Where there is no such case.
    """
    known = database.tables
    with database.writing() as connection:
        before = read_case(connection, known, case)
        if before is None:
            raise NotFoundError("case.unknown", case=case)
        values = {"lamp": lamp, "owner": owner, "border": 0, "updated": stamp(now)}
        if owner != before.owner:
            values["owner_kind"] = None
        update_case(connection, known, case, values)
        insert_audit(connection, known, by, "confirm", f"case {case}", now)
