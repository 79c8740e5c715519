"""Copy a whole workspace into an empty one, layers and cases together, whole or not at all.

A server takes both in one transaction. A folder is made under another name and has its own only
when both of its databases hold everything; killed before, there is no such folder.
"""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import sqlalchemy as sa

from geo.model.errors import WorkspaceError
from geo.store.case_opening import SCHEMA, open_cases
from geo.store.copying import TableCopy, move_between
from geo.store.moving_cases import content, move_rows
from geo.store.one_moment import Both, nothing, one_moment
from geo.store.opening import open_database


def move_whole(
    source: Both, target: str | Path, meanwhile: Callable[[], None] = nothing
) -> tuple[TableCopy, ...]:
    """Copy everything of a workspace as it stands at one moment.

    Parameters
    ----------
    source
        An open workspace; it stays as it is.
    target
        The address of a server whose schemas hold nothing, or a folder that is made here and is
        not the workspace's own name yet (see ``new_folder``).
    meanwhile
        Done while nobody can write to the source.

    Raises
    ------
    WorkspaceError
        ``workspace.not_empty`` or ``workspace.copy_differs``; the target then holds nothing.
    """
    with ExitStack() as stack:
        layers = open_database(target)
        stack.callback(layers.engine.dispose)
        cases = None if source.cases is None else open_cases(target)
        if cases is not None:
            stack.callback(cases.close)
        return _moved(source, Both(layers, cases), meanwhile)


def _moved(source: Both, target: Both, meanwhile: Callable[[], None]) -> tuple[TableCopy, ...]:
    theirs = [] if source.cases is None else content(source.cases)
    ours = [] if target.cases is None else content(target.cases)
    with one_moment(source, meanwhile) as (layers, cases), _both_written(target) as (here, there):
        copies: tuple[TableCopy, ...] = ()
        if cases is not None and there is not None and target.cases is not None:
            copies = move_rows(cases, theirs, there, ours, target.cases.place)
        return copies + move_between(layers, source.layers, here, target.layers)


@contextmanager
def _both_written(target: Both) -> Iterator[tuple[sa.Connection, sa.Connection | None]]:
    """Answer transactions of layers and of cases: on a server they are one."""
    with target.layers.writing() as layers:
        if target.cases is None:
            yield layers, None
        elif layers.dialect.name == "postgresql":
            lock = sa.func.pg_advisory_xact_lock(sa.func.hashtext(SCHEMA))
            layers.execute(sa.select(lock))
            yield layers, layers
        else:
            with target.cases.writing() as cases:
                yield layers, cases


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """Answer a folder to fill that gets its name when the block ends, or is gone.

    Raises
    ------
    WorkspaceError
        ``backup.not_empty`` where something of that name holds anything.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise WorkspaceError("backup.not_empty", place=str(folder))
    around = folder.absolute().parent
    around.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=around, prefix=".restore-") as room:
        place = Path(room) / "whole"
        place.mkdir(mode=0o700)
        yield place
        for file in place.rglob("*"):
            _settled(file)
        if folder.exists():
            folder.rmdir()
        place.rename(folder)
        _settled(around)


def _settled(place: Path) -> None:
    """Wait until a file or folder is on the disk."""
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
