"""One thread that scores what no page has waited for yet, and keeps each department as it is done.

A page that needs every department would keep its reader waiting for minutes after an import. It
says how far the work is in place of that; what is done is saved, so that a restart goes on from
there. The thread ends with the process and leaves nothing half done: a scoring lands whole.
"""

import logging
from collections import deque
from collections.abc import Callable, Sequence
from threading import Condition, Thread

log = logging.getLogger("tryghedskort")


class ScoringUnderWayError(Exception):
    """Scorings that a page needs are still being made.

    Parameters
    ----------
    done, total
        Departments that are ready, and all.
    """

    def __init__(self, done: int, total: int) -> None:
        super().__init__(f"{done} of {total} departments are scored")
        self.done = done
        self.total = total


class Scorer:
    """Work off departments one after the other, in the order they were asked for.

    Parameters
    ----------
    work
        Scores one department and keeps it; what it raises is logged and told to whoever asks for
        that department.
    """

    def __init__(self, work: Callable[[str], object]) -> None:
        self._work = work
        self._waiting: deque[str] = deque()
        self._at_work: str | None = None
        self._thread: Thread | None = None
        self._turn = Condition()

    def finish(self, keys: Sequence[str], patience: float) -> bool:
        """Have departments scored, and answer whether that was done within some seconds."""
        with self._turn:
            known = {*self._waiting, self._at_work}
            self._waiting.extend(key for key in keys if key not in known)
            if self._thread is None:
                self._thread = Thread(target=self._run, name="scorer", daemon=True)
                self._thread.start()
            wanted = set(keys)
            return self._turn.wait_for(lambda: not wanted & self._unfinished(), patience)

    def stop(self, patience: float = 30.0) -> None:
        """Drop what is waiting, and wait for the department that is being scored."""
        with self._turn:
            self._waiting.clear()
            self._turn.wait_for(lambda: self._thread is None, patience)

    def _unfinished(self) -> set[str | None]:
        return {*self._waiting, self._at_work}

    def _run(self) -> None:
        while (key := self._next()) is not None:
            try:
                self._work(key)
            except Exception:
                log.exception("a department could not be scored: %s", key)

    def _next(self) -> str | None:
        """Answer the department to score now; without one the thread ends."""
        with self._turn:
            self._at_work = self._waiting.popleft() if self._waiting else None
            if self._at_work is None:
                self._thread = None
            self._turn.notify_all()
            return self._at_work
