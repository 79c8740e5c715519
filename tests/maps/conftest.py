"""A small workspace of invented features, and profiles as the scoring room writes them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.model.estimate import Estimate, Grade
from geo.model.layers import LAYERS
from geo.model.provenance import Source
from geo.scoring.factors import FACTORS
from geo.scoring.measurement import FactorResult, IndicatorResult, State

EAST, NORTH = 710_000.0, 6_180_000.0


@dataclass
class InventedWorkspace:
    """Layers in memory, answered as a workspace answers them."""

    frames: dict[str, gpd.GeoDataFrame]
    credits: dict[str, Source]

    def layer(self, name: str, /) -> gpd.GeoDataFrame | None:
        return self.frames.get(name)

    def departments(self) -> gpd.GeoDataFrame:
        return self.frames["departments"].sort_values("name").reset_index(drop=True)

    def sources(self) -> Mapping[str, Source]:
        return self.credits


@dataclass
class InventedProfile:
    """A profile with what a map reads of it."""

    id: str
    name: str
    results: dict[str, dict[State, FactorResult]]
    segments: gpd.GeoDataFrame
    overall: dict[State, Estimate | None]
    sources: dict[str, Source] = field(default_factory=dict)


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
        rows["entrances"].append({"id": f"e{n}", "geometry": point(x + 40, 37)})
        rows["destinations"].append({"id": f"d{n}", "geometry": point(x + 200, 170)})
    return {name: frame(layer_rows(text, r, name)) for name, r in rows.items() if r}


def invented_segments(layers: Mapping[str, gpd.GeoDataFrame], n: int) -> gpd.GeoDataFrame:
    """Answer the pieces of both paths of department ``n``; along the first light falls off."""
    rows = []
    for path, classes in ((f"p{n}", "on_target over under dark dark"), (f"q{n}", "on_target")):
        row = layers["paths"].set_index("id").loc[path]
        codes = [*classes.split(), None]
        cuts = np.linspace(0, row.geometry.length, len(codes) + 1)
        for k, code in enumerate(codes):
            piece = shapely.ops.substring(row.geometry, cuts[k], cuts[k + 1])
            rows.append(segment_row(f"{path}-{k}", path, row["name"], piece, code))
    return gpd.GeoDataFrame(
        pd.DataFrame(rows).set_index("id"), geometry="geometry", crs="EPSG:25832"
    )


LUX = {"dark": 0.3, "under": 1.9, "on_target": 3.4, "over": 7.1}


def segment_row(key: str, path: str, name: str, piece: Any, code: str | None) -> dict[str, Any]:
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
) -> InventedProfile:
    row = layers["departments"].iloc[n]
    results = {
        key: {state: FactorResult(Estimate.missing()) for state in factor.states}
        for key, factor in FACTORS.items()
    }
    light = Estimate.around(score, half, 0.9, Grade.B)
    parts = tuple(
        IndicatorResult(i.key, i.weight, light, raw=5.8, unit="lx", inputs=("lamps", "paths"))
        for i in FACTORS["lighting"].indicators[:3]
    )
    results["lighting"][State.DARK] = FactorResult(light, parts)
    overall = {State.DAY: None, State.DARK: Estimate.around(43.21, 3, 0.8, Grade.C)}
    segments = invented_segments(layers, n)
    return InventedProfile(row["id"], row["name"], results, segments, overall)


def invented(
    text: str = "Ærøgård", count: int = 3
) -> tuple[InventedWorkspace, list[InventedProfile]]:
    """Answer a workspace and its profiles, every free text of which is the one given."""
    layers = invented_layers(text, count)
    source = Source(text, licence=text, attribution=text, date="2026-10-01", record=text)
    workspace = InventedWorkspace(layers, dict.fromkeys(layers, source))
    marks = [(38.0, 6.0), (62.0, 18.0), (81.0, 4.0)]
    profiles = [invented_profile(layers, n, *marks[n % 3]) for n in range(count)]
    return workspace, profiles


@pytest.fixture(name="invented")
def invented_fixture() -> Any:
    """Give the maker of invented workspaces."""
    return invented
