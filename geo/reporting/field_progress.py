"""How far a count is: which of a department's lamps were counted, and which remain."""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd

from geo.model.assumptions import Assumptions, default_assumptions
from geo.model.field import Counted, Thing
from geo.reporting.field_matching import matched, newest_of_each


@dataclass(frozen=True)
class Progress:
    """What a count has and lacks.

    Parameters
    ----------
    counted
        Number of each thing, each once.
    found
        Ids of the known lamps that were counted.
    remaining
        Known lamps that were not, as in the layer.
    fresh
        Lamps that stand in no register yet.
    """

    counted: dict[Thing, int]
    found: frozenset[str]
    remaining: gpd.GeoDataFrame
    fresh: int


def progress(
    lamps: gpd.GeoDataFrame, entries: Sequence[Counted], assumptions: Assumptions | None = None
) -> Progress:
    """Answer how far a count is.

    Parameters
    ----------
    lamps
        The known lamps on the ground that is counted.
    entries
        What was counted.
    assumptions
        ``field.*``; the defaults if None.
    """
    chosen = assumptions or default_assumptions()
    whole, _ = newest_of_each(entries, chosen["field.same_m"])
    mine = [entry for entry in whole if entry.thing is Thing.LAMP]
    found = matched(lamps, mine, Thing.LAMP, chosen)
    ids = frozenset(found.known.values())
    return Progress(
        counted={thing: sum(one.thing is thing for one in whole) for thing in Thing},
        found=ids,
        remaining=lamps[~lamps["id"].astype(str).isin(ids)],
        fresh=len(found.fresh),
    )
