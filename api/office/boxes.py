"""Black boxes over a picture, as they came in with a form: all understood, or none drawn."""

import re

from api.office.fields import Form
from geo.model.errors import ReportError

MOST_BOXES = 20
WHOLE = 1_000
"""The side of a picture in the numbers of a form that was drawn in."""

_BOX = re.compile(r"(\d{1,4}),(\d{1,4}),(\d{1,4}),(\d{1,4})")
Box = tuple[int, int, int, int]


def boxes_of(form: Form, size: tuple[int, int]) -> tuple[Box, ...]:
    """Answer the boxes in pixels, each a little too large rather than a little too small.

    What was drawn on the picture counts in thousandths, what was typed beside it in hundredths.

    Parameters
    ----------
    form
        ``boxes`` as ``left,top,width,height;…``, else the four fields of one box.
    size
        Width and height of the picture.

    Raises
    ------
    ReportError
        ``photo.empty_box`` where a box has no size or cannot be understood.
    """
    if form["boxes"]:
        parts = form["boxes"].split(";")
        found = [_BOX.fullmatch(part) for part in parts]
        if len(parts) > MOST_BOXES or None in found:
            raise ReportError("photo.empty_box")
        shares = [tuple(int(side) for side in one.groups()) for one in found if one is not None]
    else:
        typed = [form.number(side) for side in ("left", "top", "width", "height")]
        if None in typed:
            raise ReportError("photo.empty_box")
        shares = [tuple(10 * side for side in typed if side is not None)]
    return tuple(_in_pixels(share, size) for share in shares)


def _in_pixels(share: tuple[int, ...], size: tuple[int, int]) -> Box:
    left, top, width, height = share
    wide, high = size
    right, bottom = min(left + width, WHOLE), min(top + height, WHOLE)
    if right <= left or bottom <= top:
        raise ReportError("photo.empty_box")
    return (
        left * wide // WHOLE,
        top * high // WHOLE,
        -(-right * wide // WHOLE),
        -(-bottom * high // WHOLE),
    )
