"""The photographs of a walk: what each is called, and how it goes onto paper."""

from collections.abc import Sequence
from io import BytesIO

from PIL import Image

from api.dependencies import Services
from geo.model.language import sentence
from geo.planning.papers.blocks import Photo
from geo.reporting.walk_summaries import StopSummary

SIDE_PX = 1000
"""Longest side on paper: at half a page's width that is more than a printer shows."""

QUALITY = 80


def names_of(told: Sequence[StopSummary]) -> dict[str, str]:
    """Answer what each picture is called for those who do not see it: where, when and the note."""
    found: dict[str, str] = {}
    for place, one in enumerate(told, 1):
        number = 0
        for note in one.notes:
            for name in note.photos:
                number += 1
                facts = {
                    "n": number,
                    "stop": place,
                    "light": sentence(f"walk.paper.{note.light.value}").lower(),
                    "words": note.words or "",
                }
                key = "walk.paper.photo.of" if note.words else "walk.paper.photo"
                found[name] = sentence(key, facts)
    return found


def photos_of(
    held: Services, told: Sequence[StopSummary], shown: frozenset[str]
) -> dict[str, Photo]:
    """Answer the pictures that may leave these pages, as small as paper needs them."""
    folder = held.book.database.photos
    if folder is None:
        return {}
    called = names_of(told)
    found = {}
    for place, one in enumerate(told, 1):
        names = [name for note in one.notes for name in note.photos]
        for number, name in enumerate(names, 1):
            if name not in shown or not (folder / name).exists():
                continue
            jpeg, size = _small((folder / name).read_bytes())
            caption = sentence("walk.paper.photo.caption", {"n": number, "stop": place})
            found[name] = Photo(jpeg, size, called[name], caption)
    return found


def _small(picture: bytes) -> tuple[bytes, tuple[int, int]]:
    """Answer a picture no larger than paper needs it."""
    with Image.open(BytesIO(picture), formats=("JPEG",)) as opened:
        small = opened.convert("RGB")
    small.thumbnail((SIDE_PX, SIDE_PX), Image.Resampling.LANCZOS)
    written = BytesIO()
    small.save(written, "JPEG", quality=QUALITY, optimize=True)
    return written.getvalue(), small.size
