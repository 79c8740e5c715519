"""The one table from what geo refuses to what the web answers, and how an error is told.

The library knows no HTTP. A kind that is not named answers as the nearest kind above it.
"""

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

from geo.model.errors import (
    AccountError,
    ChangedMeanwhileError,
    DeliveryError,
    LayerError,
    LuminaireError,
    NotFoundError,
    PlanError,
    RefusedFileError,
    ReportError,
    TryghedError,
    UnknownCrsError,
    UnreadableFileError,
    WorkspaceError,
)

STATUS: Mapping[type[TryghedError], HTTPStatus] = MappingProxyType(
    {
        TryghedError: HTTPStatus.BAD_REQUEST,
        DeliveryError: HTTPStatus.UNPROCESSABLE_ENTITY,
        UnreadableFileError: HTTPStatus.UNPROCESSABLE_ENTITY,
        RefusedFileError: HTTPStatus.UNPROCESSABLE_ENTITY,
        UnknownCrsError: HTTPStatus.UNPROCESSABLE_ENTITY,
        LayerError: HTTPStatus.BAD_REQUEST,
        LuminaireError: HTTPStatus.UNPROCESSABLE_ENTITY,
        PlanError: HTTPStatus.UNPROCESSABLE_ENTITY,
        ChangedMeanwhileError: HTTPStatus.CONFLICT,
        ReportError: HTTPStatus.UNPROCESSABLE_ENTITY,
        AccountError: HTTPStatus.UNPROCESSABLE_ENTITY,
        NotFoundError: HTTPStatus.NOT_FOUND,
        WorkspaceError: HTTPStatus.SERVICE_UNAVAILABLE,
    }
)
"""Every kind of error, and what the web answers."""

RULES: Mapping[str, HTTPStatus] = MappingProxyType(
    {
        "import.nothing_to_undo": HTTPStatus.CONFLICT,
    }
)
"""What is no fault of the workspace, though it is the workspace that says so."""

STANDARDS = ("/ogc", "/open311")
"""Paths under which a standard says 400 where the rest of the web says 422 (decision 10)."""


def status_of(error: TryghedError, path: str = "/") -> HTTPStatus:
    """Answer the status of an error on a path.

    >>> from geo.model.errors import NotFoundError
    >>> int(status_of(NotFoundError("department.unknown", id="7")))
    404
    """
    kinds = (STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    status = RULES.get(error.rule) or next(kinds)
    if status is HTTPStatus.UNPROCESSABLE_ENTITY and path.startswith(STANDARDS):
        return HTTPStatus.BAD_REQUEST
    return status


def told(error: TryghedError) -> dict[str, str]:
    """Answer an error as ``--json`` and the web tell it."""
    return {"rule": error.rule, "message": error.message, "remedy": error.remedy}
