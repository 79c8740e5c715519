"""Every judged number, with unit, range and source; frozen into each result.

The numbers lie in the TOML files beside this one, a file per room. A planner sees each as an
*antagelse*; the Monte-Carlo draws between ``low`` and ``high``.
"""

import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from geo.model.errors import LayerError


@dataclass(frozen=True)
class Assumption:
    """A judged number.

    Parameters
    ----------
    key
        ``room.name``; its Danish label is the sentence ``assumption.<key>``.
    value
        The default.
    unit
        Unit of value, low and high; empty for a plain ratio.
    low, high
        Range the Monte-Carlo draws from; equal to value where it is not drawn.
    source
        Key of a source in the method, or ``judged``.
    """

    key: str
    value: float
    unit: str
    low: float
    high: float
    source: str


class Assumptions(Mapping[str, float]):
    """The assumptions of one scoring: a frozen mapping from key to value."""

    def __init__(self, entries: Mapping[str, Assumption]) -> None:
        self._entries = dict(sorted(entries.items()))

    def __getitem__(self, key: str) -> float:
        return self._entries[key].value

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def entry(self, key: str) -> Assumption:
        """Answer the assumption with unit, range and source."""
        return self._entries[key]

    def with_values(self, values: Mapping[str, float]) -> "Assumptions":
        """Answer new assumptions with some values changed; an unknown key is an error."""
        unknown = sorted(set(values) - set(self._entries))
        if unknown:
            raise LayerError("assumption.unknown", keys=", ".join(unknown))
        changed = {
            key: Assumption(
                key, float(values[key]), entry.unit, entry.low, entry.high, entry.source
            )
            if key in values
            else entry
            for key, entry in self._entries.items()
        }
        return Assumptions(changed)

    @property
    def fingerprint(self) -> str:
        """Answer a short hash that changes when any value does."""
        text = json.dumps(dict(self), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:12]


@cache
def default_assumptions() -> Assumptions:
    """Answer the defaults of every room."""
    entries: dict[str, Assumption] = {}
    for path in sorted(Path(__file__).parent.glob("*.toml")):
        for name, row in tomllib.loads(path.read_text("utf-8")).items():
            key = f"{path.stem}.{name}"
            entries[key] = _entry(key, row)
    return Assumptions(entries)


def _entry(key: str, row: dict[str, Any]) -> Assumption:
    value = float(row["value"])
    return Assumption(
        key=key,
        value=value,
        unit=row.get("unit", ""),
        low=float(row.get("low", value)),
        high=float(row.get("high", value)),
        source=row.get("source", "judged"),
    )
