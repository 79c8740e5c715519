"""Who said it, when, and under which licence: carried by every layer to every map and export."""

from dataclasses import asdict, dataclass
from typing import Any

from geo.model.estimate import Grade


@dataclass(frozen=True)
class Source:
    """Where a layer comes from.

    Parameters
    ----------
    dataset
        Name a person recognises: a file, a register, OpenStreetMap.
    licence
        Licence of the data, or None where it was not stated.
    attribution
        The line that must stand on every map, or None.
    date
        ISO date the data describe, or None where it is not known.
    grade
        Grade of the layer as delivered.
    record
        Which record or file inside the dataset.
    """

    dataset: str
    licence: str | None = None
    attribution: str | None = None
    date: str | None = None
    grade: Grade = Grade.C
    record: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Answer a JSON shape."""
        return {**asdict(self), "grade": self.grade.value}

    @classmethod
    def from_dict(cls, record: dict[str, Any]) -> "Source":
        """Read the JSON shape back."""
        return cls(**{**record, "grade": Grade(record["grade"])})
