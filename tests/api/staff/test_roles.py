"""Every route × every role, made from the route table: a route without a rule fails."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi.dependencies.models import Dependant

from api.auth import StaffRule
from geo.model.staff import Role

PUBLIC = re.compile(
    r"/(|afdelinger.*|kort.*|metode|rute|vaegtning|tilgaengelighed|health|openapi\.json|static.*|indberet.*"
    r"|sag|sag/.*|sager|ogc.*|open311/.*|feed/.*|tal/.*|ejer/.*|planer.*|personale/log-ind"
    r"|personale/adgangskode/.*|personale/oidc.*|vaegtning|hvorfor/.*"
    r"|fliser/.*|velkomst/.*|opslag/.*)"
)
"""What anybody may ask for; some of it needs the secret of a link."""

ELSEWHERE = {"origin": "https://ondt.example"}

BOARD_MAY = {
    "GET /personale",
    "GET /personale/sager/{number}",
    "POST /personale/log-ud",
    "GET /personale/opfoelgning",
    "GET /personale/opfoelgning/{number:int}",
    "GET /personale/planer",
    "GET /personale/planer/afvejning",
    "GET /personale/planer/forslag",
    "GET /personale/planer/{number:int}",
    "GET /personale/planer/{number:int}/kort",
    "GET /personale/planer/{number:int}/papir/{name}",
    "GET /personale/planer/{number:int}/papirer",
    "GET /personale/planer/{number:int}/plan.toml",
    "GET /personale/planer/{number:int}/sammenlign",
    "POST /personale/planer/{number:int}/regn",
    "GET /personale/marken",
    "GET /personale/marken/adgang",
    "GET /personale/marken/arbejder.js",
    "GET /personale/marken/foto/{name}",
    "GET /personale/marken/vandring/{number}",
    "GET /personale/marken/vandring/{number}/grund",
    "GET /personale/marken/vandring/{number}/referat",
    "GET /personale/marken/vandring/{number}/{paper}.{ending}",
    "POST /personale/marken/vandring/{number}/note",
}
"""All that a board may ask for: cases, plans and walks of its own, never what a neighbour wrote."""


@dataclass(frozen=True)
class Asked:
    """One method of one route, and the roles its rule names."""

    method: str
    path: str
    roles: frozenset[Role] | None

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"


def rules(dependant: Dependant) -> Iterator[StaffRule]:
    """Answer the rules among the dependencies of a route."""
    for one in dependant.dependencies:
        if isinstance(one.call, StaffRule):
            yield one.call
        yield from rules(one)


def table(app: Any) -> list[Asked]:
    """Answer every route of the application with its rule."""
    found = []
    for route in app.routes:
        for one in getattr(getattr(route, "original_router", None), "routes", [route]):
            dependant = getattr(one, "dependant", None)
            named = list(rules(dependant)) if dependant is not None else []
            roles = frozenset.intersection(*(rule.roles for rule in named)) if named else None
            found += [
                Asked(method, one.path, roles)
                for method in sorted(getattr(one, "methods", None) or {"GET"})
                if method not in {"HEAD", "OPTIONS"}
            ]
    return found


def filled(path: str, case: int) -> str:
    """Answer a path with something in each of its holes."""
    values = {"number": str(case), "report": str(case), "name": "x.jpg", "fmt": "csv"}
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda hole: values.get(hole[1], "1"), path)


def test_every_route_has_a_rule(house: Any) -> None:
    """It names its roles, or it is among what anybody may ask for; never both."""
    asked = table(house.app)

    assert len([one for one in asked if one.roles]) > 20
    for one in asked:
        assert (one.roles is None) == bool(PUBLIC.fullmatch(one.path)), one.name


def test_a_board_may_ask_for_little(house: Any) -> None:
    """What names the board's role is exactly this list."""
    named = {one.name for one in table(house.app) if one.roles and Role.BOARD in one.roles}

    assert named == BOARD_MAY


@pytest.mark.parametrize("role", [None, *Role])
def test_the_matrix_is_kept(house: Any, role: Role | None) -> None:
    """Nobody is led to the door, a wrong role finds nothing, a right one is let in.

    A POST is sent from elsewhere and without the hidden field: a right role is refused for that.
    """
    case, _ = house.report()
    client = house.anybody() if role is None else house.staff(role)
    for one in table(house.app):
        if one.roles is None:
            continue
        answer = client.request(one.method, filled(one.path, case), headers=ELSEWHERE)
        if role is None:
            assert answer.status_code == 303, one.name
            assert answer.headers["location"].startswith("/personale/log-ind"), one.name
        elif role not in one.roles:
            assert answer.status_code == 404, one.name
            assert "case" not in answer.text
        elif one.method == "POST":
            assert answer.status_code == 403, one.name
        else:
            assert answer.status_code < 500, one.name
            assert not answer.headers.get("location", "").startswith("/personale/log-ind")


def test_a_program_is_told_that_nobody_is_signed_in(house: Any) -> None:
    """JSON gets 401 and a sentence in place of the door."""
    answer = house.anybody().get("/personale", headers={"accept": "application/json"})

    assert answer.status_code == 401
    assert answer.json()["error"]["rule"] == "page.sign_in"
