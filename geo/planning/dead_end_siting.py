"""Paths that lead nowhere and that nobody's walk needs: which to close (5e)."""

import numpy as np

from geo.measures.arrays import Flags, Reals
from geo.model.errors import PlanError
from geo.model.language import sentence
from geo.planning.changes import Change
from geo.planning.costing import change_price
from geo.planning.found import Found
from geo.planning.prices import PriceList
from geo.scoring.scene import Scene

CLOSE = "close_dead_end"


def dead_end_plan(scene: Scene, prices: PriceList, money: float) -> Found:
    """Answer the dead ends to close for the money: most metres of them.

    Raises
    ------
    PlanError
        Where there are no paths.
    """
    samples = scene.samples
    if samples is None or samples.segments.empty:
        raise PlanError("plan.no_paths", department=scene.department.name)
    names, metres = _dead_paths(scene)
    changes = [Change(CLOSE, {"path": name}) for name in names]
    price = np.array([change_price(scene.department, change, prices) for change in changes])
    taken = most_metres(metres, price, money)
    most = _in_parts(metres, price, money)
    gap = 0.0 if most <= 0 else max(0.0, 1 - float(metres[taken].sum()) / most)
    said = sentence("found.dead_ends", {"count": len(changes), "metres": round(metres.sum())})
    picked = tuple(change for change, yes in zip(changes, taken, strict=True) if yes)
    return Found(picked, gap, (said,))


def most_metres(metres: Reals, price: Reals, money: float) -> Flags:
    """Choose by metres per krone, the longer first where that is the same."""
    taken = np.zeros(len(metres), dtype=bool)
    left = money
    for k in np.lexsort((-metres, -metres / np.maximum(price, 1e-9))):
        if price[k] <= left + 1e-9:
            taken[k] = True
            left -= price[k]
    return taken


def _in_parts(metres: Reals, price: Reals, money: float) -> float:
    """Answer what could be closed if paths were sold by the metre: no choice closes more."""
    total, left = 0.0, money
    for k in np.argsort(-metres / np.maximum(price, 1e-9), kind="stable"):
        part = min(1.0, left / price[k]) if price[k] > 0 else 1.0
        total += float(part * metres[k])
        left -= float(part * price[k])
        if left <= 0:
            break
    return total


def _dead_paths(scene: Scene) -> tuple[list[str], Reals]:
    """Answer the delivered paths that lead nowhere from end to end and that no walk uses."""
    samples = scene.samples
    columns = scene.result("routes").segments
    if samples is None or "routes.dead_end" not in columns:
        return [], np.empty(0)
    segments = samples.segments
    dead = columns["routes.dead_end"].reindex(segments.index, fill_value=False).astype(bool)
    flow = scene.flow
    used = segments["path"].isin([]) if flow is None else flow > 0
    own = scene.department.layers["paths"]
    lengths = dict(zip(own["id"].astype(str), own.geometry.length, strict=True))
    names, metres = [], []
    for path, rows in segments.groupby("path", sort=True).groups.items():
        length = float(segments.loc[rows, "length_m"].sum())
        whole = length >= lengths.get(str(path), np.inf) - 1.0
        if whole and dead.loc[rows].all() and not used.loc[rows].any():
            names.append(str(path))
            metres.append(length)
    return names, np.array(metres)
