"""Departments with their factors: classes and words, numbers and what lies behind them."""

from collections.abc import Mapping, Sequence
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
            "states": [STATES[state] for state in factor.states],
        }
        for factor in FACTORS.values()
    ]


def packed_departments(
    frame: gpd.GeoDataFrame, profiles: Sequence[Profile | None], *, staff: bool
) -> dict[str, Any]:
    """Answer polygons and one record per department; the overall number for staff only."""
    rows = frame.to_dict("records")
    return {
        **pack_polygons(simplified(frame)),
        "anchors": anchors(frame),
        "records": [
            _record(row, profile, staff=staff) for row, profile in zip(rows, profiles, strict=True)
        ],
    }


def _record(row: Mapping[Any, Any], profile: Profile | None, *, staff: bool) -> dict[str, Any]:
    record: dict[str, Any] = {
        "id": plain(row.get("id")),
        "name": plain(row.get("name")) or plain(row.get("id")),
        "organisation": plain(row.get("organisation")),
        "dwellings": plain(row.get("dwellings")),
        "derived": row.get("derived") == "yes" or row.get("derived") is True,
        "factors": {} if profile is None else _factors(profile),
    }
    if staff and profile is not None:
        record["overall"] = {
            STATES[state]: estimate_record(profile.overall.get(state)) for state in STATES
        }
    return record


def _factors(profile: Profile) -> dict[str, dict[str, Any]]:
    return {
        key: {STATES[state]: _result(result) for state, result in by_state.items()}
        for key, by_state in profile.results.items()
        if key in FACTORS
    }


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
