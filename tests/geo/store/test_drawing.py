"""Departments drawn from blocks where nobody has delivered any, and never instead of delivered."""

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

import geo
from geo.model.delivery import Delivery
from geo.model.estimate import Grade
from geo.store import Workspace
from geo.store.drawing import draw, slug, streets_of

Make = Callable[..., gpd.GeoDataFrame]
RODOVRE = Path(__file__).parents[4] / "shared" / "data" / "dk-rodovre-osm-2015"


def row_of_blocks(table: Make, lefts: list[float], **columns: list[str | None]) -> gpd.GeoDataFrame:
    """Answer blocks of 20 x 10 m with their west ends at ``lefts``."""
    shapes = [shapely.box(left, 0, left + 20, 10) for left in lefts]
    return table("buildings", shapes, ids=[f"b{n}" for n in range(len(lefts))], **columns)


def test_blocks_of_one_street_are_joined_over_sixty_metres(table: Make) -> None:
    """Links of 60 m join, 61 m part; one block alone is no department."""
    buildings = row_of_blocks(table, [0, 80, 160, 241, 1000])
    streets = {f"b{n}": "Ågade" for n in range(5)}
    frame = draw(buildings, None, streets)
    assert frame["id"].tolist() == ["osm-aagade"]
    assert frame["name"].tolist() == ["Ågade"]
    assert frame["derived"].tolist() == ["yes"]
    inside = buildings.geometry.within(frame.geometry.iloc[0])
    assert inside.tolist() == [True, True, True, False, False]
    assert frame.total_bounds[0] == pytest.approx(710_000 - 20)


def test_two_groups_of_one_street_get_two_ids(table: Make) -> None:
    """The larger has the plain name; another street is another department."""
    buildings = row_of_blocks(table, [0, 60, 120, 600, 660, 30_000, 30_060])
    streets = dict.fromkeys(["b0", "b1", "b2", "b3", "b4"], "Ågade")
    streets |= {"b5": "Østervej", "b6": "Østervej"}
    frame = draw(buildings, None, streets)
    assert frame["id"].tolist() == ["osm-aagade", "osm-aagade-2", "osm-oestervej"]
    assert frame["name"].tolist() == ["Ågade", "Ågade (2)", "Østervej"]
    shuffled = draw(buildings.iloc[::-1].reset_index(drop=True), None, streets)
    assert shuffled["id"].tolist() == frame["id"].tolist()
    assert shuffled.geometry.geom_equals_exact(frame.geometry, 0.0).all()


def test_only_large_buildings_that_may_be_lived_in_count(table: Make) -> None:
    """A school and a shed beside a block make no department."""
    small = table("buildings", [shapely.box(0, 0, 14, 10), shapely.box(30, 0, 44, 10)])
    assert draw(small, None, {"buildings-0": "A", "buildings-1": "A"}).empty
    mixed = row_of_blocks(table, [0, 40, 80], use=["dwelling", "other", "shed"])
    assert draw(mixed, None, dict.fromkeys(["b0", "b1", "b2"], "A")).empty
    fine = row_of_blocks(table, [0, 40], use=["dwelling", None])
    assert len(draw(fine, None, dict.fromkeys(["b0", "b1"], "A"))) == 1
    assert draw(fine, None, {}).empty


def test_a_named_area_with_two_blocks_comes_before_streets(table: Make) -> None:
    """Each block belongs to the smallest area around it; areas with one block or no name do not."""
    buildings = row_of_blocks(table, [0, 40, 300, 340, 700, 740])
    rows = [
        ("Lunden", (-10, -10, 70, 20)),
        ("Kvarteret", (-50, -50, 400, 60)),
        ("Alene", (695, -5, 725, 15)),
        (None, (690, -9, 800, 20)),
    ]
    shift = np.array([710_000.0, 6_180_000.0] * 2)
    areas = gpd.GeoDataFrame(
        {"id": list("abcd"), "name": [name for name, _ in rows], "kind": "residential"},
        geometry=[shapely.box(*(np.array(box) + shift).tolist()) for _, box in rows],
        crs="EPSG:25832",
    )
    frame = draw(buildings, areas, {f"b{n}": "Ågade" for n in range(6)})
    assert frame["id"].tolist() == ["osm-aagade", "osm-kvarteret", "osm-lunden"]
    drawn = np.asarray(frame.geometry.array, dtype=object)
    assert shapely.equals(drawn[2], areas.geometry.iloc[0])
    inside = shapely.within(np.asarray(buildings.geometry.array, dtype=object), drawn[0])
    assert inside.tolist() == [False, False, False, False, True, True]


def test_the_commonest_street_of_a_building_wins(table: Make) -> None:
    """Addresses stand in the wall or inside; a tie goes to the alphabet; outside does not count."""
    buildings = row_of_blocks(table, [0, 100])
    places = [(1, 1), (5, 0), (9, 9), (110, 5), (111, 5), (60, 5)]
    addresses = ["Ågade 12", "Ågade 14A, 2. tv", "Bredgade 3", "Zvej 1", "Avej 2", "Fjernvej 9"]
    entrances = table("entrances", [shapely.Point(p) for p in places], address=addresses)
    assert streets_of(buildings, entrances) == {"b0": "Ågade", "b1": "Avej"}
    assert streets_of(buildings, None) == {}


def test_drawn_departments_are_marked_and_said(
    workspace: Workspace, hand_over: Callable[..., Delivery], table: Make
) -> None:
    """They are a layer of the same import, graded D, with a notice; undo takes them along."""
    buildings = row_of_blocks(table, [0, 60])
    delivery = hand_over({"buildings": buildings}, streets={"b0": "Ågade", "b1": "Ågade"})
    receipt = workspace.add(delivery)
    assert [issue.rule for issue in receipt.issues] == ["departments.derived"]
    assert receipt.layers["departments"].read == 1
    source = workspace.sources()["departments"]
    assert source.grade is Grade.D
    assert source.dataset == "Tegnet ud fra prøve"
    assert workspace.department("osm-aagade").derived
    workspace.undo()
    assert workspace.layers() == {}
    nothing = workspace.add(hand_over({"buildings": buildings}, name="uden gader"))
    assert [issue.rule for issue in nothing.issues] == ["departments.none"]
    assert nothing.committed


def test_delivered_departments_are_never_replaced_by_drawn(
    workspace: Workspace, hand_over: Callable[..., Delivery], table: Make
) -> None:
    """Whether they come with the blocks, before them, or after drawn ones."""
    buildings = row_of_blocks(table, [0, 60])
    streets = {"b0": "Ågade", "b1": "Ågade"}
    own = table("departments", [shapely.box(0, 0, 300, 50)], ids=["0151-7"])
    workspace.add(hand_over({"buildings": buildings}, streets=streets))
    assert workspace.department_ids() == ["osm-aagade"]
    workspace.add(hand_over({"departments": own}, name="egne"))
    assert workspace.department_ids() == ["0151-7"]
    workspace.add(hand_over({"buildings": buildings}, name="nye", streets=streets))
    assert workspace.department_ids() == ["0151-7"]
    both = {"buildings": buildings, "departments": own}
    assert workspace.add(hand_over(both, name="begge", streets=streets)).issues == ()
    workspace.undo()
    workspace.undo()
    workspace.undo()
    more = row_of_blocks(table, [0, 60, 120])
    named = {"b0": "Ågade", "b1": "Ågade", "b2": "Ågade"}
    workspace.add(hand_over({"buildings": more}, name="flere", streets=named))
    assert workspace.departments().area.iloc[0] > 20 * 140


def test_a_slug_is_plain_letters() -> None:
    """Whatever a street is called, its id is safe in an address."""
    assert slug("  Ørnevej/Æbleø «2» ") == "oernevej-aebleoe-2"
    assert slug("💡") == "uden-navn"
    assert slug("'; DROP TABLE x") == "drop-table-x"


@pytest.mark.skipif(not RODOVRE.is_dir(), reason="the open data lie beside the project, not in it")
def test_the_estates_of_rodovre_are_found(tmp_path: Path) -> None:
    """Real OpenStreetMap: the known estates become departments whose blocks bear their street."""
    with Workspace(tmp_path) as workspace:
        receipt = workspace.add(geo.read(RODOVRE), accept=True)
        assert receipt.committed
        found = workspace.departments()
        assert {"Nørrekær", "Maglekær", "Ruskær", "Ulkær", "Lillekær"} <= set(found["name"])
        assert found.geometry.is_valid.all()
        assert (found["derived"] == "yes").all()
        for id_ in workspace.department_ids():
            department = workspace.department(id_)
            assert department.layers["buildings"]["dwellings"].sum() > 5
            assert len(department.layers["entrances"]) > 0
            assert not department.has("lamps")
