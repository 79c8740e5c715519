"""Weight of a whole municipality's map: size of the file and time to use in headless Chromium.

Fifty departments, 300 km of paths, 20,000 buildings, 10,000 lamps and five million cells of light,
drawn by ``maps.planner_map`` and opened from a file with the network off. Beside it, in the same
run, the same layers as GeoJSON text, and an empty map of ours.
"""

import json
import shutil
import tempfile
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
import shapely.affinity
import shapely.ops
from playwright.sync_api import Browser, sync_playwright

import maps
from geo.model.assumptions import default_assumptions
from geo.model.crs import METRES
from geo.model.estimate import Estimate, Grade
from geo.model.provenance import Source
from geo.scoring.factors import FACTORS
from geo.scoring.measurement import FactorResult
from geo.scoring.profile import Profile
from maps.testing import EAST, NORTH, InventedWorkspace, indicators

COLUMNS, ROWS = 10, 5
WIDE, HIGH = 316.0, 310.0
CELL = 31.0
PIECE = 25.0
RUNS = 3


def corner(n: int) -> tuple[float, float]:
    return EAST + WIDE * (n % COLUMNS), NORTH + HIGH * (n // COLUMNS)


def layer(rows: list[dict[str, object]]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(rows, geometry="geometry", crs=METRES)


def municipality() -> tuple[InventedWorkspace, list[Profile]]:
    """Answer fifty departments side by side with all that a planner's map shows of them."""
    chance = np.random.default_rng(7)
    found: dict[str, list[dict[str, object]]] = {
        name: [] for name in ("departments", "paths", "buildings", "lamps", "common_areas")
    }
    profiles = []
    for n in range(COLUMNS * ROWS):
        x, y = corner(n)
        name = f"Afdeling {n:02d}"
        found["departments"].append(
            {"id": str(n), "name": name, "geometry": shapely.box(x, y, x + WIDE, y + HIGH)}
        )
        lines = streets(x, y, chance)
        found["paths"] += [
            {"id": f"{n}-{k}", "name": f"Sti {n}-{k}", "kind": "path", "geometry": line}
            for k, line in enumerate(lines)
        ]
        found["buildings"] += [
            {"id": f"b{n}-{k}", "geometry": shape} for k, shape in enumerate(blocks(x, y, chance))
        ]
        found["lamps"] += [
            {"id": f"l{n}-{k}", "number": f"M{n:02d}{k:03d}", "status": "on", **lamp}
            for k, lamp in enumerate(lamps(lines, chance))
        ]
        found["common_areas"].append(
            {
                "id": f"a{n}",
                "kind": "lawn",
                "geometry": shapely.box(x + 40, y + 40, x + 250, y + 250),
            }
        )
        profiles.append(profile(n, name, lines, chance))
    layers = {name: layer(rows) for name, rows in found.items()}
    source = Source("Prøvekommune", licence="CC0-1.0", date="2026-11-01")
    return InventedWorkspace(layers, dict.fromkeys(layers, source)), profiles


def streets(x: float, y: float, chance: np.random.Generator) -> list[shapely.LineString]:
    """Answer about six kilometres of bent paths."""
    made = []
    for k in range(10):
        along = np.arange(0, HIGH + 1, 15.0)
        made.append(np.column_stack([x + CELL * k + chance.normal(0, 1, len(along)), y + along]))
    for k in range(9):
        along = np.arange(0, WIDE + 1, 15.0)
        made.append(np.column_stack([x + along, y + CELL * k + chance.normal(0, 1, len(along))]))
    return [shapely.LineString(corners) for corners in made]


def blocks(x: float, y: float, chance: np.random.Generator) -> list[shapely.Geometry]:
    """Answer four hundred houses, turned a little, some with an extension."""
    made: list[shapely.Geometry] = []
    for k in range(400):
        at = (x + 15.5 * (k % 20) + 3, y + 15.4 * (k // 20) + 3)
        house: shapely.Geometry = shapely.box(
            at[0], at[1], at[0] + 9 + 2 * chance.random(), at[1] + 7
        )
        if k % 3 == 0:
            house = shapely.union(house, shapely.box(at[0], at[1], at[0] + 4, at[1] + 10))
        made.append(shapely.affinity.rotate(house, float(chance.normal(0, 6))))
    return made


def lamps(lines: list[shapely.LineString], chance: np.random.Generator) -> list[dict[str, object]]:
    """Answer two hundred lamps along the paths."""
    made: list[dict[str, object]] = []
    for k in range(200):
        line = lines[k % len(lines)]
        spot = line.interpolate(float(chance.random()), normalized=True)
        made.append({"geometry": spot, "height_m": 4.5, "flux_lm": 2500.0, "owner": "Kommunen"})
    return made


def profile(
    n: int, name: str, lines: list[shapely.LineString], chance: np.random.Generator
) -> Profile:
    """Answer a profile with a segment for every 25 m and a dark stretch for every path."""
    rows, stretches = [], []
    for k, line in enumerate(lines):
        keys = []
        for piece in range(int(line.length // PIECE)):
            key = f"{n}-{k}-{piece}"
            lux = float(chance.gamma(1.2, 2.0))
            keys.append(key)
            rows.append(
                {
                    "id": key,
                    "path": f"{n}-{k}",
                    "name": f"Sti {n}-{k}",
                    "kind": "path",
                    "length_m": PIECE,
                    "exposure": float(chance.random()),
                    "target_class": "p5",
                    "light_class": light(lux),
                    "lighting.mean_lux": lux,
                    "lighting.min_lux": lux / 4,
                    "lighting.gap_m": 7.5,
                    "geometry": shapely.ops.substring(line, piece * PIECE, (piece + 1) * PIECE),
                }
            )
        stretches.append(
            {
                "length_m": 50.0,
                "lux": 0.3,
                "target_lux": 3.0,
                "target_class": "p5",
                "name": f"Sti {n}-{k}",
                "segments": ",".join(keys[:2]),
                "lamp_number": f"M{n:02d}001",
                "lamp_owner": "Kommunen",
                "lamp_m": 21.0,
                "cause": "no_lamp",
                "geometry": shapely.ops.substring(line, 0, 50.0),
            }
        )
    score = Estimate.around(float(30 + 60 * chance.random()), 8, 0.9, Grade.B)
    results = {
        key: {state: FactorResult(score, indicators(key, score)) for state in factor.states}
        for key, factor in FACTORS.items()
    }
    segments = gpd.GeoDataFrame(pd.DataFrame(rows).set_index("id"), crs=METRES)
    frames = {"dark_stretches": layer(stretches)}
    chosen = default_assumptions()
    return Profile(str(n), name, None, results, segments, frames, (), {}, chosen)


def light(lux: float) -> str:
    return "dark" if lux < 1 else "under" if lux < 3 else "on_target" if lux < 4.5 else "over"


def opened(browser: Browser, page: Path) -> tuple[float, float]:
    """Answer seconds until the map can be used, and until its light is on the screen too."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.set_offline(offline=True)
    sheet = context.new_page()
    sheet.goto(page.as_uri(), wait_until="commit")
    sheet.wait_for_selector("html[data-lit=yes]", state="attached", timeout=120_000)
    frame = "() => new Promise(done => requestAnimationFrame(() => done(performance.now())))"
    lit = float(sheet.evaluate(frame)) / 1000
    usable = float(sheet.evaluate("performance.getEntriesByName('usable')[0].startTime")) / 1000
    context.close()
    return usable, lit


def main() -> None:
    workspace, profiles = municipality()
    cells = json.dumps({n: f.to_json() for n, f in workspace.frames.items()})
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        drawn = maps.planner_map(workspace, profiles).save(Path(folder) / "kommune.html")
        seconds = time.perf_counter() - start
        bare = maps.planner_map(
            InventedWorkspace({"departments": workspace.frames["departments"].head(0)}, {}), []
        ).save(Path(folder) / "tom.html")
        kilometres = sum(p.segments["length_m"].sum() for p in profiles) / 1000
        counts = {name: len(frame) for name, frame in workspace.frames.items()}
        print(f"{counts}, {kilometres:.0f} km of scored path, {len(profiles)} departments")
        size = drawn.stat().st_size / 1e6
        print(f"size {size:.2f} MB; as GeoJSON alone {len(cells) / 1e6:.2f} MB: ", end="")
        print(f"{len(cells) / 1e6 / size:.1f} times lighter; drawn in {seconds:.1f} s")
        name = shutil.which("chromium") or shutil.which("chromium-browser")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=name, args=["--no-sandbox"])
            whole = [opened(browser, drawn) for _ in range(RUNS)]
            empty = [opened(browser, bare) for _ in range(RUNS)]
            browser.close()
        usable, lit = (float(np.median([run[k] for run in whole])) for k in (0, 1))
        base = float(np.median([run[0] for run in empty]))
        print(f"usable after {usable:.2f} s, with light on the ground {lit:.2f} s; ", end="")
        print(f"an empty map of ours {base:.2f} s: {usable / base:.1f} times")


if __name__ == "__main__":
    main()
