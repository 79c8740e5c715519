"""A surface model beside a delivery: missing heights are read off it, and only safely."""

import shutil
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely

import geo
from geo.delivery import UPLOAD, Hints
from geo.model.delivery import Delivery
from geo.model.errors import DeliveryError, LayerError

EAST, NORTH = 713_500.0, 6_181_500.0

Write = Callable[..., Path]


def raster(path: Path, top: float, epsg: int = 25832, west: float = EAST) -> Path:
    """Write 60 x 60 m: ground at 20 m, and from x 10 to 30 something so much higher."""
    values = np.full((150, 150), 20, dtype="float32")
    values[:, 25:75] += top
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=150,
        height=150,
        count=1,
        dtype="float32",
        crs=f"EPSG:{epsg}",
        transform=rasterio.Affine(0.4, 0, west, 0, -0.4, NORTH + 60),
    ) as target:
        target.write(values, 1)
    return path


@pytest.fixture
def plants(write: Write) -> Path:
    """Write a hedge and a wood of unknown height, one known, and one far outside the model."""
    frame = gpd.GeoDataFrame(
        {
            "id": ["v1", "v2", "v3", "v4"],
            "type": ["trae", "krat", "trae", "krat"],
            "hoejde": [np.nan, np.nan, 4.5, np.nan],
        },
        geometry=[
            shapely.box(EAST + x, NORTH + y, EAST + x + 6, NORTH + y + 6)
            for x, y in ((12, 12), (22, 30), (12, 40), (900, 0))
        ],
        crs="EPSG:25832",
    )
    return write(frame, "bevoksning.shp")


@pytest.fixture
def models(tmp_path: Path) -> tuple[Path, Path]:
    """Write a surface model beside the delivery."""
    return raster(tmp_path / "DSM_1km.tif", 7), raster(tmp_path / "DTM_1km.tif", 0)


def said(delivery: Delivery) -> dict[str, int]:
    """Answer the findings on heights with their counts."""
    return {
        issue.rule: int(issue.facts.get("count", 0))
        for issue in delivery.issues
        if issue.rule.startswith("surface.")
    }


def heights(delivery: Delivery) -> list[float]:
    """Answer the heights by id."""
    frame = delivery.layers["vegetation"].sort_values("id")
    return [float(value) for value in frame["height_m"]]


def test_missing_heights_come_off_the_model_and_the_receipt_says_so(
    plants: Path, models: tuple[Path, Path], tmp_path: Path
) -> None:
    """Two of three are filled, the known one stays, the source names the rasters."""
    plain = geo.read(plants)
    hints = Hints(surface=models[:1], terrain=models[1:])
    found = geo.read(plants, hints=hints)

    assert heights(found) == pytest.approx([7, 7, 4.5, np.nan], nan_ok=True)
    assert said(found) == {"surface.filled": 2, "surface.lacking": 1}
    assert found.sources["vegetation"].dataset.endswith("DSM_1km.tif, DTM_1km.tif")
    assert found.fingerprint != plain.fingerprint
    workspace = geo.Workspace(tmp_path / "w")
    receipt = workspace.add(found, accept=True)
    assert {"surface.filled", "surface.lacking"} <= {issue.rule for issue in receipt.issues}


def test_a_model_that_lies_in_the_delivery_is_used_by_itself(
    plants: Path, models: tuple[Path, Path], tmp_path: Path
) -> None:
    """As an upload hands it over: files of one folder, told apart by their names."""
    folder = tmp_path / "upload"
    folder.mkdir()
    for path in (*plants.parent.glob(f"{plants.stem}.*"), *models):
        shutil.copy(path, folder)
    found = geo.read(folder, limits=UPLOAD)
    models[1].unlink()
    (folder / "DTM_1km.tif").unlink()
    alone = geo.read(folder, limits=UPLOAD)

    assert heights(found) == pytest.approx([7, 7, 4.5, np.nan], nan_ok=True)
    assert "file.ignored" not in {issue.rule for issue in found.issues}
    assert "surface.alone" in said(alone)
    assert np.isnan(heights(alone)[0])


def test_tiles_are_taken_together(plants: Path, models: tuple[Path, Path], tmp_path: Path) -> None:
    """A second tile of both fills what lies outside the first."""
    more = [
        raster(tmp_path / f"{name}_2.tif", top, west=EAST + 885)
        for name, top in (("dsm", 3), ("dtm", 0))
    ]
    hints = Hints(surface=(models[0], more[0]), terrain=(more[1], models[1]))

    assert heights(geo.read(plants, hints=hints)) == pytest.approx([7, 7, 4.5, 3])


def test_what_is_no_surface_model_is_refused_by_name(
    plants: Path, models: tuple[Path, Path], tmp_path: Path
) -> None:
    """No TIFF, another system, a torn file, one of the two missing: an error with its remedy."""
    text = tmp_path / "tekst.tif"
    text.write_text("<VRTDataset rasterXSize='1'/>")
    torn = tmp_path / "revet.tif"
    torn.write_bytes(models[0].read_bytes()[:40_000])
    other = raster(tmp_path / "norsk.tif", 7, epsg=25833)

    for surface, rule in (
        (text, "surface.unreadable"),
        (torn, "surface.unreadable"),
        (other, "surface.crs"),
        (tmp_path / "væk.tif", "file.missing"),
    ):
        with pytest.raises(DeliveryError) as refused:
            geo.read(plants, hints=Hints(surface=(surface,), terrain=models[1:]))
        assert refused.value.rule == rule, surface
        assert refused.value.remedy
    with pytest.raises(LayerError):
        geo.read(plants, hints=Hints(surface=models[:1]))


def test_a_model_without_anything_to_measure_says_so(
    write: Write, lamps: gpd.GeoDataFrame, models: tuple[Path, Path]
) -> None:
    """Lamps are no layer whose height is read off the ground."""
    found = geo.read(
        write(lamps, "lamper.shp"), hints=Hints(surface=models[:1], terrain=models[1:])
    )

    assert said(found) == {"surface.no_layer": 0}
