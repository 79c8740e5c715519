"""Departments with their factors: classes and words, numbers and what lies behind them."""

from collections.abc import Mapping
from typing import Any

import geopandas as gpd

from geo.model.estimate import Estimate
from geo.model.language import sentence
from geo.model.layers import LAYERS
from geo.scoring.factors import FACTORS
from geo.scoring.measurement import FactorResult, IndicatorResult, State
from geo.scoring.profile import Profile
from maps.basemap import simplified
from maps.labels import anchors
from maps.legend import spoken
from maps.packing import pack_polygons
from maps.palette import ENOUGH_COVERAGE, GRADE_WORDS, factor_class, is_uncertain
from maps.payload import plain

STATES = {State.DAY: "day", State.DARK: "dark"}


def factors() -> list[dict[str, Any]]:
    """Answer the registry as the panel shows it: name, clause and the states it is defined in."""
    return [
        {
            "key": factor.key,
            "label": factor.label,
            "clause": factor.clause,
            "weight": factor.weights["A"],
            "states": [STATES[state] for state in factor.states],
        }
        for factor in FACTORS.values()
    ]


def packed_departments(frame: gpd.GeoDataFrame) -> dict[str, Any]:
    """Answer polygons, where their names stand, and one record per department."""
    return {
        **pack_polygons(simplified(frame)),
        "anchors": anchors(frame),
        "records": [_record(row) for row in frame.to_dict("records")],
    }


def _record(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {
        "id": plain(row.get("id")),
        "name": plain(row.get("name")) or plain(row.get("id")),
        "organisation": plain(row.get("organisation")),
        "dwellings": plain(row.get("dwellings")),
        "derived": row.get("derived") == "yes" or row.get("derived") is True,
    }


def scores(profile: Profile | None, past: Mapping[str, Profile], *, staff: bool) -> dict[str, Any]:
    """Answer a department's factors, each beside its own past; the overall number for staff."""
    if profile is None:
        return {"factors": {}}
    before = past.get(profile.id)
    found: dict[str, Any] = {"factors": _factors(profile, before)}
    if staff:
        found["overall"] = {
            STATES[state]: estimate_record(profile.overall.get(state)) for state in STATES
        }
    return found


def _factors(profile: Profile, before: Profile | None) -> dict[str, dict[str, Any]]:
    return {
        key: {
            STATES[state]: {**_result(result), "past": _past(before, key, state)}
            for state, result in by_state.items()
        }
        for key, by_state in profile.results.items()
        if key in FACTORS
    }


def _past(before: Profile | None, key: str, state: State) -> dict[str, Any] | None:
    """Answer what the department's own last scoring said, if it said anything."""
    result = None if before is None else before.results.get(key, {}).get(state)
    if before is None or result is None or result.estimate.value is None:
        return None
    return {"value": _point(result.estimate.value), "date": spoken(before.as_of)}


def _result(result: FactorResult) -> dict[str, Any]:
    return {
        **estimate_record(result.estimate),
        "indicators": [_indicator(indicator) for indicator in result.indicators],
    }


def estimate_record(estimate: Estimate | None) -> dict[str, Any]:
    """Answer an estimate in numbers, with its class, its grade word and its two warnings."""
    if estimate is None or estimate.value is None:
        return {"class": "unknown", "value": None, "grade": GRADE_WORDS[Estimate.missing().grade]}
    return {
        "class": factor_class(estimate),
        "value": _point(estimate.value),
        "low": _point(estimate.low),
        "high": _point(estimate.high),
        "coverage": round(estimate.coverage, 2),
        "grade": GRADE_WORDS[estimate.grade],
        "wide": is_uncertain(estimate),
        "thin": estimate.coverage < ENOUGH_COVERAGE,
    }


def _indicator(indicator: IndicatorResult) -> dict[str, Any]:
    return {
        "key": indicator.key,
        "label": sentence(f"indicator.{indicator.key}"),
        "weight": round(indicator.weight, 3),
        "score": estimate_record(indicator.score),
        "raw": plain(indicator.raw),
        "unit": indicator.unit,
        "inputs": [LAYERS[name].label if name in LAYERS else name for name in indicator.inputs],
    }


def _point(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
