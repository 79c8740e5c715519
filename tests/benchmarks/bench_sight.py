"""Eyes over a municipality against a spatial index and a ray tracer, with the same answers.

Fifty departments of a synthetic town: every window of every storey looks at every path point and
every square metre outside houses within 100 m. A pair is one window and one place in its view.
The three others answer a random part of the same pairs in the same run: shapely's tree with
lines in bulk and heights in numpy; Embree through embreex, one ray at a time in single precision;
and numba's own rays. The part is drawn department by department in random order: 60 columns of
windows of each with all of their pairs, and of these so many at random. Ratios per pair are what
counts; one core, processor time, medians of three where a round is short. Light is that of every
lamp past houses and plants. ``python tests/benchmarks/bench_sight.py 4`` takes a smaller town.
"""

import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from statistics import median

import numpy as np
import numpy.typing as npt

from geo.measures.compiled import compiled
from geo.measures.darkness_kernels import Raster
from geo.measures.grid_kernels import eyes_on_raster
from geo.measures.lamps import lamp_light
from geo.measures.lattice_light import lux_on
from geo.measures.obstacles import Passing, obstacles_from
from geo.measures.opening_columns import by_cell, columns_of, picked
from geo.measures.openings import Openings
from geo.measures.photometry import lux_from
from geo.measures.polar_kernels import Columns, eyes_at_points
from geo.measures.sight_kernels import Cells, Panels, shares_of_lines
from geo.measures.sightlines import EYE_M, indexed
from geo.measures.surveillance import fade
from geo.measures.walls import Walls, walls_from
from geo.model.assumptions import default_assumptions
from tests.benchmarks.scene import CORNER, Town, town
from tests.benchmarks.sight_rivals import by_shapely, embree, tree_of
from tests.benchmarks.town_parts import STOREY

USUAL = default_assumptions()
REACH = USUAL["eyes.reach_m"]
Points = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]

SHAPELY_PAIRS, EMBREE_PAIRS = 40_000, 600_000
BOUNDS = {"grid / shapely": 1000.0, "grid / embreex": 20.0, "paths / shapely": 200.0}
SECONDS, GIGABYTES = 25.0, 1.5
ROUNDS = 3


@dataclass(frozen=True)
class Work:
    """A department: its columns of windows, its cells and its path points."""

    columns: Columns
    raster: Raster
    free: npt.NDArray[np.bool_]
    paths: Points


def windows(scene: Town, rows: npt.NDArray[np.bool_]) -> Openings:
    """Answer every window of the façades picked."""
    facades = scene.facades[rows]
    storeys = facades[:, 5].astype(int)
    of = np.repeat(np.arange(len(facades)), storeys)
    level = np.arange(len(of)) - np.repeat(np.cumsum(storeys) - storeys, storeys)
    facing = np.degrees(np.arctan2(facades[:, 2], facades[:, 3])) % 360
    return Openings(
        np.column_stack([facades[of, :2], facades[of, 4] + STOREY * level]),
        facing[of],
        np.ones((len(of), 1)),
        np.zeros(len(of), dtype=bool),
    )


def work_of(scene: Town, department: int) -> Work:
    """Answer what one department asks for."""
    walls = scene.walls
    columns = columns_of(windows(scene, scene.facades[:, 6] == department), walls, USUAL)
    grid = walls.local(scene.grid(department))
    west, south = grid.min(axis=0)
    place = np.round(grid - (west, south)).astype(np.int64)
    across, up = place.max(axis=0) + 1
    free = np.zeros((up, across), dtype=bool)
    free[place[:, 1], place[:, 0]] = True
    xy, of = scene.path_points
    paths = walls.local(xy[of == department])
    return Work(
        columns,
        Raster(float(west), float(south), 1.0, int(across), int(up), EYE_M),
        free,
        np.column_stack([paths, np.full(len(paths), EYE_M)]),
    )


def cells_of(work: Work) -> Points:
    """Answer the eyes at the middles of the free cells."""
    row, column = np.nonzero(work.free)
    raster = work.raster
    xy = np.column_stack([raster.west + column, raster.south + row])
    return np.column_stack([xy, np.full(len(xy), EYE_M)])


def in_view(columns: Columns, c: int, points: Points) -> Rows:
    """Answer the points within reach and view of a column."""
    place = columns.place[c]
    dx, dy = points[:, 0] - place[0], points[:, 1] - place[1]
    near = dx * dx + dy * dy <= REACH * REACH
    left = dx * place[3] - dy * place[2] >= 0
    right = place[4] * dy - place[5] * dx >= 0
    return np.flatnonzero(near & left & right)


def pairs(columns: Columns, points: Points) -> int:
    """Count the pairs of a window and a place in its view."""
    order, cells = by_cell(points)
    sizes = _places_in_view(columns.place, points[order], cells, REACH)
    return int(np.dot(sizes, np.diff(columns.first)))


@compiled
def _places_in_view(place: Points, points: Points, cells: Cells, reach: float) -> Rows:
    """Count the places within reach and view of each column."""
    sizes = np.zeros(place.shape[0], np.int64)
    for c in range(place.shape[0]):
        x, y, left_x, left_y, right_x, right_y = place[c]
        west = min(max(int((x - reach - cells.west) // cells.size), 0), cells.columns - 1)
        east = min(max(int((x + reach - cells.west) // cells.size), 0), cells.columns - 1)
        south = min(max(int((y - reach - cells.south) // cells.size), 0), cells.rows - 1)
        north = min(max(int((y + reach - cells.south) // cells.size), 0), cells.rows - 1)
        for row in range(south, north + 1):
            begin = cells.first[row * cells.columns + west]
            for q in range(begin, cells.first[row * cells.columns + east + 1]):
                dx, dy = points[q, 0] - x, points[q, 1] - y
                near = dx * dx + dy * dy <= reach * reach
                left = dx * left_y - dy * left_x >= 0
                sizes[c] += near and left and right_x * dy - right_y * dx >= 0
    return sizes


def some_pairs(
    works: list[Work], points: Callable[[Work], Points], count: int
) -> tuple[Points, Points]:
    """Draw pairs at random, each as likely as any other."""
    rng = np.random.default_rng(0)
    starts, ends = [], []
    for k in rng.permutation(len(works)):
        columns, places = works[k].columns, points(works[k])
        for c in rng.choice(len(columns.place), min(60, len(columns.place)), replace=False):
            near = in_view(columns, c, places)
            for row in range(columns.first[c], columns.first[c + 1]):
                start = np.tile([*columns.place[c, :2], columns.height[row]], (len(near), 1))
                starts.append(start)
                ends.append(places[near])
    a, b = np.concatenate(starts), np.concatenate(ends)
    chosen = rng.choice(len(a), min(count, len(a)), replace=False)
    return a[chosen], b[chosen]


def seconds(work: Callable[[], object], rounds: int = 1) -> float:
    """Answer the CPU seconds that something takes, the median of some rounds."""
    taken = []
    for _ in range(rounds):
        begun = time.process_time()
        work()
        taken.append(time.process_time() - begun)
    return median(taken)


def grid_of(work: Work, panels: Panels, hollow: npt.NDArray[np.bool_]) -> Points:
    return eyes_on_raster(work.columns, work.raster, panels, hollow, fade(USUAL))


def paths_of(work: Work, panels: Panels) -> Points:
    order, cells = by_cell(work.paths)
    return eyes_at_points(work.columns, work.paths[order], cells, panels, fade(USUAL))


def cells_by_points(work: Work, panels: Panels) -> Points:
    points = cells_of(work)
    order, cells = by_cell(points)
    seen = np.empty(len(points))
    seen[order] = eyes_at_points(work.columns, points[order], cells, panels, fade(USUAL))[:, 0]
    return seen


def bare(scene: Town) -> Panels:
    """Answer the panels with bare branches that half is seen through."""
    walls = scene.walls
    plant = walls.obstacle >= len(scene.buildings)
    return indexed(replace(walls, transmittance=np.where(plant, 0.5, 0.0)))


def light(scene: Town, works: list[Work], obstacles: Walls) -> float:
    """Answer the seconds that lux at every cell and path point takes, past what stands there."""
    lamps = lamp_light(scene.lamps)
    lattices = [scene.lattice(k) for k in range(len(works))]
    origin = np.array([*scene.walls.origin, -EYE_M])
    paths = np.concatenate([work.paths for work in works]) + origin
    return seconds(lambda: (lux_on(lattices, lamps, obstacles), lux_from(paths, lamps, obstacles)))


def line(name: str, one: float, other: float, bound: float | None = None) -> bool:
    """Print a ratio beside its bound; tell whether it is held."""
    ratio = one / other
    held = bound is None or ratio >= bound
    tail = "" if bound is None else f" (bound {bound:g}: {'held' if held else 'NOT HELD'})"
    print(f"  {name:<42}{ratio:10.1f} x{tail}")
    return held


def main() -> int:  # noqa: PLR0915 - one run, told from top to bottom
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    scene = town(size)
    walls = scene.walls
    panels = indexed(walls)
    hollow = walls.closed & (walls.obstacle < len(scene.buildings))
    works = [work_of(scene, k) for k in range(size)]
    small = replace(
        works[0], columns=picked(works[0].columns, np.arange(len(works[0].columns.place)) < 2)
    )
    grid_of(small, panels, hollow), paths_of(small, panels)  # compiled or read from the cache
    layers = {"buildings": scene.buildings, "vegetation": scene.vegetation}
    for_light = walls_from(obstacles_from(layers, Passing.LIGHT), CORNER)
    light(scene, [small], for_light)
    print(f"M{size}: {len(walls)} panels, {len(scene.facades)} columns")

    on_grid = seconds(lambda: [grid_of(work, panels, hollow) for work in works])
    on_paths = seconds(lambda: [paths_of(work, panels) for work in works], ROUNDS)
    lit = light(scene, works, for_light)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    through = bare(scene)
    winter = seconds(lambda: [paths_of(work, through) for work in works])
    winter_grid = seconds(lambda: [cells_by_points(work, through) for work in works])

    grid_pairs = sum(pairs(work.columns, cells_of(work)) for work in works)
    path_pairs = sum(pairs(work.columns, work.paths) for work in works)
    rates = {"grid": grid_pairs / on_grid, "paths": path_pairs / on_paths}
    tracer, mesh = embree(walls)
    tree = tree_of(walls)
    slow: dict[str, float] = {}
    differ: dict[str, int] = {}
    for where, points in (("grid", cells_of), ("paths", lambda work: work.paths)):
        a, b = some_pairs(works, points, EMBREE_PAIRS)
        few = min(SHAPELY_PAIRS, len(a))
        kept: dict[str, npt.NDArray[np.bool_]] = {}
        slow[f"{where} / shapely"] = few / seconds(
            lambda: kept.update(shapely=by_shapely(walls, tree, a[:few], b[:few])),  # noqa: B023
            ROUNDS,
        )
        start, way = a.astype(np.float32), (b - a).astype(np.float32)
        slow[f"{where} / embreex"] = len(a) / seconds(
            lambda: kept.update(embreex=tracer.run(start, way, dists=1.0, query="OCCLUDED") == -1),  # noqa: B023
            ROUNDS,
        )
        slow[f"{where} / own rays"] = len(a) / seconds(
            lambda: kept.update(own=shares_of_lines(panels, a, b) > 0)  # noqa: B023
        )
        differ[f"{where}, shapely of {few}"] = int((kept["shapely"] != kept["own"][:few]).sum())
        differ[f"{where}, embreex of {len(a)}"] = int((kept["embreex"] != kept["own"]).sum())
    assert mesh is not None
    agree = min(3, size)
    for k in range(agree):
        shadows = grid_of(works[k], panels, hollow)[works[k].free]
        beside = cells_by_points(works[k], panels)
        differ[f"grid, shadows and points, department {k}"] = int((shadows != beside).sum())

    print(f"  pairs: grid {grid_pairs / 1e6:.0f} M, paths {path_pairs / 1e6:.1f} M")
    print(f"  CPU s: grid {on_grid:.1f}, paths {on_paths:.1f}, light {lit:.1f}")
    print(f"  M pairs/s: grid {rates['grid'] / 1e6:.1f}, paths {rates['paths'] / 1e6:.1f}")
    held = [
        line(name, rates[name.split(" / ")[0]], rate, BOUNDS.get(name))
        for name, rate in slow.items()
    ]
    line("bare branches, paths: time", winter, on_paths)
    line("bare branches, grid cell by cell: time", winter_grid, on_grid)
    for name, count in differ.items():
        print(f"  differ, {name}: {count}")
    total = on_grid + on_paths + lit
    print(f"  all {size} departments, light and sight: {total:.1f} CPU s (bound {SECONDS:g})")
    print(f"  the same with bare branches: {winter_grid + winter + lit:.1f} CPU s")
    print(f"  peak memory {peak:.2f} GB (bound {GIGABYTES:g})")
    fine = all(held) and total < SECONDS and peak < GIGABYTES
    exact = all(n == 0 for name, n in differ.items() if "embreex" not in name)
    return 0 if fine and exact else 1


if __name__ == "__main__":
    sys.exit(main())
