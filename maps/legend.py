"""What the legend counts, and what it owes: shares of path length, sources, licences, dates."""

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.model.layers import LAYERS
from geo.model.provenance import Source
from maps.palette import GRADE_WORDS, LIGHT_CLASSES


def light_shares(segments: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Answer metres and share of path length per light class; every class, also the empty."""
    metres = pd.to_numeric(segments.get("length_m", pd.Series(dtype=float)), errors="coerce")
    by_class = metres.fillna(0.0).groupby(list(segments.get("light", []))).sum()
    total = float(by_class.sum())
    return [
        {
            "class": code,
            "metres": round(float(by_class.get(code, 0.0))),
            "share": round(float(by_class.get(code, 0.0)) / total, 3) if total else None,
        }
        for code in LIGHT_CLASSES
    ]


def credits_of(sources: Mapping[str, Source], *, private: bool) -> list[dict[str, Any]]:
    """Answer who the data come from, once per source, with the layers it gave."""
    found: dict[tuple[str | None, ...], list[str]] = {}
    for layer in (name for name in LAYERS if name in sources):
        if LAYERS[layer].public or private:
            s = sources[layer]
            key = (s.attribution or s.dataset, s.licence, s.date, GRADE_WORDS[s.grade])
            found.setdefault(key, []).append(LAYERS[layer].label)
    return [
        {"text": text, "licence": licence, "date": date, "grade": grade, "layers": layers}
        for (text, licence, date, grade), layers in found.items()
    ]


def date_of_data(sources: Mapping[str, Source]) -> tuple[str | None, str | None]:
    """Answer the oldest and the newest date the data describe, None where none was stated."""
    dates = sorted(source.date for source in sources.values() if source.date)
    return (dates[0], dates[-1]) if dates else (None, None)
