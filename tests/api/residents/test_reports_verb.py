"""``reports``: what the command line shows, writes and removes."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyogrio
import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from geo.model.reports import Status
from geo.reporting import staff
from geo.reporting.cases import Move

Site = Any


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["reports", *(str(one) for one in arguments)])


@pytest.fixture
def told(site: Site) -> Site:
    """Answer a site with one closed and one open case, long ago."""
    site.send(**site.place, text="Sort ved skuret", email="nabo@example.dk", seen="1")
    site.send(place="Vaskeriet", kind="glare")
    first = staff.all_cases(site.desk.database)[-1].id
    long_ago = datetime.now(UTC) - timedelta(days=400)
    step = Move(Status.FIXED, "driften", "Ny pære")
    staff.move(site.desk.database, first, step, long_ago)
    return site


@pytest.mark.usefixtures("told")
def test_the_list_shows_open_cases_without_a_word_of_them(own_workspace: Path) -> None:
    """Number, kind and status; JSON and table say the same."""
    rows = json.loads(run("list", "--workspace", own_workspace, "--json").stdout)
    table = run("list", "--workspace", own_workspace).stdout

    (row,) = rows
    assert (row["kind"], row["status"], row["released"]) == ("glare", "received", False)
    assert row["number"] in table
    assert "Lyset blænder" in table
    assert "Vaskeriet" not in table


@pytest.mark.usefixtures("told")
def test_a_dry_run_says_what_the_run_then_does(own_workspace: Path) -> None:
    """The same counts; before it everything is there, after it nothing is due."""
    looked, done, again = (
        json.loads(run("purge", *how, "--workspace", own_workspace, "--json").stdout)
        for how in (["--dry-run"], [], ["--dry-run"])
    )

    assert looked["removed"] == done["removed"] == {"email": 1, "text": 1}
    assert again == {"dry_run": True, "removed": {}}
    kept = b"".join(file.read_bytes() for file in own_workspace.glob("sager*"))
    assert b"nabo@example.dk" not in kept
    assert b"Sort ved skuret" not in kept
    said = run("purge", "--dry-run", "--workspace", own_workspace)
    assert "Intet er ændret" in said.output


@pytest.mark.usefixtures("told")
def test_the_export_opens_in_metres_without_an_address(own_workspace: Path, tmp_path: Path) -> None:
    """Two layers in EPSG:25832; a report told in words has no point; no e-mail is in the file."""
    out = tmp_path / "sager.gpkg"

    answer = run("export", "--out", out, "--workspace", own_workspace)

    assert answer.exit_code == 0, answer.output
    cases = pyogrio.read_dataframe(out, layer="sager")
    reports = pyogrio.read_dataframe(out, layer="meldinger")
    assert cases.crs == "EPSG:25832"
    assert (len(cases), len(reports)) == (2, 2)
    assert sorted(reports.geometry.isna()) == [False, True]
    assert b"nabo@example.dk" not in out.read_bytes()


def test_a_workspace_that_is_not_there_is_told(tmp_path: Path) -> None:
    """Nothing is made."""
    answer = run("list", "--workspace", tmp_path / "nix")

    assert answer.exit_code == 2
    assert not (tmp_path / "nix").exists()
