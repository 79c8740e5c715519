"""Begin to talk to a database: a file of SQLite in a folder, or a PostgreSQL server.

What either refuses is said in our own words.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import event, exc

from geo.model.errors import WorkspaceError

SCHEMES = ("postgresql://", "postgresql+psycopg://")

PATIENCE_S = 20
"""Seconds to wait for another process that is writing."""

READING, WRITING = "BEGIN", "BEGIN IMMEDIATE"


def on_server(where: str | Path) -> bool:
    """Tell whether a place is the address of a server; any other is a folder."""
    return str(where).startswith(SCHEMES)


def server_engine(
    url: str, isolation: Literal["READ COMMITTED", "REPEATABLE READ"]
) -> tuple[str, sa.Engine]:
    """Answer how a server is called without its password, and its engine."""
    address = sa.make_url(url).set(drivername="postgresql+psycopg")
    engine = sa.create_engine(address, paramstyle="format", isolation_level=isolation)
    return address.render_as_string(hide_password=True), engine


def folder_engine(
    folder: Path, file: str, prepare: Callable[[sqlite3.Connection, object], None]
) -> sa.Engine:
    """Answer the engine of a file in a folder, which is made where it is not there yet.

    Parameters
    ----------
    folder, file
        Where it lies.
    prepare
        Sets on every new connection what SQLite forgets between them.

    Raises
    ------
    WorkspaceError
        ``workspace.not_a_folder`` or ``workspace.not_writable``.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise WorkspaceError("workspace.not_a_folder", place=str(folder)) from None
    except OSError:
        raise WorkspaceError("workspace.not_writable", place=str(folder)) from None
    engine = sa.create_engine(
        sa.URL.create("sqlite+pysqlite", database=str(folder / file)),
        connect_args={"timeout": PATIENCE_S, "isolation_level": None},
    )
    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: sa.Connection) -> None:
    """Begin by hand: the driver would not hold table definitions inside the transaction."""
    writing = connection.get_execution_options().get("tryghed_writing")
    connection.exec_driver_sql(WRITING if writing else READING)


SQLITE_RULES = {
    "locked": "workspace.locked",
    "busy": "workspace.locked",
    "readonly": "workspace.not_writable",
    "unable to open": "workspace.not_writable",
    "disk is full": "workspace.full",
    "not a database": "workspace.foreign",
    "malformed": "workspace.damaged",
    "disk i/o": "workspace.damaged",
}
"""What SQLite says, and the rule it breaks."""


@contextmanager
def told(place: str) -> Iterator[None]:
    """Say in our own words what the database refuses."""
    try:
        yield
    except (exc.OperationalError, exc.DatabaseError, sqlite3.DatabaseError) as problem:
        rule = _rule(problem)
        if rule is None:
            raise
        raise WorkspaceError(rule, place=place) from problem


def _rule(problem: Any) -> str | None:
    cause = getattr(problem, "orig", problem)
    if isinstance(cause, sqlite3.DatabaseError):
        said = str(cause).lower()
        return next((rule for words, rule in SQLITE_RULES.items() if words in said), None)
    if isinstance(problem, exc.OperationalError):
        return "workspace.unreachable"
    return None
