"""Columns of a layer as arrays, whether they were delivered or not: unknown is NaN or None."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.measures.arrays import Reals


def kinds(frame: gpd.GeoDataFrame) -> "pd.Series[Any]":
    """Answer the column ``kind`` of a layer, None where it says nothing."""
    if "kind" not in frame:
        return pd.Series(None, index=frame.index, dtype="object")
    return frame["kind"].astype("object")


def numbers(frame: gpd.GeoDataFrame, column: str) -> Reals:
    """Answer a column of numbers, NaN where it says nothing."""
    if column not in frame:
        return np.full(len(frame), np.nan)
    found = pd.to_numeric(frame[column], errors="coerce").astype("Float64")
    return np.asarray(found.to_numpy(dtype=np.float64, na_value=np.nan), dtype=np.float64)
