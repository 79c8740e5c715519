"""Everything a workspace knows of a follow-up, gathered for its account."""

from collections.abc import Callable
from datetime import date, datetime

import geopandas as gpd

from geo.planning.follow_up.account import Account, account_of
from geo.planning.follow_up.book import FollowUp
from geo.reporting.walk_ratings import walk_ratings
from geo.store.case_opening import CaseDatabase
from geo.store.cases import sightings

Audits = Callable[[str], "gpd.GeoDataFrame | None"]
"""Layer ``audits`` of a department by its id; None where there is none."""


def gathered_account(
    found: FollowUp, now: datetime, database: CaseDatabase, audits: Audits | None = None
) -> Account:
    """Answer what is known of a follow-up: lux, walks on phones and on paper, and reports.

    Parameters
    ----------
    found
        The follow-up.
    now
        The moment of asking.
    database
        Where reports and walks lie.
    audits
        Where walks lie that came with a delivery.
    """
    with database.reading() as connection:
        seen = sightings(connection, database.tables)
    rated = walk_ratings(database)
    here, control = (
        [(one.day, one.rating) for one in rated if one.department == department]
        + ([] if audits is None else delivered_ratings(audits(department)))
        for department in (found.plan.department, found.control)
    )
    return account_of(found, now, sightings=seen, walks=(here, control))


def delivered_ratings(frame: "gpd.GeoDataFrame | None") -> list[tuple[date, float]]:
    """Answer the ratings of a layer ``audits`` with their days, those without either left out."""
    if frame is None or not {"rating", "rated_on"} <= set(frame.columns):
        return []
    rows = frame[["rating", "rated_on"]].dropna()
    return [
        (date.fromisoformat(str(day)[:10]), float(rating))
        for rating, day in zip(rows["rating"], rows["rated_on"], strict=True)
    ]
