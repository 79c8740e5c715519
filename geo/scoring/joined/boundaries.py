"""F4 Privat eller fælles?: marked edges, no-man's-land, steps from the public, transparency.

Zones come from a plan, else by rule. Where the edge is clear and keeps the eyes out, both are said.
"""

from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import shapely

from geo.measures.boundaries import Edges, stretches
from geo.measures.edge_markers import marked_edges
from geo.measures.errands import dwellings_of
from geo.measures.no_mans_land import NEARBY, Eyes, NoMansLand, no_mans_land, no_mans_score
from geo.measures.zone_edges import zone_edges
from geo.measures.zone_steps import steps_to_public
from geo.measures.zoning import Zoning, zones_by_rule, zones_of_plan
from geo.model.crs import METRES
from geo.model.estimate import Estimate, Grade, worst
from geo.model.issues import Issue, Severity
from geo.scoring.aggregation import factor_result
from geo.scoring.joined._own import estimate, own, whole
from geo.scoring.joined._sight import sight
from geo.scoring.joined._wanted import absent_layers, grade_of_layers
from geo.scoring.measurement import IndicatorResult, Measurement, State
from geo.scoring.scene import Scene, missing

KEY = "boundaries"
WANTED = {
    "boundaries": ("4a", "4d"),
    "common_areas": ("4b",),
    "entrances": ("4a", "4b", "4c"),
    "paths": ("4b", "4c"),
    "meeting_places": ("4b",),
}
"""Indicators that each layer would raise."""

OPEN = "ODbL"
"""Licence of a map that volunteers draw."""

CONFLICT_M = 10.0
"""A shorter stretch that is clear and keeps the eyes out is not worth a finding."""


@dataclass(frozen=True)
class _Ground:
    """The zones of a department and what marks their edges."""

    zoning: Zoning = field(repr=False)
    edges: Edges | None = field(repr=False)
    layers: tuple[str, ...]
    grade: Grade


def measure(scene: Scene) -> Measurement:
    """Measure how clear it is what is private and what is common."""
    found = sight(scene)
    if found is None or not len(found.openings):
        return boundaries(scene)
    return boundaries(scene, found.by_day)


def boundaries(scene: Scene, eyes: Eyes | None = None) -> Measurement:
    """Measure it with the effective openings per point, where they are known."""
    ground = _ground(scene)
    if ground is None:
        return missing(KEY, *_lacking(scene))
    nobodys = _nobodys(scene, ground, eyes)
    indicators = [
        *_edge_indicators(scene, ground),
        *_land_indicator(scene, ground, nobodys),
        *_step_indicator(scene, ground),
    ]
    conflicts = _conflicts(ground)
    return Measurement(
        states={State.DAY: factor_result(KEY, indicators)},
        frames=_frames(ground, nobodys, conflicts),
        findings=(*_lacking(scene), *_shown(conflicts)),
    )


def _ground(scene: Scene) -> _Ground | None:
    zoned = _zoning(scene)
    if zoned is None:
        return None
    zoning, layers = zoned
    boundaries = whole(scene, "boundaries")
    edges = None
    if boundaries is not None:
        houses = scene.department.layer("buildings")
        walls = np.empty(0, dtype=object) if houses is None else houses.geometry.to_numpy()
        lines = zone_edges(zoning, scene.scored_area, walls, scene.assumptions)
        edges = _marked(scene, zoning, lines, boundaries) if len(lines) else None
    return _Ground(zoning, edges, layers, worst(zoning.grade, grade_of_layers(scene, layers)))


def _marked(
    scene: Scene, zoning: Zoning, lines: gpd.GeoDataFrame, boundaries: gpd.GeoDataFrame
) -> Edges | None:
    """Answer the marked edges; None where an open map shows no line at all here."""
    edges = marked_edges(lines, boundaries, whole(scene, "paths"), scene.assumptions)
    if scene.department.derived and not zoning.planned:
        edges = edges.without_invented()
    if not _open_map(scene):
        return edges
    return edges.from_open_map() if edges.pieces["boundary"].notna().any() else None


def _open_map(scene: Scene) -> bool:
    """Tell whether the lines come from a map that volunteers draw, where few of them are."""
    source = scene.department.sources.get("boundaries")
    return source is not None and source.licence is not None and source.licence.startswith(OPEN)


def _zoning(scene: Scene) -> tuple[Zoning, tuple[str, ...]] | None:
    place, chosen = scene.department, scene.assumptions
    plan, houses, doors = (whole(scene, name) for name in ("zones", "buildings", "entrances"))
    if plan is not None and shapely.intersects(plan.geometry.to_numpy(), place.boundary).any():
        return zones_of_plan(plan, place.boundary, chosen), ("zones",)
    if houses is None or doors is None:
        return None
    owners = whole(scene, "owner_areas")
    layers = ("buildings", "entrances", *(("owner_areas",) if owners is not None else ()))
    return zones_by_rule(place.boundary, houses, doors, owners, chosen), layers


def _edge_indicators(scene: Scene, ground: _Ground) -> list[IndicatorResult]:
    edges = ground.edges
    if edges is None:
        return []
    inputs = (*ground.layers, "boundaries", "paths")
    level = worst(ground.grade, grade_of_layers(scene, ("boundaries",)))
    found = []
    clear, seen = edges.clarity(), edges.transparency()
    if clear is not None:
        least, most = edges.clarity("least") or 0.0, edges.clarity("most") or 0.0
        score = estimate(clear, level, min(1.0, edges.known), least, most)
        found.append(_indicator(scene, "4a", score, (float(edges.length_m.sum()), "m"), inputs))
    if seen is not None:
        known = min(1.0, edges.seen)
        score = estimate(seen, level, known, known * seen, known * seen + 100 * (1 - known))
        found.append(_indicator(scene, "4d", score, (seen, "%"), inputs))
    return found


def _nobodys(scene: Scene, ground: _Ground, eyes: Eyes | None) -> NoMansLand | None:
    areas = scene.department.layer("common_areas")
    if areas is None:
        return None
    near = {
        name: frame.geometry.to_numpy()
        for name in NEARBY
        if (frame := scene.department.layer(name)) is not None
    }
    shapes = np.concatenate([areas.geometry.to_numpy(), *near.values()])
    functions = shapes[shapely.get_dimensions(shapes) == 2]  # noqa: PLR2004 - areas
    common = shapely.intersection(ground.zoning.area("semi_public"), scene.department.boundary)
    return no_mans_land(common, near, functions, eyes, scene.assumptions)


def _land_indicator(
    scene: Scene, ground: _Ground, nobodys: NoMansLand | None
) -> list[IndicatorResult]:
    if nobodys is None or nobodys.share is None:
        return []
    score, least, most = (
        no_mans_score(share or 0.0, scene.assumptions)
        for share in (nobodys.share, nobodys.most, nobodys.least)
    )
    inputs = (*ground.layers, "common_areas", *NEARBY)
    level = worst(ground.grade, grade_of_layers(scene, inputs))
    result = estimate(score, level, nobodys.coverage, least, most)
    return [_indicator(scene, "4b", result, (100 * nobodys.share, "%"), inputs)]


def _step_indicator(scene: Scene, ground: _Ground) -> list[IndicatorResult]:
    doors = own(scene, "entrances")
    if doors is None or doors.empty or scene.network is None:
        return []
    xy = shapely.get_coordinates(shapely.centroid(doors.geometry.to_numpy()))
    steps = steps_to_public(scene.network, xy, ground.zoning, scene.assumptions)
    there, weight = np.isfinite(steps.score), dwellings_of(doors)
    if not weight[there].sum():
        return []
    value = float(np.average(steps.score[there], weights=weight[there]))
    mean = float(np.average(steps.steps[there], weights=weight[there]))
    known = float(weight[there].sum() / weight.sum())
    inputs = (*dict.fromkeys((*ground.layers, "entrances", "paths")),)
    level = worst(ground.grade, grade_of_layers(scene, inputs))
    score = estimate(value, level, known, known * value, known * value + 100 * (1 - known))
    return [_indicator(scene, "4c", score, (mean, "trin"), inputs)]


def _indicator(
    scene: Scene,
    key: str,
    score: Estimate,
    raw: tuple[float, str],
    inputs: tuple[str, ...],
) -> IndicatorResult:
    rests_on = tuple(name for name in scene.assumptions if name.startswith(f"{KEY}."))
    return IndicatorResult(key, 0.0, score, raw[0], raw[1], inputs, rests_on)


def _conflicts(ground: _Ground) -> gpd.GeoDataFrame | None:
    if ground.edges is None:
        return None
    pieces = ground.edges.pieces
    both = ((pieces["marker"] > 0) & (pieces["blocks"] == 1)).to_numpy(dtype=bool)
    found = stretches(ground.edges, both, ["kind", "boundary"])
    return found[found["length_m"] >= CONFLICT_M].reset_index(drop=True)


def _shown(conflicts: gpd.GeoDataFrame | None) -> tuple[Issue, ...]:
    """Say where an edge is clear and keeps the eyes out: nobody can have both from it."""
    if conflicts is None or conflicts.empty:
        return ()
    facts = {"metres": round(float(conflicts["length_m"].sum())), "count": len(conflicts)}
    return (Issue(Severity.NOTICE, "boundaries.conflict", "boundaries", facts=facts),)


def _lacking(scene: Scene) -> tuple[Issue, ...]:
    """Say which delivery would raise the coverage."""
    found = [*absent_layers(scene, KEY, WANTED)]
    if not scene.department.has("zones"):
        found.append(Issue(Severity.NOTICE, "boundaries.no_plan", "zones"))
    if _open_map(scene):
        found.append(Issue(Severity.NOTICE, "boundaries.open_map", "boundaries"))
    return tuple(found)


def _frames(
    ground: _Ground, nobodys: NoMansLand | None, conflicts: gpd.GeoDataFrame | None
) -> dict[str, gpd.GeoDataFrame]:
    frames = {"zones": ground.zoning.frame()}
    if ground.edges is not None:
        everything = np.ones(len(ground.edges.pieces), dtype=bool)
        frames["zone_edges"] = stretches(ground.edges, everything, ["zones", "kind", "marker"])
    if conflicts is not None:
        frames["boundary_conflicts"] = conflicts
    if nobodys is not None:
        areas = list(nobodys.areas)
        frames["no_mans_land"] = gpd.GeoDataFrame(
            {"area_m2": shapely.area(nobodys.areas)}, geometry=areas, crs=METRES
        )
    return frames
