"""The departments of a workspace as a list tells them: by name, never by score."""

from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

import geo


@dataclass(frozen=True)
class Entry:
    """A department in a list.

    Parameters
    ----------
    id, name
        Its id, and the name people use.
    organisation
        Boligorganisation, or None.
    dwellings
        Number of dwellings, or None where not known.
    derived
        True where the polygon was drawn by us, not delivered.
    """

    id: str
    name: str
    organisation: str | None
    dwellings: int | None
    derived: bool

    @property
    def origin(self) -> str:
        """Answer the key of the words for where its boundary comes from."""
        return "origin.derived" if self.derived else "origin.delivered"

    def to_dict(self) -> dict[str, Any]:
        """Answer the stable JSON shape of ``departments --json``."""
        return asdict(self)


def listed(workspace: geo.Workspace) -> list[Entry]:
    """List the departments in the order of a Danish directory."""
    return [
        Entry(
            id=str(row["id"]),
            name=_text(row["name"]) or str(row["id"]),
            organisation=_text(row["organisation"]),
            dwellings=None if pd.isna(row["dwellings"]) else int(row["dwellings"]),
            derived=_text(row["derived"]) == "yes",
        )
        for row in workspace.departments().to_dict("records")
    ]


def _text(value: Any) -> str | None:
    return None if pd.isna(value) else str(value)
