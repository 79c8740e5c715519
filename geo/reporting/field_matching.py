"""Which feature of a layer a counted thing is: so that a count updates rather than doubles.

In this order: the feature an earlier landing of the same entry made; for a lamp the one that bears
the number read off the mast; the nearest that nobody else has taken and whose number is no other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import geopandas as gpd
import shapely

from geo.model.assumptions import Assumptions
from geo.model.field import Counted, Thing
from geo.model.issues import Issue, Severity

LAYER_OF: Mapping[Thing, str] = {
    Thing.LAMP: "lamps",
    Thing.BENCH: "meeting_places",
    Thing.HEDGE: "boundaries",
    Thing.SIGN: "destinations",
}
"""Layer that each thing belongs to."""

KINDS: Mapping[Thing, frozenset[str]] = {
    Thing.BENCH: frozenset({"bench", "picnic_table"}),
    Thing.HEDGE: frozenset({"hedge", "planting"}),
    Thing.SIGN: frozenset({"sign"}),
}
"""Kinds of that layer that may be the same thing."""


@dataclass(frozen=True)
class Matches:
    """Feature by entry where one was found, entries without one, and what there is to look at."""

    known: Mapping[int, str]
    fresh: tuple[Counted, ...]
    issues: tuple[Issue, ...] = field(repr=False)


def shape_of(entry: Counted) -> shapely.Geometry:
    """Answer where an entry is: a point, or the line of a hedge somebody walked along."""
    distinct = list(dict.fromkeys(entry.points))
    return shapely.LineString(distinct) if len(distinct) > 1 else shapely.Point(distinct[0])


def newest_of_each(entries: Sequence[Counted], same_m: float) -> tuple[list[Counted], list[Issue]]:
    """Leave out what was counted again later: the same number, or the same spot."""
    kept: list[Counted] = []
    issues = []
    for entry in sorted(entries, key=lambda one: -one.id):
        if any(_is_same(entry, later, same_m) for later in kept):
            layer = LAYER_OF[entry.thing]
            issues.append(Issue(Severity.NOTICE, "count.again", layer, entry.name, {}))
        else:
            kept.append(entry)
    return kept[::-1], issues


def matched(
    frame: gpd.GeoDataFrame, entries: Sequence[Counted], thing: Thing, chosen: Assumptions
) -> Matches:
    """Answer which feature of a layer each entry is.

    Parameters
    ----------
    frame
        The layer as it stands, in EPSG:25832.
    entries
        Entries of one thing, each once.
    thing
        Which.
    chosen
        ``field.*``.
    """
    kinds = KINDS.get(thing)
    rows = frame if kinds is None else frame[frame["kind"].isin(kinds)]
    layer = LAYER_OF[thing]
    numbers = _numbers(rows) if thing is Thing.LAMP else {}
    known: dict[int, str] = {}
    issues: list[Issue] = []
    ids = set(rows["id"].astype(str))
    for entry in entries:
        if entry.name in ids:
            known[entry.id] = entry.name
        elif named := numbers.get(_folded(entry.number)):
            away = float(shapely.distance(named[1], shape_of(entry)))
            if away <= chosen["field.number_m"]:
                known[entry.id] = named[0]
            else:
                facts = {"number": entry.number, "metres": round(away)}
                issues.append(
                    Issue(Severity.WARNING, "count.number_elsewhere", layer, entry.name, facts)
                )
    taken = set(known.values())
    for _, entry, row in _pairs(rows, [e for e in entries if e.id not in known], chosen):
        id_ = str(rows["id"].iloc[row])
        if entry.id in known or id_ in taken:
            continue
        other = _folded(rows["number"].iloc[row]) if thing is Thing.LAMP else ""
        if other and entry.number and other != _folded(entry.number):
            facts = {"number": entry.number, "other": str(rows["number"].iloc[row])}
            issues.append(Issue(Severity.WARNING, "count.another_number", layer, entry.name, facts))
            continue
        known[entry.id] = id_
        taken.add(id_)
    fresh = tuple(entry for entry in entries if entry.id not in known)
    return Matches(known, fresh, tuple(issues))


def _pairs(
    rows: gpd.GeoDataFrame, entries: Sequence[Counted], chosen: Assumptions
) -> list[tuple[float, Counted, int]]:
    """Answer entry and row within reach of each other, the nearest first."""
    found = []
    tree = rows.sindex
    for entry in entries:
        wide = min(entry.accuracy_m or 0.0, chosen["field.match_accuracy_m"])
        reach = chosen["field.match_m"] + wide
        shape = shape_of(entry)
        for row in tree.query(shape, predicate="dwithin", distance=reach):
            metres = float(shapely.distance(rows.geometry.iloc[row], shape))
            found.append((round(metres, 3), entry, int(row)))
    return sorted(found, key=lambda pair: (pair[0], pair[1].id, pair[2]))


def _numbers(lamps: gpd.GeoDataFrame) -> dict[str, tuple[str, shapely.Geometry]]:
    """Answer id and place of each lamp whose number only it bears."""
    folded = lamps["number"].map(_folded)
    once = lamps[(folded != "") & ~folded.duplicated(keep=False)]
    return {
        number: (str(id_), place)
        for number, id_, place in zip(folded[once.index], once["id"], once.geometry, strict=True)
    }


def _folded(number: object) -> str:
    """Answer a number as it is compared.

    >>> _folded(" l-012 "), _folded(None)
    ('L-012', '')
    """
    return number.strip().upper() if isinstance(number, str) else ""


def _is_same(entry: Counted, later: Counted, same_m: float) -> bool:
    if entry.thing is not later.thing:
        return False
    first, second = _folded(entry.number), _folded(later.number)
    if first and second:
        return first == second
    return bool(shapely.distance(shape_of(entry), shape_of(later)) <= same_m)
