"""One moment of a whole workspace: its layers and its cases as they stood together.

Writers of both are held, always layers first, only until both are being read: milliseconds, however
long the reading takes afterwards. On a server both readings are the very same snapshot besides. So
no copy holds a case made after its layers were read, nor a layer landed after its cases were.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from geo.store.case_opening import CaseDatabase, has_cases, open_cases
from geo.store.engines import PATIENCE_S, told
from geo.store.moving_cases import content
from geo.store.opening import Database, open_database


@dataclass(frozen=True)
class Both:
    """An open workspace: its layers, and its cases or None where it never had any."""

    layers: Database
    cases: CaseDatabase | None


@contextmanager
def opened(where: str | Path) -> Iterator[Both]:
    """Open a workspace that is there, its cases only where it has some."""
    with ExitStack() as stack:
        layers = open_database(where)
        stack.callback(layers.engine.dispose)
        cases = open_cases(where) if has_cases(where) else None
        if cases is not None:
            stack.callback(cases.close)
        yield Both(layers, cases)


def nothing() -> None:
    """Do nothing while writers are held."""


@contextmanager
def one_moment(
    source: Both, meanwhile: Callable[[], None] = nothing
) -> Iterator[tuple[sa.Connection, sa.Connection | None]]:
    """Answer readings of the layers and of the cases as they stood at one moment.

    Parameters
    ----------
    source
        An open workspace.
    meanwhile
        Done while nobody can write: what must belong to the same moment, and takes no time.
    """
    if source.cases is not None:
        content(source.cases)  # tables that are missing are made before anybody is held
    with ExitStack() as readings:
        with ExitStack() as held:
            held.enter_context(source.layers.writing())
            if source.cases is not None:
                held.enter_context(source.cases.writing())
            layers = readings.enter_context(source.layers.reading())
            snapshot = _begun(layers)
            cases = None
            if source.cases is not None:
                cases = readings.enter_context(source.cases.reading())
                if snapshot is not None:
                    cases.exec_driver_sql(f"SET TRANSACTION SNAPSHOT '{snapshot}'")
                _begun(cases)
            meanwhile()
        yield layers, cases


def _begun(reading: sa.Connection) -> str | None:
    """Let a reading begin now, not at its first row; answer a server's name of what it sees."""
    if reading.dialect.name == "postgresql":
        return str(reading.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one())
    reading.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one()
    return None


@contextmanager
def files_at_one_moment(
    files: Sequence[Path], meanwhile: Callable[[], None] = nothing
) -> Iterator[list[sqlite3.Connection]]:
    """Answer readings of a folder's databases as they stood at one moment; none is changed.

    Parameters
    ----------
    files
        ``kort.gpkg`` and ``sager.db``, those that are there, in this order.
    meanwhile
        Done while nobody can write.
    """
    with ExitStack() as readings, told(", ".join(str(file) for file in files)):
        with ExitStack() as held:
            for file in files:
                _hold(held, file)
            found = []
            for file in files:
                one = _connected(readings, f"file:{file}?mode=ro")
                one.execute("BEGIN")
                one.execute("SELECT count(*) FROM sqlite_master").fetchone()
                found.append(one)
            meanwhile()
        yield found


def _hold(held: ExitStack, file: Path) -> None:
    """Let nobody write to a file; where nobody may write at all there is nothing to hold."""
    one = _connected(held, f"file:{file}?mode=rw")
    try:
        one.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as problem:
        if "readonly" not in str(problem):
            raise


def _connected(stack: ExitStack, address: str) -> sqlite3.Connection:
    one = sqlite3.connect(address, uri=True, timeout=PATIENCE_S, isolation_level=None)
    stack.callback(one.close)
    return one
