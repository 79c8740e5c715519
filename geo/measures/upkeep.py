"""What staff have found and not mended, and how a walk-round rated the places (methods §1.8)."""

from dataclasses import dataclass, field
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.measures.arrays import Flags, Geometries, Integers, Reals
from geo.model.assumptions import Assumptions, default_assumptions

BEST_RATING = 3
NUMBERS = ("husnum", "husnr", "skiltning")
"""How the item of an audit begins that speaks of finding the way, not of upkeep."""


@dataclass(frozen=True)
class OpenFaults:
    """The open faults, one row per place.

    Parameters
    ----------
    places
        Point per place in EPSG:25832: ``kind`` of its weightiest fault, ``faults`` there, ``days``
        the oldest known is old (NaN unknown), ``weight`` 0–1, ``least`` it could weigh.
    """

    places: gpd.GeoDataFrame = field(repr=False)

    def score(self, kilometres: float, chosen: Assumptions, column: str = "weight") -> float:
        """Answer 100 without faults, falling with their weight per kilometre of path."""
        return fault_score(float(self.places[column].sum()) / kilometres, chosen)


def fault_score(per_km: float, assumptions: Assumptions | None = None) -> float:
    """Answer ``100 · exp(-Σweight per km / 3)`` (decision 18).

    >>> round(fault_score(3.0), 2)
    36.79
    """
    scale = (assumptions or default_assumptions())["upkeep.faults_per_km"]
    return float(100 * np.exp(-per_km / scale))


def fault_weight(days: Reals, assumptions: Assumptions | None = None) -> Reals:
    """Answer what a fault weighs: half when new, one from thirty days on; unknown age weighs one.

    >>> fault_weight(np.array([0.0, 15.0, 30.0, 400.0, np.nan])).tolist()
    [0.5, 0.75, 1.0, 1.0, 1.0]
    """
    chosen = assumptions or default_assumptions()
    fresh, full = chosen["upkeep.fresh_weight"], chosen["upkeep.full_after_days"]
    grown = fresh + (1 - fresh) * np.maximum(days, 0.0) / full
    return np.where(np.isnan(days), 1.0, np.minimum(1.0, grown))


def open_faults(
    faults: gpd.GeoDataFrame, as_of: str | None, assumptions: Assumptions | None = None
) -> OpenFaults:
    """Answer the places with a fault that staff have confirmed and that was open on a day.

    Faults within ten metres of one another are one place and count once, with the weightiest.

    Parameters
    ----------
    faults
        The ``faults`` layer: only what staff have confirmed, never residents' reports.
    as_of
        ISO date the scoring speaks of; None takes what is open now and knows no age.
    assumptions
        ``upkeep.*``; the defaults if None.
    """
    chosen = assumptions or default_assumptions()
    there = faults[_open_on(faults, as_of)].reset_index(drop=True)
    days = _days(there, as_of)
    rows = pd.DataFrame(
        {
            "kind": there["kind"].to_numpy(dtype=object) if "kind" in there else None,
            "days": days,
            "weight": fault_weight(days, chosen),
            "least": np.where(
                np.isnan(days), chosen["upkeep.fresh_weight"], fault_weight(days, chosen)
            ),
            "place": one_place(there.geometry.to_numpy(), chosen["upkeep.one_place_m"]),
            "id": there["id"].astype(str).to_numpy(),
        },
        index=there.index,
    )
    ranked = rows.sort_values(
        ["place", "weight", "days", "id"], ascending=[True, False, False, True]
    )
    heaviest = ranked.drop_duplicates("place")
    frame = heaviest[["kind", "days", "weight"]].assign(
        faults=rows.groupby("place").size().reindex(heaviest["place"]).to_numpy(),
        least=rows.groupby("place")["least"].max().reindex(heaviest["place"]).to_numpy(),
    )
    where = there.geometry.to_numpy()[heaviest.index.to_numpy()]
    return OpenFaults(
        gpd.GeoDataFrame(frame, geometry=where, crs=faults.crs).reset_index(drop=True)
    )


def audit_score(
    audits: gpd.GeoDataFrame, as_of: str | None, assumptions: Assumptions | None = None
) -> tuple[float, int] | None:
    """Answer the mean rating of the places as 0–100, and how many places; None without any.

    Of several audits of one thing in one place the newest up to the day counts. What speaks of
    house numbers belongs to finding the way.

    Parameters
    ----------
    audits
        The ``audits`` layer: ``rating`` 0–3.
    as_of
        ISO date the scoring speaks of.
    assumptions
        ``upkeep.one_place_m``; the defaults if None.
    """
    chosen = assumptions or default_assumptions()
    rows = latest_audits(audits, as_of, chosen["upkeep.one_place_m"])
    rows = rows[~speaks_of_numbers(rows)]
    rating = rows["rating"].to_numpy(dtype=float)
    if not len(rating):
        return None
    return float(100 / BEST_RATING * np.sort(rating).mean()), len(rating)


def speaks_of_numbers(audits: gpd.GeoDataFrame) -> Flags:
    """Tell which audits are about house numbers and signs."""
    items = audits["item"].fillna("").astype(str).str.lower()
    return items.str.startswith(NUMBERS).to_numpy(dtype=bool)


def latest_audits(audits: gpd.GeoDataFrame, as_of: str | None, place_m: float) -> gpd.GeoDataFrame:
    """Answer the newest rated audit of each thing in each place, up to a day."""
    if "rating" not in audits:
        return audits.assign(item=None, rating=np.nan)[:0]
    rows = audits.assign(
        item=audits.get("item"),
        rated_on=_dates(audits, "rated_on"),
    )
    rows = rows[rows["rating"].notna()]
    if as_of is not None:
        rows = rows[~(rows["rated_on"] > pd.Timestamp(as_of))]
    rows = rows.reset_index(drop=True)
    place = one_place(rows.geometry.to_numpy(), place_m)
    ranked = rows.assign(place=place, said=rows["item"].fillna("")).sort_values(
        ["place", "said", "rated_on", "id"], na_position="first", kind="stable"
    )
    return ranked.drop_duplicates(["place", "said"], keep="last").drop(columns=["place", "said"])


def one_place(points: Geometries, within_m: float) -> Integers:
    """Answer the number of the place each point belongs to: near ones share it, in any order."""
    one, other = shapely.STRtree(points).query(points, predicate="dwithin", distance=within_m)
    near = coo_array((np.ones(len(one)), (one, other)), shape=(len(points), len(points)))
    return np.asarray(connected_components(near, directed=False)[1], dtype=np.int64)


def _open_on(faults: gpd.GeoDataFrame, as_of: str | None) -> Flags:
    status = faults["status"] if "status" in faults else pd.Series([None] * len(faults))
    if as_of is None:
        return np.asarray(status != "closed")
    day = pd.Timestamp(as_of)
    reported, closed = _dates(faults, "reported_on"), _dates(faults, "closed_on")
    not_yet = (reported > day).to_numpy()
    # A closed fault without a date was closed before; one closed later was open on the day.
    shut = (status == "closed").to_numpy() & ~(closed > day).to_numpy()
    return np.asarray(~not_yet & ~shut & ~(closed <= day).to_numpy())


def _days(faults: gpd.GeoDataFrame, as_of: str | None) -> Reals:
    if as_of is None:
        return np.full(len(faults), np.nan)
    age = pd.Timestamp(date.fromisoformat(as_of)) - _dates(faults, "reported_on")
    return np.asarray(age.dt.total_seconds() / 86400.0, dtype=np.float64)


def _dates(frame: gpd.GeoDataFrame, column: str) -> "pd.Series[pd.Timestamp]":
    text = frame[column] if column in frame else pd.Series([None] * len(frame), index=frame.index)
    return pd.to_datetime(text, errors="coerce")
