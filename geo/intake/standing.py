"""Sources an operator configured, in a TOML file on the server; never from a web form.

Secrets stand in environment variables that the file names, so that the file itself may be shown.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from geo.model.errors import RefusedFileError, UnreadableFileError
from geo.model.layers import LAYERS

KINDS: Mapping[str, tuple[str, ...]] = {
    "folder": ("path",),
    "wfs": ("url", "typename"),
    "postgis": ("url_env", "table"),
}
"""What each kind of source cannot do without."""

NAME_LETTERS = "abcdefghijklmnopqrstuvwxyzæøå0123456789-_"


@dataclass(frozen=True)
class StandingSource:
    """A source that is read on a schedule.

    Parameters
    ----------
    name
        Name of its own, in small letters.
    kind
        ``folder``, ``wfs`` or ``postgis``.
    role
        Layer it is.
    every_hours
        How old its last good reading may be before it is read again.
    most_lost
        Share of the standing features that may be gone before a person must look.
    crs
        System of its coordinates, where it does not say.
    path
        Folder or file of a folder source; the newest entry of a folder that holds several.
    url, typename, params, key_env, key_param
        Address and feature type of a WFS, further parameters, and the environment variable and the
        parameter of its key.
    url_env, schema, table, geometry
        Environment variable with the address of a PostgreSQL server, and what to read there.
    """

    name: str
    kind: str
    role: str | None = None
    every_hours: float = 24.0
    most_lost: float = 0.2
    crs: str | None = None
    path: str | None = None
    url: str | None = None
    typename: str | None = None
    params: Mapping[str, str] = field(default_factory=dict)
    key_env: str | None = None
    key_param: str = "apikey"
    url_env: str | None = None
    schema: str = "public"
    table: str | None = None
    geometry: str = "geom"


def standing_sources(path: str | Path) -> tuple[StandingSource, ...]:
    """Read the file of standing sources.

    Raises
    ------
    UnreadableFileError
        Where it is no TOML.
    RefusedFileError
        Where a source says too little, or something nobody knows.
    """
    file = Path(path)
    try:
        content = tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError as error:
        raise UnreadableFileError("file.missing", file=file.name) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UnreadableFileError("standing.no_toml", file=file.name, why=str(error)) from error
    rows = content.get("source", [])
    found = tuple(_source(row) for row in rows if isinstance(row, dict))
    names = [source.name for source in found]
    if not found or len(set(names)) < len(names):
        rule = "standing.same_name" if found else "standing.none"
        raise RefusedFileError(rule, file=file.name)
    return found


def _source(row: Mapping[str, Any]) -> StandingSource:
    name = str(row.get("name", "?"))
    known = {one.name for one in fields(StandingSource)}
    strange = sorted(set(row) - known)
    if strange:
        raise RefusedFileError("standing.unknown_key", name=name, keys=", ".join(strange))
    kind = str(row.get("kind"))
    if kind not in KINDS:
        raise RefusedFileError("standing.kind", name=name, kind=kind, known=", ".join(KINDS))
    missing = [key for key in ("name", *KINDS[kind]) if not row.get(key)]
    if missing:
        raise RefusedFileError("standing.lacks", name=name, keys=", ".join(missing))
    if set(name) - set(NAME_LETTERS):
        raise RefusedFileError("standing.name", name=name)
    role = row.get("role")
    if role is not None and role not in LAYERS:
        raise RefusedFileError("layer.unknown", name=role, known=", ".join(LAYERS))
    return StandingSource(**row)
