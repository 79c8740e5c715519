"""A municipality out of a region: what lies in it is as it was, what lies far away is gone."""

from pathlib import Path

import geopandas as gpd
import osmium
import pytest
import shapely

from geo import delivery
from geo.delivery import Hints
from geo.delivery.osm_cut import cut
from geo.model.errors import RefusedFileError
from geo.store import Workspace

WEST, NORTH = 12.40, 55.73


@pytest.fixture
def region(tmp_path: Path) -> Path:
    """Answer a small region: two blocks and a path near the origin, the same 0.3 degrees east."""
    path = tmp_path / "egn.osm.pbf"
    with osmium.SimpleWriter(str(path)) as writer:
        number = 0
        ways: list[tuple[int, list[int], dict[str, str]]] = []
        for east in (0.0, 0.3):
            corners = [
                (0, 0), (0.0006, 0), (0.0006, 0.0004), (0, 0.0004),
                (0.001, 0), (0.0016, 0), (0.0016, 0.0004), (0.001, 0.0004),
                (0, -0.001), (0.0016, -0.001),
            ]  # fmt: skip
            first = number + 1
            for x, y in corners:
                number += 1
                writer.add_node(
                    osmium.osm.mutable.Node(id=number, location=(WEST + east + x, NORTH + y))
                )
            for start in (first, first + 4):
                ring = [start, start + 1, start + 2, start + 3, start]
                tags = {"building": "apartments", "addr:street": "Ågade"}
                ways.append((number * 10 + start, ring, tags))
            ways.append((number * 10, [number - 1, number], {"highway": "footway"}))
        ways.append((9999, [9, number], {"highway": "cycleway"}))  # from the one to the other
        for id_, refs, tags in sorted(ways):
            writer.add_way(osmium.osm.mutable.Way(id=id_, nodes=refs, tags=tags))
    return path


def municipality() -> shapely.Geometry:
    spot = gpd.GeoSeries([shapely.Point(WEST, NORTH)], crs="EPSG:4326").to_crs("EPSG:25832")
    return spot.buffer(400).iloc[0]


def test_only_what_matters_to_the_municipality_comes(region: Path) -> None:
    """The near blocks and path as without the cut, the far ones not; the source keeps its terms."""
    whole = delivery.read(region)
    near = delivery.read(region, hints=Hints(area=municipality()))

    assert len(whole.layers["buildings"]) == 4
    assert len(near.layers["buildings"]) == 2
    kept = whole.layers["buildings"].set_index("id").loc[near.layers["buildings"]["id"]]
    assert kept.geometry.geom_equals(near.layers["buildings"].set_index("id").geometry).all()
    assert set(near.streets) == set(near.layers["buildings"]["id"])
    assert near.sources["buildings"].licence == "ODbL 1.0"
    assert "OpenStreetMap" in (near.sources["paths"].attribution or "")
    assert [issue.rule for issue in near.issues] == ["osm.cut"]


def test_the_workspace_cuts_to_its_own_municipality(region: Path, tmp_path: Path) -> None:
    """Departments are drawn from the blocks inside and from no others."""
    with Workspace(tmp_path / "område") as workspace:
        workspace.add(delivery.read(region, hints=Hints(area=municipality())))
        drawn = workspace.departments()

        assert drawn["name"].tolist() == ["Ågade"]
        assert workspace.sources()["departments"].licence == "ODbL 1.0"


def test_one_pass_asks_for_a_sorted_file(tmp_path: Path) -> None:
    """A way before its nodes cannot be cut in one pass, and that is said."""
    path = tmp_path / "usorteret.osm"
    path.write_text(
        '<osm version="0.6"><way id="1" version="1"><nd ref="1"/><nd ref="2"/></way>'
        '<node id="1" version="1" lon="12.4" lat="55.7"/></osm>',
        "utf-8",
    )

    with pytest.raises(RefusedFileError) as caught:
        cut(str(path), str(tmp_path / "ud.osm.pbf"), (12.0, 55.0, 13.0, 56.0))

    assert caught.value.rule == "osm.unsorted"
