"""Heights out of a surface model: surface minus terrain, only where they are missing."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely

from geo.delivery.surface import with_heights
from geo.model.errors import LayerError, UnreadableFileError

EAST, NORTH, CELL = 700_000.0, 6_170_000.0, 0.4


def raster(
    path: Path, values: "np.ndarray[tuple[int, int], np.dtype[np.float32]]", epsg: int
) -> Path:
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=values.shape[1],
        height=values.shape[0],
        count=1,
        dtype="float32",
        crs=f"EPSG:{epsg}",
        transform=rasterio.Affine(CELL, 0, EAST, 0, -CELL, NORTH + 40),
        nodata=-9999,
    ) as target:
        target.write(values, 1)
    return path


@pytest.fixture
def models(tmp_path: Path) -> tuple[Path, Path]:
    """Write 40 × 40 m of sloping ground with a wood of 7 m and a hedge of 2 m on it."""
    ground = np.tile(np.linspace(20, 24, 100, dtype="float32"), (100, 1))
    top = ground.copy()
    top[50:75, 25:50] += 7  # x 10–20, y 10–20
    top[:, 75:80] += 2  # x 30–32
    top[90:, 90:] = -9999
    return raster(tmp_path / "dsm.tif", top, 25832), raster(tmp_path / "dtm.tif", ground, 25832)


def plants(shapes: list[shapely.Geometry | None], **columns: object) -> gpd.GeoDataFrame:
    moved = [
        None if s is None else shapely.transform(s, lambda xy: xy + np.array([EAST, NORTH]))
        for s in shapes
    ]
    return gpd.GeoDataFrame(columns, geometry=np.array(moved, dtype=object), crs=25832)


def test_missing_heights_are_filled_and_known_ones_kept(models: tuple[Path, Path]) -> None:
    """A wood stands 7 m over sloping ground; what was measured stays; bare ground is none."""
    wood = shapely.box(11, 11, 19, 19)
    frame = plants(
        [
            wood,
            wood,
            shapely.Point(15, 15),
            shapely.box(2, 2, 6, 6),
            shapely.box(-9, 0, -5, 5),
            None,
        ],
        height_m=[np.nan, 4.2, None, np.nan, np.nan, np.nan],
    )
    found = with_heights("vegetation", frame, *models)

    assert found.frame["height_m"].tolist() == pytest.approx(
        [7.0, 4.2, 7.0, np.nan, np.nan, np.nan], nan_ok=True
    )
    assert (found.filled, found.lacking) == (2, 3)
    assert frame["height_m"].isna().sum() == 5


def test_a_hedge_line_is_read_where_it_stands(models: tuple[Path, Path]) -> None:
    """A metre to either side of the line is the hedge's; cells without data say nothing."""
    hedge = shapely.LineString([(31, 12), (31, 30)])
    frame = plants([hedge, shapely.LineString([(38, 1), (39, 2)])], height_m=[np.nan, np.nan])
    found = with_heights("boundaries", frame, *models)

    assert found.frame["height_m"].tolist() == pytest.approx([2.0, np.nan], nan_ok=True)


def test_rasters_that_do_not_fit_are_refused(models: tuple[Path, Path], tmp_path: Path) -> None:
    """Another system, no GeoTIFF, or a layer without heights: refused by name."""
    frame = plants([shapely.box(11, 11, 19, 19)], height_m=[np.nan])
    flat = np.zeros((10, 10), dtype="float32")
    other = raster(tmp_path / "norsk.tif", flat, 25833)
    text = tmp_path / "tekst.tif"
    text.write_text("dette er ikke en raster")

    for surface, rule in ((other, "surface.crs"), (text, "surface.unreadable")):
        with pytest.raises(UnreadableFileError) as refused:
            with_heights("vegetation", frame, surface, models[1])
        assert refused.value.rule == rule
    with pytest.raises(LayerError):
        with_heights("paths", frame, *models)
