"""A follow-up link as a picture that another phone can read."""

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

BORDER = 4
"""Empty modules round the code; the standard asks for four."""


def qr_path(text: str) -> tuple[str, int]:
    """Answer the dark modules of a code as one SVG path, and the side of its square.

    >>> path, side = qr_path("https://kort.example.dk/sag/K7QM-3XTD")
    >>> path.startswith("M4 4h7v1h-7z"), side
    (True, 37)
    """
    code = QRCode(error_correction=ERROR_CORRECT_M, border=BORDER)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    runs = [run for y, row in enumerate(rows) for run in _runs(row, y)]
    return "".join(runs), len(rows)


def _runs(row: list[bool], y: int) -> list[str]:
    """Answer each run of dark modules of a row as a rectangle."""
    found, start = [], None
    for x, dark in enumerate([*row, False]):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            found.append(f"M{start} {y}h{x - start}v1h-{x - start}z")
            start = None
    return found
