"""A browser without scripts at the residents' pages, on a copy of the example."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Protocol

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from PIL import Image

from api.app import create_app
from api.settings import Settings
from geo.reporting import staff
from geo.reporting.desk import Desk

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


MAIL: dict[str, Any] = {"smtp_host": "127.0.0.1", "smtp_port": 9, "smtp_from": "svar@example.dk"}
"""A mail server is set, so that an address is asked for; nobody answers there."""


class Site:
    """The residents' pages, and the desk behind them."""

    def __init__(self, workspace: Path, **settings: Any) -> None:
        settings = {**MAIL, **settings}
        self.client = TestClient(
            create_app(Settings(workspace=str(workspace), **settings)), follow_redirects=False
        )
        self.services = self.client.app.state.services  # type: ignore[attr-defined]

    @property
    def desk(self) -> Desk:
        """Answer the desk."""
        desk: Desk = self.services.desk
        return desk

    @property
    def place(self) -> dict[str, str]:
        """Answer a place among the departments, as a phone gives it."""
        from api.form.places import degrees, middle  # noqa: PLC0415 - after the app

        lat, lon = degrees(*middle(self.services))
        return {"lat": str(lat), "lon": str(lon), "located": "gps", "accuracy": "9"}

    def hidden(self, language: str = "da") -> dict[str, str]:
        """Open the form and answer what it carries unseen."""
        page = self.client.get("/indberet", params={"lang": language})
        assert page.status_code == 200
        return {name: value for name, value in HIDDEN.findall(page.text) if value}

    def send(self, language: str = "da", *, json: bool = False, **fields: Any) -> Response:
        """Fill in the form as it is shown, with these fields beside, and send it."""
        files = fields.pop("photos", [])
        data = {**self.hidden(language), "kind": "lamp_out", **fields}
        head = {"accept": "application/json" if json else "text/html"}
        sent = [("photos", ("billede.jpg", photo, "image/jpeg")) for photo in files]
        return self.client.post(
            "/indberet", params={"lang": language}, data=data, files=sent or None, headers=head
        )

    def released(self, where: str = "Stien bag blok 7", **fields: Any) -> str:
        """Send a report, let staff release its case, and answer its number."""
        answer = self.send(**{**self.place, "seen": "1", **fields})
        assert answer.status_code == 303, answer.text
        number = staff.all_cases(self.desk.database)[0].id
        staff.release(self.desk.database, number, where, "driften", datetime.now(UTC))
        return f"S{number}"


class Open(Protocol):
    """Open the residents' pages under some settings."""

    def __call__(self, **settings: Any) -> Site: ...


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a form be sent as fast as a test can."""
    monkeypatch.setattr("geo.reporting.spam.LEAST_S", -1.0)


@pytest.fixture
def opened(own_workspace: Path, request: pytest.FixtureRequest) -> Iterator[Open]:
    """Answer how the pages are opened on a copy of the example."""
    request.getfixturevalue("quick")
    sites = []

    def make(**settings: Any) -> Site:
        site = Site(own_workspace, **settings)
        sites.append(site)
        return site

    yield make
    for site in sites:
        site.desk.database.close()


@pytest.fixture
def site(opened: Open) -> Site:
    """Answer the pages as an operator finds them."""
    return opened()


@pytest.fixture
def picture() -> Callable[[], bytes]:
    """Answer how a picture with a position in it is made."""

    def make() -> bytes:
        exif = Image.Exif()
        exif[0x010E] = "HEMMELIGT-STED"
        written = BytesIO()
        Image.new("RGB", (80, 60), (9, 9, 30)).save(written, "JPEG", exif=exif)
        return written.getvalue()

    return make
