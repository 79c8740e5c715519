"""What was made once per state of the workspace, each thing by the first who asked for it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock, RLock
from typing import Any

Key = tuple[str, ...]


@dataclass
class _Place:
    """Where one thing is kept; whoever makes it holds the lock, and the others wait for it."""

    lock: Any = field(default_factory=RLock)
    made: bool = False
    state: str = ""
    value: Any = None


class Keeping:
    """Things made on demand and forgotten when the workspace changes.

    One thing that takes long keeps nobody waiting who asks for another.

    Parameters
    ----------
    revision
        Answers a mark that changes with the workspace.
    """

    def __init__(self, revision: Callable[[], str]) -> None:
        self._revision = revision
        self._of = ""
        self._places: dict[Key, _Place] = {}
        self._lock = Lock()

    def answer(self, key: Key, make: Callable[[], Any], state: str = "") -> Any:
        """Answer what was made under a key.

        Parameters
        ----------
        key
            Its name.
        make
            Makes it where it is not there yet.
        state
            What it was made from besides the workspace; another state makes it anew, and only the
            newest is kept.
        """
        place = self._place(key)
        with place.lock:
            if not place.made or place.state != state:
                place.value, place.state, place.made = make(), state, True
            return place.value

    def has(self, key: Key) -> bool:
        """Tell whether something is ready under a key; nobody waits for this answer."""
        return self._place(key).made

    def _place(self, key: Key) -> _Place:
        revision = self._revision()
        with self._lock:
            if revision != self._of:
                self._places, self._of = {}, revision
            return self._places.setdefault(key, _Place())
