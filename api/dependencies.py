"""What a route asks for: the workspace, and departments scored once per state of the workspace."""

import logging
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, Request

import geo
from api.form.gate import Gate
from api.keeping import Keeping
from api.scorer import Scorer, ScoringUnderWayError
from api.scorings import DEFAULT_TERMS, keep, scored, still_kept
from api.settings import Settings
from api.tiles.service import TileService
from api.tiles.source import source_of
from geo.model.errors import WorkspaceError
from geo.reporting.accounts import Register
from geo.reporting.codes import secret_of
from geo.reporting.desk import Desk
from geo.reporting.field_book import FieldBook
from geo.store.case_opening import PHOTOS, open_cases
from geo.store.engines import on_server
from geo.store.field_tables import prepare_field
from geo.store.staff_tables import prepare_staff

FEW = 8
"""More unscored departments than these are not waited for at all."""

log = logging.getLogger("tryghedskort")


class Services:
    """What the application holds for all requests; opened when first asked for.

    Parameters
    ----------
    settings
        What an operator has set.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._keeping = Keeping(lambda: self.workspace.revision())  # noqa: PLW0108 - opened when asked
        self.scorer = Scorer(self._score)
        self.tiles = TileService(source_of(settings))

    @property
    def folder(self) -> Path:
        """Answer where key and uploads lie: in the workspace, or beside a server in private."""
        place = self.settings.workspace
        return Path((self.settings.private or "privat") if on_server(place) else place)

    @cached_property
    def workspace(self) -> geo.Workspace:
        """Open the workspace; an empty one is made where there is none."""
        return geo.Workspace(self.settings.workspace)

    @cached_property
    def desk(self) -> Desk:
        """Open the desk where residents hand in; its key lies beside the cases."""
        place, folder = self.settings.workspace, self.folder
        folder.mkdir(parents=True, exist_ok=True)
        photos = folder / PHOTOS if on_server(place) else None
        return Desk(open_cases(place, photos), secret_of(folder))

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

    def kept(self, key: tuple[str, ...], make: Callable[[], Any], state: str = "") -> Any:
        """Answer what was made under a key, until an import or another ``state`` changes it.

        One request makes it, the others wait: the work is heavy, and its answer the same.
        """
        return self._keeping.answer(key, make, state)

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
        """Answer the profile of every department, in the order of a Danish directory.

        Raises
        ------
        ScoringUnderWayError
            Where so many are not scored yet that nobody should wait for it; they are being scored.
        """
        wanted = self.workspace.department_ids()
        missing = self._missing(wanted)
        if missing and not self.scorer.finish(missing, self._patience(missing)):
            left = len(self._missing(wanted))
            raise ScoringUnderWayError(len(wanted) - left, len(wanted))
        return [self.profile(department_id) for department_id in wanted]

    def _missing(self, wanted: Sequence[str]) -> list[str]:
        return [one for one in wanted if not self._keeping.has(("profile", one))]

    def _patience(self, missing: Sequence[str]) -> float:
        """Answer the seconds a page waits: none where it could not be enough."""
        kept = still_kept(self.workspace, DEFAULT_TERMS)
        unscored = sum(not kept(one) for one in missing)
        return self.settings.patience if unscored <= FEW else 0.0

    def _score(self, department_id: str) -> None:
        """Score a department and save it, so that a restart need not do it again."""

        def make() -> geo.Profile:
            made = scored(self.workspace, department_id)
            try:
                keep(self.workspace, made)
            except WorkspaceError:
                log.warning("a scoring could not be saved: %s", department_id)
            return made.profile

        self.kept(("profile", department_id), make)


def services(request: Request) -> Services:
    """Answer what the application holds."""
    held: Services = request.app.state.services
    return held


ServicesHere = Annotated[Services, Depends(services)]
