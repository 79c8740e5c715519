"""Landing page, conformance, collections and queryables: one object for JSON and for a page."""

from typing import Any
from urllib.parse import quote

from api.degrees import box_into_degrees
from api.dependencies import Services
from api.language import say
from api.ogc.asking import CRS84, SYSTEMS, UTM32
from api.ogc.collections import SCHEMA_KINDS, Collection

JSON, GEOJSON, HTML = "application/json", "application/geo+json", "text/html"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
SCHEMA = "application/schema+json"

SPEC = "http://www.opengis.net/spec"
CONFORMANCE = (
    f"{SPEC}/ogcapi-common-1/1.0/conf/core",
    f"{SPEC}/ogcapi-common-2/1.0/conf/collections",
    f"{SPEC}/ogcapi-features-1/1.0/conf/core",
    f"{SPEC}/ogcapi-features-1/1.0/conf/oas30",
    f"{SPEC}/ogcapi-features-1/1.0/conf/html",
    f"{SPEC}/ogcapi-features-1/1.0/conf/geojson",
    f"{SPEC}/ogcapi-features-2/1.0/conf/crs",
    f"{SPEC}/ogcapi-features-3/1.0/conf/queryables",
    f"{SPEC}/ogcapi-features-3/1.0/conf/queryables-query-parameters",
    f"{SPEC}/ogcapi-features-3/1.0/conf/filter",
    f"{SPEC}/ogcapi-features-3/1.0/conf/features-filter",
    f"{SPEC}/cql2/1.0/conf/cql2-text",
    f"{SPEC}/cql2/1.0/conf/cql2-json",
    f"{SPEC}/cql2/1.0/conf/basic-cql2",
    f"{SPEC}/cql2/1.0/conf/advanced-comparison-operators",
    f"{SPEC}/cql2/1.0/conf/basic-spatial-functions",
)
"""What is held, and tested."""

LICENCES = {
    "ODbL 1.0": "https://opendatacommons.org/licenses/odbl/1-0/",
    "CC BY 4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
}

Json = dict[str, Any]


def link(href: str, rel: str, kind: str, title: str) -> Json:
    """Answer a link as the standard writes it."""
    return {"href": href, "rel": rel, "type": kind, "title": title}


def both(base: str, own: str, *, html: bool) -> list[Json]:
    """Answer the links of a resource to itself and to its other form."""
    forms = [(JSON, "json"), (HTML, "html")]
    if html:
        forms.reverse()
    return [
        link(f"{base}?f={forms[0][1]}", "self", forms[0][0], own),
        link(f"{base}?f={forms[1][1]}", "alternate", forms[1][0], own),
    ]


def landing(base: str, *, html: bool) -> Json:
    """Answer the landing page."""
    return {
        "title": say("ogc.title"),
        "description": say("ogc.description"),
        "attribution": say("ogc.attribution"),
        "links": [
            *both(f"{base}/", say("ogc.title"), html=html),
            link(f"{base}/api", "service-desc", OPENAPI, say("ogc.api")),
            link(f"{base}/api?f=html", "service-doc", HTML, say("ogc.api")),
            link(f"{base}/conformance", "conformance", JSON, say("ogc.conformance")),
            link(f"{base}/collections", "data", JSON, say("ogc.collections")),
        ],
    }


def conformance(base: str, *, html: bool) -> Json:
    """Answer what is conformed to."""
    return {
        "conformsTo": list(CONFORMANCE),
        "links": both(f"{base}/conformance", say("ogc.conformance"), html=html),
    }


def listed(held: Services, found: dict[str, Collection], base: str, *, html: bool) -> Json:
    """Answer every collection."""
    return {
        "title": say("ogc.collections"),
        "links": both(f"{base}/collections", say("ogc.collections"), html=html),
        "crs": list(SYSTEMS),
        "collections": [described(held, one, base, html=html) for one in found.values()],
    }


def described(held: Services, found: Collection, base: str, *, html: bool) -> Json:
    """Answer one collection: what it is, where it lies, who said it, and how to ask for it."""
    own = f"{base}/collections/{quote(found.name, safe='')}"
    shape: Json = {
        "id": found.name,
        "title": found.title,
        "itemType": "feature",
        "crs": list(SYSTEMS),
        "storageCrs": UTM32,
        "links": [
            *both(own, found.title, html=html),
            link(f"{own}/items", "items", GEOJSON, found.title),
            link(f"{own}/items?f=html", "items", HTML, found.title),
            link(
                f"{own}/queryables", "http://www.opengis.net/def/rel/ogc/1.0/queryables", SCHEMA,
                say("ogc.queryables"),
            ),
        ],
    }  # fmt: skip
    box = held.kept(("ogc", "extent", found.name), lambda: held.workspace.extent(found.name))
    if box is not None:
        edges = [round(edge, 7) for edge in box_into_degrees(box)]
        shape["extent"] = {"spatial": {"bbox": [edges], "crs": CRS84}}
    source = found.source
    if source is not None:
        facts = [source.dataset, source.licence, source.date]
        shape["description"] = " · ".join(part for part in facts if part)
        if source.attribution:
            shape["attribution"] = source.attribution
        if source.licence in LICENCES:
            address = LICENCES[source.licence]
            shape["links"].append(link(address, "license", HTML, source.licence))
    else:
        shape["description"] = say("ogc.result")
    return shape


def queryables(found: Collection, base: str) -> Json:
    """Answer what may be asked of a collection, as JSON Schema."""
    family = found.families[0].lower() if len(found.families) == 1 else "any"
    properties: Json = {name: _schema(found, name) for name in found.properties}
    properties["geom"] = {
        "title": say("ogc.geometry"),
        "x-ogc-role": "primary-geometry",
        "format": f"geometry-{family}",
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{base}/collections/{quote(found.name, safe='')}/queryables",
        "type": "object",
        "title": found.title,
        "properties": properties,
        "additionalProperties": False,
    }


def _schema(found: Collection, name: str) -> Json:
    entry = found.properties[name]
    shape: Json = {"title": entry.title, "type": SCHEMA_KINDS[entry.kind]}
    if entry.choices:
        shape["enum"] = list(entry.choices)
    if entry.unit:
        shape["x-ogc-unit"] = entry.unit
    if entry.kind == "date":
        shape["format"] = "date"
    if name == found.key:
        shape["x-ogc-role"] = "id"
    return shape
