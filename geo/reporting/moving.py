"""A whole workspace to another place: layers, cases, key and pictures, whole or not at all."""

from dataclasses import dataclass
from pathlib import Path

from geo.model.errors import WorkspaceError
from geo.reporting.pictures_along import Along
from geo.store.copying import TableCopy
from geo.store.engines import on_server
from geo.store.moving import move_whole, new_folder
from geo.store.one_moment import Both, opened


@dataclass(frozen=True)
class Moved:
    """What was moved: each table with its rows and checksum, and how many files beside them."""

    tables: tuple[TableCopy, ...]
    files: int


def move_workspace(
    source: str | Path, target: str | Path, private: str | Path | None = None
) -> Moved:
    """Copy a workspace as it stands at one moment to a place that holds nothing.

    Killed in the middle a server holds nothing and a folder does not exist; it can be begun again.

    Parameters
    ----------
    source, target
        A folder, or the address of a PostgreSQL server.
    private
        Folder of key and pictures, for whichever of them is on a server.

    Raises
    ------
    WorkspaceError
        ``workspace.not_empty``, ``move.not_empty``, ``move.strange``, ``backup.private``,
        ``workspace.copy_differs`` or what either end refuses.
    """
    own = beside(source, private)
    with opened(source) as both:
        if on_server(target):
            return _moved(both, target, Along(own, beside(target, private)))
        folder = Path(target)
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise WorkspaceError("move.not_empty", place=str(folder))
        with new_folder(folder) as place:
            return _moved(both, place, Along(own, place))


def beside(workspace: str | Path, private: str | Path | None) -> Path:
    """Answer where key and pictures of a workspace lie."""
    if not on_server(workspace):
        return Path(workspace)
    if private is None:
        raise WorkspaceError("backup.private")
    return Path(private)


def _moved(source: Both, target: str | Path, along: Along) -> Moved:
    """Bring the files first: a table never names a picture that is not there."""
    try:
        along.bring()
        copies = move_whole(source, target, along.bring)
    except BaseException:
        along.take_back()
        raise
    return Moved(copies, len(along.brought))
