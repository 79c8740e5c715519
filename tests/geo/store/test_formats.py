"""Every format holds what the workspace holds, with styles in Danish and sources beside it."""

import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree as ET

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely

import geo
from geo.model.delivery import Delivery
from geo.model.errors import WorkspaceError
from geo.model.estimate import Grade
from geo.model.language import sentences
from geo.model.layers import LAYERS
from geo.model.provenance import Source
from geo.store import Workspace
from geo.store.formats import FORMATS, sources_text
from geo.store.styles import families, looks, qml
from geo.store.tables import RESULTS
from geo.testing import layer

RECORD = {
    "id": "d1", "name": "Hedeparken", "as_of": "2026-11-01", "coverage": 0.8,
    "overall": {"dag": {"value": 60.0, "low": 50.0, "high": 70.0}, "mørke": {"value": None},
                "samlet": {"value": 61.5}},
    "factors": {"lighting": {"dag": None, "mørke": {"value": 40.0}}},
    "segments": {
        "index": {"name": None, "values": ["s-0", "s-1"]},
        "columns": {"name": ["Stien", None], "length_m": [25.0, 10.0],
                    "lighting.mean_lux": [0.4, None], "light_class": ["dark", None]},
        "geometry": [{"type": "LineString", "coordinates": [[700000, 6170000], [700025, 6170000]]},
                     {"type": "LineString", "coordinates": [[700025, 6170000], [700035, 6170000]]}],
    },
    "frames": {"dark_stretches": {
        "index": None,
        "columns": {"length_m": [25.0], "lux": [0.3], "cause": ["no_lamp"], "name": ["Stien"],
                    "under_target_m": [20.0], "exposure": [41.5], "lamp_owner": ["Kommunen"],
                    "dark_minutes": [85320.0], "walked_dark_minutes": [12000.0]},
        "geometry": [{"type": "LineString", "coordinates": [[700000, 6170000], [700025, 6170000]]}],
    }},
}  # fmt: skip


@pytest.fixture
def filled(workspace: Workspace, hand_over: Callable[..., Delivery]) -> Workspace:
    """Answer a workspace of some layers, gaps and Danish letters among them, and one scoring."""
    layers = {
        "departments": layer(
            "departments", [shapely.box(0, 0, 90, 90)], id=["d1"], name=["Hedeparken"],
            organisation=["Boligselskabet Å"], lbf_organisation=["0123"], dwellings=[40],
        ),
        "lamps": layer(
            "lamps", [shapely.Point(5, 5), shapely.Point(9.123456, 7)], id=["L1", "L2"],
            height_m=[4.5, None], maintenance_factor=[None, 0.85], light_source=["LED", None],
            status=["on", "out"],
        ),
        "meeting_places": layer(
            "meeting_places", [shapely.Point(3, 3), shapely.box(20, 20, 30, 30)],
            id=["m1", "m2"], name=["Bænken ved søen", None], kind=["bench", "playground"],
            seats=[3, None],
        ),
        "faults": layer(
            "faults", [shapely.Point(1, 1)] * 2, id=["f1", "f2"],
            reported_on=["2026-10-01", "2026-10-02"], closed_on=["2026-10-09", None],
        ),
    }  # fmt: skip
    workspace.add(hand_over(layers))
    workspace.save_scoring(RECORD)
    return workspace


@pytest.mark.parametrize("fmt", FORMATS)
def test_what_is_exported_reads_back_as_it_was(filled: Workspace, tmp_path: Path, fmt: str) -> None:
    """Read like any delivery, every layer has its rows, gaps, words and places again."""
    out = filled.export(tmp_path / "ud", fmt)

    again = geo.read(out)
    foreseen = filled.foresee(again)

    assert set(again.layers) == set(filled.layers())
    assert {name: change.same for name, change in foreseen.changes.items()} == filled.layers()
    assert "Kilder" in (out / "KILDER.txt").read_text("utf-8")


@pytest.mark.parametrize("fmt", ["fgb", "shp"])
def test_results_are_exported_with_their_styles(
    filled: Workspace, tmp_path: Path, fmt: str
) -> None:
    """Scores, segments and dark stretches are files with a style of the same name beside them."""
    out = filled.export(tmp_path / "ud", fmt)

    assert {name for name in RESULTS if (out / f"{name}.{fmt}").exists()} == set(RESULTS)
    assert all((out / f"{path.stem}.qml").exists() for path in out.glob(f"*.{fmt}"))
    scores = pyogrio.read_dataframe(out / f"scores.{fmt}")
    assert (scores["samlet"][0], scores["dag"][0]) == (61.5, 60.0)
    assert scores["moerke"].isna().all()
    dark = pyogrio.read_dataframe(out / f"dark_stretches.{fmt}")
    told = dict(zip(RESULTS["dark_stretches"], dark.iloc[0, 2:-1], strict=True))
    assert (told["under_target_m"], told["exposure"]) == (20.0, 41.5)
    assert (told["lamp_owner"], told["walked_dark_minutes"]) == ("Kommunen", 12_000.0)
    assert pd.isna(told["circuit"])


def test_the_geopackage_holds_results_and_opens_with_styles(
    filled: Workspace, tmp_path: Path
) -> None:
    """QGIS finds a default style for every layer in the file itself, in Danish."""
    path = filled.export(tmp_path / "kort.gpkg")

    with closing(sqlite3.connect(path)) as database:
        rows = database.execute(
            "SELECT f_table_name, styleQML, useAsDefault FROM layer_styles"
        ).fetchall()
        version = database.execute("PRAGMA user_version").fetchone()[0]
    styled = {name for name, _, default in rows if default}
    spatial = {row[0] for row in pyogrio.list_layers(path) if row[1] is not None}
    assert styled == spatial
    assert spatial >= set(RESULTS) | {"lamps", "departments"}
    assert version == 10300
    lamps = next(text for name, text, _ in rows if name == "lamps")
    assert "I drift" in lamps
    segments = pyogrio.read_dataframe(path, layer="segments")
    assert segments["light"].tolist() == ["dark", "unknown"]


@pytest.mark.parametrize("name", [*LAYERS, *RESULTS])
def test_every_layer_has_a_style_whose_words_are_danish(name: str) -> None:
    """The style is XML, a symbol stands behind each line of the legend, and no key shows."""
    for family in families(name):
        root = ET.fromstring(qml(name, family).split("\n", 1)[1])  # noqa: S314 - our own
        symbols = {symbol.get("name") for symbol in root.iter("symbol")}
        lines = [*root.iter("category"), *root.iter("rule")]
        assert {line.get("symbol") for line in lines} <= symbols
        words = [line.get("label") or "" for line in (*lines, *root.iter("alias"))]
        words += [alias.get("name") or "" for alias in root.iter("alias")]
        assert not [word for word in words if word.startswith(("choice.", "column.", "result."))]


def test_every_code_of_the_model_has_a_danish_word() -> None:
    """Each choice of each column is a sentence of the catalogue, and colours name only codes."""
    known = sentences()
    missing = [
        key
        for name, spec in LAYERS.items()
        for column in spec.columns.values()
        for code in column.choices
        if (key := f"choice.{name}.{column.name}.{code}") not in known
    ]
    assert missing == []
    for name, row in looks().items():
        if name in LAYERS and "by" in row:
            assert set(row["colours"]) <= set(LAYERS[name].columns[row["by"]].choices)


def test_a_zip_is_whole_or_not_there(filled: Workspace, tmp_path: Path) -> None:
    """One file to hand on; an unknown format and a folder in use are refused."""
    path = filled.export(tmp_path / "ud.zip", "shp")
    with zipfile.ZipFile(path) as archive:
        assert {"KILDER.txt", "lamps.shp", "lamps.qml"} <= set(archive.namelist())

    with pytest.raises(WorkspaceError) as caught:
        filled.export(tmp_path / "ud", "dwg")
    assert caught.value.rule == "workspace.export_format"
    with pytest.raises(WorkspaceError) as taken:
        filled.export(tmp_path, "fgb")
    assert taken.value.rule == "workspace.export_taken"


def test_share_alike_is_said_where_it_holds() -> None:
    """OpenStreetMap's terms and its line stand in the text that goes with the files."""
    osm = Source("OpenStreetMap", "ODbL 1.0", "© OpenStreetMap contributors", grade=Grade.C)

    text = sources_text({"paths": osm})

    assert "© OpenStreetMap contributors" in text
    assert "samme vilkår" in text
    assert "samme vilkår" not in sources_text({"paths": Source("Stiplan", "CC BY 4.0")})


def test_a_department_scored_again_stands_once(filled: Workspace) -> None:
    """The tables hold the newest scoring of each department."""
    filled.save_scoring({**RECORD, "as_of": "2026-12-01"})

    frame = filled.result("scores")

    assert frame["as_of"].tolist() == ["2026-12-01"]
    assert isinstance(frame, gpd.GeoDataFrame)
