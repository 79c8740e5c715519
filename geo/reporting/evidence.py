"""Hold each report against the computed light of that spot and hour: four cells.

The model never closes, downgrades or delays a case. Where it disagrees with a person, the model
is asked first: the lamp may be out, leaves may hang before it, the register may be wrong.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.measures.arrays import Reals
from geo.model.assumptions import Assumptions, default_assumptions
from geo.model.reports import Kind, Report


class Cell(StrEnum):
    """Report × light; the staff's work lists are the second and the third."""

    DARK_REPORTED = "dark_reported"
    LIT_REPORTED = "lit_reported"
    DARK_SILENT = "dark_silent"
    LIT_SILENT = "lit_silent"
    UNKNOWN_REPORTED = "unknown_reported"
    UNKNOWN_SILENT = "unknown_silent"


class Advice(StrEnum):
    """What staff are told to do; whoever reported is never told that they were wrong."""

    LOOK = "look"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Held:
    """One report held against the light.

    Parameters
    ----------
    cell
        Which of the cells.
    lux, target_lux
        Computed and wanted light at the spot and hour; None where it cannot be computed.
    reasons
        Keys of what may explain it, ``evidence.reason.<key>``; what to look for on the spot.
    daylight
        Whether it was written while it was not dark: the reporter tells of another hour.
    advice
        Always *gå ud og se*.
    """

    cell: Cell
    lux: float | None
    target_lux: float | None
    reasons: tuple[str, ...]
    daylight: bool
    advice: Advice


def is_dark(
    lux: float | None, target_lux: float | None, assumptions: Assumptions | None = None
) -> bool | None:
    """Tell whether a place counts as dark: under 1 lx, or under a third of its target.

    >>> is_dark(0.4, 3.0), is_dark(2.0, 3.0), is_dark(1.5, 7.5), is_dark(None, 3.0)
    (True, False, True, None)
    """
    if lux is None or np.isnan(lux):
        return None
    numbers = assumptions or default_assumptions()
    share = 0.0 if target_lux is None else numbers["reporting.dark_share"] * target_lux
    return bool(lux < max(numbers["reporting.dark_lux"], share))


def hold(
    report: Report,
    lux: float | None,
    target_lux: float | None,
    assumptions: Assumptions | None = None,
) -> Held:
    """Hold one report against the computed light of its spot.

    Parameters
    ----------
    report
        ``report.dark`` says whether it was dark when it was written.
    lux, target_lux
        Horizontal light at the spot and hour, and the target of its class.
    assumptions
        ``reporting.dark_lux`` and ``reporting.dark_share``; the defaults if None.
    """
    dark = is_dark(lux, target_lux, assumptions)
    cell = {True: Cell.DARK_REPORTED, False: Cell.LIT_REPORTED, None: Cell.UNKNOWN_REPORTED}[dark]
    daylight = report.dark is False
    reasons = _reasons(report, cell)
    return Held(cell, lux, target_lux, reasons, daylight, Advice.LOOK)


LAMP_KINDS = frozenset({Kind.LAMP_OUT, Kind.SEVERAL_LAMPS_OUT, Kind.BLINKING})


def _reasons(report: Report, cell: Cell) -> tuple[str, ...]:
    """Answer what to look for, the likeliest first for what was reported."""
    if cell is Cell.DARK_REPORTED:
        return ("too_little_light",)
    if cell is Cell.UNKNOWN_REPORTED:
        return ("no_register",)
    if report.kind is Kind.GLARE:
        return ("glare", "uneven")
    if report.kind is Kind.HIDDEN_BY_LEAVES:
        return ("leaves", "register_wrong")
    if report.kind in LAMP_KINDS:
        return ("lamp_out", "register_wrong")
    return ("lamp_out", "leaves", "uneven", "register_wrong")


def four_cells(
    stretches: gpd.GeoDataFrame,
    reports: Sequence[Report],
    reach_m: float = 25.0,
    assumptions: Assumptions | None = None,
) -> pd.DataFrame:
    """Sort every stretch of path into its cell: the work lists, and a layer of the staff's map.

    Parameters
    ----------
    stretches
        Lines in EPSG:25832 with ``lux`` and ``target_lux``.
    reports
        Reports to lay beside them; one without a point touches nothing.
    reach_m
        A report belongs to its nearest stretch within this.
    assumptions
        As in ``hold``.

    Returns
    -------
    pandas.DataFrame
        On the same index: ``cell``, ``reports`` (how many *meldinger*), ``advice``. The number is
        shown, never ranked by.
    """
    counts = _counts(stretches, reports, reach_m)
    cells = [
        _cell(is_dark(_number(lux), _number(target), assumptions), count)
        for lux, target, count in zip(
            stretches["lux"], stretches["target_lux"], counts, strict=True
        )
    ]
    quiet = {Cell.LIT_SILENT, Cell.UNKNOWN_SILENT}
    advice = [Advice.NOTHING if cell in quiet else Advice.LOOK for cell in cells]
    return pd.DataFrame(
        {
            "cell": [cell.value for cell in cells],
            "reports": counts.astype(np.int64),
            "advice": [one.value for one in advice],
        },
        index=stretches.index,
    )


def _counts(stretches: gpd.GeoDataFrame, reports: Sequence[Report], reach_m: float) -> Reals:
    counts = np.zeros(len(stretches))
    points = [(one.x, one.y) for one in reports if one.x is not None and one.y is not None]
    if points and len(stretches):
        tree = shapely.STRtree(stretches.geometry.to_numpy())
        there = np.asarray(shapely.points(np.array(points, dtype=float)))
        rows, touched = tree.query_nearest(there, max_distance=reach_m)
        # Of two stretches equally near, the first has it.
        _, first = np.unique(rows, return_index=True)
        np.add.at(counts, touched[first], 1)
    return counts


def _cell(dark: bool | None, count: float) -> Cell:  # noqa: FBT001 - one of three answers, not a switch
    names = {True: "dark", False: "lit", None: "unknown"}
    return Cell(f"{names[dark]}_{'reported' if count else 'silent'}")


def _number(value: float | None) -> float | None:
    return None if value is None or np.isnan(value) else float(value)
