"""Weights that a meeting decided are kept by staff, with who and when, and change no place."""

from collections.abc import Callable
from typing import Any

import pytest

import geo
from geo.model.staff import Role
from geo.scoring.factors import FACTORS

PLACE = "/personale/vaegtning"
FieldOf = Callable[[Any, str], str]


def filled(field: str, **given: str) -> dict[str, str]:
    """Fill the form in: light the most, upkeep half of it."""
    ratings = {f"r-{key}": "0" for key in FACTORS} | {"r-lighting": "100", "r-upkeep": "50"}
    words = {"name": "Beboermøde", "decided_by": "Afdelingsmødet", "decided_on": "2026-11-01"}
    return {"csrf": field, **ratings, **words, **given}


def test_a_planner_keeps_what_a_meeting_decided(house: Any, field_of: FieldOf) -> None:
    """Name, who, when and who wrote it down are kept; scoring takes the name."""
    planner = house.staff(Role.PLANNER)
    asked = planner.post(PLACE, data=filled(field_of(planner, PLACE)))
    page = planner.get(asked.headers["location"]).text

    (kept,) = [row for row in house.held.workspace.weightings() if row["name"] == "Beboermøde"]
    assert asked.status_code == 303
    assert (kept["decided_by"], kept["decided_on"]) == ("Afdelingsmødet", "2026-11-01")
    assert kept["weights"]["lighting"] == pytest.approx(2 / 3)
    assert kept["saved_by"].startswith("account ")
    assert "Beboermøde: Afdelingsmødet, 2026-11-01" in page
    names = list(house.held.workspace.departments()["name"])
    assert all(name in page for name in names)
    assert "aldrig en ændring af stedet" in page
    department = house.held.workspace.department_ids()[0]
    assert house.held.profile(department).weights == "A"


def test_a_wrong_set_comes_back_with_its_remedy(house: Any, field_of: FieldOf) -> None:
    """Without a 100, without who, under a name of the product's, with words for a number."""
    administrator = house.staff(Role.ADMINISTRATOR)
    field = field_of(administrator, PLACE)
    before = len(house.held.workspace.weightings())
    for given in (
        {"r-lighting": "90"},
        {"decided_by": " "},
        {"name": "A"},
        {"r-eyes": "meget"},
        {"decided_on": "i går"},
    ):
        answer = administrator.post(PLACE, data=filled(field, **given))
        assert answer.status_code == 422, given
        assert 'role="alert"' in answer.text
        assert 'value="100"' in answer.text or given.get("r-lighting") == "90"
    assert len(house.held.workspace.weightings()) == before


@pytest.mark.parametrize("role", [Role.BOARD, Role.OPERATIONS])
def test_others_of_staff_keep_no_weights(house: Any, role: Role) -> None:
    """They are told of no such page; nobody's form from elsewhere is taken either."""
    assert house.staff(role).get(PLACE).status_code == 404
    planner = house.staff(Role.PLANNER)
    assert planner.post(PLACE, data=filled("forkert")).status_code == 403
    assert planner.get(PLACE, params={"valg": "findes ikke"}).status_code == 404


def test_a_set_keeps_its_own_totals(house: Any, field_of: FieldOf) -> None:
    """The totals of the page are those of the library under the same weights."""
    planner = house.staff(Role.PLANNER)
    planner.post(PLACE, data=filled(field_of(planner, PLACE), name="Kun lys", **{"r-upkeep": "0"}))
    page = planner.get(PLACE, params={"valg": "Kun lys"}).text
    profiles: list[geo.Profile] = house.held.profiles()
    light = [profile["lighting"]["mørke"].value for profile in profiles]

    assert any(value is not None and f"<b>{round(value)}</b>" in page for value in light)
