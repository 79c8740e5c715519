"""The next delivery of a layer, held against what stands: new, changed, gone."""

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.model.delivery import Delivery
from geo.store import Workspace
from geo.store.comparing import compare
from geo.testing import layer

Make = Callable[..., gpd.GeoDataFrame]
HandOver = Callable[..., Delivery]


def lamps(places: dict[str, float], **columns: Any) -> gpd.GeoDataFrame:
    ids, shapes = list(places), [shapely.Point(x, 0) for x in places.values()]
    return layer("lamps", shapes, id=ids, **columns)


def test_each_feature_has_one_fate() -> None:
    """One stays, one moves, one burns brighter, one goes, one comes, one gets a new number."""
    before = lamps({"a": 0, "b": 10, "c": 20, "d": 30, "e": 40}, height_m=[4.0] * 5)
    after = lamps({"a": 0, "b": 11, "c": 20, "x": 40, "y": 99}, height_m=[4.0, 4.0, 5.0, 4.0, 4.0])

    found = compare("lamps", before, after)

    assert (found.new, found.gone, found.changed) == (("y",), ("d",), ("b", "c"))
    assert found.renumbered == (("e", "x"),)
    assert (found.same, found.moved, dict(found.columns)) == (1, 1, {"height_m": 1})
    assert found.lost_share == pytest.approx(1 / 5)


def test_missing_and_nought_are_a_change_and_missing_twice_is_none() -> None:
    """None is not zero, here as anywhere."""
    before = lamps({"a": 0, "b": 1}, tilt_deg=[None, None])
    after = lamps({"a": 0, "b": 1}, tilt_deg=[0.0, None])

    assert compare("lamps", before, after).changed == ("a",)


def test_a_ring_that_starts_elsewhere_is_the_same_place() -> None:
    """A department drawn from another corner has not moved."""
    ring = [(0, 0), (10, 0), (10, 10), (0, 10)]
    before = layer("departments", [shapely.Polygon(ring)])
    after = layer("departments", [shapely.Polygon([*ring[2:], *ring[:2]])])

    assert compare("departments", before, after).same == 1


def test_what_lies_nowhere_is_never_the_same_place() -> None:
    """Two rows of a table without a map are not one renumbered."""
    nowhere: Any = None
    before = layer("luminaires", [nowhere], id=["a"])
    after = layer("luminaires", [nowhere], id=["b"])

    assert compare("luminaires", before, after).renumbered == ()


@settings(max_examples=40, deadline=None)
@given(
    before=st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 9), min_size=1),
    after=st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 9), min_size=1),
)
def test_the_counts_add_up(before: dict[str, int], after: dict[str, int]) -> None:
    """Every former feature is the same, changed, renumbered or gone; every new one likewise."""
    found = compare("lamps", lamps({**before}), lamps({**after}))

    kept = found.same + len(found.changed) + len(found.renumbered)
    assert kept + len(found.gone) == len(before)
    assert kept + len(found.new) == len(after)
    assert found.same == sum(1 for id_ in before if after.get(id_) == before[id_])


def test_foreseeing_writes_nothing_and_says_what_landing_does(
    workspace: Workspace, hand_over: HandOver
) -> None:
    """The receipt shown before is the receipt given after, and the import keeps it."""
    one = lamps({f"l{n}": 10 * n for n in range(10)})
    two = lamps({f"l{n}": 10 * n for n in range(3)})
    workspace.add(hand_over({"lamps": one}))

    foreseen = workspace.foresee(hand_over({"lamps": two}, name="næste"))
    assert workspace.layers() == {"lamps": 10}
    assert not foreseen.committed
    landed = workspace.add(hand_over({"lamps": two}, name="næste"))

    assert foreseen.changes == landed.changes
    assert [issue.rule for issue in landed.issues] == ["changes.lost"]
    assert workspace.imports()[0]["changes"]["lamps"]["ids"]["gone"] == list(
        landed.changes["lamps"].gone
    )


def test_history_tells_when_a_feature_came_and_went(
    workspace: Workspace, hand_over: HandOver
) -> None:
    """A lamp's former heights are there with the imports that brought and replaced them."""
    for number, height in enumerate((4.0, 5.0, 6.0)):
        frame = lamps({"a": 0, "b": 5}, height_m=[height, 3.0])
        workspace.add(hand_over({"lamps": frame}, name=f"lys {number}"))

    past = workspace.history("lamps", "a")

    assert past["height_m"].tolist() == [4.0, 5.0]
    assert past["import_id"].tolist() == [1, 2]
    assert past["replaced_by"].tolist() == [2, 3]
    assert len(workspace.history("lamps")) == 4


def test_lamps_of_ed50_are_seen_beside_the_paths_they_stand_along(
    workspace: Workspace, hand_over: HandOver
) -> None:
    """Labelled wrongly they lie a street away; the system they would fit is offered."""
    path = layer("paths", [shapely.LineString([(60 * n, 0), (60 * n, 300)]) for n in range(6)])
    beside = [shapely.Point(60 * n + 2, 50 * m) for n in range(6) for m in range(6)]
    right = layer("lamps", beside)
    wrong = right.set_geometry(
        right.geometry.to_crs("EPSG:23032").set_crs("EPSG:25832", allow_override=True)
    )
    workspace.add(hand_over({"paths": path}))

    told = workspace.foresee(hand_over({"lamps": wrong})).issues
    fine = workspace.foresee(hand_over({"lamps": right})).issues

    assert [(issue.rule, issue.facts["crs"]) for issue in told] == [("crs.shifted", "EPSG:23032")]
    assert fine == ()
