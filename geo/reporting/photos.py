"""Pictures are drawn anew from their pixels: what a phone wrote beside them does not survive.

Failing closed: whatever cannot be read, is too large, or still carries anything beside its pixels
afterwards is refused, and the original is never kept.
"""

import hashlib
import os
import warnings
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps

from geo.model.errors import ReportError

SIDE_PX = 1600
"""Longest side that is kept."""

BYTES_MOST, PIXELS_MOST = 15_000_000, 60_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
QUALITY = 82
PLAIN = {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi"}
"""All that a bare JPEG says of itself; anything more is something that should be gone."""


def redrawn(content: bytes) -> bytes:
    """Answer the picture as a bare JPEG: turned upright, made small, nothing beside its pixels.

    Raises
    ------
    ReportError
        ``photo.too_large`` or ``photo.unreadable``; nothing was kept.
    """
    if len(content) > BYTES_MOST:
        raise ReportError("photo.too_large", megabytes=BYTES_MOST // 1_000_000)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # a bomb is only warned of at first
            drawn = _drawn(content)
    except ReportError:
        raise
    except Exception as problem:  # a decoder may raise anything; whatever it is, nothing is kept
        raise ReportError("photo.unreadable") from problem
    return drawn


def _drawn(content: bytes) -> bytes:
    with Image.open(BytesIO(content), formats=FORMATS) as opened:
        if opened.width * opened.height > PIXELS_MOST:
            raise ReportError("photo.too_large", megabytes=BYTES_MOST // 1_000_000)
        opened.draft("RGB", (SIDE_PX, SIDE_PX))
        upright = ImageOps.exif_transpose(opened).convert("RGB")
    upright.thumbnail((SIDE_PX, SIDE_PX), Image.Resampling.LANCZOS)
    bare = Image.frombytes("RGB", upright.size, upright.tobytes())
    written = BytesIO()
    bare.save(written, "JPEG", quality=QUALITY, optimize=True)
    with Image.open(BytesIO(written.getvalue()), formats=("JPEG",)) as again:
        again.load()
        if set(again.info) - PLAIN or len(again.getexif()):
            raise ReportError("photo.unreadable")
    return written.getvalue()


def keep(folder: Path, picture: bytes) -> str:
    """Write a redrawn picture under the hash of its content and answer its name.

    It is on the disk before the report that names it; a file whose report never landed is swept
    away by the retention run.
    """
    name = f"{hashlib.sha256(picture + os.urandom(16)).hexdigest()[:32]}.jpg"
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f".{name}.part"
    with unfinished.open("wb") as file:
        file.write(picture)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(folder / name)
    return name


def boxed(picture: bytes, boxes: tuple[tuple[int, int, int, int], ...]) -> bytes:
    """Answer the picture with black boxes drawn over faces and plates.

    Parameters
    ----------
    picture
        A picture that was kept.
    boxes
        Left, top, right, bottom in pixels; what reaches outside is cut.
    """
    with Image.open(BytesIO(picture), formats=("JPEG",)) as opened:
        covered = opened.convert("RGB")
    for box in boxes:
        covered.paste((0, 0, 0), box)
    written = BytesIO()
    covered.save(written, "JPEG", quality=QUALITY, optimize=True)
    return redrawn(written.getvalue())
