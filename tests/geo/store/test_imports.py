"""Imports: whole or not at all, history kept, and the way back."""

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import pytest
import shapely
import sqlalchemy as sa
from geopandas.testing import assert_geodataframe_equal

from geo.model.delivery import Delivery, LayerCount
from geo.model.errors import WorkspaceError
from geo.model.issues import Issue, Severity
from geo.store import Workspace, landing
from geo.store.rtree import refill

Make = Callable[..., gpd.GeoDataFrame]


def ids(workspace: Workspace, name: str) -> list[str] | None:
    frame = workspace.layer(name)
    return None if frame is None else frame["id"].tolist()


def dump(workspace: Workspace) -> dict[str, list[Any]]:
    """Answer every row of every table, to see that nothing has changed."""
    database = workspace._database
    with database.reading() as connection:
        return {
            name: [tuple(row) for row in connection.execute(sa.select(table))]
            for name, table in database.tables.metadata.tables.items()
        }


def test_a_delivery_replaces_only_its_own_layers(
    workspace: Workspace, hand_over: Callable[..., Delivery], table: Make
) -> None:
    """What was there goes to history with the import that brought it and the one that took it."""
    points = [shapely.Point(n, 0) for n in range(3)]
    workspace.add(hand_over({"lamps": table("lamps", points), "faults": table("faults", points)}))
    workspace.add(hand_over({"lamps": table("lamps", points[:1], ids=["ny"])}, name="to"))
    assert ids(workspace, "lamps") == ["ny"]
    assert ids(workspace, "faults") == ["faults-0", "faults-1", "faults-2"]
    assert workspace.sources()["lamps"].dataset == "to"
    assert workspace.sources()["faults"].dataset == "prøve"
    past = workspace._database.tables.history["lamps"]
    with workspace._database.reading() as connection:
        kept = connection.execute(
            sa.select(past.c.id, past.c.import_id, past.c.replaced_by, past.c.geom)
        ).all()
    assert [tuple(row)[:3] for row in kept] == [(f"lamps-{n}", 1, 2) for n in range(3)]
    assert [row.geom.x for row in kept] == [710_000.0, 710_001.0, 710_002.0]


def test_undo_restores_every_layer_row_by_row(
    workspace: Workspace,
    hand_over: Callable[..., Delivery],
    everything: dict[str, gpd.GeoDataFrame],
    table: Make,
) -> None:
    """Undoing goes back import by import, to nothing; keys, order and values are the old ones."""
    workspace.add(hand_over(everything))
    before = dump(workspace)
    smaller = {name: frame.iloc[::-2].reset_index(drop=True) for name, frame in everything.items()}
    second = workspace.add(hand_over(smaller, name="to"))
    receipt = workspace.undo()
    assert receipt.import_id == second.import_id == 2
    assert receipt.layers == second.layers
    assert [issue.rule for issue in receipt.issues] == ["import.undone"]
    after = dump(workspace)
    for name, frame in everything.items():
        assert after[name] == before[name]
        back = workspace.layer(name)
        assert back is not None
        assert_geodataframe_equal(back.drop(columns="source"), frame)
    assert after["sources"] == before["sources"]
    assert [row["undone"] is None for row in workspace.imports()] == [False, True]
    workspace.undo()
    assert workspace.layers() == {}
    assert workspace.layer("lamps") is None
    with pytest.raises(WorkspaceError) as told:
        workspace.undo()
    assert told.value.rule == "import.nothing_to_undo"
    workspace.add(hand_over({"lamps": table("lamps", [shapely.Point(0, 0)])}, name="tre"))
    assert workspace.layers() == {"lamps": 1}


def test_undo_of_a_first_delivery_of_one_layer_leaves_the_others(
    workspace: Workspace, hand_over: Callable[..., Delivery], table: Make
) -> None:
    """A layer that came with the undone import is again one that was never delivered."""
    workspace.add(hand_over({"lamps": table("lamps", [shapely.Point(0, 0)])}))
    workspace.add(hand_over({"faults": table("faults", [shapely.Point(0, 0)])}, name="to"))
    workspace.undo()
    assert workspace.layers() == {"lamps": 1}
    assert workspace.layer("faults") is None


def test_the_same_delivery_again_changes_nothing_and_says_so(
    workspace: Workspace, hand_over: Callable[..., Delivery], table: Make
) -> None:
    """The same files read the same way are known; read another way, or replaced, they land."""
    first = hand_over({"lamps": table("lamps", [shapely.Point(0, 0)])})
    assert workspace.add(first).import_id == 1
    before = dump(workspace)
    again = workspace.add(first)
    assert again.committed
    assert again.import_id == 1
    assert [issue.rule for issue in again.issues] == ["import.same"]
    assert dump(workspace) == before
    other = hand_over({"lamps": table("lamps", [shapely.Point(5, 0)])})
    assert other.fingerprint == first.fingerprint
    assert workspace.add(other).import_id == 2
    assert workspace.add(first).import_id == 3
    workspace.undo()
    assert workspace.add(first).import_id == 4


def test_what_was_assumed_waits_for_a_yes(
    workspace: Workspace, hand_over: Callable[..., Delivery], table: Make
) -> None:
    """Without accept the receipt tells the counts and findings, and nothing is written."""
    doubt = Issue(Severity.WARNING, "crs.assumed", "lamps")
    layers = {"lamps": table("lamps", [shapely.Point(0, 0)])}
    delivery = hand_over(layers, issues=(doubt,), needs_confirmation=True)
    before = dump(workspace)
    receipt = workspace.add(delivery)
    assert (receipt.committed, receipt.import_id, receipt.issues) == (False, None, (doubt,))
    assert receipt.layers == {"lamps": LayerCount(read=1)}
    assert dump(workspace) == before
    assert workspace.add(delivery, accept=True).committed


def test_a_delivery_without_layers_does_not_land(
    workspace: Workspace, hand_over: Callable[..., Delivery]
) -> None:
    """Nothing to take is an error in the receipt, not an empty import."""
    receipt = workspace.add(hand_over({}))
    assert not receipt.committed
    assert [issue.rule for issue in receipt.issues] == ["import.empty"]
    assert workspace.imports() == []


def test_a_failure_in_the_middle_leaves_everything_as_it_was(
    workspace: Workspace,
    hand_over: Callable[..., Delivery],
    everything: dict[str, gpd.GeoDataFrame],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An import that fails at its seventh layer has written none of the six before."""
    workspace.add(hand_over(everything))
    before = dump(workspace)
    real, calls = refill, []

    def fails(*arguments: Any) -> None:
        calls.append(1)
        if len(calls) == 7:
            raise MemoryError
        real(*arguments)

    monkeypatch.setattr(landing, "refill", fails)
    smaller = {name: frame.head(2) for name, frame in everything.items()}
    with pytest.raises(MemoryError):
        workspace.add(hand_over(smaller, name="to"))
    assert len(calls) == 7
    assert dump(workspace) == before
    monkeypatch.undo()
    assert workspace.add(hand_over(smaller, name="to")).committed


def test_imports_are_listed_newest_first_with_counts_and_findings(
    workspace: Workspace, hand_over: Callable[..., Delivery], table: Make
) -> None:
    """The list is plain JSON values."""
    told = Issue(Severity.WARNING, "crs.assumed", "lamps", None, {"crs": "EPSG:25832"})
    point = [shapely.Point(0, 0)]
    workspace.add(hand_over({"lamps": table("lamps", point)}, issues=(told,)))
    workspace.add(hand_over({"faults": table("faults", point)}, name="to"))
    newest, oldest = workspace.imports()
    assert (newest["id"], newest["name"], oldest["id"]) == (2, "to", 1)
    assert oldest["layers"] == {"lamps": {"read": 1, "repaired": 0, "refused": 0}}
    assert oldest["issues"] == [told.to_dict()]
    assert newest["created"] >= oldest["created"]
    assert newest["created"].endswith("Z")


def test_departments_that_share_ground_are_listed_with_square_metres(
    workspace: Workspace, hand_over: Callable[..., Delivery], table: Make
) -> None:
    """Each pair once, unless the delivery has said it itself; a touching border is no overlap."""
    boxes = [shapely.box(0, 0, 100, 100), shapely.box(90, 0, 200, 100), shapely.box(200, 0, 300, 9)]
    frame = table("departments", boxes, ids=["b", "a", "c"])
    receipt = workspace.add(hand_over({"departments": frame}))
    assert [issue.rule for issue in receipt.issues] == ["departments.overlap"]
    assert receipt.issues[0].feature == "a"
    assert "»b«" in receipt.issues[0].message
    assert "1000 m²" in receipt.issues[0].message
    said = Issue(Severity.WARNING, "department.overlap", "departments", "a", {"other": "b"})
    twice = workspace.add(hand_over({"departments": frame.tail(3)}, name="to", issues=(said,)))
    assert twice.issues == (said,)


def test_a_layer_outside_the_stored_municipality_is_a_warning(
    workspace: Workspace, hand_over: Callable[..., Delivery], table: Make
) -> None:
    """The municipality of an earlier delivery judges a later one; at 80 % nothing is said."""
    workspace.add(hand_over({"municipality": table("municipality", [shapely.box(0, 0, 100, 100)])}))
    inside = [shapely.Point(n, 50) for n in range(8)]
    outside = [shapely.Point(5000 + n, 50) for n in range(3)]
    fine = workspace.add(hand_over({"lamps": table("lamps", inside + outside[:2])}, name="to"))
    assert fine.issues == ()
    told = workspace.add(hand_over({"lamps": table("lamps", inside + outside)}, name="tre"))
    assert [(i.rule, i.layer, i.facts) for i in told.issues] == [
        ("crs.outside_municipality", "lamps", {"share": 73})
    ]
    assert told.committed
