"""A workspace moved elsewhere is the same workspace, or has not moved."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import pytest
from geopandas.testing import assert_geodataframe_equal

from geo.model.delivery import Delivery
from geo.model.errors import WorkspaceError
from geo.store import Workspace


def test_everything_moves_and_goes_on(
    workspace: Workspace,
    hand_over: Callable[..., Delivery],
    everything: dict[str, gpd.GeoDataFrame],
    tmp_path: Path,
) -> None:
    """Layers, history, scorings and counters: the moved one undoes the import of the other."""
    workspace.add(hand_over(everything))
    smaller = {name: frame.iloc[::2].reset_index(drop=True) for name, frame in everything.items()}
    workspace.add(hand_over(smaller, name="to"))

    copies = workspace.move_to(tmp_path / "nyt")

    assert {copy.table: copy.rows for copy in copies}["lamps"] == len(smaller["lamps"])
    with Workspace(tmp_path / "nyt") as moved:
        for name in everything:
            one, other = workspace.layer(name), moved.layer(name)
            assert one is not None
            assert other is not None
            assert_geodataframe_equal(one, other)
        box = tuple(everything["lamps"].total_bounds.tolist())
        assert len(moved.layer("lamps", bbox=box)) == len(smaller["lamps"])  # type: ignore[arg-type]
        assert moved.imports() == workspace.imports()
        moved.undo()
        assert moved.layers() == {name: len(frame) for name, frame in everything.items()}


def test_a_place_that_holds_something_is_refused(
    workspace: Workspace,
    hand_over: Callable[..., Delivery],
    everything: dict[str, gpd.GeoDataFrame],
    tmp_path: Path,
) -> None:
    """Nothing is mixed, and nothing of it is changed."""
    with Workspace(tmp_path / "fuldt") as full:
        full.add(hand_over({"lamps": everything["lamps"]}))
    workspace.add(hand_over(everything))

    with pytest.raises(WorkspaceError) as caught:
        workspace.move_to(tmp_path / "fuldt")

    assert caught.value.rule == "workspace.not_empty"
    with Workspace(tmp_path / "fuldt") as full:
        assert full.layers() == {"lamps": len(everything["lamps"])}


def test_a_row_that_arrives_otherwise_moves_nothing(
    workspace: Workspace,
    hand_over: Callable[..., Delivery],
    everything: dict[str, gpd.GeoDataFrame],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where one value differs at the other end, the whole is taken back."""
    from geo.store import copying  # noqa: PLC0415 - to be broken below

    real = copying.checksum
    monkeypatch.setattr(
        copying, "checksum", lambda c, t: (real(c, t)[0], "andet" if t.name == "paths" else "")
    )
    workspace.add(hand_over(everything))

    with pytest.raises(WorkspaceError) as caught:
        workspace.move_to(tmp_path / "nyt")

    assert caught.value.rule == "workspace.copy_differs"
    with Workspace(tmp_path / "nyt") as empty:
        assert empty.layers() == {}
        assert empty.imports() == []


def test_a_workspace_of_the_first_version_is_brought_up(tmp_path: Path) -> None:
    """Its scorings become map layers, and what it lacked is there."""
    folder = tmp_path / "gammelt"
    with Workspace(folder) as workspace:
        workspace.save_scoring({"id": "d1", "name": "Hedeparken", "as_of": "2026-01-01"}, "x")
    with closing(sqlite3.connect(folder / "kort.gpkg")) as raw:
        for name in ("scores", "segments", "dark_stretches", "column_maps", "standing"):
            for table in ("gpkg_extensions", "gpkg_geometry_columns", "gpkg_contents"):
                raw.execute(f"DELETE FROM {table} WHERE table_name = ?", (name,))  # noqa: S608
            raw.execute(f"DROP TABLE IF EXISTS rtree_{name}_geom")
            raw.execute(f"DROP TABLE {name}")
        raw.execute("ALTER TABLE imports DROP COLUMN changes")
        raw.execute("UPDATE workspace SET version = 1, columns = 'før'")
        raw.commit()

    with Workspace(folder) as workspace:
        assert workspace.result("scores")["department_id"].tolist() == ["d1"]
        assert workspace.column_maps() == ()
        assert workspace.imports() == []
        assert json.dumps(workspace.standing()) == "{}"
