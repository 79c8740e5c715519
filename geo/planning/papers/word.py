"""Write a paper as a Word document, so that people can go on writing in it."""

import io
from datetime import UTC, datetime
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from geo.planning.papers.blocks import (
    Block,
    Bullets,
    Figure,
    Gap,
    Heading,
    Paper,
    Photo,
    Photos,
    Table,
    Text,
)
from geo.planning.papers.pdf import to_picture

FIGURE_MM, PHOTO_MM = 150, 85

MARK = RGBColor(0x8A, 0x5A, 0x00)

THEN = datetime(2000, 1, 1, tzinfo=UTC)
"""Date in the file's own properties: the same paper gives the same bytes."""


def to_word(paper: Paper) -> bytes:
    """Answer a paper as .docx: headings, lists and header rows are real ones."""
    document = Document()
    properties = document.core_properties
    properties.title, properties.author = _clean(paper.title), "Tryghedskort"
    properties.language = "da-DK"
    properties.created = properties.modified = THEN
    style: Any = document.styles["Normal"]
    style.font.name, style.font.size = "IBM Plex Sans", Pt(10)
    document.add_heading(_clean(paper.title), level=1)
    document.add_paragraph(_clean(paper.subtitle))
    for block in paper.blocks:
        _add(document, block)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _add(document: "Document", block: Block) -> None:  # type: ignore[valid-type]
    match block:
        case Heading():
            document.add_heading(_clean(block.text), level=2)  # type: ignore[attr-defined]
        case Text():
            document.add_paragraph(_clean(block.text))  # type: ignore[attr-defined]
        case Bullets():
            _add_bullets(document, block)
        case Gap():
            run = document.add_paragraph().add_run(_clean(block.text))  # type: ignore[attr-defined]
            run.bold, run.font.color.rgb = True, MARK
        case Figure() | Photos():
            _add_pictures(document, block)
        case Table():
            _add_table(document, block)


def _add_pictures(document: "Document", block: Figure | Photos) -> None:  # type: ignore[valid-type]
    """Add a drawing, or photographs one after the other."""
    if isinstance(block, Figure):
        _add_figure(document, block)
        return
    for photo in block.items:
        _add_photo(document, photo)


def _add_bullets(document: "Document", block: Bullets) -> None:  # type: ignore[valid-type]
    for item in block.items:
        document.add_paragraph(_clean(item), style="List Bullet")  # type: ignore[attr-defined]


def _add_figure(document: "Document", block: Figure) -> None:  # type: ignore[valid-type]
    """Add a drawing as a picture with its words for those who do not see it."""
    width = Mm(FIGURE_MM)
    drawn = document.add_picture(io.BytesIO(to_picture(block)), width=width)  # type: ignore[attr-defined]
    drawn._inline.docPr.set("descr", _clean(block.alternative))  # noqa: SLF001 - the library has no name for it
    document.add_paragraph(_clean(block.caption)).runs[0].font.size = Pt(8.5)  # type: ignore[attr-defined]


def _add_photo(document: "Document", photo: Photo) -> None:  # type: ignore[valid-type]
    """Add a photograph as it is, no higher than a third of a page."""
    width, height = photo.size
    shown = {"width": Mm(PHOTO_MM)} if width >= height else {"height": Mm(PHOTO_MM)}
    drawn = document.add_picture(io.BytesIO(photo.jpeg), **shown)  # type: ignore[attr-defined]
    drawn._inline.docPr.set("descr", _clean(photo.alternative))  # noqa: SLF001 - the library has no name for it
    document.paragraphs[-1].paragraph_format.keep_with_next = True  # type: ignore[attr-defined]
    document.add_paragraph(_clean(photo.caption)).runs[0].font.size = Pt(8.5)  # type: ignore[attr-defined]


def _add_table(document: "Document", block: Table) -> None:  # type: ignore[valid-type]
    table = document.add_table(rows=1, cols=len(block.head))  # type: ignore[attr-defined]
    table.style = "Light Grid Accent 1"
    for cell, name in zip(table.rows[0].cells, block.head, strict=True):
        cell.text = _clean(name)
    head = table.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001 - the library has no name for it
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    head.append(repeated)
    for row in block.rows:
        for place, (cell, text) in enumerate(zip(table.add_row().cells, row, strict=True)):
            cell.text = _clean(text)
            if place in block.numbers:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _clean(text: str) -> str:
    """Answer text without the control letters that no XML file may hold."""
    return "".join(letter if letter.isprintable() or letter in "\n\t" else "?" for letter in text)
