"""What a GIS officer waits for, against the least that could be done, in one run.

Three ratios: a shapefile of 100,000 lamps read, checked and landed, against a bare pyogrio
read and a bare GeoPackage write (bound 4); an items page of 1,000 features out of 100,000, against
the bare query of the same rows (bound 3); and a box of about 240 features out of 100,000 on the
embedded file and on PostGIS (bound 5 ms). Run it with ``make bench-gis``; for PostGIS give an
address in ``TRYGHED_BENCH_URL`` (an empty database), else a private server is started.
"""

import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyogrio
import shapely
from fastapi.testclient import TestClient

import geo
from api.app import create_app
from api.settings import Settings
from geo.model.delivery import Delivery
from geo.store.conditions import InBoxes
from geo.store.querying import Query
from tests.postgres import private_server

FEATURES = 100_000
ROUNDS = 3
SIDE = 8_000.0
BOX = 400.0


def lamps(count: int) -> gpd.GeoDataFrame:
    """Answer a lighting register as an office exports it."""
    rng = np.random.default_rng(7)
    kinds = np.array(["LED", "Natrium", "Metalhalogen"], dtype=object)
    return gpd.GeoDataFrame(
        {
            "mast_nr": [f"M{number:06d}" for number in range(count)],
            "lph": rng.choice([3.5, 4.0, 5.0, 6.0], count),
            "watt": rng.choice([18.0, 35.0, 50.0], count),
            "lyskilde": kinds[rng.integers(0, 3, count)],
            "vejnavn": "Søndergårds Allé",
        },
        geometry=shapely.points(
            rng.uniform(705_000, 705_000 + SIDE, count),
            rng.uniform(6_176_000, 6_176_000 + SIDE, count),
        ),
        crs="EPSG:25832",
    )


def seconds(work: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def median(work: Callable[[], Any], rounds: int) -> float:
    return statistics.median(seconds(work) for _ in range(rounds))


def importing(folder: Path) -> tuple[float, Delivery]:
    """Measure the import of a shapefile, the start of the reading process left out."""
    source, tiny = folder / "lys" / "lys.shp", folder / "en" / "lys.shp"
    for path, frame in ((source, lamps(FEATURES)), (tiny, lamps(1))):
        path.parent.mkdir()
        pyogrio.write_dataframe(frame, path, encoding="UTF-8")
    rounds = [_one_import(folder, source, tiny, number) for number in range(ROUNDS)]
    bare, whole = (
        statistics.median(column) for column in zip(*(r[:2] for r in rounds), strict=True)
    )
    print(
        f"shapefile of {FEATURES}: bare {bare:.2f} s, ours {whole:.2f} s, ratio {whole / bare:.2f}"
    )
    return whole / bare, rounds[-1][2]


def _one_import(
    folder: Path, source: Path, tiny: Path, number: int
) -> tuple[float, float, Delivery]:
    """Answer the seconds of the bare work, of ours, and what was read."""
    frames: list[gpd.GeoDataFrame] = []
    found: list[Delivery] = []
    target = folder / f"bare-{number}.gpkg"
    read = seconds(lambda: frames.append(pyogrio.read_dataframe(source)))
    write = seconds(lambda: pyogrio.write_dataframe(frames[0], target, driver="GPKG"))
    start = seconds(lambda: geo.read(tiny))
    ours = seconds(lambda: found.append(geo.read(source)))
    with geo.Workspace(folder / f"område-{number}") as workspace:
        landed = seconds(lambda: workspace.add(found[0]))
    return read + write, ours - start + landed, found[0]


def paging(place: Path) -> float:
    """Measure an items page against the bare query of the same rows and their count."""
    web = TestClient(create_app(Settings(workspace=str(place))))
    address = "/ogc/collections/lamps/items"
    params = {"limit": 1_000, "offset": 50_000}
    web.get(address, params=params)

    def bare() -> None:
        with closing(sqlite3.connect(place / "kort.gpkg")) as database:
            statement = "SELECT * FROM lamps ORDER BY fid LIMIT 1000 OFFSET 50000"
            rows = database.execute(statement).fetchall()
            database.execute("SELECT count(*) FROM lamps").fetchone()
            names = [column[1] for column in database.execute("PRAGMA table_info(lamps)")]
            place_ = names.index("geom")
            shapely.to_geojson(shapely.from_wkb([row[place_][40:] for row in rows]))

    one = median(bare, 15)
    ours = median(lambda: web.get(address, params=params), 15)
    print(
        f"page of 1,000: bare {1e3 * one:.1f} ms, ours {1e3 * ours:.1f} ms, ratio {ours / one:.2f}"
    )
    return ours / one


def boxes(workspace: geo.Workspace, name: str) -> float:
    """Measure a box of a few hundred features."""
    rng = np.random.default_rng(3)
    corners = rng.uniform(
        [705_000, 6_176_000], [705_000 + SIDE - BOX, 6_176_000 + SIDE - BOX], (40, 2)
    )
    times: list[float] = []
    counts: list[int] = []

    def one(x: float, y: float) -> None:
        query = Query(("id", "height_m"), InBoxes(((x, y, x + BOX, y + BOX),)), limit=10_000)
        begun = time.perf_counter()
        counts.append(len(workspace.query("lamps", query).rows))
        times.append(time.perf_counter() - begun)

    for x, y in corners.tolist():
        one(x, y)
    begun = time.process_time()
    for x, y in corners.tolist():
        one(x, y)
    busy = 1e3 * (time.process_time() - begun) / len(corners)
    found = 1e3 * statistics.median(times[len(corners) :])
    rows = statistics.mean(counts)
    print(f"box on {name}: {found:.2f} ms, {busy:.2f} ms of our processor, for {rows:.0f} features")
    return found


@contextmanager
def server() -> Iterator[str]:
    """Answer the address that was given, or that of a private server."""
    if given := os.environ.get("TRYGHED_BENCH_URL"):
        yield given
        return
    with private_server() as address:
        yield address


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="bench-gis-") as place:
        folder = Path(place)
        ratio, delivery = importing(folder)
        page = paging(folder / "område-0")
        with geo.Workspace(folder / "område-0") as workspace:
            embedded = boxes(workspace, "the embedded file")
        with server() as address, geo.Workspace(address) as there:
            there.add(delivery)
            on_server = boxes(there, "PostGIS")
    good = ratio <= 4 and page <= 3 and max(embedded, on_server) < 5
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
