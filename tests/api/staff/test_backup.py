"""A backup holds everything, is taken while others write, and comes back equal or not at all."""

import json
import zipfile
from io import BytesIO
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from PIL import Image

import geo
from geo.model.errors import WorkspaceError
from geo.reporting.backup import back_up, restore
from geo.reporting.staff import all_cases, all_reports
from geo.store.case_opening import open_cases


def picture() -> bytes:
    written = BytesIO()
    Image.new("RGB", (20, 10)).save(written, "JPEG")
    return written.getvalue()


def test_what_comes_back_is_what_went_in(house: Any, run_json: Any, tmp_path: Path) -> None:
    """Counts, layers, reports, pictures, codes: all of it, by the two verbs."""
    _, code = house.report(text="mørkt ved skuret", photos=(picture(),))
    file, back = tmp_path / "kopi.zip", tmp_path / "tilbage"
    made = run_json("backup", file, "--workspace", house.workspace)
    again = run_json("restore", file, "--workspace", back)

    assert again["counts"] == made["counts"]
    assert again["counts"]["sager.db/reports"] == 1
    assert made["files"] == again["files"] == 4
    with geo.Workspace(house.workspace) as before, geo.Workspace(back) as after:
        assert before.layers() == after.layers()
        assert before.fingerprint("9001-01") == after.fingerprint("9001-01")
    house.held.settings = house.held.settings.model_copy(update={"workspace": str(back)})
    del house.held.desk
    assert house.held.desk.follow(code).report.text == "mørkt ved skuret"
    (name,) = house.held.desk.follow(code).report.photos
    assert (back / "billeder" / name).stat().st_size > 0
    assert (back / "sager.key").stat().st_mode & 0o077 == 0


def test_a_copy_is_one_state_while_others_write(house: Any, tmp_path: Path) -> None:
    """Reports come in all the while; every report of the copy has its case and event."""
    stop, count = Event(), 0
    house.report()

    def write() -> None:
        nonlocal count
        while not stop.is_set():
            house.report(key=f"under-kopien-{count:06d}", x=700_000.0 + 300 * count)
            count += 1

    writer = Thread(target=write)
    writer.start()
    try:
        copies = [back_up(house.workspace, tmp_path / f"{n}.zip") for n in range(3)]
    finally:
        stop.set()
        writer.join()
    assert count > 0
    for number, copy in enumerate(copies):
        restored = restore(copy.path, tmp_path / f"ud-{number}")
        database = open_cases(restored.path)
        reports, cases = all_reports(database), all_cases(database)
        assert {report.case for report in reports} == {case.id for case in cases}
        assert len(reports) == restored.counts["sager.db/reports"]
        database.close()


def changed(source: Path, target: Path, name: str, content: bytes | None) -> Path:
    """Answer a copy of a backup with one file another, or without it."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        if content is not None:
            new.writestr(name, content)
    return target


def test_a_damaged_copy_lays_nothing_out(house: Any, tmp_path: Path) -> None:
    """One bit, one file, one row short, no list, no archive: refused, and no folder is left."""
    house.report()
    whole = back_up(house.workspace, tmp_path / "hel.zip").path
    with zipfile.ZipFile(whole) as archive:
        told = json.loads(archive.read("indhold.json"))
    short = {**told, "counts": {**told["counts"], "sager.db/reports": 2}}
    escape = {**told, "files": {**told["files"], "../ude.jpg": "0"}}
    bad = [
        changed(whole, tmp_path / "1.zip", "sager.key", b"x" * 32),
        changed(whole, tmp_path / "2.zip", "kort.gpkg", None),
        changed(whole, tmp_path / "3.zip", "indhold.json", json.dumps(short).encode()),
        changed(whole, tmp_path / "4.zip", "indhold.json", json.dumps(escape).encode()),
        changed(whole, tmp_path / "5.zip", "indhold.json", None),
        changed(whole, tmp_path / "6.zip", "indhold.json", b"[]"),
    ]
    (tmp_path / "7.zip").write_bytes(b"ikke et arkiv")
    for file in [*bad, tmp_path / "7.zip"]:
        with pytest.raises(WorkspaceError):
            restore(file, tmp_path / "ud")
        assert not (tmp_path / "ud").exists()
    assert not list(tmp_path.glob(".restore-*"))


def test_nothing_is_written_over(house: Any, tmp_path: Path) -> None:
    """A file that is there, a folder that holds something, a server, an empty place."""
    file = tmp_path / "kopi.zip"
    back_up(house.workspace, file)
    with pytest.raises(WorkspaceError, match="findes allerede"):
        back_up(house.workspace, file)
    with pytest.raises(WorkspaceError, match="ikke tom"):
        restore(file, house.workspace)
    with pytest.raises(WorkspaceError, match="TRYGHED_PRIVATE"):
        back_up("postgresql://her/der", tmp_path / "x.zip")
    with pytest.raises(WorkspaceError):
        back_up(tmp_path / "intet", tmp_path / "x.zip")
