"""Import of 100,000 features against the least that could be done: bare read and bare write.

Everything is measured in one run on one machine, so only the ratios mean anything. The bound of
the project is read + check + add within four times (bare read + bare write), with the start of the
reading child process left out: a delivery of one feature is read the same way, and its time taken
off. Run it with ``make bench-import``.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyogrio
import shapely

import geo

FEATURES = 100_000
ROUNDS = 3
BOUND = 4.0


def lamps(count: int) -> gpd.GeoDataFrame:
    """Answer a lighting register as an office exports it, with Danish column names."""
    rng = np.random.default_rng(7)
    kinds = np.array(["LED", "HPS", "MH", None], dtype=object)
    points = shapely.points(
        rng.uniform(705_000, 715_000, count), rng.uniform(6_178_000, 6_184_000, count)
    )
    columns = {
        "mast_nr": [f"M{number:06d}" for number in range(count)],
        "mast_hoejd": rng.choice([3.5, 4.0, 5.0, 6.0], count),
        "lumen": rng.choice([1500.0, 2400.0, np.nan], count),
        "watt": rng.choice([18.0, 35.0, 50.0], count),
        "lyskilde": kinds[rng.integers(0, 4, count)],
        "ejer": "Eksempelkøbing Kommune",
    }
    return gpd.GeoDataFrame(columns, geometry=points, crs="EPSG:25832")


def paths(count: int) -> gpd.GeoDataFrame:
    """Answer a register of paths, five corners each."""
    rng = np.random.default_rng(8)
    starts = np.column_stack(
        [rng.uniform(705_000, 715_000, count), rng.uniform(6_178_000, 6_184_000, count)]
    )
    steps = rng.uniform(-20, 20, (count, 4, 2)).cumsum(axis=1)
    corners = np.concatenate([starts[:, None], starts[:, None] + steps], axis=1)
    columns = {
        "vejnavn": [f"Sti {number % 900}" for number in range(count)],
        "stitype": rng.choice(["Hovedsti", "Fortov", "Cykelsti langs vej"], count),
        "bredde": rng.choice([1.5, 2.5, 3.0], count),
    }
    return gpd.GeoDataFrame(
        columns, geometry=np.asarray(shapely.linestrings(corners)), crs="EPSG:25832"
    )


def seconds(work: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def bare(source: Path, folder: Path, number: int) -> tuple[float, float]:
    kept: list[gpd.GeoDataFrame] = []
    read = seconds(lambda: kept.append(pyogrio.read_dataframe(source)))
    target = folder / f"bare-{number}.gpkg"
    written = seconds(lambda: pyogrio.write_dataframe(kept[0], target, driver="GPKG"))
    return read, written


def ours(source: Path, tiny: Path, folder: Path, number: int) -> tuple[float, float, float, float]:
    start = seconds(lambda: geo.read(tiny))
    kept: list[geo.Delivery] = []
    read = seconds(lambda: kept.append(geo.read(source)))
    checked = seconds(lambda: geo.check(kept[0]))
    with geo.Workspace(folder / f"{source.stem}-{number}") as workspace:
        receipts: list[geo.Receipt] = []
        added = seconds(lambda: receipts.append(workspace.add(kept[0], accept=True)))
        assert receipts[0].committed
        assert sum(workspace.layers().values()) == FEATURES
    return start, read, checked, added


def measure(name: str, frame: gpd.GeoDataFrame) -> float:
    with tempfile.TemporaryDirectory(prefix="bench-import-") as place:
        folder = Path(place)
        source, tiny = folder / f"{name}.gpkg", folder / "en" / f"{name}.gpkg"
        tiny.parent.mkdir()
        pyogrio.write_dataframe(frame, source, driver="GPKG")
        pyogrio.write_dataframe(frame.head(1), tiny, driver="GPKG")
        rounds = [
            (*bare(source, folder, number), *ours(source, tiny, folder, number))
            for number in range(ROUNDS)
        ]
    read, written, start, our_read, checked, added = (
        statistics.median(column) for column in zip(*rounds, strict=True)
    )
    ratio = float((our_read - start + checked + added) / (read + written))
    print(f"{name}, {len(frame)} features, median of {ROUNDS}")
    print(f"  bare read {read:.2f} s, bare write {written:.2f} s")
    print(f"  process start {start:.2f} s (left out)")
    print(f"  read {our_read - start:.2f} s, check {checked:.2f} s, add {added:.2f} s")
    print(f"  ratio {ratio:.2f} (bound {BOUND:g}); add alone {added / written:.2f} x bare write")
    return ratio


def main() -> int:
    ratios = [measure("lamper", lamps(FEATURES)), measure("stier", paths(FEATURES))]
    return 0 if max(ratios) <= BOUND else 1


if __name__ == "__main__":
    sys.exit(main())
