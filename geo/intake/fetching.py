"""Fetch a standing source into a private folder; from there it is read like any delivery.

What a server answers is as little trusted as a file somebody sent: it is parsed in the sandbox.
"""

import json
import os
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from geo.intake.standing import StandingSource
from geo.model.crs import METRES
from geo.model.errors import UnreadableFileError

SECONDS = 60
PAGE = 10_000
MOST_PAGES = 1_000
LARGEST = 512 * 2**20
"""Bytes one page of a WFS may have."""


def fetch(source: StandingSource, folder: Path) -> Path:
    """Bring a source into a folder and answer what to read.

    Raises
    ------
    UnreadableFileError
        Where the source does not answer, or answers with something else.
    """
    return _FETCHERS[source.kind](source, folder)


def _folder(source: StandingSource, folder: Path) -> Path:
    """Answer the file, or the newest entry of a folder that holds deliveries side by side."""
    del folder
    place = Path(str(source.path))
    if not place.exists():
        raise UnreadableFileError("standing.down", name=source.name, why=str(place))
    if place.is_file():
        return place
    deliveries = [
        entry
        for entry in place.iterdir()
        if not entry.name.startswith(".") and (entry.is_dir() or entry.suffix.lower() == ".zip")
    ]
    return max(deliveries, key=lambda entry: entry.stat().st_mtime) if deliveries else place


def _wfs(source: StandingSource, folder: Path) -> Path:
    """Read every page of a feature type as GeoJSON in EPSG:25832."""
    features: list[Any] = []
    for page in range(MOST_PAGES):
        answer = _page(source, page * PAGE)
        found = answer.get("features")
        if not isinstance(found, list):
            raise UnreadableFileError("standing.no_features", name=source.name)
        features += found
        if len(found) < PAGE:
            break
    target = folder / f"{source.name}.geojson"
    crs = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{METRES[5:]}"}}
    whole = {"type": "FeatureCollection", "crs": crs, "features": features}
    target.write_text(json.dumps(whole, ensure_ascii=False), "utf-8")
    return target


def _page(source: StandingSource, start: int) -> Mapping[str, Any]:
    asked = {
        "service": "WFS", "version": "2.0.0", "request": "GetFeature",
        "typenames": str(source.typename), "outputFormat": "application/json",
        "srsName": f"urn:ogc:def:crs:EPSG::{METRES[5:]}", "count": str(PAGE),
        "startIndex": str(start), **source.params,
    }  # fmt: skip
    if source.key_env:
        asked[source.key_param] = _secret(source, source.key_env)
    address = str(source.url)
    if not address.startswith(("https://", "http://")):
        raise UnreadableFileError("standing.down", name=source.name, why="http")
    joined = "&" if "?" in address else "?"
    request = urllib.request.Request(  # noqa: S310 - the scheme is checked above
        address + joined + urllib.parse.urlencode(asked), headers={"User-Agent": "Tryghedskort"}
    )
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 - as above
            content = answer.read(LARGEST + 1)
    except (OSError, urllib.error.URLError) as error:
        why = getattr(error, "reason", error)  # never the address: a key stands in it
        raise UnreadableFileError("standing.down", name=source.name, why=str(why)) from None
    if len(content) > LARGEST:
        raise UnreadableFileError("standing.no_features", name=source.name)
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise UnreadableFileError("standing.no_features", name=source.name) from error
    return found if isinstance(found, dict) else {}


def _secret(source: StandingSource, variable: str) -> str:
    value = os.environ.get(variable)
    if not value:
        raise UnreadableFileError("standing.no_secret", name=source.name, variable=variable)
    return value


def _postgis(source: StandingSource, folder: Path) -> Path:
    """Read one table in one transaction that only reads."""
    address = sa.make_url(_secret(source, str(source.url_env)))
    engine = sa.create_engine(
        address.set(drivername="postgresql+psycopg"),
        connect_args={"connect_timeout": SECONDS, "options": "-c default_transaction_read_only=on"},
    )
    try:
        with engine.connect() as connection:
            frame = _table(connection, source)
    except (SQLAlchemyError, UnicodeError) as error:
        why = type(error).__name__  # the text may hold the address with its password
        raise UnreadableFileError("standing.down", name=source.name, why=why) from None
    finally:
        engine.dispose()
    target = folder / f"{source.name}.parquet"
    frame.to_parquet(target)
    return target


def _table(connection: sa.Connection, source: StandingSource) -> gpd.GeoDataFrame:
    table = sa.table(str(source.table), schema=source.schema)
    known = sa.table("columns", *map(sa.column, _CATALOGUE), schema="information_schema")
    listed = sa.select(known.c.column_name).where(
        known.c.table_schema == source.schema, known.c.table_name == source.table
    )
    names = [
        str(n) for n in connection.execute(listed.order_by(known.c.ordinal_position)).scalars()
    ]
    if source.geometry not in names:
        why = f"{source.schema}.{source.table}.{source.geometry}"
        raise UnreadableFileError("standing.down", name=source.name, why=why)
    plain: list[sa.ColumnClause[Any]] = [
        sa.column(name) for name in names if name != source.geometry
    ]
    shape: sa.ColumnClause[Any] = sa.column(source.geometry)
    metres = sa.func.ST_AsBinary(sa.func.ST_Transform(shape, sa.literal(int(METRES[5:]))))
    rows = connection.execute(sa.select(*plain, metres).select_from(table)).all()
    columns = list(zip(*rows, strict=True)) if rows else [()] * (len(plain) + 1)
    data = pd.DataFrame(
        {
            str(c.name): [_plain(v) for v in values]
            for c, values in zip(plain, columns, strict=False)
        }
    )
    blobs = [None if blob is None else bytes(blob) for blob in columns[-1]]
    return gpd.GeoDataFrame(data, geometry=list(shapely.from_wkb(blobs)), crs=METRES)


_CATALOGUE = ("table_schema", "table_name", "column_name", "ordinal_position")


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


_FETCHERS: Mapping[str, Callable[[StandingSource, Path], Path]] = {
    "folder": _folder,
    "wfs": _wfs,
    "postgis": _postgis,
}
