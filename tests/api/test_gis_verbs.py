"""The GIS officer's verbs at a terminal: dry run, registers, formats, moving, standing sources."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely

import geo

EAST, NORTH = 713_500.0, 6_181_500.0


@pytest.fixture
def lys(tmp_path: Path) -> Path:
    """Answer a folder of lamps as a supplier hands them over."""
    folder = tmp_path / "lys_2026-11"
    folder.mkdir()
    frame = gpd.GeoDataFrame(
        {"mast_nr": ["L1", "L2", "L3"], "hoejde": [4.5, 5.0, 6.0]},
        geometry=shapely.points([(EAST + 20 * n, NORTH) for n in range(3)]),
        crs="EPSG:25832",
    )
    frame.to_file(folder / "lys.shp", encoding="UTF-8")
    return folder


def test_a_dry_run_takes_nothing_in(
    run_json: Callable[..., Any], lys: Path, tmp_path: Path
) -> None:
    """What would change is told, and the workspace is as it was."""
    place = ("--workspace", tmp_path / "område")
    run_json("import", lys, *place)
    told = run_json("import", lys, "--dry-run", *place)

    assert told["committed"] is False
    assert told["changes"]["lamps"]["same"] == 3
    with geo.Workspace(tmp_path / "område") as workspace:
        assert len(workspace.imports()) == 1


def test_a_confirmed_system_and_a_chosen_column_are_kept(
    run_json: Callable[..., Any], lys: Path, tmp_path: Path
) -> None:
    """Said once, they are not asked for next month."""
    (lys / "lys.prj").unlink()
    place = ("--workspace", tmp_path / "område")
    first = run_json("import", lys, *place)
    second = run_json("import", lys, "--accept", "--column", "lys.shp:arm_m=hoejde", *place)
    third = run_json("import", lys, "--dry-run", *place)

    assert (first["committed"], second["committed"]) == (False, True)
    rules = {issue["rule"] for issue in third["issues"]}
    assert "crs.remembered" in rules
    assert "crs.assumed" not in rules
    with geo.Workspace(tmp_path / "område") as workspace:
        frame = workspace.layer("lamps")
    assert frame is not None
    assert frame["arm_m"].tolist() == [4.5, 5.0, 6.0]


def test_departments_are_joined_from_registers(
    run_json: Callable[..., Any], tmp_path: Path
) -> None:
    """Three files by --register; what did not meet is on the receipt by name."""
    lbf = tmp_path / "lbf.csv"
    lbf.write_text("Afdelingsnr;Afdelingsnavn;Ejendomsnr\n001;Hedeparken;11\n002;Væk;99\n", "utf-8")
    bbr = tmp_path / "bbr.csv"
    bbr.write_text("Ejendomsnr;Ejerlavskode;Matrikelnr\n11;20001;1a\n", "utf-8")
    parcels = tmp_path / "jord.geojson"
    frame = gpd.GeoDataFrame(
        {"ejerlavskode": [20001], "matrikelnr": ["1a"]},
        geometry=[shapely.box(EAST, NORTH, EAST + 50, NORTH + 50)], crs="EPSG:25832",
    )  # fmt: skip
    parcels.write_text(frame.to_crs("EPSG:4326").to_json(), "utf-8")
    files = [option for path in (lbf, bbr, parcels) for option in ("--register", path)]

    told = run_json("import", *files, "--workspace", tmp_path / "område")

    assert told["committed"] is True
    assert any("Væk" in issue["message"] for issue in told["issues"])
    with geo.Workspace(tmp_path / "område") as workspace:
        assert workspace.department_ids() == ["001"]


def test_a_copy_in_another_format_is_one_zip(
    run_json: Callable[..., Any], example_workspace: Path, tmp_path: Path
) -> None:
    """Every layer, its style and the sources."""
    out = tmp_path / "lag.zip"
    told = run_json("export", "--out", out, "--format", "fgb", "--workspace", example_workspace)

    assert told == {"path": str(out), "bytes": out.stat().st_size}
    with zipfile.ZipFile(out) as archive:
        names = set(archive.namelist())
    assert {"lamps.fgb", "lamps.qml", "paths.fgb", "KILDER.txt"} <= names


def test_a_workspace_moves_with_equal_checksums(
    run: Any, run_json: Callable[..., Any], example_workspace: Path, tmp_path: Path
) -> None:
    """Everything arrives; a place that holds something is refused with its remedy."""
    there = tmp_path / "flyttet"
    told = run_json("migrate", "--to", there, "--workspace", example_workspace)
    rows = {entry["table"]: entry["rows"] for entry in told["tables"]}

    with geo.Workspace(there) as workspace:
        assert workspace.layers() == {name: rows[name] for name in workspace.layers()}
    again = run("migrate", "--to", there, "--workspace", example_workspace)
    assert again.exit_code == 2
    assert "ikke tomt" in again.stderr


def test_standing_sources_are_told_one_by_one(run: Any, lys: Path, tmp_path: Path) -> None:
    """One that landed and one that is down: exit 1, both told, the first one in."""
    config = tmp_path / "kilder.toml"
    config.write_text(
        f'[[source]]\nname = "lys"\nkind = "folder"\nrole = "lamps"\npath = "{lys}"\n'
        '[[source]]\nname = "stier"\nkind = "folder"\nrole = "paths"\npath = "/findes/ikke"\n',
        "utf-8",
    )
    done = run("sync", config, "--workspace", tmp_path / "område", "--json")
    told = {entry["name"]: entry["outcome"] for entry in json.loads(done.stdout)}

    assert done.exit_code == 1
    assert told == {"lys": "landed", "stier": "down"}
    with geo.Workspace(tmp_path / "område") as workspace:
        assert workspace.layers() == {"lamps": 3}
