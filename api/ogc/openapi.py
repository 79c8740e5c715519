"""The description of the service for programs, made from what it holds at the moment.

GDAL looks here for the greatest page it may ask for; without it, it reads ten features at a time.
"""

from typing import Any
from urllib.parse import quote

from api.language import say
from api.ogc.asking import PARAMETERS
from api.ogc.collections import SCHEMA_KINDS, Collection
from api.ogc.describing import GEOJSON, HTML, JSON, OPENAPI, SCHEMA

FORMAT = {
    "name": "f", "in": "query", "required": False,
    "schema": {"type": "string", "enum": ["json", "html"]},
}  # fmt: skip

Json = dict[str, Any]


def openapi(found: dict[str, Collection], base: str) -> Json:
    """Answer the document."""
    paths: Json = {
        "/": _get(say("ogc.title"), JSON, HTML, identity="landing"),
        "/conformance": _get(say("ogc.conformance"), JSON, HTML, identity="conformance"),
        "/collections": _get(say("ogc.collections"), JSON, HTML, identity="collections"),
        "/api": _get(say("ogc.api"), OPENAPI, HTML, identity="api"),
    }
    for one in found.values():
        own = f"/collections/{quote(one.name, safe='')}"
        paths[own] = _get(one.title, JSON, HTML, identity=f"{one.name}.describe")
        paths[f"{own}/queryables"] = _get(one.title, SCHEMA, identity=f"{one.name}.queryables")
        paths[f"{own}/items"] = _get(
            one.title, GEOJSON, HTML, identity=f"{one.name}.items", parameters=_parameters(one)
        )
        paths[f"{own}/items/{{featureId}}"] = _get(
            one.title, GEOJSON, HTML, identity=f"{one.name}.item", parameters=_one_parameters()
        )
    return {
        "openapi": "3.0.3",
        "info": {
            "title": say("ogc.title"), "version": "1.0.0", "description": say("ogc.description"),
        },
        "servers": [{"url": base}],
        "paths": paths,
        "components": {"schemas": {"exception": _EXCEPTION}},
    }  # fmt: skip


_EXCEPTION: Json = {
    "type": "object",
    "required": ["code"],
    "properties": {"code": {"type": "string"}, "description": {"type": "string"}},
}


def _get(summary: str, *kinds: str, identity: str, parameters: list[Json] | None = None) -> Json:
    content = {kind: {"schema": {"type": "object"}} for kind in kinds}
    error = {JSON: {"schema": {"$ref": "#/components/schemas/exception"}}}
    return {
        "get": {
            "summary": summary,
            "operationId": identity,
            "parameters": [FORMAT] if parameters is None else parameters,
            "responses": {
                "200": {"description": summary, "content": content},
                "400": {"description": say("ogc.bad_request"), "content": error},
                "404": {"description": say("ogc.not_found"), "content": error},
            },
        }
    }


def _parameters(found: Collection) -> list[Json]:
    shared = [{**row, "in": "query", "required": False} for row in PARAMETERS]
    own = [
        {
            "name": entry.name, "in": "query", "required": False, "description": entry.title,
            "schema": {"type": SCHEMA_KINDS[entry.kind]},
        }
        for entry in found.properties.values()
    ]  # fmt: skip
    return [FORMAT, *shared, *own]


def _one_parameters() -> list[Json]:
    crs = next(row for row in PARAMETERS if row["name"] == "crs")
    feature = {"name": "featureId", "in": "path", "required": True, "schema": {"type": "string"}}
    return [feature, FORMAT, {**crs, "in": "query", "required": False}]
