"""What a route asks for: the workspace, and departments scored once per state of the workspace."""

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from threading import RLock
from typing import Annotated, Any

from fastapi import Depends, Request

import geo
from api.form.gate import Gate
from api.scorings import scored
from api.settings import Settings
from geo.reporting.accounts import Register
from geo.reporting.codes import secret_of
from geo.reporting.desk import Desk
from geo.reporting.field_book import FieldBook
from geo.store.case_opening import PHOTOS, open_cases
from geo.store.field_tables import prepare_field
from geo.store.staff_tables import prepare_staff


class Services:
    """What the application holds for all requests; opened when first asked for.

    Parameters
    ----------
    settings
        What an operator has set.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._lock = RLock()
        self._kept: dict[tuple[str, ...], Any] = {}
        self._revision = ""

    @cached_property
    def workspace(self) -> geo.Workspace:
        """Open the workspace; an empty one is made where there is none."""
        return geo.Workspace(self.settings.workspace)

    @cached_property
    def desk(self) -> Desk:
        """Open the desk where residents hand in; its key lies beside the cases."""
        on_server = "://" in self.settings.workspace
        folder = Path((self.settings.private or "privat") if on_server else self.settings.workspace)
        folder.mkdir(parents=True, exist_ok=True)
        photos = folder / PHOTOS if on_server else None
        return Desk(open_cases(self.settings.workspace, photos), secret_of(folder))

    @cached_property
    def register(self) -> Register:
        """Open the accounts of staff; they lie beside the cases."""
        desk = self.desk
        return Register(desk.database, prepare_staff(desk.database), desk.secret)

    @cached_property
    def book(self) -> FieldBook:
        """Open the book of the field: counts and safety walks."""
        desk = self.desk
        return FieldBook(desk.database, prepare_field(desk.database), desk.secret)

    @cached_property
    def gate(self) -> Gate:
        """Make the gate of the residents' form."""
        return Gate(self.desk.secret)

    def kept(self, key: tuple[str, ...], make: Callable[[], Any]) -> Any:
        """Answer what was made under a key, until an import changes the workspace.

        One request makes it, the others wait: the work is heavy, and its answer the same.
        """
        with self._lock:
            revision = self.workspace.revision()
            if revision != self._revision:
                self._kept.clear()
                self._revision = revision
            if key not in self._kept:
                self._kept[key] = make()
            return self._kept[key]

    def profile(self, department_id: str) -> geo.Profile:
        """Answer the profile of a department.

        Raises
        ------
        NotFoundError
            Where there is no department of that id.
        """
        made: geo.Profile = self.kept(
            ("profile", department_id), lambda: scored(self.workspace, department_id).profile
        )
        return made

    def profiles(self) -> list[geo.Profile]:
        """Answer the profile of every department, in the order of a Danish directory."""
        return [self.profile(department_id) for department_id in self.workspace.department_ids()]


def services(request: Request) -> Services:
    """Answer what the application holds."""
    held: Services = request.app.state.services
    return held


def workspace(request: Request) -> geo.Workspace:
    """Answer the workspace."""
    return services(request).workspace


ServicesHere = Annotated[Services, Depends(services)]
WorkspaceHere = Annotated[geo.Workspace, Depends(workspace)]
