"""The door: one-time links, passwords, lock-out, sessions that cannot be planted or forged."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from api.auth import COOKIE
from geo.model.errors import AccountError, NotFoundError
from geo.model.staff import Role
from geo.reporting.sessions import IDLE, LASTS, begin_session, session_of

PASSWORD = "lygte sti hæk bænk"  # noqa: S105 - of the tests
NOW = datetime(2026, 11, 24, 21, 0, tzinfo=UTC)
FieldOf = Callable[[Any, str], str]


@pytest.fixture
def planner(house: Any) -> str:
    """Answer the name of an account that has chosen its password."""
    _, token = house.held.register.add("pia", Role.PLANNER, None, "test", NOW)
    house.held.register.choose_password(token, PASSWORD, NOW)
    return "pia"


def sign_in(client: Any, field_of: FieldOf, password: str = PASSWORD, **rest: str) -> Any:
    """Fill in the door's form."""
    field = field_of(client, "/personale/log-ind")
    filled = {"csrf": field, "name": "pia", "password": password, **rest}
    return client.post("/personale/log-ind", data=filled)


def test_an_account_begins_with_a_link_that_works_once(house: Any, field_of: FieldOf) -> None:
    """The administrator's link chooses a password, and then there is no such link."""
    _, token = house.held.register.add("pia", Role.PLANNER, None, "test", datetime.now(UTC))
    client, path = house.anybody(), f"/personale/adgangskode/{token}"
    field = field_of(client, path)

    assert client.post(path, data={"csrf": field, "password": "kort"}).status_code == 422
    assert client.post(path, data={"csrf": field, "password": PASSWORD}).status_code == 303
    assert client.get(path).status_code == 404
    assert client.post(path, data={"csrf": field, "password": PASSWORD}).status_code == 404
    assert sign_in(client, field_of).headers["location"] == "/personale"
    assert client.get("/personale").status_code == 200


def test_a_link_runs_out_after_a_day(house: Any) -> None:
    """A minute under a day holds, a minute over does not."""
    _, token = house.held.register.add("pia", Role.PLANNER, None, "test", NOW)
    register = house.held.register

    assert register.reset_holds(token, NOW + timedelta(hours=23, minutes=59))
    with pytest.raises(NotFoundError):
        register.choose_password(token, PASSWORD, NOW + timedelta(hours=24, minutes=1))


@pytest.mark.usefixtures("planner")
def test_five_wrong_passwords_lock_for_a_quarter(house: Any) -> None:
    """Then the right one is refused too, with the same words, until the quarter is over."""
    register = house.held.register
    for _ in range(5):
        with pytest.raises(AccountError, match="passer ikke"):
            register.check("pia", "forkert", NOW)
    with pytest.raises(AccountError, match="passer ikke"):
        register.check("pia", PASSWORD, NOW + timedelta(minutes=14))

    assert register.check("pia", PASSWORD, NOW + timedelta(minutes=16)).name == "pia"


@pytest.mark.usefixtures("planner")
def test_an_unknown_name_is_told_like_a_wrong_password(house: Any, field_of: FieldOf) -> None:
    """Nobody learns which names there are."""
    client = house.anybody()
    wrong = sign_in(client, field_of, "forkert")
    unknown = sign_in(client, field_of, "forkert", name="ukendt")

    assert wrong.status_code == unknown.status_code == 422
    assert wrong.text == unknown.text


@pytest.mark.usefixtures("planner")
def test_a_planted_session_is_worth_nothing(house: Any, field_of: FieldOf) -> None:
    """A token that was there before signing in is never taken over."""
    client = house.anybody()
    client.cookies.set(COOKIE, "plantet", path="/personale")
    answer = sign_in(client, field_of)
    fresh = answer.cookies[COOKIE]

    assert fresh != "plantet"
    assert session_of(house.held.register, "plantet", datetime.now(UTC)) is None
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert "SameSite=lax" in answer.headers["set-cookie"]


def test_a_session_ends_by_itself_and_by_an_administrator(house: Any, planner: str) -> None:
    """Idle, old, reset or closed: whoever was in is out."""
    register = house.held.register
    account = register.check(planner, PASSWORD, NOW)
    token = begin_session(register, account, NOW)

    assert session_of(register, token, NOW + IDLE - timedelta(seconds=9)) is not None
    assert session_of(register, token, NOW + LASTS + timedelta(seconds=9)) is None
    register.reset(planner, "test", NOW)
    assert session_of(register, token, NOW) is None
    token = begin_session(register, account, NOW)
    register.disable(planner, "test", NOW)
    assert session_of(register, token, NOW) is None
    with pytest.raises(AccountError):
        register.check(planner, PASSWORD, NOW)


@pytest.mark.usefixtures("planner")
def test_signing_in_and_out_need_a_page_of_ours(house: Any, field_of: FieldOf) -> None:
    """A form from elsewhere signs nobody in, and nobody out."""
    client = house.anybody()
    forged = {"csrf": "x", "name": "pia", "password": PASSWORD}

    assert client.post("/personale/log-ind", data=forged).status_code == 403
    sign_in(client, field_of)
    assert client.post("/personale/log-ud").status_code == 403
    field = field_of(client, "/personale")
    client.post("/personale/log-ud", data={"csrf": field})
    assert client.get("/personale").headers["location"].startswith("/personale/log-ind")


@pytest.mark.parametrize("onward", ["//ondt.example", "https://ondt.example", "/personale\\@x"])
@pytest.mark.usefixtures("planner")
def test_the_door_leads_to_no_other_site(house: Any, field_of: FieldOf, onward: str) -> None:
    """Whatever stands in ``videre``, one lands at home."""
    answer = sign_in(house.anybody(), field_of, videre=onward)

    assert answer.headers["location"] == "/personale"


def test_no_secret_lies_in_the_database(house: Any, planner: str) -> None:
    """Passwords, tokens and links are there as hashes only."""
    register = house.held.register
    token = begin_session(register, register.check(planner, PASSWORD, NOW), NOW)
    link = register.reset(planner, "test", NOW)
    with register.database.reading() as connection:
        kept = str(
            [
                tuple(row)
                for table in register.tables.metadata.sorted_tables
                for row in connection.execute(sa.select(table))
            ]
        )

    assert "$argon2id$" in kept
    assert not any(secret in kept for secret in (PASSWORD, token, link))


def test_an_administrator_makes_accounts_in_the_browser(house: Any, field_of: FieldOf) -> None:
    """The link is shown once; a board needs its department; roles are ours."""
    client = house.staff(Role.ADMINISTRATOR)
    field = field_of(client, "/personale/brugere")
    board = {"csrf": field, "name": "bestyrelse", "role": "board"}

    assert client.post("/personale/brugere", data=board).status_code == 422
    made = client.post("/personale/brugere", data={**board, "department": "9001-01"})
    assert "/personale/adgangskode/" in made.text
    assert "/personale/adgangskode/" not in client.get("/personale/brugere").text
    king = {"csrf": field, "name": "konge", "role": "king"}
    assert client.post("/personale/brugere", data=king).status_code == 422
    again = client.post("/personale/brugere/nulstil", data={"csrf": field, "name": "bestyrelse"})
    assert "/personale/adgangskode/" in again.text
    client.post("/personale/brugere/luk", data={"csrf": field, "name": "bestyrelse"})
    assert [one.disabled for one in house.held.register.all() if one.name == "bestyrelse"] == [True]


def test_accounts_are_made_at_the_command_line(run: Any, run_json: Any, own_workspace: Any) -> None:
    """Before anybody can sign in: add, list, reset and disable."""
    here = ("--workspace", own_workspace)
    made = run_json("user", "add", "chef", "--role", "administrator", *here)

    assert "/personale/adgangskode/" in made["link"]
    assert run_json("user", "reset", "chef", *here)["link"] != made["link"]
    assert run("user", "add", "chef", "--role", "konge", *here).exit_code == 2
    assert run("user", "disable", "chef", *here).exit_code == 0
    assert run_json("user", "list", *here) == [
        {
            "name": "chef",
            "role": "administrator",
            "department": None,
            "disabled": True,
            "ready": False,
        }
    ]
