"""One upload: what came, what a person said of it, and what came of it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

WAITING, READING, COMPARING, READY, FAILED, LANDED, THROWN = (
    "waiting", "reading", "comparing", "ready", "failed", "landed", "thrown",
)  # fmt: skip

BUSY = frozenset({WAITING, READING, COMPARING})
"""States that pass by themselves."""


@dataclass(frozen=True)
class Handed:
    """A file as it was handed over."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Job:
    """An upload.

    Parameters
    ----------
    token
        Secret name of its folder.
    by, created
        Who handed it over, and when.
    files
        What came.
    state
        ``waiting``, ``reading``, ``comparing``, ``ready``, ``failed``, ``landed``, ``thrown``.
    crs, roles, columns
        What a person said of it.
    error
        Rule, message and remedy where it could not be read.
    receipt
        As ``import --json`` prints it, foreseen or landed.
    confirm
        Whether somebody must say yes to what was assumed.
    counted
        Whether it is a count from the field, made by the product itself.
    """

    token: str
    by: str
    created: str
    files: tuple[Handed, ...]
    state: str = WAITING
    crs: str | None = None
    roles: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    error: Mapping[str, str] | None = None
    receipt: Mapping[str, Any] | None = None
    confirm: bool = False
    counted: bool = False

    @property
    def busy(self) -> bool:
        """Tell whether it will be in another state by itself."""
        return self.state in BUSY

    @property
    def name(self) -> str:
        """Answer the names of its files."""
        return ", ".join(file.name for file in self.files)

    def with_state(self, state: str, **changed: Any) -> "Job":
        """Answer it in another state."""
        return replace(self, state=state, **changed)

    def to_dict(self) -> dict[str, Any]:
        """Answer a JSON shape."""
        return asdict(self)

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> "Job":
        """Read the JSON shape back."""
        return cls(**{**record, "files": tuple(Handed(**file) for file in record["files"])})
