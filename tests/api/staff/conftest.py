"""Accounts of every role on the example, each with a browser of its own."""

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

import geo
from api.app import create_app
from api.auth import COOKIE
from api.dependencies import Services
from api.scorings import keep, scored
from api.settings import Settings
from geo.model.reports import Draft, Kind, Located
from geo.model.staff import Role
from geo.reporting.receiving import Circumstances
from geo.reporting.sessions import begin_session

PASSWORD = "lygte sti hæk bænk"  # noqa: S105 - of the tests
OWN, OTHER = "9001-01", "9001-02"


@dataclass
class House:
    """The product on a workspace of its own, and how to come in."""

    app: FastAPI
    workspace: Path

    @property
    def held(self) -> Services:
        held: Services = self.app.state.services
        return held

    def anybody(self) -> TestClient:
        """Answer a browser nobody is signed in with; it does not follow."""
        return TestClient(self.app, follow_redirects=False)

    def staff(self, role: Role) -> TestClient:
        """Answer a browser signed in with a role."""
        register, name = self.held.register, f"{role.value}@example"
        accounts = {one.name: one for one in register.all()}
        moment = datetime.now(UTC)
        if name not in accounts:
            department = OWN if role is Role.BOARD else None
            accounts[name], _ = register.add(name, role, department, "test", moment)
        client = self.anybody()
        token = begin_session(register, accounts[name], moment)
        client.cookies.set(COOKIE, token, path="/personale")
        return client

    def report(self, department: str | None = OWN, **rest: Any) -> tuple[int, str]:
        """Hand a report in and answer its case and code."""
        count = len(rest) + datetime.now(UTC).microsecond
        filled: dict[str, Any] = {
            "key": f"formular-{count:08d}-{department}",
            "kind": Kind.LAMP_OUT,
            "x": 710_050.0,
            "y": 6_180_050.0,
            "located": Located.HAND,
            **rest,
        }
        made = self.held.desk.receive(
            Draft(**filled), Circumstances(department=department), datetime.now(UTC)
        )
        return made.case, made.code


@pytest.fixture(scope="session")
def scored_workspace(example_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Answer the example with every department scored, so that no test scores it again."""
    place = tmp_path_factory.mktemp("staff") / "eksempel"
    shutil.copytree(example_workspace, place)
    with geo.Workspace(place) as workspace:
        for department in workspace.department_ids():
            keep(workspace, scored(workspace, department))
    return place


@pytest.fixture
def house(scored_workspace: Path, tmp_path: Path) -> House:
    """Answer the product on a copy of the example."""
    place = tmp_path / "hus"
    shutil.copytree(scored_workspace, place)
    return House(create_app(Settings(workspace=str(place))), place)


@pytest.fixture
def bare_house(tmp_path: Path) -> House:
    """Answer the product on an empty workspace, for what asks no place."""
    place = tmp_path / "tomt"
    return House(create_app(Settings(workspace=str(place))), place)


@pytest.fixture
def field_of() -> Callable[[TestClient, str], str]:
    """Answer how the hidden field of a page is read."""

    def read(client: TestClient, path: str) -> str:
        found = re.search(r'name="csrf" value="([^"]+)"', client.get(path).text)
        assert found, path
        return found[1]

    return read
