"""The example delivery as files: what a GIS office would see in it."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def example_folder() -> Path:
    return ROOT / "data" / "example"


@pytest.fixture(scope="session")
def example_layer(example_folder: Path) -> Callable[[str], gpd.GeoDataFrame]:
    """Answer one shapefile of the committed zip by name."""

    def read(name: str) -> gpd.GeoDataFrame:
        return gpd.read_file(f"zip://{example_folder / 'eksempelkoebing.zip'}!{name}.shp")

    return read


@pytest.fixture(scope="session")
def run_script() -> Callable[..., None]:
    """Run one of the project's scripts with our own interpreter."""

    def run(script: Path, *arguments: Path) -> None:
        command = [sys.executable, "-B", str(script), *map(str, arguments)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)

    return run
