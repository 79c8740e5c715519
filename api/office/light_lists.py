"""Reports held against the light: the work lists of staff, and the layer of their map."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

import geo
from api.dependencies import Services
from geo.model.reports import Case, Report
from geo.reporting.evidence import Cell, Held
from geo.reporting.staff import open_list, open_reports
from geo.reporting.work_lists import case_cells, stretch_cells


@dataclass(frozen=True)
class Told:
    """An open case and what the model says of its spot."""

    case: Case
    held: Held


@dataclass(frozen=True)
class Path:
    """Metres of a path in one cell."""

    department: str
    name: str | None
    metres: float


@dataclass(frozen=True)
class WorkLists:
    """The four cells, in the order in which staff meet them.

    Parameters
    ----------
    lit_reported, dark_reported, unknown_reported
        Open cases, by department and place; never by how many have reported.
    dark_silent
        Paths that are dark and of which nobody has reported anything.
    lit_silent_m
        Metres that are lit and silent; nothing is to be done there.
    """

    lit_reported: tuple[Told, ...]
    dark_reported: tuple[Told, ...]
    unknown_reported: tuple[Told, ...]
    dark_silent: tuple[Path, ...]
    lit_silent_m: float


def evidence_of(
    profiles: Sequence[geo.Profile], reports: Sequence[Report]
) -> gpd.GeoDataFrame | None:
    """Answer report × light of every segment of some profiles; None where nothing is scored."""
    segments = segments_of(profiles)
    return None if segments is None else stretch_cells(segments, reports)


def segments_of(profiles: Sequence[geo.Profile]) -> gpd.GeoDataFrame | None:
    """Answer the segments of some profiles with the department of each, each segment once."""
    parts = [
        profile.segments.assign(department=profile.id)
        for profile in profiles
        if len(profile.segments)
    ]
    if not parts:
        return None
    together = gpd.GeoDataFrame(pd.concat(parts), crs=parts[0].crs)
    return together[~together.index.duplicated(keep="first")]


def work_lists(held: Services) -> WorkLists:
    """Sort the open cases and the paths of the workspace into their cells."""
    profiles = held.profiles()
    segments = segments_of(profiles)
    order = {profile.id: place for place, profile in enumerate(profiles)}
    reports = open_reports(held.desk.database)
    if segments is None:
        return WorkLists((), (), (), (), 0.0)
    told = case_cells(segments, reports)
    cases = sorted(
        (case for case in open_list(held.desk.database) if case.id in told),
        key=lambda case: (
            order.get(case.department or "", -1),
            (case.place or "").casefold(),
            case.id,
        ),
    )
    cells = stretch_cells(segments, reports)["cell"]

    def of(cell: Cell) -> tuple[Told, ...]:
        return tuple(Told(case, told[case.id]) for case in cases if told[case.id].cell is cell)

    lit = segments.loc[cells == Cell.LIT_SILENT.value, "length_m"]
    return WorkLists(
        lit_reported=of(Cell.LIT_REPORTED),
        dark_reported=of(Cell.DARK_REPORTED),
        unknown_reported=of(Cell.UNKNOWN_REPORTED),
        dark_silent=_paths(segments[cells == Cell.DARK_SILENT.value], order),
        lit_silent_m=float(lit.sum()),
    )


def _paths(segments: gpd.GeoDataFrame, order: Mapping[str, int]) -> tuple[Path, ...]:
    """Answer the metres of each path of each department, in the order of a Danish directory."""
    sums: Counter[tuple[str, str]] = Counter()
    names = segments["name"].fillna("") if "name" in segments else [""] * len(segments)
    for department, name, metres in zip(
        segments["department"], names, segments["length_m"], strict=True
    ):
        sums[str(department), str(name)] += metres
    found = [Path(department, name or None, metres) for (department, name), metres in sums.items()]
    return tuple(sorted(found, key=lambda one: (order[one.department], one.name or "~")))
