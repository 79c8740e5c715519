"""``/health``: whether the web side can do its work."""

from importlib.metadata import PackageNotFoundError, version

from fastapi import APIRouter, Response

from api.dependencies import ServicesHere
from api.models import HealthShape
from geo.model.errors import WorkspaceError

router = APIRouter()


@router.get("/health")
def health(held: ServicesHere, response: Response) -> HealthShape:
    """Answer 200 where the workspace can be read, 503 where it cannot."""
    response.headers["Cache-Control"] = "no-store"
    try:
        count = held.workspace.layers().get("departments", 0)
    except WorkspaceError:
        response.status_code = 503
        return HealthShape(status="failing", version=own_version(), departments=None)
    return HealthShape(status="ok", version=own_version(), departments=count)


def own_version() -> str:
    """Answer the version of the product, or of a checkout that was never installed."""
    try:
        return version("tryghedskort")
    except PackageNotFoundError:
        return "0"
