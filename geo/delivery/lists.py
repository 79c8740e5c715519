"""Tables without a map: the lists of LBF and BBR, as CSV, Excel or dBASE.

Read as text, column by column, without GDAL: a number's leading noughts are part of it. Runs inside
the child process only; Excel's XML is opened by a parser that expands no entities.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from geo.delivery.encoding import detect, named_code_page, read_table
from geo.model.errors import RefusedFileError, UnreadableFileError

MOST_CELLS = 5_000_000
LARGEST_SHEET = 256 * 2**20
"""Bytes of a sheet unpacked; a list of every dwelling in the country takes less."""

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def read_list(path: Path, name: str, parts: tuple[str, ...] = ()) -> pd.DataFrame:
    """Answer a list as text; blanks are missing.

    Raises
    ------
    UnreadableFileError
        Where it is no table.
    """
    ending = path.suffix.lower()
    try:
        if ending == ".xlsx":
            rows = list(_sheet(path, name))
            return _framed(rows, name)
        if ending == ".dbf":
            return _dbase(path, name, parts)
        return _framed(list(_comma_separated(path.read_bytes(), name)), name)
    except (zipfile.BadZipFile, ParseError, DefusedXmlException, csv.Error, KeyError) as error:
        raise UnreadableFileError("file.unreadable", file=name) from error


def _comma_separated(content: bytes, name: str) -> Iterator[list[str]]:
    """Read Danish or English CSV: UTF-8 or Windows, semicolons, tabs or commas."""
    if b"\x00" in content[:4096]:
        raise UnreadableFileError("file.disguised", file=name, kind="csv")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    head = text.split("\n", 1)[0]
    separator = max(";\t,|", key=head.count)
    yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator)


def _dbase(path: Path, name: str, parts: tuple[str, ...]) -> pd.DataFrame:
    table = read_table(path)
    if table is None:
        raise UnreadableFileError("file.unreadable", file=name)
    cpg = path.with_suffix(".cpg")
    label = cpg.read_bytes().decode("latin-1") if ".cpg" in parts and cpg.exists() else ""
    codec = detect(table, named_code_page(label)) or "cp1252"
    columns: dict[str, list[str]] = {}
    for field in table.fields:
        cells = table.column(field)
        texts = [bytes(row).split(b"\x00")[0].decode(codec, "replace").strip() for row in cells]
        title = field[0] if field[0] not in columns else f"{field[0]}_{len(columns)}"
        columns[title] = texts
    frame = pd.DataFrame(columns, dtype=object)
    return frame.mask(frame == "")


def _framed(rows: list[list[str]], name: str) -> pd.DataFrame:
    """Answer rows under the first of them that names two columns: titles above it are passed."""
    wide = [number for number, row in enumerate(rows) if sum(bool(c.strip()) for c in row) > 1]
    if not wide:
        raise RefusedFileError("layer.empty", file=name, layer=name)
    head = rows[wide[0]]
    width = len(head)
    if width * len(rows) > MOST_CELLS:
        raise RefusedFileError("layer.too_many", file=name, count=len(rows), most=MOST_CELLS)
    titles: list[str] = []
    for number, cell in enumerate(head):
        title = cell.strip() or f"kolonne_{number + 1}"
        titles.append(title if title not in titles else f"{title}_{number + 1}")
    body = [
        [cell.strip() for cell in (*row[:width], *[""] * (width - len(row)))]
        for row in rows[wide[0] + 1 :]
    ]
    frame = pd.DataFrame([row for row in body if any(row)], columns=titles, dtype=object)
    if frame.empty:
        raise RefusedFileError("layer.empty", file=name, layer=name)
    return frame.mask(frame == "")


def _sheet(path: Path, name: str) -> Iterator[list[str]]:
    """Read the first sheet of an Excel workbook."""
    with zipfile.ZipFile(path) as book:
        sheets = sorted(
            member.filename
            for member in book.infolist()
            if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", member.filename)
        )
        if not sheets:
            raise UnreadableFileError("file.unreadable", file=name)
        words = _words(book, name)
        tree = _xml(book, min(sheets, key=lambda sheet: (len(sheet), sheet)), name)
    for row in tree.iter(f"{MAIN}row"):
        cells: dict[int, str] = {}
        for cell in row.iter(f"{MAIN}c"):
            cells[_column(cell.get("r", ""), len(cells))] = _value(cell, words)
        yield [cells.get(number, "") for number in range(max(cells, default=-1) + 1)]


def _words(book: zipfile.ZipFile, name: str) -> list[str]:
    """Answer the texts a workbook keeps once for all its cells."""
    if "xl/sharedStrings.xml" not in book.namelist():
        return []
    tree = _xml(book, "xl/sharedStrings.xml", name)
    return [
        "".join(text.text or "" for text in entry.iter(f"{MAIN}t"))
        for entry in tree.iter(f"{MAIN}si")
    ]


def _xml(book: zipfile.ZipFile, member: str, name: str) -> Any:
    if book.getinfo(member).file_size > LARGEST_SHEET:
        most = LARGEST_SHEET // 2**20
        size = book.getinfo(member).file_size // 2**20
        raise RefusedFileError("archive.too_large", file=name, size=size, most=most)
    return fromstring(book.read(member), forbid_dtd=True)


def _column(reference: str, following: int) -> int:
    """Answer the number of a cell's column.

    >>> _column("A1", 0), _column("AB7", 0)
    (0, 27)
    """
    letters = re.match(r"[A-Z]{1,3}", reference)
    if letters is None:
        return following
    number = 0
    for letter in letters[0]:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number - 1


def _value(cell: Any, words: list[str]) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return "".join(text.text or "" for text in cell.iter(f"{MAIN}t"))
    found = cell.find(f"{MAIN}v")
    text = "" if found is None else found.text or ""
    if kind == "s":
        return words[int(text)] if text.isdigit() and int(text) < len(words) else ""
    return text.removesuffix(".0") if kind == "n" else text
