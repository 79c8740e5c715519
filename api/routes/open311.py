"""``/open311/v2``: GeoReport v2, reading for all and handing in for partners with a key."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Literal

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.dependencies import Services, ServicesHere
from api.form.fields import one_of
from api.form.places import circumstances, grounds, placed
from api.language import say
from api.open311.posting import ForbiddenError, UnknownError, check_key, draft_of
from api.open311.requests import BadRequestError, Dated, dated, listed, shape
from api.open311.services import changeset, definition, services
from api.open311.writing import TYPES, written
from geo.model.errors import NotFoundError, ReportError
from geo.model.reports import Kind
from geo.reporting.staff import all_cases, one_case

router = APIRouter(prefix="/open311/v2", tags=["Open311"])

Format = Literal["xml", "json"]
SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
BOTH: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/xml": {}, "application/json": {}}},
    400: {"content": {"text/xml": {}, "application/json": {}}},
    404: {"content": {"text/xml": {}, "application/json": {}, "text/html": {}}},
}
BODY_MOST = 100_000


@router.get("/discovery.{fmt}", responses=BOTH, response_class=Response)
def discovery(request: Request, held: ServicesHere, fmt: Format) -> Response:
    """Tell where the service is and in which formats."""
    root = held.settings.base_url.rstrip("/") or str(request.base_url).rstrip("/")
    mark = changeset()
    endpoint = {
        "specification": SPECIFICATION,
        "url": f"{root}/open311/v2",
        "changeset": mark,
        "type": "production",
        "formats": list(TYPES.values()),
    }
    told = {
        "changeset": mark,
        "contact": say("open311.contact"),
        "key_service": say("open311.key_service"),
        "endpoints": [endpoint],
    }
    return written("discovery", told, fmt)


@router.get("/services.{fmt}", responses=BOTH, response_class=Response)
def service_list(held: ServicesHere, fmt: Format, jurisdiction_id: str = "") -> Response:
    """List the kinds of report."""
    return _answered("services", fmt, held, jurisdiction_id, services)


@router.get("/services/{service_code}.{fmt}", responses=BOTH, response_class=Response)
def service(
    held: ServicesHere, service_code: str, fmt: Format, jurisdiction_id: str = ""
) -> Response:
    """Tell what a kind of report asks."""

    def told() -> dict[str, Any]:
        kind = one_of(Kind, service_code)
        if kind is None:
            raise UnknownError(say("open311.no_service"))
        return definition(kind)

    return _answered("service_definition", fmt, held, jurisdiction_id, told)


@router.get("/requests.{fmt}", responses=BOTH, response_class=Response)
def request_list(  # noqa: PLR0913, PLR0917 - the standard's parameters
    held: ServicesHere,
    fmt: Format,
    jurisdiction_id: str = "",
    service_request_id: str = "",
    service_code: str = "",
    start_date: str = "",
    end_date: str = "",
    status: str = "",
) -> Response:
    """List released cases of at most ninety days."""
    asked = {
        "service_request_id": service_request_id,
        "service_code": service_code,
        "start_date": start_date,
        "end_date": end_date,
        "status": status,
    }

    def told() -> list[dict[str, Any]]:
        found = listed(_cases(held), asked, datetime.now(UTC))
        return [shape(one) for one in found]

    return _answered("service_requests", fmt, held, jurisdiction_id, told)


@router.get("/requests/{service_request_id}.{fmt}", responses=BOTH, response_class=Response)
def one_request(
    held: ServicesHere, service_request_id: str, fmt: Format, jurisdiction_id: str = ""
) -> Response:
    """Answer one released case."""

    def told() -> list[dict[str, Any]]:
        number = service_request_id
        if len(number) > 10 or not number.isascii():  # noqa: PLR2004 - longer than any number of ours
            raise UnknownError(say("open311.no_request"))
        found = held.desk.public_case(number)
        begun, _, _ = one_case(held.desk.database, int(number[1:]))
        return [shape(dated(found, begun.created))]

    return _answered("service_requests", fmt, held, jurisdiction_id, told)


@router.get("/tokens/{token}.{fmt}", responses=BOTH, response_class=Response)
def token(held: ServicesHere, token: str, fmt: Format, jurisdiction_id: str = "") -> Response:
    """Answer the number of a case by the token its POST was given, once staff have released it."""

    def told() -> list[dict[str, Any]]:
        case = held.desk.follow(token).case
        number = f"S{case.id}" if case.released else None
        return [{"service_request_id": number, "token": token}]

    return _answered("service_requests", fmt, held, jurisdiction_id, told)


@router.post("/requests.{fmt}", responses=BOTH, response_class=Response)
async def hand_in(request: Request, held: ServicesHere, fmt: Format) -> Response:
    """Take a request of a partner; it is answered with a token, for nothing is public yet."""
    length = request.headers.get("content-length", "")
    if not length.isascii() or not length.isdigit() or int(length) > BODY_MOST:
        return _wrong(fmt, 400, say("open311.too_long"))
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        return _wrong(fmt, 400, say("open311.not_a_form"))
    form: dict[str, list[str]] = {}
    for name, value in (await request.form()).multi_items():
        form.setdefault(name, []).append(str(value))
    return await run_in_threadpool(_taken, held, form, fmt)


def _cases(held: Services) -> list[Dated]:
    begun = {f"S{case.id}": case.created for case in all_cases(held.desk.database)}
    return [
        dated(case, begun[case.number])
        for case in held.desk.public_cases()
        if case.number in begun  # one may have been merged between the two looks
    ]


def _taken(held: Services, form: dict[str, list[str]], fmt: str) -> Response:
    def told() -> list[dict[str, Any]]:
        check_key(held.settings, form.get("api_key", [""])[0])
        ground = grounds(held)
        draft, owner = placed(held, ground, draft_of(form))
        now = datetime.now(UTC)
        known = circumstances(held, ground, draft, owner, None)
        got = held.desk.receive(draft, known, now)
        return [{"token": got.code, "service_notice": say("open311.notice"), "account_id": None}]

    return _answered("service_requests", fmt, held, form.get("jurisdiction_id", [""])[0], told)


def _answered(
    root: str, fmt: str, held: Services, jurisdiction: str, told: Callable[[], Any]
) -> Response:
    try:
        if jurisdiction not in {"", held.settings.jurisdiction}:
            raise UnknownError(say("open311.no_jurisdiction"))  # noqa: TRY301 - told like the rest
        return written(root, told(), fmt)
    except ForbiddenError as error:
        return _wrong(fmt, 403, str(error))
    except UnknownError as error:
        return _wrong(fmt, 404, str(error))
    except NotFoundError:
        return _wrong(fmt, 404, say("open311.no_request"))
    except (BadRequestError, ReportError) as error:
        return _wrong(fmt, 400, str(error))


def _wrong(fmt: str, code: int, why: str) -> Response:
    return written("errors", [{"code": code, "description": why}], fmt, code)
