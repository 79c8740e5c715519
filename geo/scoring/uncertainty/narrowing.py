"""What would narrow an interval most, in words somebody can act on: which data, where."""

import geopandas as gpd
import numpy as np
import shapely

from geo.model.department import Department
from geo.model.estimate import Grade
from geo.model.language import sentence
from geo.scoring.factors import FACTORS
from geo.scoring.measurement import FactorResult
from geo.scoring.profile import Profile
from geo.scoring.uncertainty.sensitivity import Sensitivity

CHOICES = ("weights", "rule", "anchors", "eyes", "edges")
"""Groups that no data can narrow: they are choices, or what research does not know."""

LAMPS = ("lamps", "optics", "data.lighting")
LAMP_COLUMNS = ("light_source", "flux_lm", "luminaire", "height_m")
BESIDE_M = 30.0
AT_MOST = 3
LEAST = 0.01
"""Share of the variance under which a group is not worth a word."""


def what_would_narrow(profile: Profile, department: Department, found: Sensitivity) -> list[str]:
    """Say in Danish what would narrow the interval most, the best first, at most three.

    Parameters
    ----------
    profile, department
        The scored department.
    found
        What its total hangs on.
    """
    lamps = _lamps(profile, department)
    worth: dict[str, float] = {}
    for name, share in found.total.items():
        if share >= LEAST and name not in CHOICES:
            text = lamps if name in LAMPS else _data(profile, name)
            worth[text] = worth.get(text, 0.0) + share
    said = sorted((text for text in worth if text), key=lambda text: (-worth[text], text))
    return said[:AT_MOST]


def what_is_chosen(found: Sensitivity) -> str:
    """Say how much of the doubt is a matter of choices, which no data can narrow."""
    whole = sum(found.first.values())
    chosen = sum(found.first[name] for name in CHOICES)
    percent = round(100 * chosen / whole) if whole > 0 else 0
    return sentence("narrow.chosen", {"percent": min(100, max(0, percent))})


def _lamps(profile: Profile, department: Department) -> str:
    """Name what is missing of the lamps, and the path along which it is missing of most."""
    lamps = department.layer("lamps")
    if lamps is None or lamps.empty:
        return sentence("narrow.layer", {"layer": sentence("layer.lamps")})
    inside = shapely.dwithin(lamps.geometry.to_numpy(), department.boundary, BESIDE_M)
    lamps = lamps[inside]
    blank = {name: _unknown(lamps, name) for name in LAMP_COLUMNS}
    lacking = [name for name, rows in blank.items() if rows.any()]
    if not lacking:
        return sentence("narrow.measure", {"factor": FACTORS["lighting"].label})
    any_blank = np.any([blank[name] for name in lacking], axis=0)
    path, count = _path_of_most(profile.segments, lamps[any_blank])
    columns = sentence("narrow.and").join(
        sentence(f"column.lamps.{name}").lower() for name in lacking[:2]
    )
    facts = {"columns": columns, "count": count, "path": path}
    return sentence("narrow.lamps_at" if path else "narrow.lamps", facts)


def _unknown(lamps: gpd.GeoDataFrame, name: str) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    if name not in lamps:
        return np.ones(len(lamps), dtype=bool)
    return lamps[name].isna().to_numpy(dtype=bool)


def _path_of_most(segments: gpd.GeoDataFrame, lamps: gpd.GeoDataFrame) -> tuple[str | None, int]:
    """Answer the named path most of the lamps stand at, and how many do; else all of them."""
    named = segments[segments["name"].notna()] if "name" in segments else segments[:0]
    if named.empty or lamps.empty:
        return None, len(lamps)
    tree = shapely.STRtree(named.geometry.to_numpy())
    _, row = tree.query_nearest(lamps.geometry.to_numpy(), max_distance=BESIDE_M, all_matches=False)
    counts = named["name"].iloc[row].value_counts()
    if counts.empty:
        return None, len(lamps)
    most = min(counts.index[counts == counts.max()])
    return str(most), int(counts.max())


def _data(profile: Profile, name: str) -> str:
    """Name the layer behind a factor's doubt: missing, else the worst of those there are."""
    factor = name.removeprefix("data.")
    results: list[FactorResult] = list(profile.results[factor].values())
    layers = sorted({layer for r in results for row in r.indicators for layer in row.inputs})
    absent = [layer for layer in layers if layer not in profile.sources]
    if absent:
        return sentence("narrow.layer", {"layer": sentence(f"layer.{absent[0]}")})
    order = list(Grade).index
    known = sorted(layers, key=lambda layer: (-order(profile.sources[layer].grade), layer))
    if not known:
        return ""
    facts = {"layer": sentence(f"layer.{known[0]}"), "factor": FACTORS[factor].label}
    return sentence("narrow.better", facts)
