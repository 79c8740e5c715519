"""What safety walks rated, as measurements with a day: a stop by day or in the dark is one."""

from dataclasses import dataclass
from datetime import date
from statistics import mean

from geo.model.walks import Light
from geo.reporting.walk_summaries import summary_of
from geo.store.added_tables import missing_tables
from geo.store.case_opening import CaseDatabase
from geo.store.field import read_notes, read_walks
from geo.store.field_tables import field_tables


@dataclass(frozen=True)
class Rated:
    """What one stop of one walk was rated.

    Parameters
    ----------
    department
        Where the walk was.
    day
        When.
    light
        By day or in the dark.
    rating
        Mean over its items of what those present said (the median of each), 0 bad to 3 good.
    """

    department: str
    day: date
    light: Light
    rating: float


def walk_ratings(database: CaseDatabase) -> list[Rated]:
    """Answer the ratings of all walks; none where no walk was ever planned."""
    known = field_tables(database.tables.metadata.schema)
    read = {table.name for table in (known.walks, known.stops, known.notes)}
    if read & missing_tables(database, known):
        return []  # a table that is not read here may be missing: it came in a later version
    found = []
    with database.reading() as connection:
        for walk in read_walks(connection, known):
            notes = read_notes(connection, known, [stop.id for stop in walk.stops])
            for stop in walk.stops:
                summary = summary_of(stop, [note for note in notes if note.stop == stop.id])
                for light, items in summary.ratings.items():
                    if items:
                        rating = mean(value for value, _ in items.values())
                        day = date.fromisoformat(walk.day)
                        found.append(Rated(walk.department, day, light, rating))
    return found
