"""Lux on real streets from mapped lamps, against what mappers said of the same streets.

Run ``python tests/benchmarks/lit_tags.py PICTURE.png`` where real data lie beside the checkout.
"""

import sys
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

import geo
from geo.measures.lamp_grades import coverage_of, grade_of
from geo.measures.lamps import lamp_light
from geo.measures.network import build_network
from geo.measures.obstacles import Passing, obstacles_from
from geo.measures.photometry import lux_from
from geo.measures.sampling import sample_segments
from geo.measures.walls import walls_from

DATA = Path(__file__).parents[3] / "shared" / "data" / "fi-helsinki-osm-2019"
EXTRACT = DATA / "helsinki_centre_2019-04.osm.pbf"
NEAR_M = 30.0
"""Metres from a lamp within which mappers have been at work on lamps."""

BOUNDS = (0.0, 0.5, 1.0, 3.0, 1e9)


def lit_segments(layers: dict[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Answer every segment with its mean lux, its tag, and how far the nearest lamp is."""
    samples = sample_segments(build_network(layers["paths"]))
    light = lamp_light(layers["lamps"])
    walls = walls_from(obstacles_from(layers, Passing.LIGHT))
    lux = lux_from(samples.points, light, walls)
    middle = shapely.line_interpolate_point(samples.segments.geometry, 0.5, normalized=True)
    tree = shapely.STRtree(layers["lamps"].geometry.to_numpy())
    _, away = tree.query_nearest(middle, return_distance=True, all_matches=False)
    print(f"grade {grade_of(light)}, coverage {coverage_of(light):.2f}, {len(light)} lamps")
    return samples.segments.assign(lux=samples.mean(lux), lamp_m=away)


def table(segments: gpd.GeoDataFrame) -> pd.DataFrame:
    """Answer kilometres and shares per tag, for all streets and for those with lamps mapped."""
    rows = []
    for where, part in (("alle", segments), ("lampe ≤ 30 m", segments[segments.lamp_m <= NEAR_M])):
        for tag, some in part.groupby(part["lit"].fillna("intet mærke")):
            kilometres = some["length_m"].sum() / 1000
            cut = pd.cut(some["lux"], BOUNDS, right=False)
            share = some["length_m"].groupby(cut, observed=False).sum() / some["length_m"].sum()
            median = np.sort(some["lux"])[len(some) // 2]
            rows.append((where, tag, len(some), kilometres, median, *(100 * share)))
    names = ["strækninger", "lit", "antal", "km", "median lx", "<0,5 %", "0,5–1 %", "1–3 %", "≥3 %"]
    return pd.DataFrame(rows, columns=names).round(1)


def draw(segments: gpd.GeoDataFrame, layers: dict[str, gpd.GeoDataFrame], path: str) -> None:
    """Draw lux on dark ground: houses, streets by lux, lamps as points."""
    import matplotlib as mpl  # noqa: PLC0415 - only where somebody asks for the picture

    mpl.use("Agg")
    from matplotlib import pyplot as plt  # noqa: PLC0415

    figure, axes = plt.subplots(figsize=(15, 13), facecolor="#101418")
    layers["buildings"].plot(ax=axes, color="#2a3038")
    segments.assign(level=np.log10(np.maximum(segments["lux"], 0.05))).plot(
        "level", ax=axes, cmap="inferno", vmin=-1.3, vmax=1.2, linewidth=1.2
    )
    layers["lamps"].plot(ax=axes, color="#8fd3ff", markersize=1.5)
    west, south, east, north = layers["lamps"].total_bounds
    axes.set(xlim=(west - 50, east + 50), ylim=(south - 50, north + 50))
    axes.set_axis_off()
    figure.savefig(path, dpi=110, bbox_inches="tight")


def main() -> None:
    layers = dict(geo.read(EXTRACT).layers)
    start = time.perf_counter()
    segments = lit_segments(layers)
    print(f"{len(segments)} segments in {time.perf_counter() - start:.1f} s")
    print(table(segments).to_string(index=False))
    if len(sys.argv) > 1:
        draw(segments, layers, sys.argv[1])


if __name__ == "__main__":
    main()
