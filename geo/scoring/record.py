"""A profile as plain JSON values and back: what the store keeps and ``--json`` prints.

Scores keep four decimals and coordinates whole centimetres: far finer than any input, and coarse
enough that the last bits of floating point never show.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.model.assumptions import Assumption, Assumptions
from geo.model.crs import METRES
from geo.model.estimate import Estimate
from geo.model.issues import Issue, Severity
from geo.scoring.measurement import FactorResult, IndicatorResult, State

DECIMALS = 4
CENTIMETRES = 2


def number(value: float | None) -> float | None:
    """Answer a number with four decimals; None stays None."""
    return None if value is None else round(float(value), DECIMALS)


def estimate(value: Estimate) -> dict[str, Any]:
    """Answer an estimate with four decimals."""
    return {key: plain(part) for key, part in value.to_dict().items()}


def plain(value: Any) -> Any:
    """Answer a value JSON can hold; whatever counts as missing becomes None.

    >>> plain(float("nan")), plain(np.float64(0.123456)), plain("Stien")
    (None, 0.1235, 'Stien')
    """
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return round(value, DECIMALS) if np.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple | np.ndarray):
        return [plain(part) for part in value]
    return None if pd.isna(value) else str(value)


def from_results(results: Mapping[str, Mapping[State, FactorResult]]) -> dict[str, Any]:
    """Answer the results of every factor with their indicators."""
    return {
        key: {state.value: plain(result.to_dict()) for state, result in by_state.items()}
        for key, by_state in results.items()
    }


def to_results(saved: Mapping[str, Any]) -> dict[str, dict[State, FactorResult]]:
    """Read the results of every factor back."""
    return {
        key: {State(state): _factor_result(row) for state, row in by_state.items()}
        for key, by_state in saved.items()
    }


def _factor_result(row: Mapping[str, Any]) -> FactorResult:
    indicators = (
        IndicatorResult(
            **{
                **part,
                "score": Estimate.from_dict(part["score"]),
                "inputs": tuple(part["inputs"]),
                "assumptions": tuple(part["assumptions"]),
            }
        )
        for part in row["indicators"]
    )
    return FactorResult(Estimate.from_dict(row["estimate"]), tuple(indicators))


def from_issue(issue: Issue) -> dict[str, Any]:
    """Answer a finding with its facts, so that its sentence can be said again."""
    return {
        "severity": issue.severity.value,
        "rule": issue.rule,
        "layer": issue.layer,
        "feature": issue.feature,
        "facts": plain(issue.facts),
    }


def to_issue(row: Mapping[str, Any]) -> Issue:
    """Read a finding back."""
    return Issue(**{**row, "severity": Severity(row["severity"])})


def from_assumptions(assumptions: Assumptions) -> dict[str, Any]:
    """Answer every assumption with unit, range and source."""
    rows = (asdict(assumptions.entry(key)) for key in assumptions)
    return {row.pop("key"): row for row in rows}


def to_assumptions(saved: Mapping[str, Any]) -> Assumptions:
    """Read the assumptions back."""
    return Assumptions({key: Assumption(key=key, **row) for key, row in saved.items()})


def from_frame(frame: gpd.GeoDataFrame) -> dict[str, Any]:
    """Answer a frame as one array per column and a GeoJSON geometry per row, in whole centimetres.

    Rows stand in the order of their index, or of their geometry where the index is only a count.
    """
    rows = _ordered(frame)
    named = rows.index.name is not None or not pd.api.types.is_integer_dtype(rows.index)
    columns = [str(name) for name in rows.columns if name != _geometry_name(rows)]
    return {
        "index": {"name": rows.index.name, "values": plain(rows.index.tolist())} if named else None,
        "columns": {name: plain(rows[name].tolist()) for name in columns},
        "geometry": [json.loads(text) if text else None for text in _geojson(rows)],
    }


def to_frame(saved: Mapping[str, Any]) -> gpd.GeoDataFrame:
    """Read a frame back, in EPSG:25832."""
    texts = [json.dumps(shape) if shape else None for shape in saved["geometry"]]
    geometry = shapely.from_geojson(np.array(texts, dtype=object))
    index = saved["index"]
    labels = None if index is None else pd.Index(index["values"], name=index["name"])
    columns = pd.DataFrame(saved["columns"], index=labels)
    return gpd.GeoDataFrame(columns, index=labels, geometry=geometry, crs=METRES)


def _ordered(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    if not pd.api.types.is_integer_dtype(frame.index) or frame.index.name is not None:
        return frame.sort_index(kind="stable")
    if _geometry_name(frame) is None:
        return frame
    order = np.argsort(shapely.to_wkb(frame.geometry.to_numpy(), hex=True).astype(str))
    return frame.iloc[order].reset_index(drop=True)


def _geojson(frame: gpd.GeoDataFrame) -> list[str | None]:
    if _geometry_name(frame) is None:
        return [None] * len(frame)
    rounded = shapely.transform(
        frame.geometry.to_numpy(), lambda corners: np.round(corners, CENTIMETRES)
    )
    return list(shapely.to_geojson(rounded))


def _geometry_name(frame: gpd.GeoDataFrame) -> str | None:
    return frame.active_geometry_name
