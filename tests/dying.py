"""A process that kills itself (kill -9) between two steps of SQLite, at a place one chooses."""

import os
import signal
import sqlite3
from types import ModuleType

NEVER = -1
"""Neither counted nor died of."""


class Steps:
    """How many steps a process has taken so far; ``begin`` starts counting anew."""

    def __init__(self, last: int) -> None:
        self.taken, self.last = 0, last

    def begin(self) -> None:
        """Count from here on."""
        self.taken = 0

    def one_more(self) -> int:
        """Take a step, and die of it where it is the last; 0 lets SQLite go on."""
        self.taken += 1
        if self.taken == self.last:
            os.kill(os.getpid(), signal.SIGKILL)
        return 0


def dying_at(opening: ModuleType, last: int, instructions: int) -> Steps:
    """Count the steps of every connection that is opened from now on, and die at the last.

    Parameters
    ----------
    opening
        The module whose ``_prepare_connection`` readies a connection.
    last
        The step that is not survived; 0 counts them all, ``NEVER`` does not even count.
    instructions
        How many instructions of SQLite's machine a step is.
    """
    steps, prepare = Steps(last), opening._prepare_connection

    def watched(connection: sqlite3.Connection, record: object) -> None:
        prepare(connection, record)
        connection.set_progress_handler(steps.one_more, instructions)

    if last != NEVER:
        opening._prepare_connection = watched  # type: ignore[attr-defined]
    return steps
