"""Metres inside, degrees at the edge: the only place where coordinates change system."""

import geopandas as gpd

METRES = "EPSG:25832"
"""ETRS89 / UTM zone 32N: x east, y north, in metres. Everything inside the library."""

DEGREES = "EPSG:4326"
"""WGS84 longitude and latitude, only in ``maps`` and at the web edge."""


def to_metres(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Answer the frame in EPSG:25832 metres."""
    return frame.to_crs(METRES)


def to_degrees(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Answer the frame in WGS84 degrees, longitude first."""
    return frame.to_crs(DEGREES)
