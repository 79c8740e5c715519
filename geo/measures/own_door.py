"""The own door: light and eyes at each entrance and on the last 25 m to it.

To be tryg in one's own home begins there. Told per entrance to staff, per department to anybody.
"""

import numpy as np
import pandas as pd

from geo.measures.arrays import Integers, Reals
from geo.measures.network import Network
from geo.measures.sampling import Samples
from geo.measures.surveillance import eyes_score, seen_in_light
from geo.measures.walking import distances
from geo.model.assumptions import Assumptions


def last_way(
    network: Network, samples: Samples, doors: Reals, chosen: Assumptions
) -> tuple[Integers, Integers]:
    """Answer pairs of a door and a cell of the paths on the last 25 m walked to it.

    Parameters
    ----------
    network, samples
        The network and its samples.
    doors
        (n, 2) metres.
    chosen
        ``eyes.door_way_m`` and ``network.access_m``.
    """
    centre = samples.points[samples.row == 0, :2]
    if not len(doors) or not len(centre):
        none = np.empty(0, dtype=np.int64)
        return none, none
    metres = distances(network, doors, centre, chosen["eyes.door_way_m"], chosen)
    door, cell = np.nonzero(metres <= chosen["eyes.door_way_m"])
    return door, cell


def own_doors(
    at_door: pd.DataFrame,
    way: tuple[Integers, Integers],
    of_cell: pd.DataFrame,
    chosen: Assumptions,
) -> pd.DataFrame:
    """Answer what is seen and lit at each door and on the way to it.

    By day the score is that of the eyes, half for the door and half for the way. In the dark it
    is half for these eyes in that light, and half for the light itself where there is least.

    Parameters
    ----------
    at_door
        Per door ``openings`` (without its own), ``openings_dark`` (before any light) and ``lux``,
        NaN where it is not known.
    way
        Pairs of a door and a cell on the way to it.
    of_cell
        The same three per cell.
    chosen
        ``eyes.enough``.

    Returns
    -------
    pd.DataFrame
        ``openings``, ``way_openings``, ``lux``, ``way_lux`` (the least), ``score`` and
        ``score_dark``, NaN where lux is not known.
    """
    door, cell = way
    on_way = of_cell.iloc[cell].reset_index(drop=True)
    day, dark = _view(at_door, chosen), _view(at_door, chosen, dark=at_door["lux"])
    way_day = _mean(_view(on_way, chosen), door, at_door)
    way_dark = _mean(_view(on_way, chosen, dark=on_way["lux"]), door, at_door)
    way_lux = on_way["lux"].groupby(door).min().reindex(range(len(at_door))).to_numpy(dtype=float)
    lux = at_door["lux"].to_numpy(dtype=float)
    light = 100 * seen_in_light(np.fmin(lux, way_lux))
    return pd.DataFrame(
        {
            "openings": at_door["openings"].to_numpy(dtype=float),
            "way_openings": _mean(on_way["openings"].to_numpy(dtype=float), door, at_door),
            "lux": lux,
            "way_lux": way_lux,
            "score": _both(day, way_day),
            "score_dark": (_both(dark, way_dark) + light) / 2,
        },
        index=at_door.index,
    )


def _view(rows: pd.DataFrame, chosen: Assumptions, dark: "pd.Series[float] | None" = None) -> Reals:
    if dark is None:
        return eyes_score(rows["openings"].to_numpy(dtype=float), chosen)
    seen = rows["openings_dark"].to_numpy(dtype=float) * seen_in_light(dark)
    return eyes_score(seen, chosen)


def _mean(values: Reals, door: Integers, at_door: pd.DataFrame) -> Reals:
    means = pd.Series(values).groupby(door).mean().reindex(range(len(at_door)))
    return means.to_numpy(dtype=float).astype(np.float64)


def _both(door: Reals, way: Reals) -> Reals:
    """Answer the mean of door and way; the door alone where no path leads there."""
    return np.where(np.isnan(way), door, (door + way) / 2)
