"""What came in with a form of staff: texts, cut and without control signs."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Path, Request
from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, Response

MOST = 4_000
"""Letters of a field that are read; no field of ours is longer."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class Form:
    """A form as it came in; a field that was not sent is empty.

    Parameters
    ----------
    values
        Every text under its name.
    files
        Content of every file under its name.
    """

    def __init__(self, values: Mapping[str, list[str]], files: Mapping[str, list[bytes]]) -> None:
        self._values = values
        self._files = files

    def __getitem__(self, name: str) -> str:
        """Answer the first text of a name."""
        return self._values.get(name, [""])[0]

    def all(self, name: str) -> list[str]:
        """Answer every text of a name."""
        return list(self._values.get(name, []))

    def files(self, name: str) -> tuple[bytes, ...]:
        """Answer the files of a name that hold anything."""
        return tuple(content for content in self._files.get(name, []) if content)

    def number(self, name: str) -> int | None:
        """Answer a whole number, or None."""
        text = self[name]
        return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None  # noqa: PLR2004 - beyond it no number of ours


async def read_form(request: Request) -> Form:
    """Read the form of a request."""
    values: dict[str, list[str]] = {}
    files: dict[str, list[bytes]] = {}
    for name, value in (await request.form()).multi_items():
        if isinstance(value, UploadFile):
            files.setdefault(name, []).append(await value.read())
            await value.close()
        else:
            text = _CONTROL.sub("", value.replace("\r\n", "\n")).strip()[:MOST]
            values.setdefault(name, []).append(text)
    await request.close()
    return Form(values, files)


Number = Annotated[int, Path(ge=1, le=2_000_000_000)]
"""A number in a path, small enough for any database."""

FormHere = Annotated[Form, Depends(read_form)]


def now() -> datetime:
    """Answer the moment of a request."""
    return datetime.now(UTC)


def led_to(path: str) -> Response:
    """Lead on after a press, so that a reload presses nothing again."""
    return RedirectResponse(path, HTTPStatus.SEE_OTHER)
