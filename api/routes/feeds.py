"""``/feed/{id}`` and ``/tal/meldinger.{fmt}``: what anybody may follow without an account.

A feed holds released cases in staff's words. Totals are of five and more, delayed and in fives.
"""

from datetime import UTC, datetime
from typing import Literal
from urllib.parse import quote
from xml.sax.saxutils import escape

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from api.dependencies import Services, ServicesHere
from api.language import say
from api.office.exports import cell
from api.routes.follow import department_names
from api.routes.staff_accounts import root_of
from geo.model.errors import NotFoundError
from geo.reporting.desk import PublicCase

router = APIRouter()

ATOM = "application/atom+xml"
ENTRIES_MOST = 50


@router.get("/feed/{department_id:path}", include_in_schema=False)
def feed(request: Request, held: ServicesHere, department_id: str) -> Response:
    """Answer the released cases of a department as an Atom feed, the newest change first."""
    names = department_names(held)
    if department_id not in names:
        raise NotFoundError("department.unknown", id=department_id)
    cases = [case for case in held.desk.public_cases() if case.department == department_id]
    cases.sort(key=lambda case: case.updated, reverse=True)
    root = root_of(request, held)
    own = f"{root}/feed/{quote(department_id, safe='')}"
    newest = cases[0].updated if cases else datetime(2026, 1, 1, tzinfo=UTC)
    entries = "".join(_entry(case, root) for case in cases[:ENTRIES_MOST])
    text = (
        '<?xml version="1.0" encoding="utf-8"?>'
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="da">'
        f"<title>{escape(say('feed.title', name=names[department_id]))}</title>"
        f'<id>{escape(own)}</id><link rel="self" href="{escape(own)}"/>'
        f"<updated>{newest.isoformat()}</updated><author><name>Tryghedskort</name></author>"
        f"{entries}</feed>"
    )
    return Response(text.encode(), media_type=ATOM, headers={"Cache-Control": "max-age=300"})


def _entry(case: PublicCase, root: str) -> str:
    place, kind = case.place or case.number, say(f"form.kind.{case.kind.value}")
    status = say(f"form.status.{case.status.value}", owner=case.owner or "–")
    link = f"{root}/sag/{case.number}"
    told = f"{kind}. {status}{f' {case.reason}' if case.reason else ''}"
    return (
        f"<entry><title>{escape(place)}</title><id>{escape(link)}</id>"
        f'<link href="{escape(link)}"/><updated>{case.updated.isoformat()}</updated>'
        f"<summary>{escape(told)}</summary></entry>"
    )


@router.get("/tal/meldinger.{fmt}")
def totals(held: ServicesHere, fmt: Literal["json", "csv"]) -> Response:
    """Answer *mindst n meldinger* per department; a department of fewer than five is not there."""
    found = _totals(held)
    if fmt == "json":
        return JSONResponse([{"department": i, "name": n, "least": c} for i, n, c in found])
    lines = [f"{cell(i)};{_quoted(cell(n))};{c}" for i, n, c in found]
    text = "\r\n".join(["department;name;least", *lines, ""])
    return Response(b"\xef\xbb\xbf" + text.encode(), media_type="text/csv; charset=utf-8")


def _totals(held: Services) -> list[tuple[str, str, int]]:
    names = department_names(held)
    counts = held.desk.public_totals(datetime.now(UTC))
    rows = [(key, names.get(key, key), count) for key, count in counts.items()]
    return sorted(rows, key=lambda row: row[1].casefold())


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
