"""Real registers and real maps: what lies in the folder of real data is understood."""

from pathlib import Path

import pytest

from geo import delivery
from geo.delivery.folding import fold


def test_rodovre_is_read_from_openstreetmap(shared: Path) -> None:
    """Blocks, paths, hedges and parks come in; lit is a word; no lamp and no department appears."""
    read = delivery.read(shared / "dk-rodovre-osm-2015" / "rodovre_2015-04.osm.pbf")

    assert {"paths", "buildings", "entrances", "boundaries", "common_areas"} <= set(read.layers)
    assert not {"lamps", "departments", "municipality"} & set(read.layers)
    assert (read.layers["common_areas"]["kind"] == "park").sum() >= 35
    assert set(read.layers["paths"]["lit"].dropna()) <= {"yes", "no"}
    assert (read.layers["boundaries"]["kind"] == "hedge").sum() == 9
    streets = {fold(street) for street in read.streets.values()}
    assert {"agerkaer", "hoejkaer", "lillekaer", "maglekaer"} <= streets
    assert set(read.streets) <= set(read.layers["buildings"]["id"])
    assert {source.licence for source in read.sources.values()} == {"ODbL 1.0"}
    assert {source.date for source in read.sources.values()} == {"2015-04-18"}
    assert not read.needs_confirmation


def test_helsinki_has_its_lamps(shared: Path) -> None:
    """1,128 street lamps, and named residential areas to draw departments from."""
    read = delivery.read(shared / "fi-helsinki-osm-2019" / "helsinki_centre_2019-04.osm.pbf")

    assert len(read.layers["lamps"]) == 1128
    assert read.layers["lamps"]["id"].str.startswith("osm-n").all()
    assert read.areas is not None
    assert read.areas["name"].notna().all()


def test_a_folder_of_openstreetmap_and_a_note_is_one_delivery(shared: Path) -> None:
    """Two extracts and a text file beside them are read together."""
    read = delivery.read(shared / "fi-helsinki-osm-2019")

    assert len(read.layers["paths"]) > 5000
    assert "file.ignored" in {issue.rule for issue in read.issues}


@pytest.mark.parametrize("name", ["ballerup_kommune_25832.shp", "ballerup_kommune.geojson"])
def test_ballerups_boundary_is_the_municipality(shared: Path, name: str) -> None:
    """Shapefile and GeoJSON tell the same 34 square kilometres."""
    read = delivery.read(shared / "dk-ballerup" / name)
    area = read.layers["municipality"].area.sum()

    assert read.layers["municipality"]["code"].tolist() == ["0151"]
    assert area == pytest.approx(33.93e6, rel=0.01)


def test_ballerups_paths_are_paths(shared: Path) -> None:
    """GeoDanmark's classes become kinds and its terms of use come along; OSM's likewise."""
    folder = shared / "dk-ballerup"
    register = delivery.read(folder / "ballerup_geodanmark_cykelstier_2022_25832.gpkg")
    volunteers = delivery.read(folder / "ballerup_osm_cykel_stinet_2022-12_25832.gpkg")

    assert len(register.layers["paths"]) == 460
    assert set(register.layers["paths"]["kind"]) == {"cycleway"}
    assert register.sources["paths"].attribution is not None
    assert len(volunteers.layers["paths"]) == 563
    assert volunteers.sources["paths"].licence == "ODbL 1.0"


def test_the_whole_ballerup_folder_is_one_delivery(shared: Path) -> None:
    """Files that are no layer of ours are named and do not stop the others."""
    read = delivery.read(shared / "dk-ballerup")

    assert sorted(read.layers) == ["municipality", "paths"]
    assert len([issue for issue in read.issues if issue.rule == "role.unknown"]) == 2


def test_geodanmark_needs_leave_for_gml(shared: Path) -> None:
    """Buildings come in at once, GML only where a person asked for it."""
    folder = shared / "dk-geodanmark"
    plain, asked = delivery.read(folder), delivery.read(folder, limits=delivery.LOCAL_GML)

    assert sorted(plain.layers) == ["buildings"]
    assert "file.gml" in {issue.rule for issue in plain.issues}
    assert len(asked.layers["buildings"]) == 2471
    assert set(asked.layers["buildings"]["use"].dropna()) <= {"shed", "other"}
    assert asked.layers["buildings"]["use"].isna().mean() > 0.9
    assert {"path", "road"} <= set(asked.layers["paths"]["kind"])


def test_norwegian_lamps_are_moved_and_their_copies_told(shared: Path) -> None:
    """UTM33 is transformed; masts and luminaires of one place are pointed out."""
    read = delivery.read(shared / "no-streetlights-nvdb")
    rules = {issue.rule for issue in read.issues}

    assert len(read.layers["lamps"]) == 4037
    assert read.layers["lamps"]["height_m"].notna().sum() > 400
    assert {"crs.transformed", "lamp.twice"} <= rules
