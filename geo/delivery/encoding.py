"""Which letters a dBASE table was written in, told from its bytes.

A ``.cpg`` is often missing and sometimes lies. Danish text is UTF-8 where it decodes strictly;
else DOS (cp850) where æ, ø or å stand as bytes that mean nothing in Windows' Danish; else Windows
(cp1252). A code page that is named and fits the bytes is believed, except against valid UTF-8.
"""

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]

DOS_ONLY = frozenset(b"\x86\x9b\x8f\x9d")
"""å ø Å Ø of cp850; 91 and 92 are left out because Windows uses them for quotes."""
WINDOWS_ONLY = frozenset(b"\xe5\xe6\xf8")
"""å æ ø of cp1252."""

LANGUAGE_DRIVERS = {
    0x01: "cp437", 0x02: "cp850", 0x64: "cp852", 0x65: "cp866", 0x66: "cp865", 0x4D: "gbk",
    0x4E: "cp949", 0x4F: "cp950", 0x7B: "cp932", 0xC8: "cp1250", 0xC9: "cp1251", 0xCA: "cp1254",
    0xCB: "cp1253",
}  # fmt: skip
"""Code pages by dBASE language driver; 0x57 (“ANSI”) and 0 say nothing."""


@dataclass(frozen=True)
class Table:
    """The bytes of a dBASE table: text per field, records that are not deleted."""

    records: Bytes
    fields: tuple[tuple[str, str, int, int], ...]
    """Name, type letter, offset, width."""
    names: bytes
    driver: int
    deleted: int = 0

    def column(self, field: tuple[str, str, int, int]) -> Bytes:
        """Answer the bytes of a field, one row per record."""
        _, _, offset, width = field
        return self.records[:, offset : offset + width]

    @property
    def overflowed(self) -> dict[str, npt.NDArray[np.intp]]:
        """Answer, per number field, the rows whose number did not fit and became stars.

        A field of nothing but stars is how GDAL, and so QGIS, writes an empty number.
        """
        hit = {}
        for field in (field for field in self.fields if field[1] in "NF"):
            stars = self.column(field) == ord("*")
            hit[field[0]] = np.flatnonzero(stars.any(axis=1) & ~stars.all(axis=1))
        return {name: rows for name, rows in hit.items() if len(rows)}


def read_table(path: Path) -> Table | None:
    """Read the raw bytes of a ``.dbf``, or None where its header makes no sense."""
    content = path.read_bytes()
    if len(content) < 33:  # noqa: PLR2004 - a header and its end mark
        return None
    header, width = (int.from_bytes(content[at : at + 2], "little") for at in (8, 10))
    if header < 33 or width < 1 or header > len(content):  # noqa: PLR2004
        return None
    fields, offset = [], 1
    for at in range(32, header - 1, 32):
        if content[at] in (0x0D, 0x00) or at + 32 > header:
            break
        name = content[at : at + 11].split(b"\x00")[0]
        length = content[at + 16]
        fields.append((name.decode("latin-1"), chr(content[at + 11]), offset, length))
        offset += length
    if offset > width:
        return None
    count = min(int.from_bytes(content[4:8], "little"), (len(content) - header) // width)
    records = np.frombuffer(content, np.uint8, count * width, header).reshape(count, width)
    names = b" ".join(field[0].encode("latin-1") for field in fields)
    gone = records[:, 0] == ord("*")
    return Table(records[~gone], tuple(fields), names, content[29], int(gone.sum()))


def named_code_page(cpg: str) -> str | None:
    """Answer the codec a ``.cpg`` names, or None where it names none.

    >>> named_code_page("ANSI 1252"), named_code_page("<html>")
    ('cp1252', None)
    """
    text = cpg.strip().lower()
    digits = re.fullmatch(r"(?:ansi|oem|cp|windows|ms)?[ _-]*(\d{3,5})", text)
    wanted = f"cp{digits[1]}" if digits else text
    wanted = {"cp65001": "utf-8", "cp88591": "latin-1", "cp936": "gbk"}.get(wanted, wanted)
    if not re.fullmatch(r"[\w -]{2,20}", wanted):
        return None
    try:
        return codecs.lookup(wanted).name
    except LookupError:
        return None


def detect(table: Table, named: str | None) -> str | None:
    """Answer the codec of a table's text, or None where it is plain ASCII.

    Parameters
    ----------
    table
        Bytes of the table.
    named
        Codec its ``.cpg`` names, or None.
    """
    texts = _foreign_texts(table)
    if not texts:
        return None
    if all(_is_utf8(text) for text in texts):
        return "utf-8"
    for codec in (named, LANGUAGE_DRIVERS.get(table.driver)):
        if (
            codec
            and codec != "utf-8"
            and not _dos_in_windows(texts, codec)
            and _decodes(texts, codec)
        ):
            return codec
    return "cp850" if _dos_in_windows(texts, "cp1252") else "cp1252"


def _foreign_texts(table: Table) -> list[bytes]:
    """Answer the different texts that hold a byte beyond ASCII."""
    found: set[bytes] = {table.names} if not table.names.isascii() else set()
    for field in table.fields:
        if field[1] != "C" or not field[3]:
            continue
        column = table.column(field)
        rows = np.ascontiguousarray(column[(column >= 0x80).any(axis=1)])  # noqa: PLR2004
        found.update(rows.view(f"S{field[3]}").ravel().tolist())
    return sorted(found)


def _is_utf8(text: bytes) -> bool:
    """Tell whether a text is UTF-8, be it cut inside its last letter by the field's width."""
    try:
        text.decode("utf-8")
    except UnicodeDecodeError as error:
        return (
            error.reason == "unexpected end of data"
            and error.start > 0
            and _is_utf8(text[: error.start])
            and not text[: error.start].isascii()
        )
    return True


def _decodes(texts: list[bytes], codec: str) -> bool:
    try:
        b"\n".join(texts).decode(codec)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _dos_in_windows(texts: list[bytes], codec: str) -> bool:
    """Tell whether a text said to be Windows' Danish or Latin-1 is DOS."""
    if codec not in {"cp1252", "iso8859-1", "iso8859-15", "latin-1"}:
        return False
    seen = frozenset(b"".join(texts))
    return bool(seen & DOS_ONLY) and not seen & WINDOWS_ONLY
