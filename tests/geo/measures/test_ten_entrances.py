"""The hand-checked page of ten entrances, calculated again without our network."""

import re
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
import shapely

import geo
from geo.measures.network import build_network
from geo.measures.network_findings import network_findings
from geo.measures.walking import distances

ROOT = Path(__file__).resolve().parents[3]
SHARED = ROOT.parent / "shared" / "data"
ROW = re.compile(r"^\| ([^|]+) \| [^|]+ \| (osm-n\d+) \| ([\d.| ]+) \|$", re.MULTILINE)

pytestmark = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the folder of real data is not beside this repository"
)


def page() -> dict[str, tuple[str, list[float]]]:
    """Answer what the page says: stop and metres per entrance."""
    text = (ROOT / "docs" / "ti-indgange.md").read_text("utf-8")
    return {
        address: (stop, [float(part) for part in rest.split("|")])
        for address, stop, rest in ROW.findall(text)
    }


class Oracle:
    """Walks on the raw lines, cut where they cross, by networkx."""

    def __init__(self, lines: list[Any]) -> None:
        self.lines: list[Any] = shapely.get_parts(
            shapely.node(shapely.MultiLineString(lines))
        ).tolist()
        self.tree = shapely.STRtree(self.lines)
        self.graph = nx.Graph()
        for line in self.lines:
            self._add(self._end(line, 0), self._end(line, -1), line.length)

    @staticmethod
    def _end(line: Any, which: int) -> tuple[float, float]:
        x, y = line.coords[which]
        return round(x, 3), round(y, 3)

    def _add(self, one: object, two: object, metres: float) -> None:
        known = self.graph.get_edge_data(one, two, {"weight": np.inf})["weight"]
        self.graph.add_edge(one, two, weight=min(metres, known))

    def put(self, name: str, point: shapely.Geometry) -> float:
        """Set a place on the nearest line; answer how far it is."""
        line = self.lines[int(self.tree.nearest(point))]
        along = line.project(point)
        self._add(name, self._end(line, 0), along)
        self._add(name, self._end(line, -1), line.length - along)
        return float(line.distance(point))

    def metres(self, one: str, two: str) -> float:
        """Answer the walk between two places that lie on different lines."""
        return float(nx.dijkstra_path_length(self.graph, one, two))


@pytest.mark.slow
def test_ten_entrances_are_as_far_from_their_stop_as_the_page_says(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Straight line, our walk and the oracle's walk are those of the page, to the decimetre."""
    said = page()
    assert len(said) == 10
    with geo.Workspace(tmp_path_factory.mktemp("ti") / "roedovre") as workspace:
        source = SHARED / "dk-rodovre-osm-2015" / "rodovre_2015-04.osm.pbf"
        workspace.add(geo.read(source), accept=True)
        frames = [workspace.layer(name) for name in ("paths", "entrances", "destinations")]
    paths, entrances, destinations = (frame for frame in frames if frame is not None)
    network = build_network(paths)
    lines = shapely.get_parts(paths.geometry.to_numpy()).tolist()
    doors = entrances.drop_duplicates("address").set_index("address").geometry
    stops = destinations.set_index("id").geometry
    for address, (stop, (straight, ours, theirs, off, stop_off)) in said.items():
        door, goal = doors[address], stops[stop]
        oracle = Oracle(lines)
        found_off, found_stop_off = oracle.put("door", door), oracle.put("stop", goal)
        walk = oracle.metres("door", "stop") + found_off + found_stop_off
        xy = shapely.get_coordinates([door, goal])
        own = distances(network, xy[:1], xy[1:])[0, 0]

        assert door.distance(goal) == pytest.approx(straight, abs=0.06)
        assert (found_off, found_stop_off) == pytest.approx((off, stop_off), abs=0.06)
        assert own == pytest.approx(ours, abs=0.06)
        assert walk == pytest.approx(theirs, abs=0.06)
        assert own == pytest.approx(walk, abs=0.2)


@pytest.mark.parametrize(
    ("name", "metres", "gap"),
    [
        ("ballerup_geodanmark_cykelstier_2022_25832.gpkg", 26_605, "2,1"),
        ("ballerup_osm_cykel_stinet_2022-12_25832.gpkg", 68_459, "2,0"),
    ],
)
def test_ballerups_paths_keep_their_length_and_say_where_they_miss(
    name: str, metres: float, gap: str
) -> None:
    """Not a metre is lost between register and network; near misses and loose pieces are said."""
    layer = geo.read(SHARED / "dk-ballerup" / name).layers["paths"]
    network = build_network(layer)
    found = network_findings(network)

    assert network.edges["length_m"].sum() == pytest.approx(metres, rel=1e-3)
    gaps = [issue for issue in found if issue.rule == "network.gap"]
    assert gap in {issue.facts["metres"] for issue in gaps}
    assert any(issue.rule == "network.loose" for issue in found)
