"""The one door: every format in, the same layers out, the input untouched, nothing left behind."""

import hashlib
import json
import re
import tempfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from geopandas.testing import assert_geodataframe_equal

import geo.delivery
from geo import delivery
from geo.model.errors import DeliveryError, LayerError, UnreadableFileError
from geo.model.issues import Severity
from geo.model.language import sentences

Writer = Callable[..., Path]

FORMATS = ["lys.shp", "lys.gpkg", "lys.geojson", "lys.fgb", "lys.tab", "lys.mif", "lys.parquet"]


def contents(folder: Path) -> dict[str, str]:
    return {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_the_same_lamps(
    write: Writer, lamps: gpd.GeoDataFrame, name: str
) -> None:
    """Seven formats, one layer: ids, codes and places agree."""
    frame = lamps.to_crs("EPSG:4326") if name.endswith("geojson") else lamps
    options = {"encoding": "CP1252"} if name.endswith((".tab", ".mif")) else {}

    read = delivery.read(write(frame, name, **options))
    found = read.layers["lamps"]

    assert found["id"].tolist() == lamps["mast_nr"].tolist()
    assert found["light_source"].tolist() == ["LED", "HPS", "MH", "HG", "CFL", "LED"]
    assert found.geometry.distance(lamps.geometry).max() < 0.02
    assert found.crs == "EPSG:25832"
    assert not read.needs_confirmation


def test_the_input_is_untouched_and_nothing_stays_behind(
    write: Writer, lamps: gpd.GeoDataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A missing index is rebuilt on a copy only; the private folder is gone afterwards."""
    own = tmp_path / "private"
    own.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(own))
    path = write(lamps, "lys.shp")
    path.with_suffix(".shx").unlink()
    before = contents(path.parent)

    read = delivery.read(path)

    assert len(read.layers["lamps"]) == 6
    assert "file.index_rebuilt" in {issue.rule for issue in read.issues}
    assert contents(path.parent) == before
    assert list(own.iterdir()) == []


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_row_order_changes_nothing(
    write: Writer, lamps: gpd.GeoDataFrame, departments: gpd.GeoDataFrame, seed: int
) -> None:
    """Law: shuffled rows, with copies and without ids, give the same layer and findings."""
    for frame, name in ((lamps, "lys"), (departments, "afdelinger")):
        key = frame.columns[0]
        for changed in (frame, frame.drop(columns=key), frame.assign(**{key: "1"})):
            double = pd.concat([changed, changed.iloc[:2]], ignore_index=True)
            shuffled = double.sample(frac=1, random_state=np.random.default_rng(seed))
            one = delivery.read(write(double, f"{name}.gpkg"))
            other = delivery.read(write(shuffled, f"{name}.gpkg"))

            for layer in one.layers:
                assert_geodataframe_equal(one.layers[layer], other.layers[layer])
            assert [i.to_dict() for i in one.issues] == [i.to_dict() for i in other.issues]


def test_the_fingerprint_is_of_the_content(
    write: Writer, lamps: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    """A touched copy has the same fingerprint, a changed one another."""
    path = write(lamps, "lys.geojson")
    copy = tmp_path / "copy" / "lys.geojson"
    copy.parent.mkdir()
    copy.write_bytes(path.read_bytes())
    changed = write(lamps.iloc[:5], "lys.geojson")

    assert delivery.read(copy).fingerprint == delivery.read(path).fingerprint
    assert delivery.read(changed).fingerprint != delivery.read(path).fingerprint


def test_a_role_can_be_named(write: Writer, lamps: gpd.GeoDataFrame) -> None:
    """A file whose name and columns tell nothing is taken for what it is said to be."""
    path = write(lamps[["geometry"]], "lag7.gpkg")

    with pytest.raises(DeliveryError) as caught:
        delivery.read(path)
    assert caught.value.rule == "role.unknown"

    assert list(delivery.read(path, roles={"lag7.gpkg": "lamps"}).layers) == ["lamps"]
    with pytest.raises(LayerError):
        delivery.read(path, roles={"lag7.gpkg": "lampposts"})


def test_own_departments_come_beside(
    write: Writer, lamps: gpd.GeoDataFrame, departments: gpd.GeoDataFrame
) -> None:
    """The sender's polygons are departments whatever their file is called."""
    read = delivery.read(write(lamps, "lys.gpkg"), departments=write(departments, "x.geojson"))

    assert sorted(read.layers) == ["departments", "lamps"]


def test_one_bad_file_does_not_lose_the_others(write: Writer, lamps: gpd.GeoDataFrame) -> None:
    """What can be read is read; what cannot is an error finding with its file."""
    path = write(lamps, "lys.gpkg")
    (path.parent / "afdelinger.gpkg").write_bytes(b"SQLite format 3\x00" + bytes(100))

    read = delivery.read(path.parent)

    assert list(read.layers) == ["lamps"]
    errors = [issue for issue in delivery.check(read) if issue.severity is Severity.ERROR]
    assert [(issue.rule, issue.layer) for issue in errors] == [
        ("file.unreadable", "afdelinger.gpkg")
    ]
    assert delivery.check(read)[0] == errors[0]


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        ("lys.shp", b"<OGRVRTDataSource/>", "file.disguised"),
        ("lys.geojson", b"<OGRVRTDataSource/>", "file.disguised"),
        ("lys.gpkg", b"PK\x03\x04", "file.disguised"),
        ("lys.geojson", b"", "file.empty"),
        ("lys.geojson", b"[" * 5000, "file.unreadable"),
        ("lys.geojson", b'{"type":"gdal_streamed_alg","command_line":"x"}', "file.unreadable"),
        ("lys.tab", b'!table\nOpen Table "/etc/x"\n', "file.foreign_table"),
        ("lys.tab", b"!table\n!version 300\n", "file.part_missing"),
        ("lys.fgb", b"fgb\x03fgb\x00" + bytes(40), "file.unreadable"),
        ("lys.parquet", b"PAR1" + bytes(40), "file.unreadable"),
        ("lys.osm.pbf", b"\x00\x00\x00\x0e\x0a\x09OSMHeader" + bytes(40), "file.unreadable"),
        ("lys.gml", b"<gml/>", "file.gml"),
        ("notes.txt", b"hello", "delivery.no_files"),
    ],
)
def test_a_file_that_is_not_what_it_says_gives_one_clear_error(
    tmp_path: Path, name: str, content: bytes, rule: str
) -> None:
    """Wrong content is one Danish sentence with a remedy, never a traceback."""
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(DeliveryError) as caught:
        delivery.read(path)

    assert caught.value.rule == rule
    assert caught.value.message != rule
    assert caught.value.remedy != f"{rule}/remedy"


def test_a_missing_file_is_named() -> None:
    """A path that is not there is the user's mistake, told as one."""
    with pytest.raises(UnreadableFileError) as caught:
        delivery.read("findes-ikke.gpkg")

    assert "findes-ikke.gpkg" in str(caught.value)


def test_every_rule_has_its_sentence_and_remedy() -> None:
    """Every rule id in the room's code stands in the catalogue twice, and every fact is given."""
    code = "\n".join(p.read_text("utf-8") for p in Path(geo.delivery.__file__).parent.glob("*.py"))
    kinds = (
        "archive|column|crs|delivery|department|encoding|file|findings|geometry|id|lamp|layer"
        "|role|row|value"
    )
    used = set(re.findall(rf'"((?:{kinds})\.[a-z0-9_]+)"', code))

    assert len(used) > 60
    known = sentences()
    assert sorted(rule for rule in used if rule not in known) == []
    assert sorted(rule for rule in used if f"{rule}/remedy" not in known) == []
    assert "file.never_written" not in known


def test_findings_leave_no_fact_open(write: Writer, lamps: gpd.GeoDataFrame) -> None:
    """No sentence of a rich delivery shows a question mark for a missing fact."""
    lamps["hoejde"] = ["-999", "høj", "99", "4,5", "4", "5"]
    lamps["lyskilde"] = "Petroleum"
    lamps["p_formand"] = "x"
    lamps.loc[1, "mast_nr"] = "L000"
    lamps.loc[2, "geometry"] = None

    told = [issue.to_dict() for issue in delivery.read(write(lamps, "lys.gpkg")).issues]

    assert len(told) >= 6
    assert not [issue for issue in told if "?" in issue["message"] + issue["remedy"]]
    assert json.loads(json.dumps(told)) == told
