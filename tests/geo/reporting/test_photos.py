"""Nothing but pixels survives, and what cannot be drawn anew is not kept at all."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from geo.model.errors import ReportError
from geo.reporting import photos
from geo.reporting.photos import boxed, keep, redrawn

Picture = Callable[..., bytes]
SECRET = b"HEMMELIGT-STED-55.7325"


def with_exif(picture: Picture, kind: str, orientation: int = 1) -> bytes:
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    exif[0x0112] = orientation
    exif.get_ifd(0x8825)[2] = (55.0, 43.0, 57.0)
    return picture(kind, exif=exif)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_where_and_when_a_phone_was_is_gone(picture: Picture, kind: str) -> None:
    """Position, camera and description do not survive in any format."""
    before = with_exif(picture, kind)
    assert SECRET in before

    after = redrawn(before)

    assert SECRET not in after
    with Image.open(BytesIO(after)) as image:
        assert image.format == "JPEG"
        assert not image.getexif()
        assert set(image.info) <= photos.PLAIN


def test_comments_profiles_and_what_follows_the_picture_are_gone(picture: Picture) -> None:
    """A comment, a colour profile, a PNG text and a file glued behind are not pixels."""
    note = PngInfo()
    note.add_text("Comment", SECRET.decode())
    hidden = [
        picture("JPEG", comment=SECRET),
        picture("JPEG", icc_profile=SECRET * 10),
        picture("PNG", pnginfo=note),
        picture("JPEG") + b"PK\x03\x04" + SECRET,
    ]

    for before in hidden:
        assert SECRET in before
        assert SECRET not in redrawn(before)


def test_a_picture_is_turned_upright_before_its_orientation_is_lost(picture: Picture) -> None:
    """A phone held sideways gives an upright picture."""
    with Image.open(BytesIO(redrawn(with_exif(picture, "JPEG", orientation=6)))) as image:
        assert image.size == (48, 64)


def test_a_large_picture_is_made_small(picture: Picture) -> None:
    """No side is longer than 1,600 pixels; a small one is not blown up."""
    with Image.open(BytesIO(redrawn(picture(size=(4000, 1000))))) as image:
        assert image.size == (1600, 400)
    with Image.open(BytesIO(redrawn(picture()))) as image:
        assert image.size == (64, 48)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a picture",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
        b"\xff\xd8\xff\xe0" + b"\0" * 200,
        b"%PDF-1.7\n",
    ],
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    """Text, vector, other formats and torn headers are refused in one sentence."""
    with pytest.raises(ReportError, match="kan ikke læses"):
        redrawn(content)


def test_a_torn_or_huge_picture_is_refused(
    picture: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a file, too many pixels or too many bytes: nothing is kept of any."""
    whole = picture(size=(600, 600))
    with pytest.raises(ReportError, match="kan ikke læses"):
        redrawn(whole[: len(whole) // 2])
    monkeypatch.setattr(photos, "PIXELS_MOST", 1000)
    with pytest.raises(ReportError, match="for stort"):
        redrawn(whole)
    monkeypatch.setattr(photos, "BYTES_MOST", 100)
    with pytest.raises(ReportError, match="for stort"):
        redrawn(whole)


def test_what_still_carries_something_is_refused(
    picture: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If a writer ever left something beside the pixels, the picture is not kept."""
    monkeypatch.setattr(photos, "PLAIN", frozenset())

    with pytest.raises(ReportError, match="kan ikke læses"):
        redrawn(picture())


def test_a_kept_picture_tells_nothing_by_its_name(picture: Picture, tmp_path: Path) -> None:
    """The same picture twice has two names, and no half-written file is left."""
    names = {keep(tmp_path, redrawn(picture())) for _ in range(2)}

    assert len(names) == 2
    assert {file.name for file in tmp_path.iterdir()} == names


def test_a_box_covers_for_good(picture: Picture) -> None:
    """What lay under it is black, and what reaches outside the picture is cut."""
    covered = boxed(redrawn(picture(size=(200, 200))), ((100, 100, 900, 900),))

    with Image.open(BytesIO(covered)) as image:
        assert (
            image.crop((110, 110, 190, 190)).convert("L").point(lambda tone: tone > 4).getbbox()
            is None
        )
        assert image.getpixel((50, 50)) != (0, 0, 0)
