"""Light over a municipality, against vectorised shapely on the same rays (`make bench-light`).

One run, one core each: rates stand side by side. Every ray is a lamp and a point within its reach.
"""

import resource
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from scipy.spatial import KDTree

from geo.measures.lamps import LampLight, lamp_light
from geo.measures.obstacles import Passing, obstacles_from
from geo.measures.photometry import lux_from
from geo.measures.walls import Walls, walls_from
from tests.benchmarks.scene import CORNER, Town, town

Reals = npt.NDArray[np.float64]

RAYS, WHOLE, CHECKED = 60_000, 20_000, 250
"""Rays tried in shapely alone, points lit by its whole approach, points tried by hand."""


def spent(work: Callable[[], Any]) -> tuple[Any, float, float]:
    """Answer a result, and the processor and wall seconds it took."""
    cpu, wall = time.process_time(), time.perf_counter()
    answer = work()
    return answer, time.process_time() - cpu, time.perf_counter() - wall


def flat(xy: Reals) -> Reals:
    return np.column_stack([xy, np.zeros(len(xy))])


def pairs(points: Reals, light: LampLight) -> int:
    """Answer how many rays there are."""
    found = KDTree(points[:, :2]).query_ball_point(
        light.xyz[:, :2], 5 * light.height_m, return_length=True
    )
    return int(np.sum(found))


def some_rays(points: Reals, light: LampLight) -> tuple[Reals, Reals]:
    """Answer lamps and points of rays drawn evenly from all."""
    rng = np.random.default_rng(0)
    near = KDTree(light.xyz[:, :2])
    picked = points[rng.choice(len(points), RAYS, replace=False)]
    lamps = near.query_ball_point(picked[:, :2], 5 * float(light.height_m.max()))
    ends = [(k, n) for n, found in enumerate(lamps) for k in found]
    lamp, point = np.array(ends).T
    away = np.hypot(*(light.xyz[lamp, :2] - picked[point, :2]).T)
    within = np.flatnonzero(away <= 5 * light.height_m[lamp])
    chosen = rng.choice(within, min(RAYS, len(within)), replace=False)
    return light.xyz[lamp[chosen]], picked[point[chosen]]


def whole_in_shapely(points: Reals, light: LampLight, walls: Walls) -> tuple[Reals, int]:
    """Answer lux by the whole of that approach: pairs by a tree, rays, heights, light, sums."""
    tree = KDTree(light.xyz[:, :2])
    found = tree.query_ball_point(points[:, :2], 5 * float(light.height_m.max()))
    count = np.array([len(lamps) for lamps in found])
    lamp, point = np.concatenate(found).astype(np.int64), np.repeat(np.arange(len(points)), count)
    flat_m = np.hypot(*(light.xyz[lamp, :2] - points[point, :2]).T)
    near = flat_m <= 5 * light.height_m[lamp]
    lamp, point, flat_m = lamp[near], point[near], flat_m[near]
    share = by_panels(walls)(light.xyz[lamp], points[point])
    height = light.xyz[lamp, 2]
    curve = light.distributions[0]
    angles = np.arange(curve.candela.shape[1]) * curve.step
    candela = np.interp(np.degrees(np.arctan2(flat_m, height)), angles, curve.candela[0])
    lux = light.lumens[lamp] * candela * height / (flat_m**2 + height**2) ** 1.5 * share
    total: Reals = np.bincount(point, weights=lux, minlength=len(points)).astype(float)
    return total, len(lamp)


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


def by_areas(obstacles: gpd.GeoDataFrame) -> Callable[[Reals, Reals], Any]:
    """Answer the usual form: join rays to areas, cut them, compare heights along the cut."""
    tree = shapely.STRtree(obstacles.geometry.to_numpy())
    tops, bases = (obstacles[name].to_numpy() for name in ("top_m", "base_m"))

    def passing(start: Reals, end: Reals) -> Any:
        lines: Any = shapely.linestrings(np.stack([start[:, :2], end[:, :2]], axis=1))
        ray, area = tree.query(lines, predicate="intersects")
        cut = shapely.intersection(lines[ray], obstacles.geometry.to_numpy()[area])
        farthest = shapely.hausdorff_distance(shapely.points(start[ray, :2]), cut)
        z = start[ray, 2] * (1 - farthest / shapely.length(lines[ray]))
        return np.unique(ray[(z <= tops[area]) & (z + 1e9 >= bases[area])])

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


def main() -> None:  # noqa: PLR0915 - one run, told from top to bottom
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    place: Town = town(count)
    layers = {"buildings": place.buildings, "vegetation": place.vegetation}
    obstacles = obstacles_from(layers, Passing.LIGHT)
    walls, light = walls_from(obstacles, CORNER), lamp_light(place.lamps)
    paths = flat(place.path_points[0])
    grid = flat(np.vstack([place.grid(number) for number in range(count)]))
    print(
        f"{len(place.buildings)} buildings, {len(walls)} panels, {len(light)} lamps, "
        f"{len(paths)} path points, {len(grid)} grid points"
    )
    _, _, first = spent(lambda: lux_from(paths[:100], light, walls))
    print(f"first call {first:.1f} s (compiled, or read from the cache)")

    start, end = some_rays(grid, light)
    rates = {}
    for name, form in (("panels", by_panels(walls)), ("areas", by_areas(obstacles))):
        form(start[:2000], end[:2000])
        _, cpu, _ = spent(partial(form, start, end))
        rates[name] = len(start) / cpu
    some = grid[np.random.default_rng(3).choice(len(grid), WHOLE, replace=False)]
    (lux, rays), cpu, _ = spent(partial(whole_in_shapely, some, light, walls))
    rates["whole"] = rays / cpu
    np.testing.assert_allclose(lux, lux_from(some, light, walls), rtol=1e-6, atol=1e-9)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"memory before our run {before:.2f} GB")
    print("| points | rays | s (processor) | M rays/s | × whole | × panels | × areas |")
    print("|---|---|---|---|---|---|---|")
    found = {}
    for name, points in (("paths", paths), ("grid 1 m", grid)):
        rays = pairs(points, light)
        found[name], cpu, _ = spent(partial(lux_from, points, light, walls))
        rate = rays / cpu
        ratios = " | ".join(f"{rate / rates[name]:.0f}" for name in ("whole", "panels", "areas"))
        print(f"| {name} | {rays / 1e6:.1f} M | {cpu:.2f} | {rate / 1e6:.1f} | {ratios} |")
    print("shapely rays/s:", ", ".join(f"{name} {rate:,.0f}" for name, rate in rates.items()))
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")

    rng = np.random.default_rng(1)
    chosen = rng.choice(len(grid), CHECKED, replace=False)
    hand = by_hand(grid[chosen], light, walls)
    off = np.abs(found["grid 1 m"][chosen] - hand) > 1e-9 + 1e-9 * hand
    print(f"every ray against every panel: {off.sum()} of {CHECKED} points differ")

    for part in (4, 2, 1):
        fewer = light.only(np.sort(rng.choice(len(light), len(light) // part, replace=False)))
        _, cpu, _ = spent(partial(lux_from, grid, fewer, walls))
        print(f"{len(fewer)} lamps: {cpu:.2f} s")


if __name__ == "__main__":
    main()
