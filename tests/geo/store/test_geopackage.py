"""The file is a GeoPackage that others read, and its spatial index is right."""

import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.model.delivery import Delivery
from geo.model.errors import WorkspaceError
from geo.model.layers import LAYERS
from geo.store import Workspace
from geo.store.geometry_type import decoded, encoded
from geo.store.geopackage import register_functions
from geo.store.rtree import packed, refill

VALIDATOR = Path("/usr/lib/python3/dist-packages/osgeo_utils/samples/validate_gpkg.py")
"""GDAL's own judge, where Debian's python3-gdal is installed."""


def opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    register_functions(connection)
    return connection


def check_index(path: Path, layer: str) -> int:
    """Answer the rows of an index that SQLite itself finds sound."""
    connection = opened(path)
    try:
        sound = connection.execute("SELECT rtreecheck(?)", (f"rtree_{layer}_geom",)).fetchone()
        assert sound == ("ok",)
        asked = f"SELECT count(*) FROM rtree_{layer}_geom"  # noqa: S608 - a layer's name
        return int(connection.execute(asked).fetchone()[0])
    finally:
        connection.close()


def test_gdal_reads_every_layer_with_its_system_and_count(
    workspace: Workspace,
    hand_over: Callable[..., Delivery],
    everything: dict[str, gpd.GeoDataFrame],
    tmp_path: Path,
) -> None:
    """Both the live file and the exported copy open in GDAL: names, system, counts, values."""
    workspace.add(hand_over(everything))
    copy = workspace.export(tmp_path / "eksport" / "kort.gpkg")
    live = Path(workspace.place) / "kort.gpkg"
    workspace.close()  # one process, one SQLite: GDAL brings its own
    for file in (live, copy):
        for name, frame in everything.items():
            seen = pyogrio.read_dataframe(file, layer=name, fid_as_index=True)
            if not LAYERS[name].geometry:
                assert seen["id"].tolist() == frame["id"].tolist()
                continue
            assert seen.crs.to_epsg() == 25832
            assert seen["id"].tolist() == frame["id"].tolist()
            assert seen.geometry.geom_equals_exact(frame.geometry, 0.0, align=False).all()
            assert check_index(file, name) == len(frame)
            info = pyogrio.read_info(file, layer=name, force_total_bounds=True)
            assert info["total_bounds"] == pytest.approx(frame.total_bounds, abs=1)


def test_the_copy_is_one_quiet_file_with_what_was_delivered(
    fill: Callable[..., Workspace],
    table: Callable[..., gpd.GeoDataFrame],
    hand_over: Callable[..., Delivery],
    tmp_path: Path,
) -> None:
    """No log beside it, no history, no empty layer; and the live file is as before."""
    workspace = fill(lamps=table("lamps", [shapely.Point(0, 0)]))
    workspace.add(hand_over({"lamps": table("lamps", [shapely.Point(1, 0)])}, name="anden"))
    workspace.save_scoring({"id": "a"}, fingerprint="f")
    target = tmp_path / "kort-kopi.gpkg"
    target.write_text("det gamle")
    workspace.export(target)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["kort-kopi.gpkg", "område"]
    layers = sorted(name for name, _ in pyogrio.list_layers(target))
    assert layers == [
        "imports",
        "lamps",
        "layer_styles",
        "scores",
        "scorings",
        "sources",
        "weightings",
    ]
    connection = opened(target)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
    assert len(workspace.imports()) == 2
    with pytest.raises(WorkspaceError) as told:
        workspace.export(Path(workspace.place) / "kort.gpkg")
    assert told.value.rule == "workspace.export_over_itself"


@pytest.mark.skipif(not VALIDATOR.exists(), reason="python3-gdal of Debian is not installed")
def test_the_validator_of_gdal_finds_nothing(
    workspace: Workspace,
    hand_over: Callable[..., Delivery],
    everything: dict[str, gpd.GeoDataFrame],
    tmp_path: Path,
) -> None:
    """Every requirement of GeoPackage 1.3 holds for the live file and for the copy."""
    workspace.add(hand_over(everything))
    copy = workspace.export(tmp_path / "kopi.gpkg")
    workspace.close()
    broken = tmp_path / "brudt.gpkg"
    shutil.copy(copy, broken)
    connection = opened(broken)
    connection.execute("UPDATE gpkg_geometry_columns SET srs_id = 4326 WHERE table_name = 'lamps'")
    connection.commit()
    connection.close()

    def verdict(file: Path) -> int:
        done = subprocess.run(
            ["/usr/bin/python3", str(VALIDATOR), str(file)], capture_output=True, check=False
        )
        return done.returncode

    assert verdict(Path(workspace.place) / "kort.gpkg") == 0
    assert verdict(copy) == 0
    assert verdict(broken) != 0


def test_another_program_may_write_and_the_index_follows(
    fill: Callable[..., Workspace], table: Callable[..., gpd.GeoDataFrame]
) -> None:
    """GDAL appends, moves and deletes through the triggers; we see it at once."""
    workspace = fill(lamps=table("lamps", [shapely.Point(x, 0) for x in range(300)]))
    live = Path(workspace.place) / "kort.gpkg"
    one = workspace.imports()[0]["id"]
    new = table("lamps", [shapely.Point(50_000, 0)], ids=["ny"]).assign(import_id=one)
    workspace.close()  # one process, one SQLite: GDAL brings its own
    pyogrio.write_dataframe(new, live, layer="lamps", append=True)
    assert check_index(live, "lamps") == 301
    east, north = new.geometry.x.iloc[0], new.geometry.y.iloc[0]
    there = (east - 1, north - 1, east + 1, north + 1)
    seen = workspace.layer("lamps", bbox=there)
    assert seen is not None
    assert seen["id"].tolist() == ["ny"]
    connection = opened(live)
    far = encoded([shapely.Point(0, 0)], "sqlite")[0]
    connection.execute("UPDATE lamps SET geom = ? WHERE id = 'ny'", (far,))
    connection.execute("UPDATE lamps SET geom = NULL WHERE id = 'lamps-3'")
    connection.execute("UPDATE lamps SET fid = 9999 WHERE id = 'lamps-4'")
    connection.execute("DELETE FROM lamps WHERE id = 'lamps-5'")
    connection.commit()
    connection.close()
    assert check_index(live, "lamps") == 299
    gone = workspace.layer("lamps", bbox=there)
    moved = workspace.layer("lamps", bbox=(-1, -1, 1, 1))
    assert gone is not None
    assert gone.empty
    assert moved is not None
    assert moved["id"].tolist() == ["ny"]


def test_blobs_of_other_programs_are_understood() -> None:
    """Big-endian boxes, no box, boxes with height: all are legal, all are read."""
    point = shapely.Point(1.5, -2.5)
    body = shapely.to_wkb(point, byte_order=0)
    blobs = [
        b"GP\x00\x00" + (25832).to_bytes(4, "big") + body,
        b"GP\x00\x01" + (25832).to_bytes(4, "little") + shapely.to_wkb(point, byte_order=1),
        b"GP\x00\x02"
        + (25832).to_bytes(4, "big")
        + np.array([1.5, 1.5, -2.5, -2.5], dtype=">f8").tobytes()
        + body,
        b"GP\x00\x05"
        + (25832).to_bytes(4, "little")
        + np.array([1.5, 1.5, -2.5, -2.5, 0, 9], dtype="<f8").tobytes()
        + body,
    ]
    assert all(shapely.equals(decoded(blobs), point))
    connection = sqlite3.connect(":memory:")
    register_functions(connection)
    for blob in blobs:
        asked = "SELECT ST_MinX(?1), ST_MaxX(?1), ST_MinY(?1), ST_MaxY(?1), ST_IsEmpty(?1)"
        assert connection.execute(asked, (blob,)).fetchone() == (1.5, 1.5, -2.5, -2.5, 0)
    empty = encoded([shapely.Point()], "sqlite")[0]
    assert connection.execute("SELECT ST_MinX(?1), ST_IsEmpty(?1)", (empty,)).fetchone() == (
        None,
        1,
    )
    assert connection.execute("SELECT ST_MinX(NULL), ST_IsEmpty(NULL)").fetchone() == (None, None)
    connection.close()


def in_memory(keys: npt.NDArray[np.int64], bounds: npt.NDArray[np.float64]) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE rtree_x_geom USING rtree(id, minx, maxx, miny, maxy)")
    nodes, parents, rows = packed(keys, bounds)
    connection.execute("DELETE FROM rtree_x_geom_node")
    for part, values in (("node", nodes), ("parent", parents), ("rowid", rows)):
        connection.executemany(f"INSERT INTO rtree_x_geom_{part} VALUES (?, ?)", values)  # noqa: S608 - ours
    connection.commit()
    return connection


@settings(max_examples=25)
@given(
    count=st.sampled_from([0, 1, 2, 45, 46, 47, 51, 52, 91, 2116, 2117, 5000]),
    seed=st.integers(0, 10_000),
    size=st.sampled_from([0.0, 1.0, 300.0, 1e39]),
)
def test_the_packed_index_finds_what_looking_at_all_finds(
    count: int, seed: int, size: float
) -> None:
    """SQLite finds the index sound, never misses a box, and can go on inserting and deleting."""
    rng = np.random.default_rng(seed)
    corner = rng.uniform(6_170_000, 6_180_000, (count, 2))
    bounds = np.column_stack([corner, corner + rng.uniform(0, 1, (count, 2)) * size])
    keys = rng.permutation(10 * count + 1)[:count] + 1
    connection = in_memory(keys, bounds)
    assert connection.execute("SELECT rtreecheck('rtree_x_geom')").fetchone() == ("ok",)
    west, south = rng.uniform(6_170_000, 6_179_000, 2).tolist()
    east, north = west + 1500.0, south + 900.0
    hit = (
        (bounds[:, 0] <= east)
        & (bounds[:, 2] >= west)
        & (bounds[:, 1] <= north)
        & (bounds[:, 3] >= south)
    )
    asked = "SELECT id FROM rtree_x_geom WHERE minx<=? AND maxx>=? AND miny<=? AND maxy>=?"
    found = {row[0] for row in connection.execute(asked, (east, west, north, south))}
    assert set(keys[hit].tolist()) <= found
    near = 2.0  # single precision keeps half metres up here
    wide = (
        (bounds[:, 0] <= east + near)
        & (bounds[:, 2] >= west - near)
        & (bounds[:, 1] <= north + near)
        & (bounds[:, 3] >= south - near)
    )
    assert found <= set(keys[wide].tolist())
    connection.executemany(
        "INSERT INTO rtree_x_geom VALUES (?, ?, ?, ?, ?)",
        [(10_000_000 + n, west, west, south, south) for n in range(120)],
    )
    for key in keys[::2].tolist():
        connection.execute("DELETE FROM rtree_x_geom WHERE id = ?", (key,))
    assert connection.execute("SELECT rtreecheck('rtree_x_geom')").fetchone() == ("ok",)
    left = connection.execute("SELECT count(*) FROM rtree_x_geom").fetchone()[0]
    assert left == 120 + count - len(keys[::2])
    connection.close()


def test_refilling_twice_leaves_one_index(workspace: Workspace) -> None:
    """What was in the index before is gone; rows without geometry are not in it."""
    database = workspace._database
    boxes = np.tile([1.0, 1.0, 2.0, 2.0], (400, 1))
    with database.writing() as connection:
        refill(connection, "lamps", range(1, 401), boxes)
        boxes[0] = np.nan
        refill(connection, "lamps", range(501, 901), boxes)
        found = connection.exec_driver_sql("SELECT min(id), count(*) FROM rtree_lamps_geom").one()
    assert tuple(found) == (502, 399)
