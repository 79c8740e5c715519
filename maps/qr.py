"""An address as a square code, drawn as one line of SVG: made here, asked of nobody."""

import qrcode
from qrcode.constants import ERROR_CORRECT_M

QUIET = 4
"""Empty modules round the code, as the standard asks (ISO/IEC 18004)."""


def qr_path(address: str) -> tuple[str, int]:
    """Answer the dark modules as SVG path data, and the side of the square in modules.

    >>> path, side = qr_path("https://eksempel.dk/indberet")
    >>> side, path[:8]
    (37, 'M4 4h7v1')
    """
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET)
    code.add_data(address)
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
