"""Codes are the same for a resend, unlike for anybody else, and the database keeps only marks."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.model.errors import WorkspaceError
from geo.reporting.codes import (
    ALPHABET,
    LENGTH,
    code_of,
    device_mark,
    mark,
    read_code,
    secret_of,
    shown,
)


@given(st.text(min_size=1, max_size=30), st.integers(0, 3))
@settings(max_examples=50, deadline=None)
def test_a_code_is_read_back_as_it_was_shown(key: str, turn: int) -> None:
    """Eight letters of the alphabet; with dash, blanks and small letters it is the same code."""
    code = code_of(b"k", key, turn)

    assert len(code) == LENGTH
    assert set(code) <= set(ALPHABET)
    assert read_code(f" {shown(code).lower()} ") == code
    assert code != code_of(b"k", key, turn + 1)
    assert code != code_of(b"another", key, turn)


@pytest.mark.parametrize("text", ["", "K7QM", "K7QM-3XT0", "K7QM-3XTDD", "../../etc", "\uff2b" * 8])
def test_what_cannot_be_a_code_is_none(text: str) -> None:
    """Too short, too long, letters that are mixed up, or not letters at all."""
    assert read_code(text) is None


def test_two_cases_cannot_be_joined_by_a_device() -> None:
    """The same device has another mark on every case and for every purpose."""
    marks = {device_mark(b"k", "d", case) for case in range(20)} | {mark(b"k", "key", "0\0d")}

    assert len(marks) == 21


def test_the_key_is_made_once_and_is_private(tmp_path: Path) -> None:
    """Many that start at once get one key, and nobody else may read the file."""
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: secret_of(tmp_path), range(16)))

    assert len(keys) == 1
    assert stat.S_IMODE((tmp_path / "sager.key").stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["sager.key"]


def test_a_damaged_key_is_not_replaced(tmp_path: Path) -> None:
    """A new one would cut every resident off from their link, so a person decides."""
    (tmp_path / "sager.key").write_bytes(b"kort")

    with pytest.raises(WorkspaceError, match="beskadiget"):
        secret_of(tmp_path)
    assert (tmp_path / "sager.key").read_bytes() == b"kort"
