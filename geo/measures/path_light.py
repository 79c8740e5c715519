"""Light on a department's paths, kept apart by what is uncertain of it.

Geometry is run once. What may be drawn later – flux, optics, the height of masts of which nobody
knows it, how dense leaves are – is kept as lux per source of the flux, per optics and at three
levels, so that a draw only scales and interpolates (decision 20).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from geo.measures.arrays import Integers, Reals
from geo.measures.lamps import Flux, LampLight
from geo.measures.luminaires import DISTRIBUTIONS, GENERIC_OPTICS
from geo.measures.path_points import PathPoints
from geo.measures.photometry import lux_of
from geo.measures.walls import Walls

Part = Literal["horizontal", "hemispherical", "ahead", "behind", "beside", "grid", "grid_hemi"]

PARTS: tuple[Part, ...] = (
    *("horizontal", "hemispherical", "ahead", "behind"),
    *("beside", "grid", "grid_hemi"),
)
"""Horizontal and hemispherical light at the samples, semicylindrical light on faces that walk
either way there, horizontal light beside the path, and both at the standard's grid."""

MIDDLE, LOW_HEIGHT, HIGH_HEIGHT, LOW_LEAVES, HIGH_LEAVES = range(5)

Three = tuple[float, float, float]

UNRANGED = (1.0, 1.0)
"""Factors on a flux whose watts have no range of their own."""


@dataclass(frozen=True)
class Draw:
    """One possible truth about the lamps and the leaves.

    Parameters
    ----------
    flux
        Factor on the lumens per source of the flux; one that is not named is 1.
    optics
        Which of ``GENERIC_OPTICS`` the lamps of unknown optics have.
    height_m
        Height of the masts of which nobody knows it; None as assumed.
    leaves
        Share that passes a plant; None as assumed.
    watts
        Where in their own ranges the watts lie: -1 at the low end, 0 as taken, 1 at the high end.
    """

    flux: Mapping[Flux, float] = field(default_factory=dict)
    optics: int = 0
    height_m: float | None = None
    leaves: float | None = None
    watts: float = 0.0


@dataclass(frozen=True)
class PathLight:
    """Lux at the points of the paths.

    Parameters
    ----------
    sources
        Where the lumens come from, one per group of lamps.
    watts
        Factors on the flux of each group at the ends of its own range of watts; 1 without one.
    heights, leaves
        Low, middle and high: metres of unknown masts, share that passes a plant.
    lux
        Per part (levels, groups, optics, points).
    """

    sources: tuple[Flux, ...]
    watts: tuple[tuple[float, float], ...]
    heights: Three
    leaves: Three
    lux: Mapping[Part, Reals] = field(repr=False)

    def part(self, part: Part, draw: Draw | None = None) -> Reals:
        """Answer (points,) lux of a part under a draw; without one as registered and assumed."""
        drawn = draw or Draw()
        lux = self.lux[part][:, :, drawn.optics]
        factor = np.array([drawn.flux.get(source, 1.0) for source in self.sources])
        factor *= self.watts_at(drawn.watts)
        level = np.einsum("lgp,g->lp", lux, factor)
        found = level[MIDDLE].copy()
        for wanted, three, low, high in (
            (drawn.height_m, self.heights, LOW_HEIGHT, HIGH_HEIGHT),
            (drawn.leaves, self.leaves, LOW_LEAVES, HIGH_LEAVES),
        ):
            found += _moved(wanted, three, level[[low, MIDDLE, high]])
        return np.asarray(np.maximum(found, 0.0))

    def watts_at(self, position: float) -> Reals:
        """Answer the factor on the flux of each group where its watts lie so in their range."""
        ends = np.array(self.watts)[:, int(position > 0)]
        return np.asarray(1.0 + abs(position) * (ends - 1.0))

    @property
    def ranged(self) -> bool:
        """Tell whether any lamp has a range of watts of its own."""
        return any(pair != UNRANGED for pair in self.watts)


def path_light(
    points: PathPoints,
    light: LampLight,
    walls: Walls,
    *,
    heights: Three,
    leaves: Three,
    reach: float,
) -> PathLight:
    """Answer the light of some lamps at the points of the paths.

    Parameters
    ----------
    points
        The points.
    light, walls
        Lamps and what stands in their way.
    heights
        Low, middle and high of a height that is not known; a lamp's own range takes its place.
    leaves
        Low, middle and high of what passes a plant; the middle is that of ``walls``.
    reach
        Mounting heights within which a lamp counts.
    """
    burning = light.only(light.lumens > 0)
    groups = _groups(burning)
    levels = _levels(burning, walls, heights, leaves)
    lux: dict[Part, Reals] = {
        part: np.zeros((len(levels), len(groups), len(GENERIC_OPTICS), _size(points, part)))
        for part in PARTS
    }
    for level, scene in enumerate(levels):
        if scene is None:
            for part in PARTS:
                lux[part][level] = lux[part][MIDDLE]
            continue
        lamps, standing = scene
        for group, (_, _, rows) in enumerate(groups):
            some = lamps.only(rows)
            for part, values in _parts(points, some, standing, reach).items():
                lux[part][level, group] = values
    sources, watts, _ = zip(*groups, strict=True)
    return PathLight(sources, watts, heights, leaves, lux)


def _groups(light: LampLight) -> list[tuple[Flux, tuple[float, float], Integers]]:
    """Answer the lamps whose flux is off together: of one source, and one range of watts."""
    if not len(light):
        return [(Flux.ASSUMED, UNRANGED, np.empty(0, dtype=np.int64))]
    keys, group = np.unique(np.column_stack([light.flux, light.watts]), axis=0, return_inverse=True)
    return [
        (Flux(int(code)), (float(low), float(high)), np.flatnonzero(group.ravel() == number))
        for number, (code, low, high) in enumerate(keys)
    ]


def tried_optics(light: LampLight) -> tuple[LampLight, Integers]:
    """Answer the lamps and, per lamp, the three optics it may have; one that is known is known."""
    known = len(light.distributions)
    more = tuple(DISTRIBUTIONS[name] for name in GENERIC_OPTICS[1:])
    tried = np.column_stack([light.optics, *(np.full(len(light), known + k) for k in range(2))])
    tried = np.where(light.optics_known[:, None], light.optics[:, None], tried)
    return replace(light, distributions=(*light.distributions, *more)), tried.astype(np.int64)


def _levels(
    light: LampLight, walls: Walls, heights: Three, leaves: Three
) -> list[tuple[LampLight, Walls] | None]:
    """Answer lamps and walls per level; None where a level is the middle one."""
    unknown = ~light.height_known
    own = light.own_height
    masts = [
        (light.at_heights(_ended(own[:, end], np.where(unknown, metres, light.height_m))), walls)
        if unknown.any() or np.isfinite(own).any()
        else None
        for end, metres in enumerate((heights[0], heights[2]))
    ]
    green = (walls.transmittance > 0) & np.isclose(walls.transmittance, leaves[1])
    plants = [
        (light, replace(walls, transmittance=np.where(green, share, walls.transmittance)))
        if green.any()
        else None
        for share in (leaves[0], leaves[2])
    ]
    return [(light, walls), *masts, *plants]


def _ended(own: Reals, otherwise: Reals) -> Reals:
    """Answer the end of a lamp's own range, else what holds without one."""
    return np.where(np.isnan(own), otherwise, own)


def _parts(points: PathPoints, light: LampLight, walls: Walls, reach: float) -> dict[Part, Reals]:
    every, optics = tried_optics(light)
    ground = lux_of(
        points.ground, every, walls, optics, ("horizontal", "hemispherical"), reach=reach
    )
    faces = lux_of(
        points.samples.points,
        every,
        walls,
        optics,
        ("semicylindrical", "semicylindrical_back"),
        facing=points.samples.bearing,
        reach=reach,
    )
    on_path, beside, grid = points.parts(ground)
    return {
        "horizontal": on_path[0],
        "hemispherical": on_path[1],
        "ahead": faces[0],
        "behind": faces[1],
        "beside": beside[0],
        "grid": grid[0],
        "grid_hemi": grid[1],
    }


def _size(points: PathPoints, part: Part) -> int:
    if part == "beside":
        return len(points.beside)
    return len(points.grid if part.startswith("grid") else points.samples.points)


def _moved(wanted: float | None, three: Three, lux: Reals) -> Reals:
    """Answer what is added to the middle level where something else than the middle is wanted."""
    low, middle, high = three
    if wanted is None or wanted == middle:
        return np.zeros(lux.shape[1])
    if wanted < middle:
        share = (middle - wanted) / (middle - low) if middle > low else 0.0
        return np.asarray(share * (lux[0] - lux[1]))
    share = (wanted - middle) / (high - middle) if high > middle else 0.0
    return np.asarray(share * (lux[2] - lux[1]))
