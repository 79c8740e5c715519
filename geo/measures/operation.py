"""Whether lamps burn: the share in operation, and circuits that are out as a whole (1f).

Lamps of one cabinet go out together: that is one fault, not many. Light that is dimmed by a plan
is no fault.
"""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.measures.lamps import LampLight

_PLANNED = re.compile(r"\(([^()]+)\)\s*$")
"""Work that is planned on a circuit stands in brackets behind its name."""

TOGETHER = 2
"""Lamps of a circuit that must be out, all of them, to be one fault of the circuit."""


@dataclass(frozen=True)
class Operation:
    """How many lamps burn.

    Parameters
    ----------
    share
        Lamp-days in operation over the window, 0–1; None where nothing is known.
    coverage
        Share of the lamps of which something is known.
    """

    share: float | None
    coverage: float


def operation(
    lamps: gpd.GeoDataFrame,
    light: LampLight,
    faults: pd.DataFrame | None,
    as_of: str | None,
    window_days: float,
) -> Operation:
    """Answer the share of lamp-days in operation in the days up to a date (methods §1.3, 1f).

    A fault that names a lamp counts from the day it was reported to the day it was closed. A
    lamp that the register says is out, with no fault to say since when, counts as out all along.
    Without a status and without faults nothing is known of a lamp.
    """
    if not len(light):
        return Operation(None, 0.0)
    lost = np.zeros(len(light))
    known = light.status_known.copy()
    if faults is not None and as_of is not None and _column(faults, "lamp").notna().any():
        days = _lost_days(faults, pd.Timestamp(as_of), window_days)
        names = _names(lamps, light)
        lost = np.array(
            [max((days.get(name, 0.0) for name in pair), default=0.0) for pair in names]
        )
        known |= True
    silent = light.out & (lost == 0)
    lost = np.where(silent, window_days, lost)
    if not known.any():
        return Operation(None, 0.0)
    share = 1 - lost[known].sum() / (window_days * known.sum())
    return Operation(float(share), float(known.mean()))


def _lost_days(faults: pd.DataFrame, today: pd.Timestamp, window: float) -> dict[str, float]:
    """Answer the days each named lamp was out inside the window; overlapping faults count once."""
    begin = today - pd.Timedelta(days=window)
    out: dict[str, list[tuple[pd.Timestamp, pd.Timestamp]]] = {}
    reported = pd.to_datetime(faults["reported_on"], errors="coerce")
    closed = pd.to_datetime(_column(faults, "closed_on"), errors="coerce")
    rows: Any = zip(faults["lamp"], reported, closed, strict=True)
    for lamp, since, until in rows:
        start = begin if pd.isna(since) else max(since, begin)
        end = today if pd.isna(until) else min(until, today)
        if isinstance(lamp, str) and lamp and end > start:
            out.setdefault(lamp, []).append((start, end))
    return {lamp: _union_days(spans) for lamp, spans in out.items()}


def _union_days(spans: list[tuple[pd.Timestamp, pd.Timestamp]]) -> float:
    total, reached = pd.Timedelta(0), None
    for start, end in sorted(spans):
        begin = start if reached is None else max(start, reached)
        if end > begin:
            total += end - begin
        reached = end if reached is None else max(end, reached)
    return total / pd.Timedelta(days=1)


def circuits_out(lamps: gpd.GeoDataFrame, light: LampLight) -> dict[str, int]:
    """Answer the circuits of which every lamp is out, and how many lamps each has."""
    circuit = _column(lamps, "circuit").iloc[light.row].to_numpy()
    there = ~np.asarray(pd.isna(circuit), dtype=bool)
    names = [str(name) for name in circuit[there]]
    count = Counter(names)
    out = Counter(name for name, dark in zip(names, light.out[there], strict=True) if dark)
    whole = (name for name in sorted(count) if out[name] == count[name] >= TOGETHER)
    return {name: count[name] for name in whole}


def planned_work(circuit: str | None) -> str | None:
    """Answer what is planned on a circuit, as its name says it.

    >>> planned_work("TS-07 (udskiftes 2027)")
    'udskiftes 2027'
    """
    found = _PLANNED.search(circuit or "")
    return found[1].strip() if found else None


def _names(lamps: gpd.GeoDataFrame, light: LampLight) -> list[tuple[str, ...]]:
    """Answer what a fault may call each lamp: its id or its number."""
    columns: Any = (_column(lamps, name).iloc[light.row] for name in ("id", "number"))
    return [
        tuple(name for name in pair if isinstance(name, str) and name)
        for pair in zip(*columns, strict=True)
    ]


def _column(frame: pd.DataFrame, name: str) -> "pd.Series[str]":
    if name in frame:
        return frame[name]
    return pd.Series(None, index=frame.index, dtype="object")
