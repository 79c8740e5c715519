"""What a paper is made of. Text is data all the way: no block is ever read as markup or code."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias


@dataclass(frozen=True)
class Heading:
    """The heading of a section."""

    text: str

    def to_dict(self) -> dict[str, Any]:
        """Answer a JSON shape."""
        return {"kind": "heading", "text": self.text}


@dataclass(frozen=True)
class Text:
    """A paragraph."""

    text: str

    def to_dict(self) -> dict[str, Any]:
        """Answer a JSON shape."""
        return {"kind": "text", "text": self.text}


@dataclass(frozen=True)
class Bullets:
    """A list of short sentences."""

    items: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Answer a JSON shape."""
        return {"kind": "bullets", "items": list(self.items)}


@dataclass(frozen=True)
class Table:
    """A table with a header row.

    Parameters
    ----------
    head
        Names of the columns.
    rows
        Cells as text, as many in each row as there are names.
    numbers
        Columns that are set to the right.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Answer a JSON shape."""
        return {
            "kind": "table",
            "head": list(self.head),
            "rows": [list(row) for row in self.rows],
            "numbers": list(self.numbers),
        }


@dataclass(frozen=True)
class Gap:
    """A marked field: what nobody has told us is left for a person and never made up."""

    text: str

    def to_dict(self) -> dict[str, Any]:
        """Answer a JSON shape."""
        return {"kind": "gap", "text": self.text}


@dataclass(frozen=True)
class Figure:
    """A drawing with its description for those who do not see it.

    Parameters
    ----------
    svg
        The drawing.
    alternative
        What it shows, in words.
    caption
        The line under it.
    height_mm
        The most it may stand high on the paper; None for as high as it is at full width.
    """

    svg: str = field(repr=False)
    alternative: str
    caption: str
    height_mm: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """Answer a JSON shape."""
        return {
            "kind": "figure",
            "svg": self.svg,
            "alternative": self.alternative,
            "caption": self.caption,
            "height_mm": self.height_mm,
        }


@dataclass(frozen=True)
class Photo:
    """A photograph with its description for those who do not see it.

    Parameters
    ----------
    jpeg
        The picture.
    size
        Width and height in pixels.
    alternative
        What it shows, in words.
    caption
        The line under it.
    """

    jpeg: bytes = field(repr=False)
    size: tuple[int, int]
    alternative: str
    caption: str

    def to_dict(self) -> dict[str, Any]:
        """Answer a JSON shape: the picture in a drawing of its own size."""
        width, height = self.size
        code = b64encode(self.jpeg).decode()
        return {
            "svg": (
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
                f'width="{width}" height="{height}"><image width="{width}" height="{height}" '
                f'href="data:image/jpeg;base64,{code}"/></svg>'
            ),
            "alternative": self.alternative,
            "caption": self.caption,
        }


@dataclass(frozen=True)
class Photos:
    """Photographs side by side, two in a row."""

    items: tuple[Photo, ...]

    def to_dict(self) -> dict[str, Any]:
        """Answer a JSON shape."""
        return {"kind": "photos", "items": [item.to_dict() for item in self.items]}


Block: TypeAlias = Heading | Text | Bullets | Table | Gap | Figure | Photos


@dataclass(frozen=True)
class Paper:
    """A paper.

    Parameters
    ----------
    title, subtitle
        What it is called, and for whom and when.
    blocks
        What it says.
    """

    title: str
    subtitle: str
    blocks: tuple[Block, ...]

    def to_dict(self) -> dict[str, Any]:
        """Answer a JSON shape."""
        return {
            "title": self.title,
            "subtitle": self.subtitle,
            "blocks": [block.to_dict() for block in self.blocks],
        }

    @property
    def gaps(self) -> tuple[str, ...]:
        """Answer what is left for a person to fill in."""
        return tuple(block.text for block in self.blocks if isinstance(block, Gap))


def bullets(items: Sequence[str], otherwise: str) -> Block:
    """Answer a list, or a sentence where there is nothing to list."""
    return Bullets(tuple(items)) if items else Text(otherwise)
