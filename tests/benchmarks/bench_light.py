"""Light over a municipality, against vectorised shapely on the same rays (`make bench-light`).

A ray is a lamp and a point within its reach. Ours answers all of them, its indexes built anew each
time; shapely answers every ray of lamps drawn at random, its trees built beforehand. Both sides
end in lux, which are compared; a second pair of figures takes the blocking of rays alone from
shapely, and nothing else. Path points are asked for as points, the grid as the squares of each
department. Reaches are 40 m, that of the scene the bound is told of, five mounting heights, as
scored, and 100 m. One core each, processor time, medians of rounds that take turns in one run.
``bench_light.py 4`` takes a smaller town.
"""

import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from scipy.spatial import KDTree

from geo.measures.lamps import LampLight, lamp_light
from geo.measures.lattice_light import lux_on
from geo.measures.obstacles import Passing, obstacles_from
from geo.measures.photometry import lux_from
from geo.measures.walls import Walls, walls_from
from tests.benchmarks.scene import CORNER, Town, town

Reals = npt.NDArray[np.float64]

RAYS, CHECKED = 250_000, 250
"""Rays shapely is given, points tried by hand."""

BOUND, GIGABYTES = 250.0, 1.5
BOUND_AT = "40 m"
REACHES = {"5H": (None, 5), "40 m": (40.0, 5), "100 m": (100.0, 1)}
"""Metres within which a lamp counts, None five mounting heights, and rounds that are timed."""


def spent(work: Callable[[], Any]) -> tuple[Any, float]:
    """Answer a result, and the processor seconds it took."""
    cpu = time.process_time()
    answer = work()
    return answer, time.process_time() - cpu


@dataclass(frozen=True)
class Asked:
    """Places where light is asked for, and the product's way of asking."""

    points: Reals
    ask: Callable[[LampLight, Walls], list[Reals]]

    def lux(self, light: LampLight, walls: Walls) -> Reals:
        """Answer lux (n,) at all of them."""
        return np.concatenate(self.ask(light, walls))


def places(place: Town) -> dict[str, Asked]:
    """Answer the points along paths and the squares of all departments."""
    points = flat(place.path_points[0])
    lattices = [place.lattice(number) for number in range(len(place.departments))]
    return {
        "paths": Asked(points, lambda light, walls: [lux_from(points, light, walls)]),
        "grid 1 m": Asked(
            np.vstack([lattice.points for lattice in lattices]),
            lambda light, walls: lux_on(lattices, light, walls),
        ),
    }


def flat(xy: Reals) -> Reals:
    return np.column_stack([xy, np.zeros(len(xy))])


def reaching(light: LampLight, metres: float | None) -> LampLight:
    """Answer lamps that count within so many metres, None five mounting heights."""
    if metres is None:
        return light
    return replace(light, height_m=np.full(len(light), metres / 5))


def pairs(tree: KDTree, light: LampLight) -> Any:
    """Answer how many rays each lamp has."""
    return tree.query_ball_point(light.xyz[:, :2], 5 * light.height_m, return_length=True)


def drawn(light: LampLight, rays: Any) -> LampLight:
    """Answer lamps drawn at random until they have enough rays, in the order of the register."""
    order = np.random.default_rng(0).permutation(len(light))
    enough = int(np.searchsorted(np.cumsum(rays[order]), RAYS)) + 1
    return light.only(np.sort(order[:enough]))


Blocking = Callable[[Reals, Reals], Any]


def rays_of(tree: KDTree, light: LampLight) -> tuple[Any, Any]:
    """Answer lamp and point of every ray."""
    found = tree.query_ball_point(light.xyz[:, :2], 5 * light.height_m)
    count = [len(near) for near in found]
    return np.repeat(np.arange(len(light)), count), np.concatenate(found).astype(np.int64)


def whole_in_shapely(tree: KDTree, points: Reals, light: LampLight, blocked: Blocking) -> Reals:
    """Answer lux by the whole of that approach: pairs by a tree, rays, heights, light, sums."""
    lamp, point = rays_of(tree, light)
    flat_m = np.hypot(*(light.xyz[lamp, :2] - points[point, :2]).T)
    share = blocked(light.xyz[lamp], points[point])
    height = light.xyz[lamp, 2]
    curve = light.distributions[0]
    angles = np.arange(curve.candela.shape[1]) * curve.step
    candela = np.interp(np.degrees(np.arctan2(flat_m, height)), angles, curve.candela[0])
    lux = light.lumens[lamp] * candela * height / (flat_m**2 + height**2) ** 1.5 * share
    total: Reals = np.bincount(point, weights=lux, minlength=len(points)).astype(float)
    return total


def by_panels(walls: Walls) -> Callable[[Reals, Reals], Any]:
    """Answer the fastest form in shapely: a tree of panels, heights tested in numpy."""
    lines: Any = shapely.linestrings(walls.ends.reshape(-1, 2, 2))
    tree = shapely.STRtree(lines)

    def passing(start: Reals, end: Reals) -> Any:
        a, b = start[:, :2] - walls.origin, end[:, :2] - walls.origin
        ray, panel = tree.query(shapely.linestrings(np.stack([a, b], axis=1)))
        return shares(a, b, start[:, 2], ray, panel, walls)

    return passing


def shares(a: Reals, b: Reals, height: Reals, ray: Any, panel: Any, walls: Walls) -> Reals:
    """Answer what passes along each ray, its candidates given."""
    way, edge = (b - a)[ray], walls.ends[panel, 2:] - walls.ends[panel, :2]
    offset = walls.ends[panel, :2] - a[ray]
    across = way[:, 0] * edge[:, 1] - way[:, 1] * edge[:, 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        far = (offset[:, 0] * edge[:, 1] - offset[:, 1] * edge[:, 0]) / across
        along = (offset[:, 0] * way[:, 1] - offset[:, 1] * way[:, 0]) / across
    z = height[ray] * (1 - far)
    hit = (across != 0) & (along >= 0) & (along <= 1) & (far > 0) & (far < 1)
    hit &= (z >= walls.base[panel]) & (z <= walls.top[panel])
    # Panels of one obstacle count once: one row per ray and obstacle, the densest two of a ray.
    keys = np.unique(np.column_stack([ray[hit], walls.obstacle[panel[hit]]]), axis=0)
    through = np.zeros(int(walls.obstacle.max()) + 1)
    through[walls.obstacle] = walls.transmittance
    order = np.lexsort((through[keys[:, 1]], keys[:, 0]))
    ray, share = keys[order, 0], through[keys[order, 1]]
    place = np.arange(len(ray)) - np.searchsorted(ray, ray)
    passing = np.ones(len(a))
    for k in (0, 1):
        passing[ray[place == k]] *= share[place == k]
    return passing


def by_hand(points: Reals, light: LampLight, walls: Walls) -> Reals:
    """Answer lux with every ray tried against every panel of the municipality."""
    every = np.arange(len(walls))
    lux = np.zeros(len(points))
    for row, point in enumerate(points):
        away = np.hypot(*(light.xyz[:, :2] - point[:2]).T)
        for k in np.flatnonzero(away <= 5 * light.height_m):
            one = light.only(np.array([k]))
            a, b = (v[None, :2] - walls.origin for v in (light.xyz[k], point))
            ray = np.zeros(len(walls), dtype=np.int64)
            share = shares(a, b, light.xyz[[k], 2], ray, every, walls)[0]
            lux[row] += share * lux_from(point[None, :], one)[0]
    return lux


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    place: Town = town(count)
    layers = {"buildings": place.buildings, "vegetation": place.vegetation}
    walls = walls_from(obstacles_from(layers, Passing.LIGHT), CORNER)
    light = lamp_light(place.lamps)
    every = places(place)
    print(
        f"{len(place.buildings)} buildings, {len(walls)} panels, {len(light)} lamps, "
        f"{len(every['paths'].points)} path points, "
        f"{len(every['grid 1 m'].points)} grid points"
    )
    few = light.only(np.arange(100))
    _, first = spent(lambda: [asked.ask(few, walls) for asked in every.values()])
    print(f"first call {first:.1f} s (compiled, or read from the cache)")
    print(f"memory before our run {gigabytes():.2f} GB")
    found = {name: asked.lux(light, walls) for name, asked in every.items()}
    peak = gigabytes()
    print(f"peak memory of our run {peak:.2f} GB (bound {GIGABYTES:g})")
    ratios = {reach: compare(every, light, walls, reach) for reach in REACHES}
    held = ratios[BOUND_AT] >= BOUND
    print(f"bound {BOUND:g} at {BOUND_AT}: {'' if held else 'NOT '}held")
    held &= by_brute_force(every, light, walls, found) and peak < GIGABYTES
    rng = np.random.default_rng(1)
    for part in (4, 2, 1):
        fewer = light.only(np.sort(rng.choice(len(light), len(light) // part, replace=False)))
        cpu = median(spent(lambda: every["grid 1 m"].ask(fewer, walls))[1] for _ in "123")  # noqa: B023
        print(f"{len(fewer)} lamps over the grid: {cpu:.2f} s")
    return 0 if held else 1


def compare(every: dict[str, Asked], light: LampLight, walls: Walls, reach: str) -> float:
    """Print the rows of one reach; answer how many times faster than shapely all of it is."""
    metres, rounds = REACHES[reach]
    lamps = reaching(light, metres)
    blocked = by_panels(walls)
    print(f"\nreach {reach}")
    print("| points | rays | ours, s | ours, M rays/s | × shapely | × its blocking alone | drawn |")
    print("|---|---|---|---|---|---|---|")
    all_ours, all_whole, all_alone, all_rays = 0.0, 0.0, 0.0, 0
    for name, asked in every.items():
        points = asked.points
        tree = KDTree(points[:, :2])
        rays = pairs(tree, lamps)
        some = drawn(lamps, rays)
        lamp, point = rays_of(tree, some)
        start, end = some.xyz[lamp], points[point]
        ours, whole, alone = [], [], []
        for _ in range(rounds):
            _, cpu = spent(lambda: asked.ask(lamps, walls))  # noqa: B023
            ours.append(cpu)
            _, cpu = spent(lambda: whole_in_shapely(tree, points, some, blocked))  # noqa: B023
            whole.append(cpu * rays.sum() / len(lamp))
            alone.append(spent(lambda: blocked(start, end))[1] * rays.sum() / len(lamp))  # noqa: B023
        lux = whole_in_shapely(tree, points, some, blocked)
        np.testing.assert_allclose(lux, asked.lux(some, walls), rtol=1e-9, atol=1e-9)
        row = (median(ours), median(whole), median(alone))
        _print_row(name, int(rays.sum()), *row, len(lamp))
        all_ours, all_whole, all_alone = all_ours + row[0], all_whole + row[1], all_alone + row[2]
        all_rays += int(rays.sum())
    _print_row("together", all_rays, all_ours, all_whole, all_alone, 0)
    ratio = all_whole / all_ours
    print(f"together {ratio:.0f} × shapely")
    return ratio


def _print_row(name: str, rays: int, ours: float, whole: float, alone: float, some: int) -> None:
    part = f"{some}" if some else ""
    print(
        f"| {name} | {rays / 1e6:.2f} M | {ours:.3f} | {rays / ours / 1e6:.1f} "
        f"| {whole / ours:.0f} | {alone / ours:.0f} | {part} |"
    )


def by_brute_force(
    every: dict[str, Asked], light: LampLight, walls: Walls, found: dict[str, Reals]
) -> bool:
    """Try every ray of some points against every panel; tell whether none differs."""
    wrong = 0
    for name, asked in every.items():
        points = asked.points
        chosen = np.random.default_rng(1).choice(len(points), CHECKED, replace=False)
        hand = by_hand(points[chosen], light, walls)
        off = int((np.abs(found[name][chosen] - hand) > 1e-9 + 1e-9 * hand).sum())
        print(f"\nevery ray against every panel, {name}: {off} of {CHECKED} points differ")
        wrong += off
    return wrong == 0


def gigabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


if __name__ == "__main__":
    sys.exit(main())
