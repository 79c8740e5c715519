"""Uploads on disk: a folder each, under a name nobody can guess, gone when thrown away or old."""

import hashlib
import json
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from api.deliveries.job import Handed, Job
from geo.delivery import UPLOAD
from geo.delivery.archive import BLOCK
from geo.model.errors import NotFoundError, RefusedFileError

KEPT = timedelta(days=30)
"""How long an upload stays; what landed is in the workspace."""

MOST_FILES = 200
LONGEST_NAME = 120
TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")

Sent = tuple[str, BinaryIO]
"""Name and content of a file as a form sends it."""


class Inbox:
    """The folder of uploads.

    Parameters
    ----------
    folder
        Where they lie; made when the first comes.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def take(self, sent: Sequence[Sent], by: str) -> Job:
        """Keep what was sent in a folder of its own.

        Raises
        ------
        RefusedFileError
            Where nothing, too many or too much was sent; nothing of it is kept.
        """
        named = [(_safe(name, number), content) for number, (name, content) in enumerate(sent)]
        if not named:
            raise RefusedFileError("upload.nothing")
        if len(named) > MOST_FILES:
            raise RefusedFileError("archive.too_many", count=len(named), most=MOST_FILES)
        self._clear()
        token = secrets.token_urlsafe(18)
        place = self.folder / token / "files"
        place.mkdir(parents=True, mode=0o700)
        try:
            files = tuple(_written(place / name, content) for name, content in _distinct(named))
            _refuse_large(files)
        except BaseException:
            shutil.rmtree(self.folder / token, ignore_errors=True)
            raise
        job = Job(token, by, datetime.now(UTC).isoformat(timespec="seconds"), files)
        self.save(job)
        return job

    def save(self, job: Job) -> None:
        """Keep the state of an upload, whole or as it was."""
        target = self.folder / job.token / "job.json"
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=target.parent, delete=False
        ) as file:
            json.dump(job.to_dict(), file, ensure_ascii=False)
        os.replace(file.name, target)  # noqa: PTH105 - over what stands there, in one step

    def job(self, token: str) -> Job:
        """Answer an upload.

        Raises
        ------
        NotFoundError
            Where there is none of that token.
        """
        path = self.folder / token / "job.json"
        if not TOKEN.fullmatch(token) or not path.is_file():
            raise NotFoundError("upload.unknown")
        return Job.from_dict(json.loads(path.read_text("utf-8")))

    def jobs(self) -> list[Job]:
        """List the uploads, newest first."""
        found = [Job.from_dict(json.loads(p.read_text("utf-8"))) for p in self._states()]
        return sorted(found, key=lambda job: job.created, reverse=True)

    def path(self, job: Job) -> Path:
        """Answer what to read: the one file, or the folder of several."""
        place = self.folder / job.token / "files"
        return place / job.files[0].name if len(job.files) == 1 else place

    def empty(self, job: Job) -> None:
        """Delete the files of an upload; that it was there is still told."""
        shutil.rmtree(self.folder / job.token / "files", ignore_errors=True)

    def _states(self) -> list[Path]:
        return sorted(self.folder.glob("*/job.json")) if self.folder.is_dir() else []

    def _clear(self) -> None:
        """Delete what has lain too long."""
        oldest = (datetime.now(UTC) - KEPT).timestamp()
        for path in self._states():
            if path.stat().st_mtime < oldest:
                shutil.rmtree(path.parent, ignore_errors=True)


def _safe(name: str, number: int) -> str:
    """Answer a file name that is only a name: no folder, no sign a system reads.

    >>> _safe("../../etc/p:asswd", 3), _safe("..", 3)
    ('p_asswd', 'fil3')
    """
    last = PurePosixPath(name.replace("\\", "/")).name
    plain = "".join(c if c.isprintable() and c not in '<>:"|?*/\x00' else "_" for c in last)
    plain = plain.strip(". ")[-LONGEST_NAME:]
    return plain or f"fil{number}"


def _distinct(named: Sequence[Sent]) -> list[Sent]:
    """Give the second file of a name another."""
    seen: dict[str, int] = {}
    out = []
    for name, content in named:
        seen[name.casefold()] = seen.get(name.casefold(), 0) + 1
        again = seen[name.casefold()]
        out.append((name if again == 1 else f"{again}-{name}", content))
    return out


def _written(path: Path, content: BinaryIO) -> Handed:
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as file:
        while block := content.read(BLOCK):
            size += len(block)
            _refuse_size(size)
            digest.update(block)
            file.write(block)
    return Handed(path.name, size, digest.hexdigest())


def _refuse_large(files: Sequence[Handed]) -> None:
    _refuse_size(sum(file.size for file in files))


def _refuse_size(size: int) -> None:
    most = UPLOAD.input_size
    if most is not None and size > most:
        megabyte = 2**20
        raise RefusedFileError(
            "archive.too_large", file="–", size=size // megabyte, most=most // megabyte
        )
