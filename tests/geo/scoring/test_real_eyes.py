"""Eyes on real places: what was seen on the drawings, held (docs/oejne-set-efter.md)."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

import geo
from geo.measures.arrays import Reals
from geo.model.department import Department
from geo.scoring.eyes_surface import EyesSurface, eyes_surface

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"

pytestmark = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the folder of real data is not beside this repository"
)


def inside(surface: EyesSurface, area: shapely.Geometry) -> Reals:
    """Answer the eyes of the free cells in an area."""
    within = shapely.contains_xy(area, *surface.lattice.points[:, :2].T)
    seen = surface.openings.ravel()[within]
    return np.asarray(seen[np.isfinite(seen)], dtype=np.float64)


@pytest.mark.slow
def test_courtyards_in_roedovre_are_overlooked_and_the_belt_by_the_road_is_not(
    tmp_path: Path,
) -> None:
    """Maglekær: over 25 openings see most of it; nobody sees into the trees by the road."""
    workspace = geo.Workspace(tmp_path / "w")
    workspace.add(geo.read(SHARED / "dk-rodovre-osm-2015"), accept=True)
    place = workspace.department("osm-maglekaer")
    surface, green = eyes_surface(place), place.layer("vegetation")
    assert surface is not None
    assert green is not None
    belt = shapely.union_all(green[green["kind"] == "wood"].geometry.to_numpy())

    assert np.median(inside(surface, shapely.buffer(belt, -2))) < 2
    assert (
        np.median(inside(surface, shapely.difference(place.boundary, shapely.buffer(belt, 15))))
        > 25
    )
    assert 0.03 < surface.blind_share(2) < 0.12


def test_a_yard_between_geodanmark_buildings_is_overlooked() -> None:
    """Odense: the closed yard of four wings is seen by many, the ground behind the sheds by few."""
    frame = gpd.read_file(SHARED / "dk-geodanmark" / "dawa_bygninger_25832.geojson")
    window = shapely.box(586_840, 6_139_940, 587_110, 6_140_100)
    shapes = shapely.force_2d(frame.geometry.to_numpy())
    shapes = shapes[shapely.intersects(shapes, window)]
    area = shapely.area(shapes)
    buildings = gpd.GeoDataFrame(
        {
            "id": [f"b{number}" for number in range(len(shapes))],
            "height_m": np.nan,
            "storeys": np.where(area > 250, 3, 1),
            "dwellings": np.where(area >= 60, np.maximum(1, np.round(area * 3 * 0.8 / 85)), 0),
            "use": np.where(area >= 60, "dwelling", "shed"),
        },
        geometry=shapes,
        crs=25832,
    )
    surface = eyes_surface(Department("dk", "GeoDanmark", window, {"buildings": buildings}))
    assert surface is not None

    yard = inside(surface, shapely.box(586_945, 6_139_985, 586_985, 6_140_020))
    assert np.median(yard) > 25
    assert surface.blind_share(2) < 0.1
