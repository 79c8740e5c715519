"""What goes wrong is told in Danish with its remedy, and nothing is changed."""

import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

import geo.store
from geo.model.delivery import Delivery
from geo.model.errors import NotFoundError, TryghedError, WorkspaceError
from geo.model.language import sentences
from geo.store import Workspace, engines


def refusal(place: Path) -> TryghedError:
    with pytest.raises(WorkspaceError) as told:
        Workspace(place)
    assert isinstance(told.value, OSError)
    return told.value


def test_places_that_are_no_workspace_are_told(tmp_path: Path) -> None:
    """A file, a folder that cannot be made, somebody else's file: each has its own sentence."""
    file = tmp_path / "fil"
    file.write_text("x")
    assert refusal(file).rule == "workspace.not_a_folder"
    assert refusal(file / "under").rule == "workspace.not_a_folder"
    assert refusal(Path("/proc/ny")).rule == "workspace.not_writable"
    foreign = tmp_path / "fremmed"
    foreign.mkdir()
    connection = sqlite3.connect(foreign / "kort.gpkg")
    connection.execute("CREATE TABLE workspace (x TEXT)")
    connection.commit()
    connection.close()
    before = (foreign / "kort.gpkg").read_bytes()
    error = refusal(foreign)
    assert error.rule == "workspace.foreign"
    assert str(foreign) in error.message
    assert "import" in error.remedy
    assert len(before) == len((foreign / "kort.gpkg").read_bytes())
    noise = tmp_path / "støj"
    noise.mkdir()
    (noise / "kort.gpkg").write_bytes(b"not a database at all" * 400)
    assert refusal(noise).rule == "workspace.foreign"
    assert (noise / "kort.gpkg").read_bytes() == b"not a database at all" * 400


def test_a_file_of_size_nothing_becomes_a_workspace(tmp_path: Path) -> None:
    """What a process killed at its very start leaves behind is no obstacle."""
    (tmp_path / "kort.gpkg").touch()
    with Workspace(tmp_path) as workspace:
        assert workspace.layers() == {}


def test_a_newer_schema_is_refused_and_left_alone(tmp_path: Path) -> None:
    """An old program does not touch what a new one has made."""
    Workspace(tmp_path).close()
    connection = sqlite3.connect(tmp_path / "kort.gpkg")
    connection.execute("UPDATE workspace SET version = 99")
    connection.commit()
    connection.close()
    error = refusal(tmp_path)
    assert error.rule == "workspace.newer"
    assert "99" in error.message


def test_a_file_that_another_program_holds_is_told_after_a_wait(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    hand_over: Callable[..., Delivery],
    table: Callable[..., gpd.GeoDataFrame],
) -> None:
    """Reading goes on; writing waits its time and then says who is in the way."""
    monkeypatch.setattr(engines, "PATIENCE_S", 0.1)
    with Workspace(tmp_path) as workspace:
        holder = sqlite3.connect(tmp_path / "kort.gpkg", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        assert workspace.layers() == {}
        delivery = hand_over({"lamps": table("lamps", [shapely.Point(0, 0)])})
        with pytest.raises(WorkspaceError) as told:
            workspace.add(delivery)
        assert told.value.rule == "workspace.locked"
        holder.execute("ROLLBACK")
        holder.close()
        assert workspace.add(delivery).committed


def test_an_unknown_department_is_told(workspace: Workspace) -> None:
    """Also where its id looks like something else."""
    for identity in ("9999", "' OR 1=1 --", ""):
        with pytest.raises(NotFoundError) as told:
            workspace.department(identity)
        assert told.value.rule == "department.unknown"
        assert f"»{identity}«" in told.value.message


def test_a_server_that_does_not_answer_is_told_without_its_password() -> None:
    """The address is named, the password never."""
    with pytest.raises(WorkspaceError) as told:
        Workspace("postgresql://anna:hemmelig@127.0.0.1:9/kort?connect_timeout=1")
    assert told.value.rule == "workspace.unreachable"
    assert "127.0.0.1" in str(told.value)
    assert "hemmelig" not in str(told.value)


def test_a_workspace_made_before_a_column_or_layer_gains_it(
    workspace: Workspace,
    hand_over: Callable[..., Delivery],
    table: Callable[..., gpd.GeoDataFrame],
    tmp_path: Path,
) -> None:
    """What the model has learnt since is added and null; what was there stays."""
    workspace.add(hand_over({"lamps": table("lamps", [shapely.Point(0, 0)], flux_lm=[900.0])}))
    workspace.close()
    place = Path(workspace.place)
    connection = sqlite3.connect(place / "kort.gpkg")
    for name in ("lamps", "lamps_history"):
        connection.execute(f"ALTER TABLE {name} DROP COLUMN dimming")
    for name in ("zones", "zones_history"):
        for owned in ("gpkg_extensions", "gpkg_geometry_columns", "gpkg_contents"):
            connection.execute(f"DELETE FROM {owned} WHERE table_name = ?", (name,))  # noqa: S608 - ours
        connection.execute(f"DROP TABLE IF EXISTS rtree_{name}_geom")
        connection.execute(f"DROP TABLE {name}")
    connection.execute("UPDATE workspace SET columns = 'dengang'")
    connection.commit()
    connection.close()
    with Workspace(place) as again:
        lamps = again.layer("lamps")
        assert lamps is not None
        assert lamps["flux_lm"].tolist() == [900.0]
        assert lamps["dimming"].isna().all()
        again.add(hand_over({"zones": table("zones", [shapely.box(0, 0, 1, 1)])}, name="to"))
        assert again.layers() == {"lamps": 1, "zones": 1}
        again.export(tmp_path / "kopi.gpkg")


def test_every_rule_of_the_store_has_its_sentence_and_remedy() -> None:
    """A rule named in the code is in the catalogue, with what to do about it."""
    known = sentences()
    folder = Path(geo.store.__file__).parent
    source = "\n".join(path.read_text("utf-8") for path in sorted(folder.glob("*.py")))
    rules = set(re.findall(r'"((?:workspace|import|departments|frame)\.[a-z_]+)"', source))
    assert len(rules) > 15
    for rule in rules:
        assert rule in known, rule
        assert f"{rule}/remedy" in known, rule
    told = set(re.findall(r'"(source\.[a-z_.]+)"', source))
    assert told
    assert told <= set(known)
