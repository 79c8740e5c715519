"""Letters: æ, ø and å come out right whatever the .cpg says, or does not say."""

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest

from geo import delivery

Writer = Callable[..., Path]


@pytest.mark.parametrize("codec", ["utf-8", "cp1252", "cp850"])
@pytest.mark.parametrize("label", [None, "UTF-8", "ANSI 1252", "<html></html>"])
@pytest.mark.parametrize("driver", [0x00, 0x57])
def test_danish_letters_survive_any_label(
    write: Writer, lamps: gpd.GeoDataFrame, codec: str, label: str | None, driver: int
) -> None:
    """The bytes decide: a missing, foreign or lying .cpg changes no letter."""
    lamps = lamps.rename(columns={"vejnavn": "ejer"})
    path = write(lamps, "lys.shp", encoding=codec)
    content = bytearray(path.with_suffix(".dbf").read_bytes())
    content[29] = driver
    path.with_suffix(".dbf").write_bytes(content)
    path.with_suffix(".cpg").unlink(missing_ok=True)
    if label is not None:
        path.with_suffix(".cpg").write_text(label, "ascii")

    read = delivery.read(path)

    assert read.layers["lamps"]["owner"].tolist() == lamps["ejer"].tolist()
    told = [issue for issue in read.issues if issue.rule == "encoding.detected"]
    right = {"utf-8": "UTF-8", "cp1252": "ANSI 1252"}.get(codec)
    assert bool(told) is (label != right or label is None)


def test_a_code_page_that_is_named_and_fits_is_believed(
    write: Writer, lamps: gpd.GeoDataFrame
) -> None:
    """Cyrillic text with its own .cpg is not taken for Danish."""
    lamps["ejer"] = "Улица"
    lamps["lyskilde"] = "LED"
    path = write(lamps.drop(columns="vejnavn"), "lys.shp", encoding="CP1251")
    path.with_suffix(".cpg").write_text("1251", "ascii")

    assert delivery.read(path).layers["lamps"]["owner"].iloc[0] == "Улица"


def test_geojson_in_windows_letters_is_read_and_told(tmp_path: Path) -> None:
    """A GeoJSON that is not UTF-8 is read as Windows' Danish, and that is said."""
    path = tmp_path / "lys.geojson"
    text = (
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":'
        '{"mast_nr":"L1","ejer":"Måløv"},"geometry":{"type":"Point","coordinates":[12.4,55.7]}}]}'
    )
    path.write_bytes(text.encode("cp1252"))

    read = delivery.read(path)

    assert read.layers["lamps"]["owner"].tolist() == ["Måløv"]
    assert "encoding.detected" in {issue.rule for issue in read.issues}
    assert path.read_bytes() == text.encode("cp1252")
