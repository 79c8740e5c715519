"""What a plan costs others: windows newly lit, windows newly overlooked, youth that must move.

A gain for those who walk by is told together with who pays for it in light or in privacy.
"""

from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from scipy.spatial import KDTree

from geo.measures.arrays import Flags, Reals
from geo.measures.columns import kinds
from geo.measures.meeting_places import places_by_group
from geo.measures.obstacles import texts
from geo.measures.photometry import FACE_HEIGHT, lux_from
from geo.measures.sight_kernels import shares_of_lines
from geo.measures.sightlines import EYE_M, indexed
from geo.model.language import sentence
from geo.planning.windows import SideCount, Windows, told, windows_of
from geo.scoring.joined._lit import lit
from geo.scoring.joined._sight import sight
from geo.scoring.scene import Scene

HALF = 0.5
"""Share of a view that must get through for a window to be looked into."""


@dataclass(frozen=True)
class Others:
    """What others pay for a plan.

    Parameters
    ----------
    lit
        Windows that bear too much light after the plan and did not before, by side of a building.
    overlooked
        Windows that people sitting, playing or walking see after it and did not before.
    moved
        Places of the young that are moved or taken away.
    windows
        How many windows were looked at.
    surveyed
        Whether any of them was surveyed; else they are where such buildings usually have them.
    """

    lit: tuple[SideCount, ...] = ()
    overlooked: tuple[SideCount, ...] = ()
    moved: tuple[str, ...] = ()
    windows: int = field(default=0)
    surveyed: bool = False

    @property
    def sentences(self) -> tuple[str, ...]:
        """Say it in Danish: what is paid, and that nothing is where nothing is."""
        lines = []
        for key, counts in (("lit", self.lit), ("overlooked", self.overlooked)):
            if counts:
                lines.append(sentence(f"others.{key}", {"told": "; ".join(told(counts))}))
            elif self.windows:
                lines.append(sentence(f"others.not_{key}"))
        if not self.windows:
            lines.append(sentence("others.no_windows"))
        lines += [sentence("others.moved", {"name": name}) for name in self.moved]
        if self.windows and not self.surveyed:
            lines.append(sentence("others.usual"))
        return tuple(lines)

    def to_dict(self) -> dict[str, Any]:
        """Answer a JSON shape."""
        return {
            "lit": [row.to_dict() for row in self.lit],
            "overlooked": [row.to_dict() for row in self.overlooked],
            "moved": list(self.moved),
            "windows": self.windows,
            "surveyed": self.surveyed,
            "sentences": list(self.sentences),
        }


def costs_to_others(before: Scene, after: Scene) -> Others:
    """Answer what others pay where a place becomes another.

    Parameters
    ----------
    before, after
        The department as it stands and after the plan.
    """
    windows = windows_of(before)
    if not len(windows):
        return Others(moved=_moved(before, after))
    old, new = (_too_light(scene) for scene in (before, after))
    seen_before, seen_after = (_seen(scene) for scene in (before, after))
    opened = np.asarray((seen_after & ~seen_before).any(axis=1))
    return Others(
        lit=windows.by_side(new & ~old),
        overlooked=windows.by_side(opened),
        moved=_moved(before, after),
        windows=len(windows),
        surveyed=windows.surveyed,
    )


def window_lux(scene: Scene) -> Reals:
    """Answer (n, 2) lux on every window in the evening and at night; 0 where no lamp is known."""
    return scene.apart("planning.window_lux", _window_lux)


def _window_lux(scene: Scene) -> Reals:
    windows, lamps = windows_of(scene), scene.department.layer("lamps")
    nothing = np.zeros((len(windows), 2))
    if lamps is None or not len(windows):
        return nothing
    found = scene.once("lighting.lit", lambda: lit(scene, lamps))
    if found is None:
        return nothing
    ground = windows.xyz - np.array([0.0, 0.0, FACE_HEIGHT])
    reach = scene.assumptions["lighting.reach_heights"]
    lux = [
        lux_from(
            ground, light, found.walls, kind="vertical", facing=windows.facing_deg, reach=reach
        )
        for light in (found.light, found.at_night)
    ]
    return np.column_stack(lux)


def _too_light(scene: Scene) -> Flags:
    """Tell the windows that bear more than they should in the evening or at night (CIE 150)."""
    limits = [scene.assumptions[f"planning.trespass{when}_lux"] for when in ("_evening", "")]
    return np.asarray((window_lux(scene) > np.array(limits)).any(axis=1))


def _seen(scene: Scene) -> Flags:
    """Tell which windows are looked into: (n, 2) by who stays somewhere, and by who walks."""
    return scene.apart("planning.overlooked", _overlooked)


def _overlooked(scene: Scene) -> Flags:
    windows = windows_of(scene)
    return np.column_stack([_seen_from(scene, windows, xy) for xy in (_stay(scene), _walk(scene))])


def _stay(scene: Scene) -> Reals:
    places = scene.department.layer("meeting_places")
    if places is None or places.empty:
        return np.empty((0, 2))
    return shapely.get_coordinates(shapely.point_on_surface(places.geometry.to_numpy()))


def _walk(scene: Scene) -> Reals:
    samples = scene.samples
    if samples is None:
        return np.empty((0, 2))
    return np.asarray(samples.points[samples.row == 0, :2])


def _seen_from(scene: Scene, windows: Windows, watch: Reals) -> Flags:
    """Tell the windows near the ground that a view reaches from any of some places."""
    seen = np.zeros(len(windows), dtype=bool)
    found, chosen = sight(scene), scene.assumptions
    low = np.flatnonzero(windows.xyz[:, 2] <= chosen["planning.overlook_height_m"])
    if found is None or not len(watch) or not len(low):
        return seen
    near = KDTree(watch).query_ball_point(windows.xyz[low, :2], chosen["planning.overlook_m"])
    window = np.repeat(low, [len(places) for places in near])
    place = np.array([p for places in near for p in sorted(places)], dtype=np.int64)
    if not len(window):
        return seen
    towards = watch[place] - windows.xyz[window, :2]
    facing = np.radians(windows.facing_deg[window])
    ahead = towards[:, 0] * np.sin(facing) + towards[:, 1] * np.cos(facing)
    wide = np.cos(np.radians(chosen["eyes.opening_angle_deg"]))
    inside = ahead >= wide * np.hypot(*towards.T)
    window, place = window[inside], place[inside]
    eyes = np.column_stack([watch[place], np.full(len(place), EYE_M)])
    start, end = (found.walls.local(xyz) for xyz in (eyes, windows.xyz[window]))
    share = shares_of_lines(indexed(found.walls), start, end)
    seen[window[share >= HALF]] = True
    return seen


def _moved(before: Scene, after: Scene) -> tuple[str, ...]:
    """Name the places of the young that are no longer where they were."""
    old = _of_youth(before.department.layer("meeting_places"))
    new = _of_youth(after.department.layer("meeting_places"))
    return tuple(
        name for identity, (name, shape) in old.items() if not _stands(new.get(identity), shape)
    )


def _stands(there: tuple[str, shapely.Geometry] | None, shape: shapely.Geometry) -> bool:
    return there is not None and bool(shapely.equals(there[1], shape))


def _of_youth(
    places: gpd.GeoDataFrame | None,
) -> dict[str, tuple[str, shapely.Geometry]]:
    if places is None:
        return {}
    rows = np.flatnonzero(places_by_group(places)["youth"].to_numpy(dtype=bool))
    kind, names = kinds(places), texts(places, "name")
    shapes = places.geometry.to_numpy()
    return {
        str(places["id"].iloc[row]): (
            str(names[row] or sentence(f"choice.meeting_places.kind.{kind.iloc[row]}")),
            shapes[row],
        )
        for row in rows
    }
