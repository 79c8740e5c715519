"""``/ogc``: OGC API – Features, read by QGIS, GDAL and whoever else speaks the standard."""

import json
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.dependencies import ServicesHere
from api.language import say
from api.ogc import describing, features
from api.ogc.answering import OPEN, OgcRoute, base_of, shown, wants_html
from api.ogc.asking import Asked, asked, asked_system, only_format
from api.ogc.collections import Collection, collection, collections
from api.ogc.describing import GEOJSON, HTML, JSON, OPENAPI, SCHEMA, link
from api.ogc.openapi import openapi

router = APIRouter(prefix="/ogc", route_class=OgcRoute, include_in_schema=False)


@router.get("")
@router.get("/")
def landing(request: Request) -> Response:
    """Answer the landing page."""
    only_format(request.query_params)
    shape = describing.landing(base_of(request), html=wants_html(request))
    return shown(request, shape, "ogc_landing.html", JSON)


@router.get("/conformance")
def conformance(request: Request) -> Response:
    """Answer what is conformed to."""
    only_format(request.query_params)
    shape = describing.conformance(base_of(request), html=wants_html(request))
    return shown(request, shape, "ogc_conformance.html", JSON)


@router.get("/api")
def api(request: Request, held: ServicesHere) -> Response:
    """Answer the description for programs."""
    only_format(request.query_params)
    return shown(request, openapi(collections(held), base_of(request)), "ogc_api.html", OPENAPI)


@router.get("/collections")
def all_collections(request: Request, held: ServicesHere) -> Response:
    """Answer every collection."""
    only_format(request.query_params)
    base, html = base_of(request), wants_html(request)
    shape = describing.listed(held, collections(held), base, html=html)
    return shown(request, shape, "ogc_collections.html", JSON)


@router.get("/collections/{name}")
def one_collection(request: Request, held: ServicesHere, name: str) -> Response:
    """Answer one collection."""
    only_format(request.query_params)
    found = collection(held, name)
    shape = describing.described(held, found, base_of(request), html=wants_html(request))
    return shown(request, shape, "ogc_collection.html", JSON, columns=found.properties.values())


@router.get("/collections/{name}/queryables")
def queryables(request: Request, held: ServicesHere, name: str) -> Response:
    """Answer what may be asked of a collection."""
    only_format(request.query_params)
    shape = describing.queryables(collection(held, name), base_of(request))
    return shown(request, shape, "ogc_queryables.html", SCHEMA)


@router.get("/collections/{name}/items")
def items(request: Request, held: ServicesHere, name: str) -> Response:
    """Answer a page of features."""
    found = collection(held, name)
    html = wants_html(request)
    wanted = asked(request.query_params, found)
    page, matched = features.page_of(held, found, wanted)
    own = f"{base_of(request)}/collections/{quote(name, safe='')}"
    links = _page_links(request, f"{own}/items", wanted, matched, html=html)
    links.append(link(own, "collection", JSON, found.title))
    if html:
        rows = features.rows_of(page, found)
        facts: dict[str, Any] = {"matched": matched, "links": links, "first": wanted.offset + 1}
        return shown(request, facts, "ogc_items.html", GEOJSON, found=found, rows=rows)
    head = {
        "numberMatched": matched,
        "numberReturned": len(page.rows),
        "links": links,
        **_terms(found),
    }
    body = ",".join(features.geojson(page, wanted.crs))
    return _sent(f'{{"type":"FeatureCollection",{_inner(head)},"features":[{body}]}}', wanted.crs)


@router.get("/collections/{name}/items/{feature:path}")
def item(request: Request, held: ServicesHere, name: str, feature: str) -> Response:
    """Answer one feature."""
    found = collection(held, name)
    html = wants_html(request)
    crs = asked_system(request.query_params)
    page = features.one(held, found, feature)
    own = f"{base_of(request)}/collections/{quote(name, safe='')}"
    here = f"{own}/items/{quote(feature, safe='')}"
    links = describing.both(here, feature, html=html)
    links[1 if html else 0]["type"] = GEOJSON
    links.append(link(own, "collection", JSON, found.title))
    if html:
        facts: dict[str, Any] = {"links": links}
        rows = features.rows_of(page, found)
        return shown(request, facts, "ogc_item.html", GEOJSON, found=found, rows=rows)
    text = features.geojson(page, crs)[0]
    return _sent(f"{text[:-1]},{_inner({'links': links, **_terms(found)})}}}", crs)


def _terms(found: Collection) -> dict[str, str]:
    """Answer the line that must stand wherever the features are shown."""
    source = found.source
    return {"attribution": source.attribution} if source and source.attribution else {}


def _inner(shape: dict[str, Any]) -> str:
    """Answer the members of an object without its brackets."""
    return json.dumps(shape, ensure_ascii=False)[1:-1]


def _sent(body: str, crs: str) -> Response:
    headers = {**OPEN, "Content-Crs": f"<{crs}>"}
    return Response(body, media_type=GEOJSON, headers=headers)


def _page_links(
    request: Request, here: str, wanted: Asked, matched: int, *, html: bool
) -> list[dict[str, Any]]:
    """Answer the links of a page: itself, its other form, the next and the one before."""
    form = "html" if html else "json"
    other = "json" if html else "html"
    kinds = {"json": GEOJSON, "html": HTML}
    links = [
        link(_address(request, here, f=form), "self", kinds[form], say("ogc.this_page")),
        link(_address(request, here, f=other), "alternate", kinds[other], say("ogc.this_page")),
    ]
    if wanted.offset + wanted.limit < matched:
        there = _address(request, here, f=form, offset=wanted.offset + wanted.limit)
        links.append(link(there, "next", kinds[form], say("ogc.next")))
    if wanted.offset:
        back = _address(request, here, f=form, offset=max(0, wanted.offset - wanted.limit))
        links.append(link(back, "prev", kinds[form], say("ogc.prev")))
    return links


def _address(request: Request, here: str, **changed: object) -> str:
    params = {**dict(request.query_params.items()), **{k: str(v) for k, v in changed.items()}}
    return f"{here}?{urlencode(params)}"
