"""A desk to hand reports in at, and reports to hand in."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from geo.model.reports import Draft, Kind, Located
from geo.reporting.desk import Desk
from geo.store.case_opening import open_cases

EAST, NORTH = 710_000.0, 6_180_000.0
NOW = datetime(2026, 11, 24, 21, 0, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    """Answer a Tuesday evening in November."""
    return NOW


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Answer a desk on an empty workspace."""
    database = open_cases(tmp_path / "ws")
    yield Desk(database, b"k" * 32)
    database.close()


@pytest.fixture
def draft() -> Callable[..., Draft]:
    """Answer how a draft is written: a lamp that is out, each under a key of its own."""
    count = 0

    def write(x: float | None = 0.0, y: float | None = 0.0, **rest: Any) -> Draft:
        nonlocal count
        count += 1
        filled: dict[str, Any] = {
            "key": f"formular-{count:04d}",
            "kind": Kind.LAMP_OUT,
            "x": None if x is None else EAST + x,
            "y": None if y is None else NORTH + y,
            "located": Located.HAND if x is not None else Located.TEXT,
        }
        return Draft(**{**filled, **rest})

    return write


@pytest.fixture
def picture() -> Callable[..., bytes]:
    """Answer how a picture is made."""

    def make(kind: str = "JPEG", size: tuple[int, int] = (64, 48), **rest: Any) -> bytes:
        image = Image.new("RGB", size, (10, 20, 40))
        image.putpixel((1, 1), (250, 240, 200))
        written = BytesIO()
        image.save(written, kind, **rest)
        return written.getvalue()

    return make
