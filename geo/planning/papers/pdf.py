"""Print a paper as PDF: tagged for screen readers, in Danish, with nothing fetched from anywhere.

The words of a paper travel as one JSON value that the template only ever shows as text.
"""

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import typst

from geo.planning.papers.blocks import Figure, Paper

UNPRINTED = re.compile(r"[^\n\u0020-\u007e\u00a0-\u017f\u2010-\u2027\u20ac\u2192\u2212]")
"""Letters that the font of the papers does not hold: a tagged PDF may not be short of one."""

HERE = Path(__file__).resolve().parent


def to_pdf(paper: Paper) -> bytes:
    """Answer a paper as PDF/UA-1.

    The same paper gives the same bytes.
    """
    answer = typst.compile(
        str(HERE / "paper.typ"),
        format="pdf",
        font_paths=[str(HERE / "fonts")],
        ignore_system_fonts=True,
        sys_inputs={"paper": json.dumps(_printed(paper.to_dict()), ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=0,
    )
    if not isinstance(answer, bytes):
        raise TypeError("a paper is one document")
    return answer


def to_picture(figure: Figure) -> bytes:
    """Answer a drawing as PNG, sharp enough for paper; the same drawing gives the same bytes."""
    answer = typst.compile(
        str(HERE / "figure.typ"),
        format="png",
        ppi=200,
        font_paths=[str(HERE / "fonts")],
        ignore_system_fonts=True,
        sys_inputs={"svg": figure.svg},
    )
    if not isinstance(answer, bytes):
        raise TypeError("a drawing is one picture")
    return answer


def _printed(value: Any) -> Any:
    """Answer the same with every letter that cannot be printed as a question mark."""
    if isinstance(value, str):
        return UNPRINTED.sub("?", unicodedata.normalize("NFC", value))
    if isinstance(value, list):
        return [_printed(item) for item in value]
    if isinstance(value, dict):
        return {key: _printed(item) for key, item in value.items()}
    return value
