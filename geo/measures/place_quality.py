"""How good a meeting place is: the mean of what is known of it (methods §4, 3c)."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.measures.arrays import Flags, Reals
from geo.measures.columns import numbers
from geo.measures.lattice import area_lattice

SEATS = 2
"""Seats from which a place has room to sit together."""

BEST_CONDITION = 3
"""Best mark of a condition audit."""

SEEN = 5.0
"""Effective openings from which a place is seen from at least three dwellings."""

AROUND_M = 2.0
"""Metres round a point at which its light is measured."""


def quality_items(
    places: gpd.GeoDataFrame, seen: Reals | None = None, lit: Reals | None = None
) -> pd.DataFrame:
    """Answer what is known of each place, 0 to 1 per item, NaN where nothing is.

    Parameters
    ----------
    places
        The ``meeting_places`` layer.
    seen
        Effective openings that see each place, NaN where not known; None where not measured.
    lit
        1 where the place reaches class P5, 0 where not, NaN where not known; None by day.

    Returns
    -------
    pandas.DataFrame
        Columns ``seen``, ``seats``, ``shelter``, ``step_free``, ``condition``, and ``lit`` where
        it is asked for.
    """
    count = len(places)
    openings = np.full(count, np.nan) if seen is None else seen
    items = {
        "seen": np.where(np.isnan(openings), np.nan, openings >= SEEN),
        "seats": _at_least(numbers(places, "seats"), SEATS),
        "shelter": _yes(places, "shelter"),
        "step_free": _yes(places, "step_free"),
        "condition": np.clip(numbers(places, "condition") / BEST_CONDITION, 0, 1),
    }
    if lit is not None:
        items["lit"] = lit
    return pd.DataFrame(items, index=places.index)


def quality(items: pd.DataFrame) -> tuple[Reals, Reals]:
    """Answer the mean of the known items per place, and the share of items known.

    >>> quality(pd.DataFrame({"seats": [1.0, np.nan], "shelter": [0.0, np.nan]}))
    (array([0.5, nan]), array([1., 0.]))
    """
    values = items.to_numpy(dtype=float)
    known = np.isfinite(values)
    count = known.sum(axis=1)
    total = np.where(known, values, 0.0).sum(axis=1)
    mean = np.divide(total, count, out=np.full(len(values), np.nan), where=count > 0)
    return mean, count / values.shape[1]


def points_of_places(places: gpd.GeoDataFrame) -> tuple[Reals, "np.ndarray"]:
    """Answer (n, 3) points at which the light of each place is measured, and their place.

    A point is measured in a cross of five, an area on a grid of 2 m.
    """
    cross = AROUND_M * np.array([[0, 0], [1, 0], [-1, 0], [0, 1], [0, -1]])
    parts, owner = [], []
    for row, shape in enumerate(places.geometry.to_numpy()):
        if shapely.get_dimensions(shape) > 1:
            xy = area_lattice(shape, AROUND_M).points[:, :2]
        else:
            xy = np.empty((0, 2))
        if not len(xy):
            xy = shapely.get_coordinates(shapely.centroid(shape)) + cross
        parts.append(xy)
        owner.append(np.full(len(xy), row))
    flat = np.concatenate(parts) if parts else np.empty((0, 2))
    points = np.column_stack([flat, np.zeros(len(flat))])
    return points, np.concatenate(owner) if owner else np.empty(0, dtype=np.int64)


def lit_enough(lux: Reals, owner: "np.ndarray", inside: Flags, mean: float, least: float) -> Reals:
    """Answer 1 where a place reaches a mean and a least lux, 0 where not, NaN outside."""
    count = len(inside)
    there = np.bincount(owner, minlength=count)
    average = np.bincount(owner, weights=lux, minlength=count) / np.maximum(there, 1)
    darkest = np.full(count, np.inf)
    np.minimum.at(darkest, owner, lux)
    return np.where(inside, (average >= mean) & (darkest >= least), np.nan)


def _yes(places: gpd.GeoDataFrame, column: str) -> Reals:
    if column not in places:
        return np.full(len(places), np.nan)
    said = places[column].astype("object")
    return np.where(said.isna(), np.nan, (said == "yes").to_numpy(dtype=float))


def _at_least(values: Reals, least: float) -> Reals:
    return np.where(np.isnan(values), np.nan, values >= least)
