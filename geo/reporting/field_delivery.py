"""A count as a delivery: layers as they would stand with it, to be looked at, landed and undone.

What a register says is never overwritten: a count fills in what is missing, and says whether a lamp
burned. What is new is marked "registreret i marken" and is of grade C.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.model.assumptions import Assumptions, default_assumptions
from geo.model.crs import METRES
from geo.model.delivery import Delivery, LayerCount
from geo.model.estimate import Grade
from geo.model.field import Counted, LampType, Thing
from geo.model.issues import Issue, Severity
from geo.model.language import sentence
from geo.model.layers import LAYERS
from geo.model.provenance import Source
from geo.reporting.field_matching import LAYER_OF, Matches, matched, newest_of_each, shape_of

OPTICS: Mapping[LampType, str] = {
    LampType.POST_TOP: "iso",
    LampType.SHADE: "generic_path",
    LampType.ARM: "generic_path",
    LampType.BOLLARD: "hemisphere",
    LampType.WALL: "lambert",
    LampType.FLOODLIGHT: "lambert",
}
"""How the light of each picture spreads, by the name of a distribution that needs no file."""


RANGES: Mapping[str, frozenset[str]] = {
    f"{what}_{unit}": frozenset({f"{what}_low_{unit}", f"{what}_high_{unit}"})
    for what, unit in (("height", "m"), ("power", "w"))
}
"""The columns that hold the range of another."""


def count_delivery(
    standing: Mapping[str, gpd.GeoDataFrame],
    sources: Mapping[str, Source],
    entries: Sequence[Counted],
    named: tuple[str, str],
    assumptions: Assumptions | None = None,
) -> Delivery:
    """Answer what landing a count would make of the layers.

    Parameters
    ----------
    standing
        Layers as they stand; one that is not there yet is made.
    sources
        Where those come from.
    entries
        What was counted.
    named
        Name of the delivery and its fingerprint.
    assumptions
        ``field.*``; the defaults if None.
    """
    chosen = assumptions or default_assumptions()
    whole, issues = newest_of_each(entries, chosen["field.same_m"])
    layers: dict[str, gpd.GeoDataFrame] = {}
    told: dict[str, Source] = {}
    counts: dict[str, LayerCount] = {}
    for thing, layer in LAYER_OF.items():
        mine = [entry for entry in whole if entry.thing is thing]
        if not mine:
            continue
        issues += _inaccurate(mine, layer, chosen)
        before = standing.get(layer)
        frame = empty_layer(layer) if before is None else before
        found = matched(frame, mine, thing, chosen)
        drawable = [one for one in found.fresh if thing is not Thing.HEDGE or _is_line(one)]
        lost = [one for one in found.fresh if one not in drawable]
        issues += [*found.issues, *(_needs_line(one, layer) for one in lost)]
        layers[layer] = _with(frame, mine, Matches(found.known, tuple(drawable), ()), chosen)
        told[layer] = _source(sources.get(layer), max(mine, key=lambda one: one.created))
        counts[layer] = LayerCount(read=len(mine), refused=len(lost))
        if thing is Thing.LAMP and drawable:
            facts = {"count": len(drawable)}
            issues.append(Issue(Severity.NOTICE, "count.assumed_light", layer, None, facts))
    name, fingerprint = named
    return Delivery(name, layers, told, counts, tuple(issues), fingerprint)


def empty_layer(layer: str) -> gpd.GeoDataFrame:
    """Answer a layer with every column of the model and no feature."""
    columns = {
        name: pd.Series(dtype=float if column.kind in {"real", "integer"} else object)
        for name, column in LAYERS[layer].columns.items()
    }
    ends = {"id": pd.Series(dtype=object), **columns, "source": pd.Series(dtype=object)}
    return gpd.GeoDataFrame(ends, geometry=[], crs=METRES)


def lamp_values(entry: Counted, chosen: Assumptions) -> dict[str, Any]:
    """Answer what a counted lamp is taken to be: what was seen, and what its picture stands for."""
    values: dict[str, Any] = {
        "number": entry.number,
        "status": None if entry.state is None else entry.state.value,
        "height_m": entry.height_m,
    }
    if entry.lamp_type is not None:
        values["luminaire"] = OPTICS[entry.lamp_type]
        for what, unit in (("height", "m"), ("power", "w")):
            if what == "height" and entry.height_m is not None:
                continue  # it was measured: that is no range
            known = chosen.entry(f"field.{entry.lamp_type.value}_{what}_{unit}")
            values[f"{what}_{unit}"] = known.value
            values[f"{what}_low_{unit}"] = known.low
            values[f"{what}_high_{unit}"] = known.high
    return values


def _values(entry: Counted, chosen: Assumptions) -> dict[str, Any]:
    match entry.thing:
        case Thing.LAMP:
            return lamp_values(entry, chosen)
        case Thing.BENCH:
            return {"kind": "bench", "name": entry.words}
        case Thing.HEDGE:
            return {"kind": "hedge", "height_m": entry.height_m}
        case Thing.SIGN:
            return {"kind": "sign", "name": entry.words}


def _with(
    frame: gpd.GeoDataFrame, entries: Sequence[Counted], found: Matches, chosen: Assumptions
) -> gpd.GeoDataFrame:
    columns = {name: frame[name].astype(object).tolist() for name in frame.columns.drop("geometry")}
    row_of = {str(id_): row for row, id_ in enumerate(columns["id"])}
    for entry in entries:
        id_ = found.known.get(entry.id)
        if id_ is not None:
            row = row_of[id_]
            before = {name: values[row] for name, values in columns.items()}
            for name, value in _filled(before, entry, _values(entry, chosen)).items():
                columns[name][row] = value
    out = gpd.GeoDataFrame(
        {name: pd.Series(values, dtype=object) for name, values in columns.items()},
        geometry=frame.geometry.to_numpy(),
        crs=METRES,
    )
    rows = [
        {"id": entry.name, **_values(entry, chosen), "source": sentence("count.source")}
        for entry in found.fresh
    ]
    if rows:
        places = np.array([shape_of(entry) for entry in found.fresh], dtype=object)
        fresh = gpd.GeoDataFrame(rows, geometry=places, crs=METRES).reindex(columns=out.columns)
        both = pd.concat([pd.DataFrame(out), pd.DataFrame(fresh)], ignore_index=True)
        out = gpd.GeoDataFrame(both, geometry="geometry", crs=METRES)
    return _typed(out, LAYER_OF[entries[0].thing]).sort_values("id", ignore_index=True)


def _filled(before: Mapping[str, Any], entry: Counted, values: Mapping[str, Any]) -> dict[str, Any]:
    """Answer what a register does not say; whether it burned, and how high a hedge is, is new."""
    seen = {Thing.LAMP: {"status"}, Thing.HEDGE: {"height_m"}}.get(entry.thing, set())
    left = {"kind"} | ({"power_w"} if pd.notna(before.get("flux_lm")) else set())
    for value, ends in RANGES.items():
        # A range belongs to the value it is a range of: one that is known has none of ours.
        left |= ends if value in left or pd.notna(before.get(value)) else set()
    fresh = {
        name: value
        for name, value in values.items()
        if value is not None
        and name in before
        and name not in left
        and (pd.isna(before[name]) or name in seen)
        and before[name] != value
    }
    mark, source = sentence("count.source"), before["source"]
    if fresh and isinstance(source, str) and mark not in source:
        return {**fresh, "source": f"{source} + {mark}"}
    return fresh


def _typed(out: gpd.GeoDataFrame, layer: str) -> gpd.GeoDataFrame:
    """Answer numbers as numbers again, whatever else was filled in beside them."""
    kinds = {name: column.kind for name, column in LAYERS[layer].columns.items()}
    numbers = [name for name in out.columns if kinds.get(name) in {"real", "integer"}]
    return out.assign(**{name: pd.to_numeric(out[name]) for name in numbers})


def _source(before: Source | None, newest: Counted) -> Source:
    day = newest.created.date().isoformat()
    mark = sentence("count.source")
    if before is None:
        return Source(mark, date=day, grade=Grade.C, record=mark)
    dataset = before.dataset if mark in before.dataset else f"{before.dataset}, {mark}"
    return replace(before, dataset=dataset, date=day, grade=Grade.C)


def _is_line(entry: Counted) -> bool:
    return isinstance(shape_of(entry), shapely.LineString)


def _needs_line(entry: Counted, layer: str) -> Issue:
    return Issue(Severity.ERROR, "count.needs_line", layer, entry.name, {})


def _inaccurate(entries: Sequence[Counted], layer: str, chosen: Assumptions) -> list[Issue]:
    most = chosen["field.inaccurate_m"]
    return [
        Issue(
            Severity.WARNING, "count.inaccurate", layer, one.name,
            {"metres": round(one.accuracy_m)},
        )
        for one in entries
        if one.accuracy_m is not None and one.accuracy_m > most
    ]  # fmt: skip
