"""Whose ground a place is, and how sure that is: a place near a border says so."""

import math
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geo.model.assumptions import Assumptions, default_assumptions

TRUST_M = 10.0
"""How far off a pin may be where the phone did not say."""


@dataclass(frozen=True)
class Owner:
    """Who is to act at a place.

    Parameters
    ----------
    name
        Owner as the register names it.
    kind
        ``municipality``, ``housing``, ``homeowners``, ``state``, or None where it is not said.
    border_m
        Metres to the nearest ground of another owner; infinite where there is none.
    other, other_kind
        That other owner.
    certainty
        Probability that the place lies on this side, 0.5–1, from the pin's accuracy.
    border
        Whether both owners should be told.
    """

    name: str
    kind: str | None
    border_m: float
    other: str | None
    certainty: float
    border: bool
    other_kind: str | None = None


def kind_of(areas: gpd.GeoDataFrame | None, name: str | None) -> str | None:
    """Answer what kind of owner somebody is, from any ground of theirs; None where none says."""
    if areas is None or name is None or "kind" not in areas:
        return None
    kinds = areas.loc[areas["owner"] == name, "kind"].dropna()
    return _text(kinds.iloc[0]) if len(kinds) else None


def owner_at(
    areas: gpd.GeoDataFrame | None,
    x: float,
    y: float,
    accuracy_m: float | None = None,
    assumptions: Assumptions | None = None,
) -> Owner | None:
    """Answer the owner of the ground at a place, or None where no register knows it.

    Parameters
    ----------
    areas
        Layer ``owner_areas`` in EPSG:25832, or None where it was not delivered.
    x, y
        Place in metres.
    accuracy_m
        Radius the phone gave (68 %); ten metres where it gave none.
    assumptions
        ``reporting.border_m``; the defaults if None.
    """
    if areas is None or areas.empty:
        return None
    known = areas[areas["owner"].notna()]
    if known.empty:
        return None
    place = shapely.Point(x, y)
    shapes = known.geometry.to_numpy()
    metres = shapely.distance(shapes, place)
    here = np.flatnonzero(metres == 0)
    if not len(here):
        return None
    # Of overlapping grounds the smallest is the more particular one.
    row = here[np.argmin(shapely.area(shapes[here]))]
    name = str(known["owner"].iloc[row])
    others = np.flatnonzero((known["owner"] != name).to_numpy())
    nearest = others[np.argmin(metres[others])] if len(others) else None
    to_other = float(metres[nearest]) if nearest is not None else math.inf
    edge = float(shapely.distance(shapely.boundary(shapes[row]), place))
    # Inside another's ground too (a garden in a park) the border is the own edge.
    border_m = to_other or edge
    certainty = _side(border_m, accuracy_m)
    near = (assumptions or default_assumptions())["reporting.border_m"]
    return Owner(
        name=name,
        kind=_text(known["kind"].iloc[row]),
        border_m=border_m,
        other=str(known["owner"].iloc[nearest]) if nearest is not None else None,
        certainty=certainty,
        border=border_m < near or certainty < SURE,
        other_kind=_text(known["kind"].iloc[nearest]) if nearest is not None else None,
    )


SURE = 0.7
"""Below it both owners get the case."""


def _side(border_m: float, accuracy_m: float | None) -> float:
    """Answer the probability that a normal error of the pin has not crossed the border."""
    spread = max(accuracy_m or TRUST_M, 1.0)
    return 0.5 * (1 + math.erf(border_m / spread / math.sqrt(2)))


def _text(value: Any) -> str | None:
    return str(value) if isinstance(value, str) else None
