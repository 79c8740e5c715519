"""Every counterexample breaks exactly the rule it is named after."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

import geo
from geo.model.errors import DeliveryError

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "data" / "counterexamples"
MANIFESTS = sorted(FOLDER.glob("*/manifest.toml"))

ELSEWHERE = {
    "archive.too_large": "needs gigabytes",
    "archive.too_many": "needs thousands of files",
    "layer.too_many": "needs more features than a bound",
    "file.crashed": "needs a reader that dies",
    "file.too_heavy": "needs a bound of memory",
    "file.too_slow": "needs a bound of time",
    "file.missing": "needs no delivery at all",
    "findings.more": "counts findings of another rule",
    "delivery.nothing": "needs a whole delivery that has ended",
    "file.views_left": "needs a whole GeoPackage, whose bytes move with every version of SQLite",
    "geometry.unreadable": "is told of every record that file.truncated cuts",
    "crs.remembered": "needs a delivery of the same source that came before",
    "column.map_unfit": "needs a delivery of the same source that came before",
}
"""Rules that cannot lie in a small folder."""


def _manifest(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


def _found(path: Path, crs: str | None) -> tuple[bool, set[tuple[str, str]]]:
    """Answer whether a delivery was refused whole, and each rule with its severity."""
    try:
        delivery = geo.read(path, crs=crs)
    except DeliveryError as error:
        return True, {(error.rule, "error")}
    return False, {(issue.rule, issue.severity.value) for issue in geo.check(delivery)}


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.parent.name)
def test_it_breaks_its_rule_and_no_other(path: Path) -> None:
    """The rule with its severity, what cannot but follow, and nothing else.

    What ends with exit 2 is refused whole; anything else is taken.
    """
    told = _manifest(path)
    refused, found = _found(path.parent / told["delivery"], told.get("crs"))

    assert {rule for rule, _ in found} == {told["rule"], *told["also"]}
    assert (told["rule"], told["severity"]) in found
    assert refused == (told["exit"] == 2)
    assert path.parent.name == told["rule"]


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.parent.name)
def test_the_exit_follows_from_the_severity(path: Path) -> None:
    """A notice ends with 0, a warning with 1, an error with 1 or, where nothing is left, 2."""
    told = _manifest(path)

    assert told["exit"] in {"notice": {0}, "warning": {1}, "error": {1, 2}}[told["severity"]]


def test_every_rule_of_the_delivery_room_has_its_counterexample() -> None:
    """A new rule in the code asks for a folder here, or for a reason why it cannot have one."""
    source = "\n".join(path.read_text("utf-8") for path in (ROOT / "geo/delivery").glob("*.py"))
    families = "archive|column|crs|delivery|department|encoding|file|findings|geometry|id|layer"
    pattern = rf'"((?:{families}|role|row|value)\.[a-z_0-9]+)"'
    rules = set(re.findall(pattern, source))
    covered = {path.parent.name for path in MANIFESTS}

    assert rules - covered - set(ELSEWHERE) == set()
    assert covered - rules == set()


def test_the_sound_delivery_has_no_finding() -> None:
    """What all of them spoil is itself in order: the example has only its letter passed over."""
    found = geo.check(geo.read(ROOT / "data" / "example" / "eksempelkoebing.zip"))

    assert {(issue.rule, issue.layer) for issue in found} == {("file.ignored", "LÆSMIG.txt")}
