"""Secret codes, and marks that tell two things equal without keeping either.

Everything secret comes from one key of the workspace and one value of the resident: the code of a
report from the key of its form, so that sending it twice answers the same code; the mark of a
device from its cookie and the case, so that no two cases can be joined by it. The database keeps
marks only. Who loses the key loses the follow-up links, never a report.
"""

import contextlib
import hashlib
import hmac
import os
import re
import secrets
import tempfile
from pathlib import Path

from geo.model.errors import WorkspaceError

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Letters nobody mixes up on paper: without 0, 1, I, L, O and U."""

LENGTH = 8
KEY_BYTES = 32
FILE = "sager.key"


def secret_of(folder: str | Path) -> bytes:
    """Answer the workspace's key, made at the first call and readable by its owner only.

    Raises
    ------
    WorkspaceError
        Where the file is there but is not such a key.
    """
    place = Path(folder) / FILE
    if not place.exists():
        try:
            _make(place)
        except OSError:
            raise WorkspaceError("workspace.not_writable", place=str(folder)) from None
    key = place.read_bytes()
    if len(key) != KEY_BYTES:
        raise WorkspaceError("workspace.bad_key", place=str(place))
    return key


def _make(place: Path) -> None:
    """Write a new key whole before it gets its name: two processes may start at once."""
    with tempfile.NamedTemporaryFile(dir=place.parent, prefix=".key-") as unfinished:
        unfinished.write(secrets.token_bytes(KEY_BYTES))
        unfinished.flush()
        os.fsync(unfinished.fileno())
        with contextlib.suppress(FileExistsError):  # the other was faster: theirs is the key
            os.link(unfinished.name, place)


def mark(secret: bytes, purpose: str, value: str) -> str:
    """Answer a keyed hash; equal values have equal marks for one purpose and no other.

    >>> mark(b"k", "code", "A") == mark(b"k", "device", "A")
    False
    """
    text = f"{purpose}\0{value}".encode()
    return hmac.new(secret, text, hashlib.sha256).hexdigest()


def code_of(secret: bytes, form_key: str, turn: int = 0) -> str:
    """Answer the eight letters that follow a report; another turn where they were taken.

    >>> len(code_of(b"k", "a")), code_of(b"k", "a") == code_of(b"k", "a")
    (8, True)
    """
    number = int(mark(secret, "code", f"{turn}\0{form_key}"), 16)
    letters = []
    for _ in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters)


def reply_code(secret: bytes, report: int) -> str:
    """Answer what stands in the link of a reply to one report; it opens what the code opens.

    The code itself is kept nowhere, so a mail cannot hold it.
    """
    return f"svar-{report}-{mark(secret, 'reply', str(report))[:32]}"


def read_reply(secret: bytes, text: str) -> int | None:
    """Answer the report that the link of a reply is about, or None where it is not ours.

    >>> read_reply(b"k", reply_code(b"k", 7)), read_reply(b"k", "svar-7-0")
    (7, None)
    """
    found = re.fullmatch(r"svar-([1-9][0-9]{0,8})-[0-9a-f]{32}", text)
    if found is None:
        return None
    number = int(found[1])
    return number if hmac.compare_digest(text, reply_code(secret, number)) else None


def device_mark(secret: bytes, device: str, case: int) -> str:
    """Answer the mark of a device on one case."""
    return mark(secret, "device", f"{case}\0{device}")


def shown(code: str) -> str:
    """Write a code in two halves, as it is read aloud.

    >>> shown("K7QM3XTD")
    'K7QM-3XTD'
    """
    return f"{code[:4]}-{code[4:]}"


def read_code(text: str) -> str | None:
    """Answer the code a person typed, or None where it cannot be one.

    >>> read_code(" k7qm-3xtd "), read_code("K7QM")
    ('K7QM3XTD', None)
    """
    letters = re.sub(r"[\s\-–]", "", text).upper()
    right = len(letters) == LENGTH and set(letters) <= set(ALPHABET)
    return letters if right else None
