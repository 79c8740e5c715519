"""The web side, assembled: settings in, application out."""

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

from api.auth import add_door
from api.dependencies import Services
from api.headers import SecurityHeaders
from api.logs import RequestLog
from api.refusals import add_refusals
from api.routes import routers
from api.settings import Settings
from api.static_files import add_static_files
from api.waiting import add_waiting, resting_scorer


def create_app(settings: Settings | None = None) -> FastAPI:
    """Answer the application; every file in ``api/routes`` takes part.

    Parameters
    ----------
    settings
        What an operator has set; without any, the environment.
    """
    app = FastAPI(
        title="Tryghedskort",
        docs_url=None,  # both pages of FastAPI ask an outside host for their scripts
        redoc_url=None,
        openapi_url="/openapi.json",
        lifespan=resting_scorer,
    )
    app.state.services = Services(settings or Settings())
    app.add_middleware(GZipMiddleware, minimum_size=1_000, compresslevel=6)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(RequestLog)
    add_refusals(app)
    add_door(app)
    add_waiting(app)
    add_static_files(app)
    for router in routers():
        app.include_router(router)
    return app
