"""Archives: good ones are laid out, hostile ones are refused whole with their reason."""

import stat
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pytest

from geo import delivery
from geo.delivery.archive import is_clutter
from geo.model.errors import DeliveryError, RefusedFileError

Writer = Callable[..., Path]


def packed(folder: Path, *extra: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    """Zip the files of a folder and some more members."""
    path = folder.parent / f"{folder.name}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in folder.iterdir():
            archive.write(file, file.name)
        for name, content in extra:
            archive.writestr(name, content)
    return path


def link(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


@pytest.mark.parametrize(
    ("member", "content", "rule"),
    [
        ("../../outside.txt", b"x", "archive.slip"),
        ("/etc/cron.d/x", b"x", "archive.absolute"),
        ("C:\\Windows\\x.txt", b"x", "archive.absolute"),
        (link("lys.txt"), b"/etc/passwd", "archive.link"),
        ("inner.zip", b"PK", "archive.nested"),
        ("zeros.dbf", bytes(30 * 2**20), "archive.bomb"),
    ],
)
def test_a_hostile_member_refuses_the_whole_archive(
    write: Writer,
    lamps: gpd.GeoDataFrame,
    member: str | zipfile.ZipInfo,
    content: bytes,
    rule: str,
) -> None:
    """One bad member beside a good layer: nothing is read, and the reason is named."""
    path = packed(write(lamps, "lys.shp").parent, (member, content))

    with pytest.raises(RefusedFileError) as caught:
        delivery.read(path)

    assert caught.value.rule == rule
    assert caught.value.remedy


def test_a_locked_archive_is_refused(write: Writer, lamps: gpd.GeoDataFrame) -> None:
    """An archive whose members carry the password flag is refused."""
    path = packed(write(lamps, "lys.shp").parent)
    content = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + offset] |= 1
            at = content.find(mark, at + 4)
    path.write_bytes(content)

    with pytest.raises(RefusedFileError) as caught:
        delivery.read(path)

    assert caught.value.rule == "archive.password"


def test_too_many_members_are_refused(write: Writer, lamps: gpd.GeoDataFrame) -> None:
    """More members than the limit refuses the archive before anything is unpacked."""
    path = packed(write(lamps, "lys.shp").parent)

    with pytest.raises(RefusedFileError) as caught:
        delivery.read(path, limits=replace(delivery.LOCAL, members=2))

    assert caught.value.rule == "archive.too_many"


def test_clutter_is_passed_over_and_depth_does_not_matter(
    write: Writer, lamps: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    """Folders, Danish letters and what a Mac leaves behind do not stop a layer."""
    source = write(lamps, "lys.shp").parent
    path = tmp_path / "leverance.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in source.iterdir():
            archive.write(file, f"Levering 2026/Måløv øst/{file.name}")
            archive.writestr(f"__MACOSX/Levering 2026/._{file.name}", b"x")
        archive.writestr("Levering 2026/.DS_Store", b"x")

    read = delivery.read(path)

    assert list(read.layers) == ["lamps"]
    assert not [issue for issue in read.issues if issue.rule == "file.ignored"]


def test_a_folder_of_archives_is_one_delivery(
    write: Writer, lamps: gpd.GeoDataFrame, departments: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    """Several zips in a folder, each with one layer, are read together."""
    folder = tmp_path / "samlet"
    folder.mkdir()
    for frame, name in ((lamps, "lys"), (departments, "afdelinger")):
        packed(write(frame, f"{name}.shp").parent).rename(folder / f"{name}.zip")

    assert sorted(delivery.read(folder).layers) == ["departments", "lamps"]


def test_half_an_archive_is_unreadable(
    write: Writer, lamps: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    """An archive cut in the middle gives one clear error."""
    path = packed(write(lamps, "lys.shp").parent)
    half = tmp_path / "halv.zip"
    half.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    with pytest.raises(DeliveryError) as caught:
        delivery.read(half)

    assert caught.value.rule == "archive.unreadable"


def test_clutter_is_told_from_layers() -> None:
    """Hidden files are clutter, layers are not."""
    assert is_clutter("a/.DS_Store")
    assert is_clutter("__MACOSX/a/._lys.shp")
    assert not is_clutter("Lys/lys.shp")
