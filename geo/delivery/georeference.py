"""Where the coordinates lie: declared, proposed from the numbers, or refused.

The areas are those of Denmark in the systems its offices use; a proposal always waits for a yes.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.model.errors import UnknownCrsError
from geo.model.issues import Issue, Severity

Geometries = npt.NDArray[np.object_]

METRES = "EPSG:25832"
DEGREES = "EPSG:4326"

Box = tuple[float, float, float, float]

SYSTEMS: tuple[tuple[str, Box], ...] = (
    (METRES, (4.3e5, 6.03e6, 9.1e5, 6.43e6)),
    (DEGREES, (8.0, 54.5, 15.5, 57.9)),
    ("EPSG:25833", (2.6e5, 6.03e6, 4.25e5, 6.43e6)),
    ("EPSG:3857", (8.9e5, 7.24e6, 1.73e6, 7.95e6)),
    ("EPSG:4093", (1.2e5, 1.03e6, 2.8e5, 1.43e6)),
    ("EPSG:4094", (3.2e5, 1.03e6, 4.8e5, 1.43e6)),
    ("EPSG:4095", (5.2e5, 1.03e6, 6.8e5, 1.43e6)),
    ("EPSG:4096", (7.2e5, 1.03e6, 8.8e5, 1.43e6)),
)
"""Danish extent per system: UTM32, degrees, UTM33 (west of its zone), Web Mercator, DKTM1-4."""

SWAPPED: tuple[tuple[str, Box], ...] = tuple(
    (name, (y0, x0, y1, x1)) for name, (x0, y0, x1, y1) in SYSTEMS[:2]
)
"""The same with northing first."""

SYSTEM_34: Box = (1e4, 1e4, 4.1e5, 4.1e5)
"""Where the three zones of System 34 lie; PROJ has no such system."""

SAME = {"EPSG:32632": METRES, "EPSG:4258": DEGREES, "EPSG:4979": DEGREES, "OGC:CRS84": DEGREES}
"""Systems that differ by less than a metre."""


@dataclass(frozen=True)
class Placement:
    """What to do with the coordinates of a table.

    Parameters
    ----------
    crs
        System to take them in.
    swapped
        True where northing stands first.
    issues
        What was assumed.
    confirm
        True where somebody must say yes.
    """

    crs: str
    swapped: bool = False
    issues: tuple[Issue, ...] = field(default=())
    confirm: bool = False


def bounds_of(geometry: Geometries) -> Box | None:
    """Answer the box around every finite coordinate, or None where there is none.

    The box leaves out the outermost hundredth on each side where there is much, so that a few
    stray points do not hide where a delivery lies.
    """
    boxes = shapely.bounds(geometry)
    boxes = boxes[np.isfinite(boxes).all(axis=1)]
    if not len(boxes):
        return None
    if len(boxes) >= 200:  # noqa: PLR2004 - a hundredth means something from here
        low, high = np.quantile(boxes[:, :2], 0.01, axis=0), np.quantile(boxes[:, 2:], 0.99, axis=0)
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])
    low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def place(
    bounds: Box, declared: str | None, *, certain: bool, given: str | None, file: str
) -> Placement:
    """Decide in which system the coordinates of a table are.

    Parameters
    ----------
    bounds
        Box of the raw numbers.
    declared
        System the file declares, or None.
    certain
        False where the declaration is only the format's default.
    given
        System somebody named, or None.
    file
        Name of the file, for the findings.

    Raises
    ------
    UnknownCrsError
        ``crs.unknown``, ``crs.impossible`` or ``crs.system34``.
    """
    if given is not None:
        return _given(bounds, given, declared, file)
    code = authority(declared, file)
    if code is None:
        proposed = _proposed(bounds)
        if proposed is None:
            rule = "crs.system34" if _inside(bounds, SYSTEM_34) else "crs.unknown"
            raise UnknownCrsError(rule, file=file, **_numbers(bounds))
        return _propose(proposed, "crs.assumed", file, bounds)
    if _believable(bounds, code):
        return Placement(code, issues=_noted(code, declared, file, certain=certain))
    proposed = _proposed(bounds)
    if proposed is None:
        raise UnknownCrsError("crs.impossible", file=file, crs=code, **_numbers(bounds))
    return _propose(proposed, "crs.doubted", file, bounds, declared=code)


def authority(declared: str | None, file: str) -> str | None:
    """Answer the code of a declared system, or its own text where no code fits.

    Raises
    ------
    UnknownCrsError
        ``crs.system34``: nobody moves that one exactly.
    """
    if not declared:
        return None
    if "system 34" in declared.lower() or "system34" in declared.lower() or "S34" in declared:
        raise UnknownCrsError("crs.system34", file=file, x="–", y="–")
    try:
        crs = CRS.from_user_input(declared)
    except CRSError:
        return None
    if crs.is_compound:
        crs = crs.sub_crs_list[0]
    if crs.is_engineering or crs.name.lower().startswith(("undefined", "unknown", "nonearth")):
        return None
    found = crs.to_authority(min_confidence=70)
    code = ":".join(found) if found else None
    if code is None:
        return crs.to_wkt()
    return SAME.get(code, code)


def _given(bounds: Box, given: str, declared: str | None, file: str) -> Placement:
    """Take the system somebody named, unless its numbers cannot be of it."""
    try:
        named = CRS.from_user_input(given)
    except CRSError as error:
        raise UnknownCrsError("crs.not_a_system", file=file, crs=given) from error
    code = authority(named.to_wkt(), file) or given
    for name, box in SWAPPED:
        if _inside(bounds, box) and name == code:
            facts = {"file": file, "crs": code}
            return Placement(
                code,
                swapped=True,
                issues=(Issue(Severity.NOTICE, "crs.swapped", file, None, facts),),
            )
    if not _possible(bounds, code):
        raise UnknownCrsError("crs.impossible", file=file, crs=code, **_numbers(bounds))
    own = authority(declared, file)
    if own is not None and own != code:
        facts = {"file": file, "crs": code, "declared": short_name(own)}
        return Placement(code, issues=(Issue(Severity.NOTICE, "crs.overruled", file, None, facts),))
    return Placement(code)


def _propose(
    proposed: tuple[str, bool], rule: str, file: str, bounds: Box, **facts: Any
) -> Placement:
    code, swapped = proposed
    told = {"file": file, "crs": code, **facts, **_numbers(bounds)}
    issues = [Issue(Severity.WARNING, rule, file, None, told)]
    if swapped:
        issues.append(Issue(Severity.WARNING, "crs.swapped", file, None, told))
    if swapped and facts.get("declared") == code:
        issues = issues[1:]
    return Placement(code, swapped, tuple(issues), confirm=True)


def _proposed(bounds: Box) -> tuple[str, bool] | None:
    for name, box in SYSTEMS:
        if _inside(bounds, box):
            return name, False
    for name, box in SWAPPED:
        if _inside(bounds, box):
            return name, True
    return None


def _believable(bounds: Box, code: str) -> bool:
    """Tell whether numbers can be of the declared system, and are not rather another's."""
    if not _possible(bounds, code):
        return False
    if code == METRES and _inside(bounds, dict(SYSTEMS)["EPSG:25833"]):
        return False
    return not any(_inside(bounds, box) and name == code for name, box in SWAPPED)


def _possible(bounds: Box, code: str) -> bool:
    """Tell whether numbers can be of a system at all."""
    crs = CRS.from_user_input(code)
    reach = max(abs(number) for number in bounds)
    if crs.is_geographic:
        low, high = min(bounds[1], bounds[3]), max(bounds[1], bounds[3])
        return reach <= 360 and low >= -90.001 and high <= 90.001  # noqa: PLR2004
    if abs(bounds[0]) <= 180 and abs(bounds[2]) <= 180 and abs(bounds[3]) <= 90:  # noqa: PLR2004
        return False
    return code != METRES or (bounds[0] > -1e6 and bounds[2] < 3e6 and bounds[3] < 1e7)  # noqa: PLR2004


def _noted(code: str, declared: str | None, file: str, *, certain: bool) -> tuple[Issue, ...]:
    """Say where a declaration was translated or coordinates were moved."""
    if code == METRES or not certain or declared is None:
        return ()
    facts = {"file": file, "crs": short_name(code)}
    return (Issue(Severity.NOTICE, "crs.transformed", file, None, facts),)


def short_name(code: str) -> str:
    """Answer a system's code, or its name where it has none.

    >>> short_name("EPSG:25832")
    'EPSG:25832'
    """
    return code if len(code) < 20 else CRS.from_user_input(code).name  # noqa: PLR2004


def _inside(bounds: Box, box: Box) -> bool:
    x0, y0, x1, y1 = bounds
    return box[0] <= x0 and x1 <= box[2] and box[1] <= y0 and y1 <= box[3]


def _numbers(bounds: Box) -> dict[str, str]:
    x, y = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
    digits = 4 if abs(x) < 1000 else 0  # noqa: PLR2004
    return {"x": f"{x:.{digits}f}", "y": f"{y:.{digits}f}"}
