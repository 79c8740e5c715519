"""The own door: light and eyes at each entrance and along the last of the way to it."""

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.measures.arrays import Integers, Reals
from geo.measures.errands import dwellings_of
from geo.measures.own_door import last_way, own_doors
from geo.measures.sampling import Samples
from geo.model.crs import METRES
from geo.scoring.joined._lit import lit
from geo.scoring.joined._sight import doors_of
from geo.scoring.scene import Scene


def doors_seen(
    scene: Scene, samples: Samples, openings: Reals, lux: Reals | None
) -> gpd.GeoDataFrame:
    """Answer the department's own doors with their light and eyes: for staff alone.

    ``openings`` (n, 2) by day and in the dark, and ``lux`` (n,), at every sample point.
    """
    own, at_door = doors_of(scene)
    xy = np.column_stack([own.geometry.x, own.geometry.y]).reshape(-1, 2)
    centre = samples.row == 0
    of_cell = pd.DataFrame(
        {
            "openings": openings[centre, 0],
            "openings_dark": openings[centre, 1],
            "lux": np.nan if lux is None else lux[centre],
        }
    )
    at_door = at_door.assign(lux=np.nan if lux is None else _lux_at(scene, xy))
    rows = own_doors(at_door, scene.apart("eyes.last_way", _last_way), of_cell, scene.assumptions)
    kept = own[[name for name in ("id", "address", "dwellings") if name in own]]
    return gpd.GeoDataFrame(kept.join(rows), geometry=own.geometry, crs=METRES)


def _last_way(scene: Scene) -> tuple[Integers, Integers]:
    network, samples = scene.network, scene.samples
    assert network is not None, "samples come of a network"
    assert samples is not None, "asked for where there are samples"
    own, _ = doors_of(scene)
    xy = np.column_stack([own.geometry.x, own.geometry.y]).reshape(-1, 2)
    return last_way(network, samples, xy, scene.assumptions)


def _lux_at(scene: Scene, xy: Reals) -> Reals:
    """Answer the lux on the ground at doors; NaN where light is not known."""
    lamps = scene.department.layer("lamps")
    if lamps is None or not len(xy):
        return np.full(len(xy), np.nan)
    found = scene.once("lighting.lit", lambda: lit(scene, lamps))
    if found is None:
        return np.full(len(xy), np.nan)
    return found.at(np.column_stack([xy, np.zeros(len(xy))]))


def dwellings_mean(doors: gpd.GeoDataFrame, column: str) -> float | None:
    """Answer the mean over dwellings of a score of the doors; None where none is known."""
    known = doors[doors[column].notna()]
    if known.empty:
        return None
    return float(np.average(known[column].to_numpy(dtype=float), weights=dwellings_of(known)))
