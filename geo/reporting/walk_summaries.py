"""What the notes of a walk say together: medians with their number, feelings added up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from geo.model.walks import FEELINGS, Item, Light, Note, Stop, Walk
from geo.reporting.field_book import FieldBook
from geo.store.field import read_notes


@dataclass(frozen=True)
class StopSummary:
    """What is known of a stop, out of all its notes.

    Parameters
    ----------
    ratings
        Median and number by light and item.
    feelings
        How many answered 1 … 6, by light.
    notes
        The notes themselves, oldest first.
    """

    stop: Stop
    ratings: Mapping[Light, Mapping[Item, tuple[float, int]]]
    feelings: Mapping[Light, tuple[int, ...]]
    notes: tuple[Note, ...]


def summaries(book: FieldBook, walk: Walk) -> list[StopSummary]:
    """Answer what is known of each stop of a walk, in order."""
    with book.database.reading() as connection:
        notes = read_notes(connection, book.tables, [stop.id for stop in walk.stops])
    return [summary_of(stop, [one for one in notes if one.stop == stop.id]) for stop in walk.stops]


def summary_of(stop: Stop, notes: Sequence[Note]) -> StopSummary:
    """Answer what some notes say of a stop together."""
    ratings: dict[Light, dict[Item, tuple[float, int]]] = {light: {} for light in Light}
    feelings = {}
    for light in Light:
        mine = [note for note in notes if note.light is light]
        for item in Item:
            given = [note.ratings[item] for note in mine if item in note.ratings]
            if given:
                ratings[light][item] = (float(median(given)), len(given))
        columns = zip(*(note.feelings for note in mine), strict=True)
        feelings[light] = tuple(sum(column) for column in columns) or (0,) * FEELINGS
    return StopSummary(stop, ratings, feelings, tuple(notes))


def mean_feeling(counts: Sequence[int]) -> float | None:
    """Answer the mean of answers that are only known as counts, or None without any.

    >>> mean_feeling((1, 0, 0, 0, 0, 1)), mean_feeling((0,) * 6)
    (3.5, None)
    """
    n = sum(counts)
    return sum(value * count for value, count in enumerate(counts, 1)) / n if n else None
