"""Light, place and grade of each lamp: what the register says, and what was assumed for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from enum import IntEnum
from pathlib import PurePath

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.measures.arrays import Flags, Integers, Reals
from geo.measures.dimming import share_at
from geo.measures.flux_doubts import doubted_flux
from geo.measures.lamp_ranges import middle_height, own_range, watts_factors
from geo.measures.luminaires import DISTRIBUTIONS, GENERIC, Distribution
from geo.model.assumptions import Assumptions, default_assumptions

SOURCES = ("LED", "HPS", "MH", "CFL", "HG")

FILE_ENDINGS = (".ldt", ".ies")


class Flux(IntEnum):
    """Where the lumens of a lamp come from, the surest first."""

    REGISTERED = 0
    """The register says lumens."""
    LUMINAIRE = 1
    """The luminaire's own file says them."""
    WATTS = 2
    """Watts times the efficacy of a known light source."""
    WATTS_ONLY = 3
    """Watts, and the light source is unknown."""
    ASSUMED = 4
    """Nothing is known of it."""


@dataclass(frozen=True)
class LampLight:
    """Lamps as the light calculation takes them; those without a position are left out.

    Parameters
    ----------
    row
        Row of the lamps layer each comes from.
    xyz
        (n, 3) metres: the place of the light, at the end of its arm.
    height_m
        Height of the light above the ground.
    lumens
        Maintained luminous flux: 0 for a lamp that is out.
    optics
        Which of ``distributions`` each has.
    frame
        (n, 4) east and north of its C0 side, sine and cosine of its tilt.
    distributions
        Light distributions, each once.
    flux
        Where the lumens come from (``Flux``).
    out
        Whether it is out of order.
    dimmed
        Share of its light that it is planned to give at the hour asked for.
    height_known, source_known, optics_known, direction_known, status_known
        What the register says itself; the direction of one that is the same all round is known.
    flux_doubted
        Whether the register holds lumens that cannot be, which are taken as unknown.
    own_height
        (n, 2) metres between which its height lies; NaN where it has no range of its own.
    watts
        (n, 2) factors on its flux at the ends of its watts; 1 where they have no range.
    """

    row: Integers = field(repr=False)
    xyz: Reals = field(repr=False)
    height_m: Reals = field(repr=False)
    lumens: Reals = field(repr=False)
    optics: Integers = field(repr=False)
    frame: Reals = field(repr=False)
    distributions: tuple[Distribution, ...] = field(repr=False)
    flux: Integers = field(repr=False)
    out: Flags = field(repr=False)
    dimmed: Reals = field(repr=False)
    height_known: Flags = field(repr=False)
    source_known: Flags = field(repr=False)
    optics_known: Flags = field(repr=False)
    direction_known: Flags = field(repr=False)
    status_known: Flags = field(repr=False)
    flux_doubted: Flags = field(repr=False)
    own_height: Reals = field(repr=False)
    watts: Reals = field(repr=False)

    def __len__(self) -> int:
        """Answer how many lamps there are."""
        return len(self.lumens)

    @property
    def flux_known(self) -> Flags:
        """Tell of which lamps the flux is registered, labelled, or follows from their watts."""
        return np.asarray(self.flux <= Flux.WATTS)

    def only(self, which: Integers | Flags) -> "LampLight":
        """Answer some of the lamps."""
        arrays = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "distributions"}
        return replace(self, **{name: array[which] for name, array in arrays.items()})

    def at_heights(self, height_m: Reals) -> "LampLight":
        """Answer the lamps at other heights above the same ground."""
        xyz = self.xyz.copy()
        xyz[:, 2] += height_m - self.height_m
        return replace(self, xyz=xyz, height_m=height_m)


def lamp_light(
    lamps: gpd.GeoDataFrame,
    assumptions: Assumptions | None = None,
    *,
    luminaires: Mapping[str, Distribution] | None = None,
    hour: float | None = None,
) -> LampLight:
    """Answer the light of each lamp (methods §2.1).

    Flux is the register's, else the luminaire's own, else watts times the efficacy of the light
    source, else assumed. A height, flux or power that is not above 0 counts as unknown. With
    ``arm_m`` the point is the mast's foot and the light hangs so far out towards ``azimuth_deg``.
    Where the direction of a luminaire is unknown, the mean over its planes stands for it.

    Parameters
    ----------
    lamps
        The ``lamps`` layer in EPSG:25832; every column may be absent.
    assumptions
        ``lighting.*``; the defaults if None.
    luminaires
        Distributions by folded name, besides those that need no file.
    hour
        Hour of the night for planned dimming; None burns in full.

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
    height, status = _numbers(here, "height_m"), _texts(here, "status")
    own = own_range(here, "height", "m")
    metres = middle_height(height, own, chosen["lighting.lamp_height_m"])
    source = _texts(here, "light_source")
    distributions, optics, named = _optics(here, luminaires or {})
    lumens, flux, doubted = _flux(here, source, [distributions[k].lumens for k in optics], chosen)
    share = np.ones(len(here))
    if hour is not None:
        share = np.array([share_at(text, hour) for text in _texts(here, "dimming")])
    out = status == "out"
    return LampLight(
        row=np.asarray(row, dtype=np.int64),
        xyz=_places(geometry[row], here, metres),
        height_m=metres,
        lumens=lumens * _maintenance(here, source, chosen) * share * ~out,
        optics=optics,
        frame=_frames(here),
        distributions=distributions,
        flux=flux,
        out=out,
        dimmed=share,
        height_known=~np.isnan(height),
        source_known=np.isin(source, SOURCES),
        optics_known=named,
        direction_known=~np.isnan(_angles(here, "azimuth_deg")) | _all_round(here, luminaires),
        status_known=np.isin(status, ["on", "out"]),
        flux_doubted=doubted,
        own_height=own,
        watts=watts_factors(here, (flux == Flux.WATTS) | (flux == Flux.WATTS_ONLY)),
    )


def luminaire_name(text: str) -> str:
    """Answer a luminaire's name as it is compared: folded, without the ending of a file.

    >>> luminaire_name("Eksempel_Sti.LDT")
    'eksempel_sti'
    """
    folded = text.strip().casefold()
    return PurePath(folded).stem if folded.endswith(FILE_ENDINGS) else folded


def _optics(
    here: gpd.GeoDataFrame, luminaires: Mapping[str, Distribution]
) -> tuple[tuple[Distribution, ...], Integers, Flags]:
    """Answer the distributions there are, which each lamp has, and whether it was named.

    A name that is not known is taken as ``generic_path``: a register's type name says little.
    """
    names = [luminaire_name(text) for text in _texts(here, "luminaire")]
    given = np.isnan(_angles(here, "azimuth_deg"))
    known = {**luminaires, **DISTRIBUTIONS}
    wanted = [
        (name if name in known else GENERIC, bool(blind))
        for name, blind in zip(names, given, strict=True)
    ]
    every = sorted(set(wanted))
    distributions = tuple(
        known[name].all_round() if blind else known[name] for name, blind in every
    )
    place = {pair: number for number, pair in enumerate(every)}
    optics = np.array([place[pair] for pair in wanted], dtype=np.int64)
    return distributions, optics, np.array([name in known for name in names], dtype=bool)


def _all_round(here: gpd.GeoDataFrame, luminaires: Mapping[str, Distribution] | None) -> Flags:
    known = {**(luminaires or {}), **DISTRIBUTIONS}
    names = [luminaire_name(text) for text in _texts(here, "luminaire")]
    return np.array([known.get(name, known[GENERIC]).rotational for name in names], dtype=bool)


def _flux(
    here: gpd.GeoDataFrame, source: Reals, labelled: list[float | None], chosen: Assumptions
) -> tuple[Reals, Integers, Flags]:
    """Answer the new lumens of each lamp, where they come from, and which were not believed."""
    registered, power = _numbers(here, "flux_lm"), _numbers(here, "power_w")
    doubted = doubted_flux(registered, power)
    registered = np.where(doubted, np.nan, registered)
    label = np.array([np.nan if lumens is None else lumens for lumens in labelled])
    from_power = power * np.array([_efficacy(name, chosen) for name in source])
    known_source = np.isin(source, SOURCES)
    ways = [~np.isnan(registered), ~np.isnan(label), ~np.isnan(power)]
    lumens = np.select(ways, [registered, label, from_power], chosen["lighting.lamp_flux_lm"])
    watts = np.where(known_source, int(Flux.WATTS), int(Flux.WATTS_ONLY))
    codes = [np.full(len(here), int(Flux.REGISTERED)), np.full(len(here), int(Flux.LUMINAIRE))]
    return lumens, np.select(ways, [*codes, watts], int(Flux.ASSUMED)).astype(np.int64), doubted


def _places(geometry: Reals, here: gpd.GeoDataFrame, metres: Reals) -> Reals:
    point = shapely.get_coordinates(shapely.centroid(geometry))
    ground = np.nan_to_num(shapely.get_z(shapely.force_3d(geometry)), nan=0.0)
    arm = np.nan_to_num(_numbers(here, "arm_m"), nan=0.0)
    way = np.radians(_angles(here, "azimuth_deg"))
    out = np.nan_to_num(arm[:, None] * np.column_stack([np.sin(way), np.cos(way)]), nan=0.0)
    return np.column_stack([point + out, ground + metres])


def _frames(here: gpd.GeoDataFrame) -> Reals:
    way = np.radians(np.nan_to_num(_angles(here, "azimuth_deg"), nan=0.0))
    # What is lifted towards an unknown side is taken to hang level.
    tilt = np.where(np.isnan(_angles(here, "azimuth_deg")), np.nan, _angles(here, "tilt_deg"))
    lift = np.radians(np.nan_to_num(tilt, nan=0.0))
    return np.column_stack([np.sin(way), np.cos(way), np.sin(lift), np.cos(lift)])


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


def _angles(frame: gpd.GeoDataFrame, column: str) -> Reals:
    if column not in frame:
        return np.full(len(frame), np.nan)
    values = pd.to_numeric(frame[column], errors="coerce").to_numpy(dtype=float)
    return np.where(np.isfinite(values), values, np.nan)


def _numbers(frame: gpd.GeoDataFrame, column: str) -> Reals:
    values = _angles(frame, column)
    return np.where(values > 0, values, np.nan)


def _texts(frame: gpd.GeoDataFrame, column: str) -> Reals:
    if column not in frame:
        return np.full(len(frame), "")
    return np.array([value if isinstance(value, str) else "" for value in frame[column]], dtype=str)
