"""Benches so that nobody walks more than 100 m between seats on the walks of the old.

Between two seats of a walk lie no more than 100 m where, from its start and from every place that
holds or may hold a seat, one comes within 100 m: that is a covering problem, and buying for it
the least number of benches has a bound (``geo.planning.least_cost``).
"""

from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import shapely
from scipy.sparse import csr_array

from geo.measures.arrays import Flags, Integers, Reals
from geo.measures.seating import Seats, Walk, along_paths, met_on, seats_along
from geo.measures.segmentation import Segmentation
from geo.model.crs import METRES
from geo.model.errors import PlanError
from geo.model.language import sentence
from geo.planning.changes import Change
from geo.planning.demand import Demand
from geo.planning.found import Found
from geo.planning.least_cost import buy
from geo.planning.prices import PriceList
from geo.planning.roadside import roadside
from geo.scoring.joined._places import seat_walks
from geo.scoring.scene import Scene

BENCH = "add_bench"

SEATS = 3
"""Seats of a bench that is put up."""

ROUNDING = 1e-6


@dataclass(frozen=True)
class Spots:
    """Places for a bench as they are met along the paths.

    Parameters
    ----------
    along_m
        (k,) metres in a row of all edges laid end to end, ascending.
    spot
        (k,) which place each is: one place may be met on several paths.
    """

    along_m: Reals = field(repr=False)
    spot: Integers = field(repr=False)


def bench_plan(scene: Scene, prices: PriceList, *, exact_seconds: float = 0.0) -> Found:
    """Answer the fewest benches found that leave no walk of the old without a seat for 100 m.

    Raises
    ------
    PlanError
        Where nobody's walks are known: paths, doors or goals are missing.
    """
    moves, chosen = scene.walks, scene.assumptions
    if moves is None:
        raise PlanError("plan.no_walks", department=scene.department.name)
    frame = scene.department.layer("meeting_places")
    nothing = gpd.GeoDataFrame({"kind": []}, geometry=gpd.GeoSeries(crs=METRES), crs=METRES)
    seats = seats_along(moves.network, moves.laid, nothing if frame is None else frame, chosen)
    places = roadside(scene)
    along, spot = along_paths(
        moves.network,
        moves.laid,
        np.asarray(shapely.points(places)),
        chosen["meeting_places.seat_reach_m"],
    )
    order = np.argsort(along, kind="stable")
    _, walks = seat_walks(moves)
    asked, long = stretches_without(
        walks, moves.laid, seats, Spots(along[order], spot[order]), chosen["planning.seat_gap_m"]
    )
    price = prices["bench"].kroner
    gain = np.zeros((len(places), len(asked)))
    for row, members in enumerate(asked):
        gain[list(members), row] = 1.0
    demand = Demand(csr_array(gain), np.full(len(places), price), np.ones(len(asked)))
    bought = buy(demand, exact_seconds=exact_seconds)
    fewest = np.ceil(bought.bound / price - ROUNDING) * price
    gap = max(0.0, 1 - fewest / bought.price) if bought.price else 0.0
    changes = tuple(
        Change(BENCH, {"at": place, "seats": SEATS}) for place in places[bought.chosen].tolist()
    )
    return Found(changes, gap, _told(walks, long, bought.unmet))


def stretches_without(
    walks: list[Walk], laid: Segmentation, seats: Seats, spots: Spots, gap_m: float
) -> tuple[list[frozenset[int]], int]:
    """Answer the stretches that ask for a seat, as the places that would serve each, and how
    many walks have one.

    Every stretch of ``gap_m`` that begins at the start of a walk, at a seat or at a place for
    one, and does not reach the walk's end, must hold a seat.
    """  # noqa: D205 - one sentence does not fit one line
    asked: dict[frozenset[int], None] = {}
    long = 0
    for walk in walks:
        length = float((walk[2] - walk[1]).sum())
        there, _ = met_on(walk, laid, seats.along_m)
        may, which = met_on(walk, laid, spots.along_m)
        begins = np.unique(np.concatenate([[0.0], there, may]))
        open_ones = [
            begin
            for begin in begins[begins + gap_m < length - ROUNDING]
            if not ((there > begin + ROUNDING) & (there <= begin + gap_m + ROUNDING)).any()
        ]
        long += bool(len(walk[0])) and seats.longest_gap(laid, walk) > gap_m + ROUNDING
        for begin in open_ones:
            serves = (may > begin + ROUNDING) & (may <= begin + gap_m + ROUNDING)
            asked[frozenset(spots.spot[which[serves]].tolist())] = None
    return _fewest(list(asked)), long


def _fewest(asked: list[frozenset[int]]) -> list[frozenset[int]]:
    """Leave out what is served whenever another is; those that nothing serves are one."""
    kept: list[frozenset[int]] = []
    for members in sorted(asked, key=len):
        if not any(other <= members for other in kept if other or not members):
            kept.append(members)
    return kept


def _told(walks: list[Walk], long: int, unmet: Flags) -> tuple[str, ...]:
    facts = {"walks": len(walks), "long": long}
    said = [sentence("found.benches", facts)]
    if unmet.any():
        said.append(sentence("found.benches.unmet"))
    return tuple(said)
