"""An invented workspace in memory, and profiles as the scoring room writes them.

For tests, docs and benchmarks: every free text can be set, so that what a delivery may say can be
seen on a map without a delivery.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
import shapely.ops

from geo.model.assumptions import default_assumptions
from geo.model.estimate import Estimate, Grade
from geo.model.layers import LAYERS
from geo.model.provenance import Source
from geo.scoring.factors import FACTORS
from geo.scoring.measurement import FactorResult, IndicatorResult
from geo.scoring.profile import Profile

EAST, NORTH = 710_000.0, 6_180_000.0


@dataclass
class InventedWorkspace:
    """Layers in memory, answered as a workspace answers them."""

    frames: dict[str, gpd.GeoDataFrame]
    credits: dict[str, Source]

    def layer(self, name: str, /) -> gpd.GeoDataFrame | None:
        """Answer a layer, or None."""
        return self.frames.get(name)

    def departments(self) -> gpd.GeoDataFrame:
        """Answer the departments by name."""
        return self.frames["departments"].sort_values("name").reset_index(drop=True)

    def sources(self) -> Mapping[str, Source]:
        """Answer the source of each layer."""
        return self.credits


def frame(rows: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    """Answer rows with a ``geometry`` in local metres as a frame in EPSG:25832."""
    shapes = shapely.transform(
        [row.pop("geometry") for row in rows], lambda c: c + np.array([EAST, NORTH])
    )
    return gpd.GeoDataFrame(rows, geometry=list(shapes), crs="EPSG:25832")


def layer_rows(text: str, rows: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    """Fill every text column of a layer that a row leaves open with the same text."""
    columns = [c for c in LAYERS[name].columns.values() if c.kind == "text" and not c.choices]
    return [{**{c.name: text for c in columns}, **row} for row in rows]


def invented_layers(text: str, count: int) -> dict[str, gpd.GeoDataFrame]:
    """Answer a row of departments, each with blocks, two paths, lamps, places and doors."""
    box, line, point = shapely.box, shapely.LineString, shapely.Point
    rows: dict[str, list[dict[str, Any]]] = {key: [] for key in LAYERS}
    for n in range(count):
        x = 260.0 * n
        rows["departments"].append({"id": f"{text}{n}", "geometry": box(x, 0, x + 220, 180)})
        rows["buildings"] += [
            {"id": f"b{n}{k}", "geometry": box(x + 20, y, x + 150, y + 12), "use": "dwelling"}
            for k, y in enumerate((25.0, 145.0))
        ]
        rows["common_areas"].append(
            {"id": f"a{n}", "geometry": box(x + 30, 50, x + 140, 120), "kind": "lawn"}
        )
        rows["paths"] += [
            {"id": f"p{n}", "geometry": line([(x, 85), (x + 220, 85)]), "kind": "path"},
            {"id": f"q{n}", "geometry": line([(x + 180, 0), (x + 180, 180)]), "kind": "footway"},
        ]
        rows["lamps"] += [
            {"id": f"l{n}{k}", "geometry": point(x + 20 + 40 * k, 90), "status": s, "height_m": 4.5}
            for k, s in enumerate(("on", "on", "out", None))
        ]
        rows["meeting_places"] += [
            {"id": f"m{n}", "geometry": point(x + 60, 70), "kind": "playground", "seats": 4},
            {"id": f"n{n}", "geometry": box(x + 90, 60, x + 100, 70), "groups": "elders"},
        ]
        rows["boundaries"].append(
            {
                "id": f"h{n}",
                "geometry": line([(x + 20, 40), (x + 150, 40)]),
                "kind": "hedge",
                "height_m": 1.6,
            }
        )
        rows["vegetation"].append({"id": f"t{n}", "geometry": point(x + 70, 100), "kind": "tree"})
        rows["entrances"].append({"id": f"e{n}", "geometry": point(x + 40, 37)})
        rows["destinations"].append({"id": f"d{n}", "geometry": point(x + 200, 170)})
    return {name: frame(layer_rows(text, r, name)) for name, r in rows.items() if r}


def invented_segments(layers: Mapping[str, gpd.GeoDataFrame], n: int) -> gpd.GeoDataFrame:
    """Answer the pieces of both paths of department ``n``; along the first light falls off."""
    rows = []
    for path, classes in ((f"p{n}", "on_target over under dark dark"), (f"q{n}", "on_target")):
        row = layers["paths"].set_index("id").loc[path]
        line = cast("shapely.LineString", row.geometry)
        codes = [*classes.split(), None]
        cuts = np.linspace(0, line.length, len(codes) + 1)
        for k, code in enumerate(codes):
            piece = shapely.ops.substring(line, cuts[k], cuts[k + 1])
            rows.append(segment_row(f"{path}-{k}", path, str(row["name"]), piece, code))
    return gpd.GeoDataFrame(
        pd.DataFrame(rows).set_index("id"), geometry="geometry", crs="EPSG:25832"
    )


LUX = {"dark": 0.3, "under": 1.9, "on_target": 3.4, "over": 7.1}


def segment_row(key: str, path: str, name: str, piece: Any, code: str | None) -> dict[str, Any]:
    """Answer one path segment as the scoring room writes it, with one secret of the staff."""
    mean = None if code is None else LUX[code]
    return {
        "id": key,
        "path": path,
        "name": name,
        "kind": "path",
        "length_m": piece.length,
        "exposure": 1.0,
        "target_class": "p5",
        "light_class": code,
        "lighting.mean_lux": mean,
        "lighting.min_lux": None if mean is None else mean / 3,
        "lighting.gap_m": None if code is None else 7.5 * (code == "dark"),
        "eyes.hidden": 0.987,
        "geometry": piece,
    }


def invented_profile(
    layers: Mapping[str, gpd.GeoDataFrame], n: int, score: float, half: float
) -> Profile:
    """Answer a profile whose every factor is measured, so that it has an overall number."""
    row = layers["departments"].iloc[n]
    light = Estimate.around(score, half, 0.9, Grade.B)
    results = {
        key: {state: FactorResult(light, indicators(key, light)) for state in factor.states}
        for key, factor in FACTORS.items()
    }
    segments = invented_segments(layers, n)
    return Profile(
        id=row["id"],
        name=row["name"],
        as_of="2026-10-01",
        results=results,
        segments=segments,
        frames={
            "dark_stretches": invented_stretches(segments),
            "hiding_places": segments.iloc[[0]].reset_index(drop=True)[["geometry"]],
        },
        findings=(),
        sources={},
        assumptions=default_assumptions(),
    )


def indicators(key: str, light: Estimate) -> tuple[IndicatorResult, ...]:
    """Answer the first three indicators of a factor, all measured alike."""
    return tuple(
        IndicatorResult(i.key, i.weight, light, raw=5.8, unit="lx", inputs=("lamps", "paths"))
        for i in FACTORS[key].indicators[:3]
    )


def invented_stretches(segments: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Answer the one dark stretch of a department, as the measure of light answers it."""
    dark = segments[segments["light_class"] == "dark"]
    name = str(dark["name"].iloc[0])
    row = {
        "length_m": dark["length_m"].sum(),
        "lux": 0.3,
        "target_lux": 3.0,
        "target_class": "p5",
        "name": name,
        "segments": ",".join(dark.index),
        "lamp": "l02",
        "lamp_number": name,
        "lamp_owner": name,
        "lamp_m": 9.4,
        "cause": "lamp_out",
        "geometry": shapely.line_merge(dark.geometry.union_all()),
    }
    return gpd.GeoDataFrame([row], geometry="geometry", crs="EPSG:25832")


def invented_cases(text: str) -> gpd.GeoDataFrame:
    """Answer three cases on the first department's path: two released, one for staff only."""
    states = [("ordered", True), ("fixed", True), ("received", False)]
    rows = [
        {
            "number": f"S{number}",
            "kind": "lamp_out",
            "status": status,
            "place": text,
            "owner": text,
            "reason": text,
            "expected": "2026-12-01",
            "updated": "2026-11-20",
            "least": 6,
            "released": released,
            "geometry": shapely.Point(50.7 + 40 * number, 86.3),
        }
        for number, (status, released) in enumerate(states)
    ]
    return frame(rows)


def invented(text: str = "Ærøgård", count: int = 3) -> tuple[InventedWorkspace, list[Profile]]:
    """Answer a workspace and its profiles, every free text of which is the one given."""
    layers = invented_layers(text, count)
    source = Source(text, licence=text, attribution=text, date="2026-10-01", record=text)
    workspace = InventedWorkspace(layers, dict.fromkeys(layers, source))
    marks = [(38.0, 6.0), (62.0, 18.0), (81.0, 4.0)]
    profiles = [invented_profile(layers, n, *marks[n % 3]) for n in range(count)]
    return workspace, profiles
