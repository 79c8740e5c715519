"""Key and pictures of a workspace: they lie beside its databases and go where it goes."""

import os
import shutil
from pathlib import Path

from geo.model.errors import WorkspaceError
from geo.reporting.codes import FILE as KEY
from geo.store.case_opening import PHOTOS

SHOWN = "*.jpg"


def hold(own: Path, room: Path) -> Path:
    """Answer a folder whose pictures stay as they are now, whatever is deleted meanwhile.

    Links take no time and no room. Where there can be none, it is the folder itself.

    Parameters
    ----------
    own
        Folder of the pictures.
    room
        A new folder is made here.
    """
    held = room / PHOTOS
    held.mkdir()
    try:
        for picture in own.glob(SHOWN):
            os.link(picture, held / picture.name)
    except OSError:
        return own
    return held


class Along:
    """Key and pictures on their way into another folder; what was there already stays.

    Parameters
    ----------
    own, other
        Folders of key and pictures, from and to.

    Raises
    ------
    WorkspaceError
        ``move.strange`` where the other holds a key or a picture of another workspace.
    """

    def __init__(self, own: Path, other: Path) -> None:
        self.own, self.other = own, other
        self.brought: list[Path] = []
        strange = {one.name for one in (other / PHOTOS).glob("*")} - self._names()
        if strange or not self._same_key():
            raise WorkspaceError("move.strange", place=str(other))

    def bring(self) -> None:
        """Bring what has come since the last time, and take away what has gone since."""
        if self.own.resolve() == self.other.resolve():
            return
        names = self._names()
        for file in [file for file in self.brought if file.parent.name == PHOTOS]:
            if file.name not in names:
                file.unlink(missing_ok=True)
                self.brought.remove(file)
        for name in sorted(names - {one.name for one in (self.other / PHOTOS).glob(SHOWN)}):
            self._bring(Path(PHOTOS) / name)
        if (self.own / KEY).exists() and not (self.other / KEY).exists():
            self._bring(Path(KEY))

    def take_back(self) -> None:
        """Take away all that was brought."""
        for file in self.brought:
            file.unlink(missing_ok=True)
        self.brought.clear()

    def _names(self) -> set[str]:
        return {one.name for one in (self.own / PHOTOS).glob(SHOWN)}

    def _same_key(self) -> bool:
        if not (self.other / KEY).exists():
            return True
        mine = self.own / KEY
        return mine.exists() and mine.read_bytes() == (self.other / KEY).read_bytes()

    def _bring(self, name: Path) -> None:
        target = self.other / name
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f".{target.name}.part")
        try:
            shutil.copyfile(self.own / name, part)
        except FileNotFoundError:
            part.unlink(missing_ok=True)  # a picture whose clock ran out at this moment
            return
        if name == Path(KEY):
            part.chmod(0o600)
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.rename(target)
        self.brought.append(target)
