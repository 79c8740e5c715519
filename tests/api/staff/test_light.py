"""Report × light: the staff's work lists, and the layer that only their map has."""

import json
import re
from typing import Any

from geo.model.reports import Status
from geo.model.staff import Role
from geo.reporting.cases import Move
from geo.reporting.evidence import Cell
from geo.reporting.staff import move, one_case, release

OWN = "9001-01"


def spot(house: Any, light: str) -> tuple[float, float]:
    """Answer the middle of a stretch of the example that is dark, or lit."""
    segments = house.held.profile(OWN).segments
    dark = segments["light_class"] == "dark"
    wanted = segments[dark if light == "dark" else segments["light_class"] == "on_target"]
    middle = wanted.geometry.iloc[0].interpolate(0.5, normalized=True)
    return middle.x, middle.y


def layer(page: str) -> dict[str, Any] | None:
    """Answer the layer of a map's page."""
    found = re.search(r'id="kort-data">(.*?)</script>', page, re.DOTALL)
    assert found
    told: dict[str, Any] | None = json.loads(found[1])["report_light"]
    return told


def test_each_case_stands_in_its_list(house: Any) -> None:
    """Reported where it is dark, where it is lit, and in words: three lists, all *gå ud og se*."""
    client = house.staff(Role.OPERATIONS)
    (x, y), (u, v) = spot(house, "dark"), spot(house, "on_target")
    dark, _ = house.report(x=x, y=y)
    lit, _ = house.report(x=u, y=v, key="formular-lyst-sted-1")
    words, _ = house.report(x=None, y=None, key="formular-i-ord-1", place_text="ved porten")

    page = client.get("/personale/lys")
    parts = dict(
        re.findall(r'<section aria-labelledby="(\w+)">(.*?)</section>', page.text, re.DOTALL)
    )
    assert page.status_code == 200
    assert f"/personale/sager/{lit}" in parts["lit_reported"]
    assert f"/personale/sager/{dark}" in parts["dark_reported"]
    assert f"/personale/sager/{words}" in parts["unknown_reported"]
    assert parts["lit_reported"].count("/personale/sager/") == 1
    for part in ("lit_reported", "dark_reported", "unknown_reported"):
        assert "Gå ud og se" in parts[part]
    assert "ikke det samme som trygt" in parts["dark_silent"]
    assert "ikke det samme som trygt" in parts["lit_silent"]
    assert " m</td>" in parts["dark_silent"]
    before = one_case(house.held.desk.database, lit)[0]
    assert before.status.value == "received"

    move(
        house.held.desk.database,
        lit,
        Move(Status.FIXED, "test", "Lampen er lavet."),
        before.updated,
    )
    assert f"/personale/sager/{lit}" not in client.get("/personale/lys").text


def test_the_layer_lies_on_the_staff_map_only(house: Any, run_json: Any) -> None:
    """By web and by command line; the public map has neither the layer nor the number."""
    x, y = spot(house, "on_target")
    number, _ = house.report(x=x, y=y)
    release(house.held.desk.database, number, "Stien", "test", _now(house, number))
    client = house.staff(Role.PLANNER)

    told = layer(client.get("/personale/kort").text)
    assert told is not None
    assert Cell.LIT_REPORTED.value in told["cell"]["words"]
    assert layer(client.get(f"/kort/{OWN}").text) is None
    assert layer(client.get("/kort").text) is None
    out = house.workspace.parent / "kort.html"
    for flags, layered in ((["--staff"], True), ([], False)):
        run_json("map", OWN, *flags, "--out", str(out), "--workspace", str(house.workspace))
        found = layer(out.read_text())
        assert (found is not None) is layered


def _now(house: Any, number: int) -> Any:
    return one_case(house.held.desk.database, number)[0].updated
