"""Set a paper: the template is ours, the content travels as JSON, and no file outside is read."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst

from maps.qr import qr_path

TEMPLATES = Path(__file__).parent


def set_paper(template: str, content: Mapping[str, Any]) -> bytes:
    """Answer a PDF.

    Parameters
    ----------
    template
        File in this folder.
    content
        What it shows; never read as source.
    """
    made: bytes = typst.compile(
        str(TEMPLATES / template),
        root=str(TEMPLATES),
        sys_inputs={"data": json.dumps(content, ensure_ascii=False)},
        ignore_system_fonts=True,
    )
    return made


def code_picture(link: str) -> str:
    """Answer a QR code as an SVG."""
    path, side = qr_path(link)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">'
        f'<rect width="{side}" height="{side}" fill="#fff"/><path d="{path}"/></svg>'
    )
