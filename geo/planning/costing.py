"""What a plan costs, who must agree to it, and what it does to the electricity bill."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geo.model.assumptions import Assumptions, default_assumptions
from geo.model.department import Department
from geo.planning.changes import Change
from geo.planning.fields import line_of, point_of
from geo.planning.layer_changes import feature
from geo.planning.plan import Plan
from geo.planning.prices import METRE, CostLine, PriceList, cost_line, example_prices

MONTHS = 12


@dataclass(frozen=True)
class Costing:
    """The estimate of a plan.

    Parameters
    ----------
    lines
        Lines per change, in the plan's order.
    kwh
        Kilowatt-hours a year per change: above 0 where more is used, None where not known.
    agrees
        Who must agree, each once, in the order they are first met.
    dwellings
        Dwellings that share the price, or None where not known.
    """

    lines: tuple[tuple[CostLine, ...], ...]
    kwh: tuple[float | None, ...]
    agrees: tuple[str, ...]
    dwellings: int | None = None
    years: float = field(default=10.0)

    @property
    def kroner(self) -> float:
        """Answer the price of the whole plan."""
        return float(sum(line.kroner for change in self.lines for line in change))

    @property
    def example(self) -> bool:
        """Tell whether any of the prices is a placeholder."""
        return any(line.example for change in self.lines for line in change)

    @property
    def kroner_per_dwelling_month(self) -> float | None:
        """Answer kroner per dwelling per month, spread over the years; None without dwellings."""
        if not self.dwellings:
            return None
        return self.kroner / (self.dwellings * MONTHS * self.years)

    @property
    def kwh_a_year(self) -> float | None:
        """Answer the whole plan's kilowatt-hours a year, None where one is not known."""
        known = [number for number in self.kwh if number is not None]
        return float(sum(known)) if len(known) == len(self.kwh) else None

    def to_dict(self) -> dict[str, Any]:
        """Answer a JSON shape."""
        return {
            "kroner": self.kroner,
            "example": self.example,
            "kroner_per_dwelling_month": self.kroner_per_dwelling_month,
            "kwh_a_year": self.kwh_a_year,
            "agrees": list(self.agrees),
            "lines": [[line.to_dict() for line in change] for change in self.lines],
        }


def costing(
    department: Department,
    plan: Plan,
    prices: PriceList | None = None,
    assumptions: Assumptions | None = None,
) -> Costing:
    """Answer what a plan costs at a price list; the example prices if None.

    Cable and trench are the plan's own metres; where it tells none, a new or moved lamp is
    connected to the nearest other lamp along a straight line. Where no lamps were delivered nobody
    knows where the cable is, and so many metres as assumed are counted for each at the most.
    """
    chosen = assumptions or default_assumptions()
    list_of_prices = prices or example_prices()
    lines, used = [], []
    here = department
    supply = _supply(department, chosen)
    for change in plan.changes:
        lines.append(_lines(here, change, list_of_prices, supply))
        after = change.apply(here)
        used.append(_kwh(here, after, change, chosen))
        here = after
    agrees = dict.fromkeys(who for change in plan.changes for who in change.of.agrees)
    return Costing(
        tuple(lines),
        tuple(used),
        tuple(agrees),
        department.dwellings,
        chosen["planning.payback_years"],
    )


def change_price(
    department: Department,
    change: Change,
    prices: PriceList,
    assumptions: Assumptions | None = None,
) -> float:
    """Answer what one change costs."""
    supply = _supply(department, assumptions or default_assumptions())
    return float(sum(line.kroner for line in _lines(department, change, prices, supply)))


def _supply(department: Department, chosen: Assumptions) -> float:
    """Answer the most metres of cable to a new lamp: no end to them where lamps are known."""
    lamps = department.layer("lamps")
    return chosen["planning.cable_m"] if lamps is None or lamps.empty else np.inf


def _lines(
    department: Department, change: Change, prices: PriceList, supply: float
) -> tuple[CostLine, ...]:
    item = change.of.price
    quantity = _metres(department, change) if prices[item].unit == METRE else 1.0
    own = cost_line(prices, item, quantity)
    if change.kind not in {"add_lamp", "move_lamp"}:
        return (own,)
    nearest = min(_to_the_nearest_lamp(department, change), supply)
    nearest = nearest if np.isfinite(nearest) else 0.0
    works = {name: change.told.get(f"{name}_m", nearest) for name in ("cable", "trench")}
    return (own, *(cost_line(prices, name, metres) for name, metres in works.items() if metres))


def _metres(department: Department, change: Change) -> float:
    if "line" in change.told:
        return float(line_of(change.told["line"]).length)
    identity = change.told.get("boundary", change.told.get("path"))
    return float(feature(department, change.of.layer, str(identity))["geometry"].length)


def _to_the_nearest_lamp(department: Department, change: Change) -> float:
    lamps = department.layer("lamps")
    if lamps is None:
        return np.inf
    others = lamps.geometry.to_numpy()[lamps["id"].astype(str) != str(change.told.get("lamp"))]
    place = point_of(change.told["at"] if "at" in change.told else change.told["to"])
    distances = shapely.distance(others, place)
    known = distances[np.isfinite(distances)]
    return float(np.ceil(known.min())) if len(known) else np.inf


def _kwh(
    before: Department, after: Department, change: Change, chosen: Assumptions
) -> float | None:
    if change.of.layer != "lamps" or change.kind in {"aim_lamp", "move_lamp"}:
        return 0.0
    old, new = (_watt_hours(place, change, chosen) for place in (before, after))
    return None if old is None or new is None else (new - old) / 1000


def _watt_hours(place: Department, change: Change, chosen: Assumptions) -> float | None:
    """Answer the watt-hours a year of the lamp that is changed; 0 where there is none."""
    lamps = place.layer("lamps")
    if change.kind == "add_lamp":
        added = None if lamps is None else lamps[lamps["id"].astype(str).str.startswith("plan-")]
        rows = 0.0 if added is None else sum(_lamp(row, chosen) or 0.0 for row in _rows(added))
        return float(rows)
    return _lamp(feature(place, "lamps", change.told["lamp"]), chosen)


def _rows(frame: gpd.GeoDataFrame) -> list[Mapping[str, Any]]:
    return [{str(key): row[key] for key in row} for row in frame.to_dict("records")]


def _lamp(row: Mapping[str, Any], chosen: Assumptions) -> float | None:
    if row.get("status") == "out":
        return 0.0
    watts = row.get("power_w")
    if watts is None or not np.isfinite(watts):
        flux = row.get("flux_lm")
        if flux is None or not np.isfinite(flux):
            return None
        source = str(row.get("light_source") or "unknown").lower()
        known = f"lighting.efficacy_{source}"
        watts = flux / chosen[known if known in chosen else "lighting.efficacy_unknown"]
    share = _hours(str(row.get("dimming") or ""), chosen["planning.lit_hours"])
    return float(watts) * share


def _hours(dimming: str, lit: float) -> float:
    """Answer the hours at full light that a year of a dimming profile is worth."""
    hours = lit
    for step in filter(None, dimming.split(";")):
        clock, _, part = step.partition("=")
        start, _, end = clock.partition("-")
        try:
            night = (_clock(end) - _clock(start)) % 24
            hours -= 365 * night * (1 - float(part))
        except ValueError:
            return lit
    return max(hours, 0.0)


def _clock(text: str) -> float:
    hour, _, minute = text.strip().partition(":")
    return int(hour) + int(minute or 0) / 60
