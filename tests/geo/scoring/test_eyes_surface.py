"""Eyes over the ground of a department, metre by metre."""

import numpy as np
import pytest
import shapely

from geo.model.department import Department
from geo.scoring.eyes_surface import EyesSurface, eyes_surface, eyes_surfaces
from geo.scoring.joined._sight import sight
from geo.scoring.scoring import scene_of
from geo.testing import department, layer


def yard() -> Department:
    """Build a courtyard between two blocks, and a back path behind a row of garages."""
    blocks = [shapely.box(0, 0, 60, 10), shapely.box(0, 50, 60, 60)]
    garages = [shapely.box(0, 64, 60, 70)]
    return department(
        {
            "buildings": layer(
                "buildings",
                [*blocks, *garages],
                storeys=[3, 3, 1],
                height_m=[9.0, 9.0, 2.8],
                dwellings=[24, 24, 0],
                use=["dwelling", "dwelling", "shed"],
            ),
            "paths": layer("paths", [shapely.LineString([(0, 30), (60, 30)])], kind=["path"]),
        },
        boundary=shapely.box(-5, -5, 65, 80),
    )


@pytest.fixture(scope="module")
def surface() -> EyesSurface:
    """Answer the eyes of the yard."""
    found = eyes_surface(yard())
    assert found is not None
    return found


def at(surface: EyesSurface, x: float, y: float) -> float:
    """Answer the eyes in a cell, in the local metres of the yard."""
    home = shapely.bounds(yard().boundary)
    east, north = home[0] + 5 + x, home[1] + 5 + y
    grid = surface.lattice
    column, row = round((east - grid.west) / grid.step), round((north - grid.south) / grid.step)
    return float(surface.openings[row, column])


def test_a_courtyard_is_overlooked_and_the_back_of_the_garages_is_not(surface: EyesSurface) -> None:
    """Two rows of windows look into the yard; behind the garages only those over their roofs."""
    assert at(surface, 30, 30) > 10
    assert at(surface, 30, 71) < 0.5 * at(surface, 30, 30)
    assert np.isnan(at(surface, 30, 5))
    assert 0 < surface.blind_share(5.0) < 1


def test_the_surface_is_the_measure_itself(surface: EyesSurface) -> None:
    """In every free cell it is what the eyes of the scene answer at that point."""
    scene = scene_of(yard())
    found = sight(scene)
    assert found is not None
    free = np.flatnonzero(np.isfinite(surface.openings).ravel())[::97]
    points = surface.lattice.points[free]

    assert surface.openings.ravel()[free] == pytest.approx(found.by_day(points), rel=1e-9, abs=1e-9)


def test_without_buildings_nothing_is_drawn() -> None:
    """Nobody knows who sees; the others of a workspace are drawn all the same."""
    bare = yard().without_layer("buildings")

    class Store:
        def department(self, department_id: str, /) -> Department:
            return bare if department_id == "bar" else yard()

    assert eyes_surface(bare) is None
    assert set(eyes_surfaces(Store(), ["bar", "gård"])) == {"gård"}
