"""Each field goes when its own clock runs out: first shown, then done, then noted.

After closing: e-mail 30 days, pictures 6 months, words 12 months, the point 24 months (then it is
moved to the middle of its 25 m of path). A device's mark goes 30 days after it was set. What keeps
no content stays: kind, hours, status and counts.
"""

import math
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from geo.model.assumptions import Assumptions, default_assumptions
from geo.store.case_clocks import Coarsen, Outlived, empty_log, outlived, remove
from geo.store.case_opening import CaseDatabase
from geo.store.cases import insert_audit
from geo.store.field_clocks import PHOTO, clear_field, kept_in_field, outlived_in_field
from geo.store.reports import kept_photos

FILE_GRACE = timedelta(days=1)
"""A picture without a report may belong to one that is just landing."""

CLOCKS = ("email", "photo", "text", "point", "device")
PATH_REACH_M = 30.0


def due(
    database: CaseDatabase, now: datetime, assumptions: Assumptions | None = None
) -> list[Outlived]:
    """List what would go now; nothing is changed."""
    with database.reading() as connection:
        found = outlived(connection, database.tables, _days(assumptions), now)
        found += outlived_in_field(connection, database, _days(assumptions), now)
        known = kept_photos(connection, database.tables) | kept_in_field(connection, database)
    return [*found, *_orphans(database.photos, known, now)]


def purge(
    database: CaseDatabase,
    now: datetime,
    by: str,
    paths: gpd.GeoDataFrame | None = None,
    assumptions: Assumptions | None = None,
) -> list[Outlived]:
    """Remove what has outlived its clock, and answer what that was.

    Parameters
    ----------
    database
        The cases.
    now
        The moment of the run.
    by
        Account or job that runs it; it and the numbers go into the audit, no content does.
    paths
        Paths of the workspace, for the 25 m a point is moved to; without them a grid of 25 m.
    assumptions
        ``reporting.*_days`` and ``reporting.point_segment_m``; the defaults if None.
    """
    numbers = assumptions or default_assumptions()
    coarsen = coarse_point(paths, numbers["reporting.point_segment_m"])
    with database.writing() as connection:
        found = outlived(connection, database.tables, _days(numbers), now)
        remove(connection, database.tables, found, coarsen)
        pictures = {thing.id for thing in found if thing.what == "photo"}
        # What was seen in the field has the clocks of what residents report.
        there = outlived_in_field(connection, database, _days(numbers), now)
        clear_field(connection, database, _days(numbers), now)
        found += there
        known = kept_photos(connection, database.tables) | pictures
        known |= kept_in_field(connection, database) | {thing.id for thing in there}
        files = _orphans(database.photos, known, now)
        counts = Counter(thing.what for thing in [*found, *files])
        told = " ".join(f"{what}={count}" for what, count in sorted(counts.items()))
        insert_audit(connection, database.tables, by, "purge", told or "0", now)
    gone = [thing.id for thing in [*found, *files] if thing.what in {"photo", "file", PHOTO}]
    if database.photos is not None:
        for name in gone:
            (database.photos / name).unlink(missing_ok=True)
    empty_log(database)
    return [*found, *files]


def coarse_point(paths: gpd.GeoDataFrame | None, segment_m: float) -> Coarsen:
    """Answer how a point is moved to the middle of its piece of path, or of a square without one.

    >>> coarse_point(None, 25.0)(701_003.0, 6_170_024.0)
    (701012.5, 6170012.5)
    """
    lines = [] if paths is None else [line for line in paths.geometry if not line.is_empty]
    parts = shapely.get_parts(np.array(lines, dtype=object)) if lines else np.array([])
    tree = shapely.STRtree(parts) if len(parts) else None

    def coarse(x: float, y: float) -> tuple[float, float]:
        point = shapely.Point(x, y)
        row = None if tree is None else tree.query_nearest(point, max_distance=PATH_REACH_M)
        if row is None or not len(row):
            middle = [math.floor(value / segment_m) * segment_m + segment_m / 2 for value in (x, y)]
            return middle[0], middle[1]
        line = parts[row[0]]
        count = max(1, round(float(shapely.length(line)) / segment_m))
        share = float(shapely.line_locate_point(line, point, normalized=True))
        piece = min(int(share * count), count - 1)
        middle_of = shapely.line_interpolate_point(line, (piece + 0.5) / count, normalized=True)
        there = shapely.get_coordinates(middle_of)[0]
        return float(there[0]), float(there[1])

    return coarse


def _days(assumptions: Assumptions | None) -> Mapping[str, float]:
    numbers = assumptions or default_assumptions()
    return {what: numbers[f"reporting.{what}_days"] for what in CLOCKS}


def _orphans(folder: Path | None, known: set[str], now: datetime) -> list[Outlived]:
    """List files that no report names: a process died between picture and report."""
    if folder is None or not folder.is_dir():
        return []
    old = (now - FILE_GRACE).timestamp()
    return [
        Outlived("file", file.name, None)
        for file in sorted(folder.iterdir())
        if file.is_file() and file.name not in known and file.stat().st_mtime < old
    ]
