"""Deliveries written by the tests themselves, in Ballerup's coordinates."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyogrio
import pytest
import shapely

EAST, NORTH = 713_500.0, 6_181_500.0

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"


@pytest.fixture
def shared() -> Path:
    """Answer the folder of real data, which lies outside the repository."""
    if not SHARED.is_dir():
        pytest.skip("the folder of real data is not beside this repository")
    return SHARED


@pytest.fixture
def lamps() -> gpd.GeoDataFrame:
    """Six lamps as a supplier writes them."""
    return gpd.GeoDataFrame(
        {
            "mast_nr": [f"L{number:03d}" for number in range(6)],
            "vejnavn": ["Søndergårds Allé", "Ågerupvej", "Æblehaven"] * 2,
            "lyskilde": ["LED", "Natrium", "Metalhalogen", "Kviksølv", "Kompaktrør", "LED"],
            "hoejde": [4.5, 5.0, 6.0, 4.5, 4.5, 3.5],
        },
        geometry=shapely.points([(EAST + 20 * number, NORTH + number) for number in range(6)]),
        crs="EPSG:25832",
    )


@pytest.fixture
def departments() -> gpd.GeoDataFrame:
    """Three departments side by side."""
    return gpd.GeoDataFrame(
        {
            "afd_nr": ["001", "002", "003"],
            "afd_navn": ["Hedeparken", "Magleparken", "Grantoften"],
            "org_nr": ["0123"] * 3,
        },
        geometry=[
            shapely.box(EAST + 110 * n, NORTH, EAST + 110 * n + 100, NORTH + 100) for n in range(3)
        ],
        crs="EPSG:25832",
    )


Writer = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Writer:
    """Write a frame into a folder of its own and answer the file."""

    def written(frame: gpd.GeoDataFrame, name: str, **options: Any) -> Path:
        folder = tmp_path / f"delivery{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        path = folder / name
        if path.suffix == ".parquet":
            frame.to_parquet(path)
        else:
            pyogrio.write_dataframe(frame, path, **options)
        return path

    return written
