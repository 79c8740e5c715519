"""A place for the young: seen from a used path, away from homes, room enough, no dead end.

Of all that meets the constraints the place is taken that brings most homes nearer to one
(methods §8.2). What each further place adds shrinks, so the best single ones bound any choice.
"""

from dataclasses import dataclass, field

import numpy as np
import shapely

from geo.measures.arrays import Flags, Geometries, Reals
from geo.measures.errands import doors_of, dwellings_of
from geo.measures.lattice import area_lattice
from geo.measures.meeting_places import distance_score, places_by_group
from geo.measures.walking import distances
from geo.measures.youth_sites import suits_youth
from geo.model.errors import PlanError
from geo.model.language import sentence
from geo.planning.changes import Change
from geo.planning.found import Found
from geo.planning.windows import lived_in
from geo.scoring.joined._lit import common_ground
from geo.scoring.joined._sight import sight
from geo.scoring.scene import Scene

YOUTH_SPOT = "add_youth_spot"
GROUP = "youth"


@dataclass(frozen=True)
class YouthSites:
    """Places that meet the constraints, and how many fell at each.

    Parameters
    ----------
    xy
        (n, 2) metres.
    eyes
        (n,) openings that see each place; all 0 where no buildings were delivered.
    left
        Places left after each constraint, by its name, in the order they are asked for.
    """

    xy: Reals = field(repr=False)
    eyes: Reals = field(repr=False)
    left: dict[str, int]


def youth_plan(scene: Scene, *, count: int = 1) -> Found:
    """Answer the places for the young that bring most homes nearer to one.

    Parameters
    ----------
    scene
        The department.
    count
        How many places are wanted.

    Raises
    ------
    PlanError
        Where paths or doors are missing.
    """
    network, entrances = scene.network, scene.entrances
    if network is None or entrances is None or entrances.empty:
        raise PlanError("plan.no_walks", department=scene.department.name)
    sites = youth_sites(scene)
    told = [sentence("found.youth", {"count": len(sites.xy), "told": _funnel(sites)})]
    if not len(sites.xy):
        return Found((), None, tuple(told))
    chosen = scene.assumptions
    doors, weight = doors_of(entrances), dwellings_of(entrances)
    limit = chosen[f"meeting_places.far_{GROUP}_m"]
    metres = distances(network, doors, sites.xy, limit=limit, assumptions=chosen)
    score = distance_score(metres, GROUP, chosen).T
    taken, gap = most_served(score, _today(scene, doors), weight, count)
    certificate: float | None = gap
    if not taken:
        # Nobody is brought nearer to one: of all places the one that most can see is taken.
        taken, certificate = [int(np.argmax(sites.eyes))], None
        told.append(sentence("found.youth.near_already"))
    changes = tuple(Change(YOUTH_SPOT, {"at": sites.xy[k].tolist()}) for k in taken)
    return Found(changes, certificate, tuple(told))


def most_served(score: Reals, today: Reals, weight: Reals, count: int) -> tuple[list[int], float]:
    """Choose places one after another by what each adds, and bound what was missed.

    Parameters
    ----------
    score
        (places, doors) score each place gives each door; a door has the best of its places.
    today
        (doors,) what each has already.
    weight
        (doors,) dwellings.
    count
        How many places.
    """
    have, taken = today.copy(), []
    first = np.maximum(score - today, 0.0) @ weight
    for _ in range(min(count, len(score))):
        gain = np.maximum(score - have, 0.0) @ weight
        best = int(np.argmax(gain))
        if gain[best] <= 0:
            break
        taken.append(best)
        have = np.maximum(have, score[best])
    reached = float((have - today) @ weight)
    most = float(np.sort(first)[::-1][:count].sum())
    most = min(most, float(np.maximum(score.max(axis=0) - today, 0.0) @ weight))
    return taken, 0.0 if most <= 0 else max(0.0, 1 - reached / most)


def youth_sites(scene: Scene) -> YouthSites:
    """Answer every place in the department that meets the constraints of a place for the young."""
    chosen = scene.assumptions
    ground = _free_ground(scene)
    step = chosen["planning.candidate_step_m"]
    xy = area_lattice(ground, step).points[:, :2]
    left = {"ground": len(xy)}
    homes, others = _houses(scene)
    used, dead = _paths(scene)
    suited = suits_youth(
        xy,
        used,
        homes,
        dead,
        others=others,
        seen_m=chosen["planning.youth_seen_m"],
        away_m=chosen["planning.youth_distance_m"],
    )
    xy = xy[suited]
    left["suited"] = len(xy)
    found, eyes = sight(scene), np.zeros(len(xy))
    if found is not None and len(xy):
        eyes = found.by_day(xy)
        seen = eyes >= chosen["planning.youth_eyes"]
        xy, eyes = xy[seen], eyes[seen]
    left["seen"] = len(xy)
    roomy = _roomy(xy, step, chosen["planning.youth_area_m2"])
    left["room"] = int(roomy.sum())
    return YouthSites(np.round(xy[roomy], 2), eyes[roomy], left)


def _funnel(sites: YouthSites) -> str:
    return ", ".join(
        sentence(f"found.youth.{name}", {"count": count}) for name, count in sites.left.items()
    )


def _free_ground(scene: Scene) -> shapely.Geometry:
    """Answer common ground that no meeting place and no parking takes."""
    ground = shapely.intersection(common_ground(scene.department), scene.department.boundary)
    taken: list[Geometries] = []
    for layer, kinds in (("meeting_places", None), ("common_areas", {"parking"})):
        frame = scene.department.layer(layer)
        if frame is not None and len(frame):
            rows = frame if kinds is None else frame[frame["kind"].isin(kinds)]
            taken.append(shapely.buffer(rows.geometry.to_numpy(), 1.0))
    return shapely.difference(ground, shapely.union_all(np.concatenate(taken))) if taken else ground


def _paths(scene: Scene) -> tuple[Geometries, Geometries]:
    """Answer the department's paths that people walk, and those that lead nowhere."""
    samples = scene.samples
    if samples is None or samples.segments.empty:
        return np.empty(0, dtype=object), np.empty(0, dtype=object)
    index = samples.segments.index
    columns = scene.result("routes").segments
    blind = np.zeros(len(index), dtype=bool)
    if "routes.dead_end" in columns:
        blind = columns["routes.dead_end"].reindex(index, fill_value=False).to_numpy(dtype=bool)
    lines, flow = samples.segments.geometry.to_numpy(), scene.flow
    walked = np.ones(len(lines), dtype=bool) if flow is None else flow.to_numpy(dtype=float) > 0
    return np.asarray(lines[walked & ~blind]), np.asarray(lines[blind])


def _houses(scene: Scene) -> tuple[Geometries, Geometries]:
    """Answer the buildings with dwellings, and the others."""
    buildings = scene.department.layer("buildings")
    if buildings is None:
        return np.empty(0, dtype=object), np.empty(0, dtype=object)
    home, shapes = lived_in(buildings), buildings.geometry.to_numpy()
    return np.asarray(shapes[home]), np.asarray(shapes[~home])


def _roomy(xy: Reals, step: float, least_m2: float) -> Flags:
    """Tell the points whose neighbours together are room enough."""
    if not len(xy):
        return np.zeros(0, dtype=bool)
    x, y = xy.T
    half = step / 2 + 1e-6
    patches = shapely.get_parts(
        shapely.union_all(shapely.box(x - half, y - half, x + half, y + half))
    )
    large = patches[shapely.area(patches) >= least_m2 - 1e-3]
    fine = np.zeros(len(xy), dtype=bool)
    fine[shapely.STRtree(large).query(np.asarray(shapely.points(xy)), "intersects")[0]] = True
    return fine


def _today(scene: Scene, doors: Reals) -> Reals:
    """Answer what each door has of places for the young today."""
    places, network = scene.department.layer("meeting_places"), scene.network
    nothing = np.zeros(len(doors))
    if places is None or network is None:
        return nothing
    mine = places_by_group(places)[GROUP].to_numpy(dtype=bool)
    xy = shapely.get_coordinates(shapely.point_on_surface(places.geometry.to_numpy()[mine]))
    if not len(xy):
        return nothing
    limit = scene.assumptions[f"meeting_places.far_{GROUP}_m"]
    metres = distances(network, doors, xy, limit=limit, assumptions=scene.assumptions)
    return np.asarray(distance_score(metres, GROUP, scene.assumptions).max(axis=1))
