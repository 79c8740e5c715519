"""Which layers and columns are public, and what they are called.

What ``layers.toml`` calls not public is not here, nor what a name of a person might stand in, nor
the overall number of a department: publicly it is said in words.
"""

from dataclasses import dataclass

import geo
from api.dependencies import Services
from geo.model.errors import NotFoundError
from geo.model.language import sentence
from geo.model.layers import LAYERS
from geo.model.provenance import Source
from geo.store.conditions import Every
from geo.store.tables import RESULTS

HIDDEN = {("owner_areas", "owner")}
"""Columns that may hold the name of a private person."""

PUBLIC_RESULTS = ("segments", "dark_stretches")
"""Tables of results that say what the public map says."""

SCHEMA_KINDS = {"text": "string", "date": "string", "integer": "integer", "real": "number"}


@dataclass(frozen=True)
class Property:
    """A column somebody may read and ask for."""

    name: str
    title: str
    kind: str
    unit: str = ""
    choices: tuple[str, ...] = ()

    @property
    def numeric(self) -> bool:
        """Tell whether it holds numbers."""
        return self.kind in {"integer", "real"}


@dataclass(frozen=True)
class Collection:
    """A layer as the public meets it.

    Parameters
    ----------
    name, title
        Its id and what people call it.
    properties
        Columns by name, in order.
    source
        Who said it, or None for results.
    families
        Geometry families it may hold.
    """

    name: str
    title: str
    properties: dict[str, Property]
    source: Source | None
    families: tuple[str, ...]

    @property
    def key(self) -> str:
        """Answer the column whose value is the feature's id."""
        return "id" if self.name in LAYERS else "fid"

    @property
    def date(self) -> str | None:
        """Answer the column that says when, or None."""
        return next((p.name for p in self.properties.values() if p.kind == "date"), None)


def collections(held: Services) -> dict[str, Collection]:
    """Answer every public collection that holds something, by its id."""
    found: dict[str, Collection] = held.kept(("ogc", "collections"), lambda: _made(held.workspace))
    return found


def collection(held: Services, name: str) -> Collection:
    """Answer one collection.

    Raises
    ------
    NotFoundError
        Where there is none of that id, or it is not public.
    """
    found = collections(held).get(name)
    if found is None:
        raise NotFoundError("ogc.no_collection", id=name)
    return found


def _made(workspace: geo.Workspace) -> dict[str, Collection]:
    sources, counts = workspace.sources(), workspace.layers()
    made = {
        name: _layer(name, source)
        for name, source in sources.items()
        if LAYERS[name].public and LAYERS[name].geometry and counts.get(name)
    }
    made |= {name: _result(name) for name in PUBLIC_RESULTS if workspace.count(name, Every(()))}
    return dict(sorted(made.items(), key=lambda pair: pair[1].title))


def _layer(name: str, source: Source) -> Collection:
    spec = LAYERS[name]
    own = {
        column.name: Property(
            column.name, spec.column_label(column.name), column.kind, column.unit, column.choices
        )
        for column in spec.columns.values()
        if (name, column.name) not in HIDDEN
    }
    key = Property("id", sentence("column.id"), "text")
    return Collection(name, spec.label, {"id": key, **own}, source, spec.geometry)


def _result(name: str) -> Collection:
    shared = {
        "department_id": Property("department_id", sentence("column.department_id"), "text"),
        "as_of": Property("as_of", sentence("column.as_of"), "text"),
    }
    own = {
        column: Property(column, sentence(f"column.{name}.{column}"), kind)
        for column, kind in RESULTS[name].items()
    }
    title = sentence(f"result.{name}")
    return Collection(name, title, {**shared, **own}, None, ("LineString",))
