"""Radiance, an independent light program, gives the same direct light past the same boxes."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyradiance
import pytest
import shapely

from geo.measures.photometry import Kind, illuminance

Reals = npt.NDArray[np.float64]

FOLDER = Path(__file__).parents[3] / "data" / "luminaires"
LUMENS_PER_WATT = 179.0
"""Radiance counts in watts, of which each is so many lumens."""

EDGE_M, DIM_LUX = 0.1, 0.2

FACE, HAIR = np.array([0.0, 0.0, 1.5]), np.array([0.0, 0.0, 1e-3])


@dataclass(frozen=True)
class Lamp:
    """A lamp of a test scene; azimuth clockwise from north."""

    luminaire: str
    place: tuple[float, float]
    height: float
    azimuth: float = 0.0
    tilt: float = 0.0


@dataclass(frozen=True)
class Box:
    """An upright box by its ground plan and height."""

    plan: tuple[float, float, float, float]
    top: float


SCENES = {
    "a yard with four kinds of luminaire and three boxes": (
        [
            Lamp("eksempel_sti", (4.0, 3.0), 5.0, azimuth=20.0),
            Lamp("eksempel_sti", (24.3, 21.7), 6.0, azimuth=200.0, tilt=15.0),
            Lamp("eksempel_park", (17.0, 6.0), 4.0),
            Lamp("eksempel_tunnel", (9.0, 18.0), 3.2, azimuth=310.0, tilt=-10.0),
            Lamp("eksempel_kugle", (27.0, 9.0), 3.5),
        ],
        [
            Box((6.0, 8.0, 14.0, 13.0), 9.0),
            Box((19.0, 11.0, 22.0, 20.0), 3.0),
            Box((12.0, 3.0, 12.4, 7.0), 1.2),
        ],
    ),
    "one tilted path luminaire and nothing in its way": (
        [Lamp("eksempel_sti", (15.0, 12.0), 4.5, azimuth=125.0, tilt=25.0)],
        [],
    ),
    "a courtyard lit from outside and within": (
        [
            Lamp("eksempel_park", (15.0, 12.0), 4.5),
            Lamp("eksempel_sti", (2.0, 22.0), 7.0, azimuth=90.0, tilt=5.0),
            Lamp("eksempel_tunnel", (28.0, 2.0), 5.0, azimuth=45.0),
        ],
        [
            Box((8.0, 6.0, 22.0, 7.5), 2.2),
            Box((8.0, 7.5, 9.5, 18.0), 6.0),
            Box((20.5, 7.5, 22.0, 16.0), 1.6),
        ],
    ),
}


class Radiance:
    """A scene built for Radiance, and asked for light on surfaces."""

    def __init__(self, folder: Path, lamps: Sequence[Lamp], boxes: Sequence[Box]) -> None:
        parts = [b"void plastic black 0 0 5 0 0 0 0 0\n"]
        for number, lamp in enumerate(lamps):
            stem = folder / f"{lamp.luminaire}{number}"
            pyradiance.ies2rad(FOLDER / f"{lamp.luminaire}.ies", outname=str(stem), radius=0.002)
            turned = pyradiance.Xform(stem.with_suffix(".rad"))
            turn = turned.rotatey(-lamp.tilt).rotatez(90 - lamp.azimuth)
            parts.append(turn.translate(*lamp.place, lamp.height)())
        for number, box in enumerate(boxes):
            west, south, east, north = box.plan
            name = f"box{number}"
            made = pyradiance.genbox("black", name, east - west, north - south, box.top)
            source = folder / f"{name}.rad"
            source.write_bytes(made)
            parts.append(pyradiance.Xform(source).translate(west, south, 0)())
        scene = folder / "scene.rad"
        scene.write_bytes(b"\n".join(parts))
        self._octree = folder / "scene.oct"
        self._octree.write_bytes(pyradiance.oconv(scene))

    def lux(self, points: Reals, normals: Reals) -> Reals:
        """Answer lux on surfaces at points with normals."""
        rays = np.column_stack([points, np.broadcast_to(normals, points.shape)])
        text = "\n".join(" ".join(f"{v:.9g}" for v in ray) for ray in rays)
        answer = pyradiance.rtrace(
            text.encode(),
            self._octree,
            header=False,
            irradiance=True,
            params=["-ab", "0", "-dj", "0", "-dt", "0", "-dc", "1", "-st", "0", "-w-"],
        )
        channels = np.array(answer.split(), dtype=float).reshape(-1, 3)
        return np.asarray(LUMENS_PER_WATT * channels @ [0.265, 0.670, 0.065])


def layers(
    lamps: Sequence[Lamp], boxes: Sequence[Box]
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, pd.DataFrame]:
    """Answer the same scene as our layers."""
    layer = gpd.GeoDataFrame(
        {
            "height_m": [lamp.height for lamp in lamps],
            "luminaire": [lamp.luminaire for lamp in lamps],
            "azimuth_deg": [lamp.azimuth for lamp in lamps],
            "tilt_deg": [lamp.tilt for lamp in lamps],
            "maintenance_factor": 1.0,
        },
        geometry=[shapely.Point(lamp.place) for lamp in lamps],
        crs=25832,
    )
    standing = gpd.GeoDataFrame(
        {"base_m": [0.0] * len(boxes), "top_m": [box.top for box in boxes]},
        geometry=[shapely.box(*box.plan) for box in boxes],
        crs=25832,
    )
    names = sorted({lamp.luminaire for lamp in lamps})
    contents = [(FOLDER / f"{name}.ies").read_text("utf-8") for name in names]
    table = pd.DataFrame({"name": names, "format": "ies", "content": contents})
    return layer, standing, table


def clear_of_edges(
    points: Reals, lamps: gpd.GeoDataFrame, boxes: gpd.GeoDataFrame, kind: Kind
) -> Any:
    """Tell which points see the same lamps as everything within 0.1 m of them does."""
    turn = np.radians(np.arange(0, 360, 30))
    ring = EDGE_M * np.column_stack([np.sin(turn), np.cos(turn), 0 * turn])
    clear = np.ones(len(points), dtype=bool)
    for row in range(len(lamps)):
        one = lamps.iloc[[row]].assign(luminaire="iso", flux_lm=1e4, tilt_deg=0.0)
        facing = np.degrees(
            np.arctan2(one.geometry.x.iloc[0] - points[:, 0], one.geometry.y.iloc[0] - points[:, 1])
        )
        seen = [
            illuminance(points + step, one, boxes, kind, facing, reach=None) > 0
            for step in (np.zeros(3), *ring)
        ]
        clear &= np.all(np.array(seen) == seen[0], axis=0)
    return clear


@pytest.fixture(scope="module", params=sorted(SCENES))
def scene(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Build one scene for Radiance and as our layers."""
    lamps, boxes = SCENES[request.param]
    return Radiance(tmp_path_factory.mktemp("radiance"), lamps, boxes), *layers(lamps, boxes)


def grid(boxes: gpd.GeoDataFrame, step: float) -> Reals:
    """Answer points on the ground outside the boxes, off any line of symmetry."""
    x, y = np.meshgrid(np.arange(0.23, 30, step), np.arange(0.17, 24, step))
    xy = np.column_stack([x.ravel(), y.ravel()])
    inside = shapely.contains_xy(boxes.union_all().buffer(EDGE_M), *xy.T) if len(boxes) else False
    outside = ~np.broadcast_to(inside, len(xy))
    return np.asarray(np.column_stack([xy, np.zeros(len(xy))])[outside])


def test_horizontal_light_is_radiances(scene: Any) -> None:
    """Within 1 % at every point over 0.2 lx that is not at the edge of a shadow."""
    radiance, lamps, boxes, table = scene
    points = grid(boxes, 0.5)
    ours = illuminance(points, lamps, boxes, reach=None, luminaires=table)
    theirs = radiance.lux(points, np.array([0.0, 0.0, 1.0]))
    judged = clear_of_edges(points, lamps, boxes, "horizontal") & (theirs > DIM_LUX)

    assert judged.sum() > 1000
    np.testing.assert_allclose(ours[judged], theirs[judged], rtol=0.01)


@pytest.mark.parametrize("facing", [0.0, 75.0, 200.0])
def test_vertical_light_is_radiances(scene: Any, facing: float) -> None:
    """Faces 1.5 m above the ground get the light Radiance sends there."""
    radiance, lamps, boxes, table = scene
    points = grid(boxes, 1.0)
    ours = illuminance(points, lamps, boxes, "vertical", facing, reach=None, luminaires=table)
    turned = np.radians(facing)
    way = np.array([np.sin(turned), np.cos(turned), 0.0])
    theirs = radiance.lux(points + FACE, way)
    judged = clear_of_edges(points, lamps, boxes, "vertical") & (theirs > DIM_LUX)

    assert judged.sum() > 60
    np.testing.assert_allclose(ours[judged], theirs[judged], rtol=0.01)


def test_semicylindrical_light_is_the_mean_of_radiances_upright_faces(scene: Any) -> None:
    """What falls on a half cylinder is what its upright strips get, each its own way."""
    radiance, lamps, boxes, table = scene
    points = grid(boxes, 2.5)
    ours = illuminance(points, lamps, boxes, "semicylindrical", 60, reach=None, luminaires=table)
    turns = np.radians(60 + np.arange(-89, 90, 2.0))
    strips = [
        radiance.lux(points + FACE, np.array([np.sin(turn), np.cos(turn), 0.0])) for turn in turns
    ]
    theirs = np.mean(strips, axis=0)
    judged = clear_of_edges(points, lamps, boxes, "vertical") & (theirs > DIM_LUX)

    assert judged.sum() > 30
    np.testing.assert_allclose(ours[judged], theirs[judged], rtol=0.01)


def test_hemispherical_light_is_the_mean_of_radiances_slanted_faces(scene: Any) -> None:
    """What falls on a half sphere is the mean over faces spread evenly over it."""
    radiance, lamps, boxes, table = scene
    points = grid(boxes, 2.5)
    ours = illuminance(points, lamps, boxes, "hemispherical", reach=None, luminaires=table)
    # Faces of equal parts of the upper half: even in height, turned by the golden angle.
    count = 400
    up = (np.arange(count) + 0.5) / count
    turn = np.arange(count) * np.pi * (3 - np.sqrt(5))
    flat = np.sqrt(1 - up**2)
    faces = np.column_stack([flat * np.cos(turn), flat * np.sin(turn), up])
    theirs = np.mean([radiance.lux(points + HAIR, face) for face in faces], axis=0)
    judged = clear_of_edges(points, lamps, boxes, "horizontal") & (theirs > DIM_LUX)

    assert judged.sum() > 30
    np.testing.assert_allclose(ours[judged], theirs[judged], rtol=0.01)
