"""The command line: its shapes, its exits, its one sentence, and what it leaves behind."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyogrio
import pytest
from pydantic import TypeAdapter

import geo
from api.models import DepartmentShape, IssueShape, ProfileShape, ReceiptShape
from geo.scoring.factors import FACTORS

TRYGHEDSKORT = Path(sys.executable).with_name("tryghedskort")
COUNTEREXAMPLES = Path(__file__).resolve().parents[2] / "data" / "counterexamples"


def test_help_answers_without_loading_anything_heavy() -> None:
    """`--help` loads no geopandas, folium, fastapi or numba."""
    program = (
        "import sys, json; from typer.testing import CliRunner; from api.cli import app;"
        "code = CliRunner().invoke(app, ['--help']).exit_code;"
        "heavy = {'geopandas', 'pandas', 'numpy', 'folium', 'fastapi', 'numba', 'pydantic'};"
        "print(json.dumps([code, sorted(heavy & set(sys.modules))]))"
    )

    told = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert json.loads(told.stdout) == [0, []]


def test_check_of_the_example_has_only_notices(run_json: Callable[..., Any], run: Any) -> None:
    """The shape is the documented one, and notices alone end with 0."""
    issues = TypeAdapter(list[IssueShape]).validate_python(run_json("check", geo.example()))

    assert {issue.severity for issue in issues} == {"notice"}
    assert run("check", geo.example()).exit_code == 0


def test_import_lands_once_and_can_be_undone(run_json: Callable[..., Any], tmp_path: Path) -> None:
    """The receipt says what landed; the same again says so; undo leaves nothing of it."""
    place = tmp_path / "område"
    first = run_json("import", geo.example(), "--workspace", place)
    again = run_json("import", geo.example(), "--workspace", place)
    undone = run_json("import", "--undo", "--workspace", place)

    ReceiptShape.model_validate(first)
    assert first["committed"] is True
    assert first["layers"]["lamps"] == {"read": 333, "repaired": 0, "refused": 0}
    assert "import.same" in {issue["rule"] for issue in again["issues"]}
    assert [issue["rule"] for issue in undone["issues"]] == ["import.undone"]
    assert run_json("departments", "--workspace", place) == []


def test_departments_are_listed_by_name(
    run_json: Callable[..., Any], example_workspace: Path
) -> None:
    """A Danish directory's order, whatever their scores; the shape is the documented one."""
    found = run_json("departments", "--workspace", example_workspace)

    TypeAdapter(list[DepartmentShape]).validate_python(found)
    assert [entry["name"] for entry in found] == [
        *("Hasselhegnet", "Kløverrækkerne", "Solgården", "Tårnparken"),
        *("Æblehaven", "Østervænget"),
    ]


def test_score_has_its_stable_shape(run_json: Callable[..., Any], own_workspace: Path) -> None:
    """Seven factors with both states, null where undefined; terms are obeyed; it is kept."""
    (entry,) = run_json("score", "9001-01", "--workspace", own_workspace)

    shape = ProfileShape.model_validate(entry)
    assert list(shape.factors) == [
        *("lighting", "eyes", "meeting_places", "boundaries", "routes", "arrival", "upkeep")
    ]
    assert set(entry["overall"]) == {"dag", "mørke", "samlet"}
    assert shape.factors["lighting"].day is None
    assert shape.factors["lighting"].dark is not None
    with geo.Workspace(own_workspace) as workspace:
        assert len(workspace.scorings("9001-01")) == 1


def test_scoring_twice_keeps_one_scoring(run: Any, own_workspace: Path) -> None:
    """The same place under the same terms is not scored again; other terms are."""
    place = ("--workspace", own_workspace)
    first = run("score", "9001-01", "--json", *place)
    second = run("score", "9001-01", "--json", *place)
    other = run("score", "9001-01", "--json", "--weights", "C", *place)

    assert first.stdout == second.stdout
    assert other.exit_code == 0
    with geo.Workspace(own_workspace) as workspace:
        kept = [record["weights"] for record in workspace.scorings("9001-01")]
    assert kept == ["C", "A"]


def test_a_table_names_every_factor(run: Any, own_workspace: Path) -> None:
    """Without --json a person reads every factor in Danish, and how it stands."""
    told = run("score", "9001-01", "--workspace", own_workspace)

    assert told.exit_code == 0
    assert [f.label for f in FACTORS.values() if f.label not in told.stdout] == []
    assert "lever delvist op" in told.stdout


def test_explain_tells_indicators_and_inputs(
    run_json: Callable[..., Any], example_workspace: Path
) -> None:
    """One factor can be asked for, and says what it rests on."""
    place = ("--workspace", example_workspace)
    (reason,) = run_json("explain", "9001-01", "--factor", "lighting", *place)

    assert (reason["factor"], reason["state"]) == ("lighting", "mørke")
    assert {row["key"] for row in reason["indicators"]} >= {"1a", "1b", "1c"}
    assert {row["layer"] for row in reason["inputs"]} >= {"lamps", "paths", "buildings"}


def test_a_map_and_a_copy_are_written(run_json: Callable[..., Any], own_workspace: Path) -> None:
    """`map` writes one page, `export` one GeoPackage; both say where and how large."""
    page, copy = own_workspace / "ud" / "kort.html", own_workspace / "ud" / "kopi.gpkg"
    told = run_json("map", "9001-01", "--out", page, "--workspace", own_workspace)
    copied = run_json("export", "--out", copy, "--workspace", own_workspace)

    assert told == {"path": str(page), "bytes": page.stat().st_size}
    assert "<!DOCTYPE html>" in page.read_text("utf-8")[:20]
    assert copied["path"] == str(copy)
    assert "departments" in [str(row[0]) for row in pyogrio.list_layers(copy)]


def test_demo_says_what_to_open_and_works_twice(tmp_path: Path) -> None:
    """As a real process: one line on stdout, the page is there, a second run changes nothing."""
    for _ in range(2):
        done = subprocess.run(
            [TRYGHEDSKORT, "demo"], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.splitlines() == ["Åbn out/demo/index.html i en browser."]
    page = tmp_path / "out" / "demo" / "index.html"
    assert page.stat().st_size < 3_000_000
    with geo.Workspace(tmp_path / "out" / "demo" / "tryghed") as workspace:
        assert len(workspace.imports()) == 1
        assert len(workspace.scorings()) == 6


def test_the_environment_names_the_workspace(example_workspace: Path, tmp_path: Path) -> None:
    """`TRYGHED_WORKSPACE` is the default; without it and without a folder a sentence says so."""
    command = [str(TRYGHEDSKORT), "departments", "--json"]
    set_ = {**os.environ, "TRYGHED_WORKSPACE": str(example_workspace)}
    there = subprocess.run(
        command, cwd=tmp_path, env=set_, capture_output=True, text=True, check=False
    )
    nowhere = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert len(json.loads(there.stdout)) == 6
    assert nowhere.returncode == 2
    assert json.loads(nowhere.stdout)["error"]["rule"] == "workspace.missing"
    assert not (tmp_path / "tryghed").exists()


@pytest.mark.parametrize("verb", ["check", "import"])
@pytest.mark.parametrize(
    "rule", ["archive.bomb", "archive.slip", "file.disguised", "file.empty", "file.unreadable"]
)
def test_a_bad_file_is_told_in_one_sentence(
    verb: str, rule: str, tmp_path: Path, run: Any, run_json: Callable[..., Any]
) -> None:
    """Exit 2, the rule in the check's array or the receipt, no traceback, nothing half imported."""
    (path,) = [p for p in (COUNTEREXAMPLES / rule).iterdir() if p.name != "manifest.toml"]
    place = tmp_path / "område"
    where = ("--workspace", place) if verb == "import" else ()

    told = run(verb, path, *where)
    answered = run_json(verb, path, *where)

    assert told.exit_code == 2
    assert told.stdout == ""
    assert "Traceback" not in told.stderr
    assert told.stderr.strip()
    issues = answered if verb == "check" else answered["issues"]
    assert [issue["rule"] for issue in issues] == [rule]
    assert IssueShape.model_validate(issues[0]).remedy
    assert verb == "check" or answered["committed"] is False
    assert not place.exists()


def test_a_missing_file_is_a_sentence(run: Any, tmp_path: Path) -> None:
    """A name that leads nowhere ends with 2."""
    told = run("check", tmp_path / "findes-ikke.zip")

    assert told.exit_code == 2
    assert "findes-ikke.zip" in told.stderr.replace("\n", "")


def test_what_was_assumed_waits_for_a_yes(
    run: Any, run_json: Callable[..., Any], tmp_path: Path
) -> None:
    """An assumed system ends with 1 and lands nothing; --accept or --crs lands it."""
    path = COUNTEREXAMPLES / "crs.assumed" / "leverance.zip"
    place = tmp_path / "område"

    asked = run("import", path, "--json", "--workspace", place)
    accepted = run_json("import", path, "--accept", "--workspace", place)
    told = run_json("import", path, "--crs", "EPSG:25832", "--workspace", tmp_path / "andet")

    assert asked.exit_code == 1
    assert json.loads(asked.stdout)["committed"] is False
    assert accepted["committed"] is True
    assert told["committed"] is True


def test_a_role_may_be_named(run: Any, run_json: Callable[..., Any], tmp_path: Path) -> None:
    """--role says what a file is where its name does not; a role nobody knows is refused."""
    source = COUNTEREXAMPLES / "geometry.flattened" / "lys.geojson"
    strange = tmp_path / "x17.geojson"
    strange.write_bytes(source.read_bytes())

    named = run_json(
        "import", strange, "--role", "x17.geojson=lamps", "--workspace", tmp_path / "w"
    )
    unknown = run("check", strange, "--role", "x17.geojson=lygter", "--json")
    broken = run("check", strange, "--role", "lamps", "--json")

    assert list(named["layers"]) == ["lamps"]
    assert json.loads(unknown.stdout)["error"]["rule"] == "layer.unknown"
    assert json.loads(broken.stdout)["error"]["rule"] == "option.not_a_pair"
    assert (unknown.exit_code, broken.exit_code) == (2, 2)


@pytest.mark.parametrize(
    ("arguments", "rule"),
    [
        (("score", "9999-99"), "department.unknown"),
        (("explain", "9001-01", "--factor", "ro"), "factor.unknown"),
        (("score", "9001-01", "--weights", "Z"), "weights.unknown"),
        (("score", "9001-01", "--as-of", "i går"), "as_of.unreadable"),
        (("map", "9001-01", "--out", "/proc/nix/kort.html"), "output.not_writable"),
        (("import",), "option.delivery_or_undo"),
    ],
)
def test_a_wrong_argument_is_a_sentence(
    arguments: tuple[str, ...], rule: str, own_workspace: Path, run: Any
) -> None:
    """Whatever is asked wrongly ends with 2 and says which rule."""
    told = run(*arguments, "--json", "--workspace", own_workspace)

    assert told.exit_code == 2, told.output
    assert json.loads(told.stdout)["error"]["rule"] == rule


def test_a_name_cannot_steer_the_terminal(run: Any, tmp_path: Path) -> None:
    """Control signs in a delivered name are shown, not obeyed; markup is text."""
    path = tmp_path / "afdelinger.geojson"
    ring = [[12.35, 55.73], [12.36, 55.73], [12.36, 55.74], [12.35, 55.73]]
    name = "[red]Æble\u001b[2Jhaven[/red]\u202e"
    feature = {
        "type": "Feature",
        "properties": {"afd_nr": "7", "afd_navn": name},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")
    run("import", path, "--accept", "--workspace", tmp_path / "w")

    told = run("departments", "--workspace", tmp_path / "w")

    assert "\x1b" not in told.stdout
    assert "\u202e" not in told.stdout
    assert "[red]Æble�[2Jhaven[/red]" in told.stdout


def test_doctor_looks_at_everything(
    run_json: Callable[..., Any], example_workspace: Path, tmp_path: Path
) -> None:
    """Every check is told with its state; an empty place is no mistake and stays empty."""
    checks = run_json("doctor", "--workspace", example_workspace)
    empty = run_json("doctor", "--workspace", tmp_path / "tomt")

    assert [check["check"] for check in checks] == [
        *("python", "packages", "names", "kernels", "sandbox", "network", "workspace")
    ]
    assert {check["state"] for check in checks} <= {"good", "fair"}
    assert empty[-1]["state"] == "fair"
    assert not (tmp_path / "tomt").exists()


def test_doctor_finds_a_file_that_hides_the_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run_json: Callable[..., Any], run: Any
) -> None:
    """A geo.py where a person stands is named, and the command ends with 1."""
    (tmp_path / "geo.py").write_text("", "utf-8")
    monkeypatch.chdir(tmp_path)

    (names,) = [check for check in run_json("doctor") if check["check"] == "names"]

    assert names["state"] == "poor"
    assert "geo.py" in names["message"]
    assert run("doctor").exit_code == 1


def test_a_site_has_an_index_and_a_page_for_each(
    run_json: Callable[..., Any], own_workspace: Path, tmp_path: Path
) -> None:
    """`map --all` writes a folder that any web server can hand out."""
    options = ("--all", "--out", tmp_path / "web", "--workspace", own_workspace)
    told = run_json("map", "9001-01", "9002-07", *options)

    assert Path(told["path"]).name == "index.html"
    assert told["pages"] == len(list((tmp_path / "web").rglob("*.html")))
    assert told["pages"] >= 3
