"""Light, height and grade of each lamp: what the register says, and what was assumed for it."""

from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.measures.arrays import Flags, Integers, Reals
from geo.measures.luminaires import GENERIC
from geo.model.assumptions import Assumptions, default_assumptions
from geo.model.estimate import Grade

SOURCES = ("LED", "HPS", "MH", "CFL", "HG")


@dataclass(frozen=True)
class LampLight:
    """Lamps as the light calculation takes them; those without a position are left out.

    Parameters
    ----------
    row
        Row of the lamps layer each comes from.
    xyz
        (n, 3) metres: the place of the light.
    height_m
        Height of the light above the ground.
    lumens
        Maintained luminous flux: 0 for a lamp that is out.
    luminaire
        Name of its light distribution.
    height_known, flux_known, source_known
        What the register says itself; ``flux_known`` is also true where watts and light source
        are there, ``source_known`` where the light source is.
    """

    row: Integers = field(repr=False)
    xyz: Reals = field(repr=False)
    height_m: Reals = field(repr=False)
    lumens: Reals = field(repr=False)
    luminaire: tuple[str, ...] = field(repr=False)
    height_known: Flags = field(repr=False)
    flux_known: Flags = field(repr=False)
    source_known: Flags = field(repr=False)

    def __len__(self) -> int:
        """Answer how many lamps there are."""
        return len(self.lumens)

    def only(self, which: Integers) -> "LampLight":
        """Answer some of the lamps."""
        return LampLight(
            self.row[which],
            self.xyz[which],
            self.height_m[which],
            self.lumens[which],
            tuple(self.luminaire[k] for k in which),
            self.height_known[which],
            self.flux_known[which],
            self.source_known[which],
        )


def lamp_light(lamps: gpd.GeoDataFrame, assumptions: Assumptions | None = None) -> LampLight:
    """Answer the light of each lamp (methods §2.1).

    Flux is the register's, else watts times the efficacy of the light source, else assumed. A
    height, flux or power that is not above 0 counts as unknown.

    Parameters
    ----------
    lamps
        The ``lamps`` layer in EPSG:25832; every column may be absent.
    assumptions
        ``lighting.*``; the defaults if None.

    Examples
    --------
    >>> frame = gpd.GeoDataFrame(
    ...     {"power_w": [20.0], "light_source": ["LED"]}, geometry=[shapely.Point(0, 0)], crs=25832
    ... )
    >>> lamp_light(frame).lumens.tolist()
    [1920.0]
    """
    chosen = assumptions or default_assumptions()
    geometry = lamps.geometry.to_numpy()
    row = np.flatnonzero(~(shapely.is_missing(geometry) | shapely.is_empty(geometry)))
    here = lamps.iloc[row]
    point = shapely.centroid(geometry[row])
    ground = np.nan_to_num(shapely.get_z(shapely.force_3d(geometry[row])), nan=0.0)
    height, source = _numbers(here, "height_m"), _texts(here, "light_source")
    flux, power = _numbers(here, "flux_lm"), _numbers(here, "power_w")
    known_source = np.isin(source, SOURCES)
    from_power = power * np.array([_efficacy(name, chosen) for name in source])
    lumens = np.where(np.isnan(flux), from_power, flux)
    metres = np.where(np.isnan(height), chosen["lighting.lamp_height_m"], height)
    lit = _texts(here, "status") != "out"
    return LampLight(
        row=np.asarray(row, dtype=np.int64),
        xyz=np.column_stack([shapely.get_coordinates(point), ground + metres]),
        height_m=metres,
        lumens=np.where(np.isnan(lumens), chosen["lighting.lamp_flux_lm"], lumens)
        * _maintenance(here, source, chosen)
        * lit,
        luminaire=tuple(name or GENERIC for name in _texts(here, "luminaire")),
        height_known=~np.isnan(height),
        flux_known=~np.isnan(flux) | (~np.isnan(power) & known_source),
        source_known=known_source,
    )


def grade_of(light: LampLight) -> Grade:
    """Answer the grade of some lamps by the share that is registered (methods §1.10).

    B: at least nine in ten with height and with flux, or watts and light source. C: positions
    with less. A asks for a luminaire file per lamp, which no lamp has yet.
    """
    if not len(light):
        return Grade.C
    full = light.height_known & light.flux_known
    return Grade.B if full.mean() >= NEARLY_ALL else Grade.C


NEARLY_ALL = 0.9
"""Share of lamps that speaks for the register as a whole."""


def coverage_of(light: LampLight) -> float:
    """Answer the share of what is wanted that the register holds: place, height and flux.

    The place of a lamp counts half, its height and its flux a quarter each. No lamp at all in a
    layer that was delivered leaves nothing open.
    """
    if not len(light):
        return 1.0
    return float(0.5 + 0.25 * light.height_known.mean() + 0.25 * light.flux_known.mean())


def _efficacy(source: str, chosen: Assumptions) -> float:
    name = source.lower() if source in SOURCES else "unknown"
    return chosen[f"lighting.efficacy_{name}"]


def _maintenance(here: gpd.GeoDataFrame, source: Reals, chosen: Assumptions) -> Reals:
    registered = _numbers(here, "maintenance_factor")
    # A lamp of unknown kind is taken as LED, as renewed networks are.
    older = np.isin(source, [name for name in SOURCES if name != "LED"])
    judged = np.where(
        older, chosen["lighting.maintenance_other"], chosen["lighting.maintenance_led"]
    )
    return np.where(np.isnan(registered), judged, registered)


def _numbers(frame: gpd.GeoDataFrame, column: str) -> Reals:
    if column not in frame:
        return np.full(len(frame), np.nan)
    values = pd.to_numeric(frame[column], errors="coerce").to_numpy(dtype=float)
    return np.where(np.isfinite(values) & (values > 0), values, np.nan)


def _texts(frame: gpd.GeoDataFrame, column: str) -> Reals:
    if column not in frame:
        return np.full(len(frame), "")
    return np.array([value if isinstance(value, str) else "" for value in frame[column]], dtype=str)
