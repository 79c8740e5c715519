"""What a visitor meets on arrival: a board to read, a house to be received in (methods §1.8)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

import geopandas as gpd
import numpy as np
import shapely

from geo.measures.arrays import Flags, Geometries, Reals
from geo.measures.network import Network
from geo.measures.walking import distances
from geo.model.assumptions import Assumptions, default_assumptions
from geo.model.crs import METRES

Sees: TypeAlias = Callable[[Reals, Reals], Flags]
"""Whether each of (n, 2) places sees the place beside it in another (n, 2)."""

STOPS = ("stop", "station")
Walked: TypeAlias = Callable[[Reals], Reals]
"""How many dwellings walk by each of (n, 2) places."""

_Way: TypeAlias = tuple[str, str | None, float, shapely.Geometry]
"""Kind, name, share and place of an arrival."""

SAME_M = 15.0
"""Two crossings this near are one way in."""


@dataclass(frozen=True)
class Arrivals:
    """Where visitors arrive.

    Parameters
    ----------
    points
        Points in EPSG:25832: ``kind`` (crossing, stop, parking), ``name``, ``weight`` (sums to 1).
    modelled
        Whether the shares of the crossings come from modelled walks.
    """

    points: gpd.GeoDataFrame = field(repr=False)
    modelled: bool

    @property
    def xy(self) -> Reals:
        """Answer (n, 2) coordinates in metres."""
        return np.asarray(shapely.get_coordinates(self.points.geometry.to_numpy()))

    def mean(self, values: Reals) -> float:
        """Answer the mean over arrivals."""
        return float(np.dot(values, self.points["weight"].to_numpy(dtype=float)))


def arrival_points(
    network: Network,
    boundary: shapely.Geometry,
    doors: gpd.GeoDataFrame,
    destinations: gpd.GeoDataFrame | None,
    walked: Walked | None = None,
    assumptions: Assumptions | None = None,
) -> Arrivals:
    """Answer the ways in, the nearest stop and the main car park.

    A way in is where a path crosses the edge of the department and at least a tenth of the
    arrivals come by; where that holds for none, all count.

    Parameters
    ----------
    network
        The walking network.
    boundary
        The department.
    doors
        Its entrances with ``dwellings``.
    destinations
        Layer with stops and car parks, or None where it was not delivered.
    walked
        Modelled dwellings that walk by a place; None lets each dwelling be reached by the way in
        nearest to it.
    assumptions
        ``arrival.*``; the defaults if None.
    """
    chosen = assumptions or default_assumptions()
    crossing = _crossings(network, boundary)
    if walked is not None and len(crossing):
        weight = walked(np.asarray(shapely.get_coordinates(crossing)))
    else:
        weight = _nearest_shares(network, crossing, doors, chosen)
    used = _used(weight, chosen["arrival.share"])
    rows: list[_Way] = [
        ("crossing", None, share, point)
        for share, point in zip(weight[used], crossing[used], strict=True)
    ]
    rows += _goals(destinations, boundary, chosen)
    frame = gpd.GeoDataFrame(
        {
            "kind": [row[0] for row in rows],
            "name": [row[1] for row in rows],
            "weight": _weights(
                [row[0] for row in rows], np.array([row[2] for row in rows]), chosen
            ),
        },
        geometry=[row[3] for row in rows],
        crs=METRES,
    )
    return Arrivals(frame, walked is not None)


def _crossings(network: Network, boundary: shapely.Geometry) -> Geometries:
    """Answer where walkable edges cross the edge of the department, one per way in."""
    edges = network.edges[network.edges["walkable"]]
    cut = shapely.intersection(edges.geometry.to_numpy(), shapely.boundary(boundary))
    parts = shapely.get_parts(cut)
    # A path that runs along the edge does not lead in.
    parts = parts[shapely.get_dimensions(parts) == 0]
    order = np.lexsort(np.round(shapely.get_coordinates(parts), 2).T)
    kept: list[int] = []
    for number in order:
        if not kept or shapely.distance(parts[number], parts[kept]).min() > SAME_M:
            kept.append(int(number))
    return np.asarray(parts[kept], dtype=object)


def _nearest_shares(
    network: Network, crossing: Geometries, doors: gpd.GeoDataFrame, chosen: Assumptions
) -> Reals:
    walk = distances(
        network,
        shapely.get_coordinates(crossing),
        shapely.get_coordinates(doors.geometry.to_numpy()),
        assumptions=chosen,
    )
    weight = np.zeros(len(crossing))
    if walk.size:
        homes = (
            doors["dwellings"].fillna(1).to_numpy(dtype=float)
            if "dwellings" in doors
            else np.ones(len(doors))
        )
        reached = np.isfinite(walk).any(axis=0)
        np.add.at(weight, walk[:, reached].argmin(axis=0), homes[reached])
    return weight


def _used(weight: Reals, least: float) -> Flags:
    if not weight.sum():
        return np.ones(len(weight), dtype=bool)
    used = weight >= least * weight.sum()
    return used if used.any() else weight > 0


def _goals(
    destinations: gpd.GeoDataFrame | None, boundary: shapely.Geometry, chosen: Assumptions
) -> list[_Way]:
    """Answer the nearest stop within reach and the car park inside the department."""
    if destinations is None or destinations.empty:
        return []
    away = shapely.distance(destinations.geometry.to_numpy(), boundary)
    goals = destinations.assign(
        away=away,
        deep=-shapely.distance(destinations.geometry.to_numpy(), shapely.boundary(boundary)),
    )
    found: list[_Way] = []
    for kind, kinds, reach in (
        ("stop", STOPS, chosen["arrival.stop_reach_m"]),
        ("parking", ("parking",), 0.0),
    ):
        near = goals[goals["kind"].isin(kinds) & (goals["away"] <= reach)]
        nearest = near.sort_values(["away", "deep", "id"])[:1]
        found += [
            (kind, name if isinstance(name, str) else None, 1.0, point)
            for name, point in zip(nearest["name"], nearest.geometry, strict=True)
        ]
    return found


def _weights(kinds: list[str], shares: Reals, chosen: Assumptions) -> Reals:
    """Answer weights that sum to one: each kind has its part, its points their shares of it."""
    weight = np.zeros(len(kinds))
    for kind in dict.fromkeys(kinds):
        of_kind = np.array([name == kind for name in kinds])
        part = shares[of_kind] if shares[of_kind].sum() else np.ones(int(of_kind.sum()))
        weight[of_kind] = chosen[f"arrival.{kind}_weight"] * part / part.sum()
    return weight / weight.sum() if len(weight) else weight


def board_scores(
    arrivals: Arrivals,
    boards: gpd.GeoDataFrame,
    sees: Sees,
    assumptions: Assumptions | None = None,
) -> Reals:
    """Answer 6a per arrival: 100 for a board within 25 m and in sight, 50 within 75 m, else 0.

    Parameters
    ----------
    arrivals
        Where visitors arrive.
    boards
        Points with a board, a map or a sign.
    sees
        Line of sight.
    assumptions
        ``arrival.board_*``; the defaults if None.
    """
    chosen = assumptions or default_assumptions()
    score = np.zeros(len(arrivals.points))
    xy = np.asarray(shapely.get_coordinates(boards.geometry.to_numpy()))
    if not len(score) or not len(xy):
        return score
    point, board = np.nonzero(
        np.hypot(*(arrivals.xy[:, None] - xy[None]).transpose(2, 0, 1))
        <= chosen["arrival.board_far_m"]
    )
    metres = np.hypot(*(arrivals.xy[point] - xy[board]).T)
    near = (metres <= chosen["arrival.board_near_m"]) & sees(arrivals.xy[point], xy[board])
    np.maximum.at(score, point, np.where(near, 100.0, chosen["arrival.board_far_score"]))
    return score


def house_scores(
    network: Network,
    arrivals: Arrivals,
    houses: gpd.GeoDataFrame,
    assumptions: Assumptions | None = None,
) -> Reals:
    """Answer 6c per arrival: 100 with a common house within 300 m of walk, 0 from 800 m on."""
    chosen = assumptions or default_assumptions()
    good, far = chosen["arrival.house_good_m"], chosen["arrival.house_far_m"]
    xy = np.asarray(shapely.get_coordinates(shapely.centroid(houses.geometry.to_numpy())))
    if not len(xy) or arrivals.points.empty:
        return np.zeros(len(arrivals.points))
    walk = distances(network, arrivals.xy, xy, limit=far, assumptions=chosen)
    return np.asarray(np.interp(walk.min(axis=1), [good, far], [100.0, 0.0]))


def clear_of(houses: Geometries) -> Sees:
    """Answer the sight between places that only buildings stop.

    >>> sees = clear_of(np.array([shapely.box(4, -1, 6, 1)]))
    >>> sees(np.array([[0.0, 0.0], [0.0, 5.0]]), np.array([[9.0, 0.0], [9.0, 5.0]])).tolist()
    [False, True]
    """
    tree = shapely.STRtree(houses)

    def sees(here: Reals, there: Reals) -> Flags:
        lines = shapely.linestrings(np.stack([here, there], axis=1))
        stopped = np.zeros(len(here), dtype=bool)
        stopped[tree.query(lines, predicate="crosses")[0]] = True
        return ~stopped

    return sees
