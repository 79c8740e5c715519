"""How the tables of one source are read, kept so that next month's delivery needs no clicks."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import PurePosixPath
from typing import Any


@dataclass(frozen=True)
class ColumnMap:
    """What was decided of a table: its layer, its coordinate system and its columns.

    Parameters
    ----------
    source
        Name of the file without dates and numbers, so that every month's file has the same.
    table
        Layer inside the file, likewise.
    columns
        Every column the table had, in the order of the alphabet.
    layers
        Delivered column by the model's column, for each layer the table became.
    role
        Layer somebody named for it, or None where its name or codes told.
    declared
        System the file declared, or None.
    crs
        System its coordinates were taken in.
    swapped
        Whether northing stood first.
    given
        Whether a person named the system, rather than its numbers.
    """

    source: str
    table: str
    columns: tuple[str, ...]
    layers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    role: str | None = None
    declared: str | None = None
    crs: str | None = None
    swapped: bool = False
    given: bool = False

    @property
    def needed(self) -> frozenset[str]:
        """Answer the delivered columns without which the map means nothing."""
        return frozenset(name for chosen in self.layers.values() for name in chosen.values())

    def to_dict(self) -> dict[str, Any]:
        """Answer a JSON shape."""
        layers = {name: dict(chosen) for name, chosen in self.layers.items()}
        return {**asdict(self), "columns": list(self.columns), "layers": layers}

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> "ColumnMap":
        """Read the JSON shape back."""
        return cls(**{**record, "columns": tuple(record["columns"])})


def source_name(name: str) -> str:
    """Answer a file's name as every month's delivery has it.

    >>> source_name("udtræk/Lysmaster_2026-11.shp"), source_name("2026.gpkg")
    ('lysmaster', '')
    """
    stem = PurePosixPath(name.casefold()).stem
    return re.sub(r"[\W_\d]+", " ", stem).strip()
