"""The gate of one process: remembers when reports came, per network, for ten minutes.

The address of a person is never kept: it is cut to its network at once, and that is forgotten with
the window. Nothing of it reaches the database or a log.
"""

import time
from collections import deque
from threading import Lock

from geo.reporting.spam import (
    MOST_S,
    TOO_MANY_PER_ADDRESS,
    WINDOW_S,
    Attempt,
    Passage,
    filling_time,
    form_stamp,
    passage,
    truncated,
)

MOST_KEPT = 5_000
"""Moments of all together; more make no difference to any rule."""


class Gate:
    """Who is let through at once, waits, is shown the form again, or is refused.

    Parameters
    ----------
    secret
        Key of the workspace, for the stamp of a form.
    """

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._lock = Lock()
        self._here: dict[str, deque[float]] = {}
        self._all: deque[float] = deque(maxlen=MOST_KEPT)

    def stamp(self) -> str:
        """Answer the hidden field of a form that is shown now."""
        return form_stamp(self._secret, time.time())

    def renewed(self, stamp: str) -> str:
        """Answer a form's own stamp while it is good: shown again, it was still begun then."""
        filling = filling_time(self._secret, stamp, time.time())
        return stamp if filling is not None and 0 <= filling <= MOST_S / 2 else self.stamp()

    def ask(self, address: str, honeypot: str, stamp: str) -> Passage:
        """Answer what becomes of a form, and remember that it came."""
        now, network = time.time(), truncated(address)
        with self._lock:
            self._forget(now)
            here = self._here.setdefault(network, deque(maxlen=TOO_MANY_PER_ADDRESS + 1))
            filling = filling_time(self._secret, stamp, now)
            answer = passage(Attempt(honeypot, filling, here, self._all), now)
            if answer in {Passage.TAKEN, Passage.QUEUED}:
                here.append(now)
                self._all.append(now)
        return answer

    def touch(self, address: str) -> bool:
        """Tell whether a small act (agree, still dark) may pass, and remember it."""
        now, network = time.time(), truncated(address)
        with self._lock:
            self._forget(now)
            here = self._here.setdefault(network, deque(maxlen=TOO_MANY_PER_ADDRESS + 1))
            if len(here) >= TOO_MANY_PER_ADDRESS:
                return False
            here.append(now)
        return True

    def _forget(self, now: float) -> None:
        for moments in (self._all, *self._here.values()):
            while moments and moments[0] <= now - WINDOW_S:
                moments.popleft()
        self._here = {network: moments for network, moments in self._here.items() if moments}
