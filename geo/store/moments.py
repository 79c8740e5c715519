"""The layers as they stand, or as they stood at a moment: what a department is cut out of."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import geopandas as gpd
import numpy as np
import shapely
import sqlalchemy as sa

from geo.model.provenance import Source
from geo.store.geometry_type import Box
from geo.store.reading import read_layer, read_sources
from geo.store.rows import frame_of, wanted_columns
from geo.store.tables import Tables


@dataclass(frozen=True)
class Now:
    """The layers as they stand inside a transaction."""

    connection: sa.Connection = field(repr=False)
    known: Tables = field(repr=False)

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """Answer who said each layer."""
        return read_sources(self.connection, self.known)

    def layer(self, name: str, bbox: Box | None = None) -> gpd.GeoDataFrame:
        """Answer the features of a layer, or those whose box touches one."""
        return read_layer(self.connection, self.known, name, bbox=bbox)

    def department(self, identity: str) -> gpd.GeoDataFrame:
        """Answer the row of a department; none where there is none."""
        table = self.known.layers["departments"]
        chosen = sa.select(*wanted_columns("departments", table)).where(table.c.id == identity)
        return frame_of("departments", self.connection.execute(chosen).all())

    def tallest_lamp(self) -> float:
        """Answer the height of the tallest lamp, 0 where none is known."""
        height = self.known.layers["lamps"].c.height_m
        found = self.connection.execute(sa.select(sa.func.max(height))).scalar_one()
        return float(found or 0.0)


@dataclass(frozen=True)
class Then(Now):
    """The layers as they stood at a moment: the rows of the imports that held then.

    Parameters
    ----------
    moment
        As ``imports.created`` is written.
    """

    moment: str = ""

    @cached_property
    def is_sure(self) -> bool:
        """Tell whether no import of then has been taken out since: its source is not kept."""
        table = self.known.imports
        undone = sa.select(sa.func.count()).where(
            table.c.created <= self.moment, table.c.undone > self.moment
        )
        return not self.connection.execute(undone).scalar_one()

    @cached_property
    def _brought(self) -> Mapping[str, tuple[int, Source]]:
        """Answer the import that held for each layer, and what it said of itself."""
        sources, imports = self.known.sources, self.known.imports
        chosen = (
            sa.select(sources.c.layer, sources.c.import_id, sources.c.record)
            .join(imports, imports.c.fid == sources.c.import_id)
            .where(imports.c.created <= self.moment)
            .order_by(sources.c.import_id)
        )
        newest = {row.layer: row for row in self.connection.execute(chosen)}
        return {
            name: (int(newest[name].import_id), Source.from_dict(json.loads(newest[name].record)))
            for name in self.known.layers
            if name in newest
        }

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """Answer who said each layer then."""
        return {name: source for name, (_, source) in self._brought.items()}

    def layer(self, name: str, bbox: Box | None = None) -> gpd.GeoDataFrame:
        """Answer the features of then; history has no spatial index, so all of them are read."""
        number, _ = self._brought[name]
        now, past = self.known.layers[name], self.known.history[name]
        still = sa.select(sa.func.count()).where(now.c.import_id == number)
        stands = bool(self.connection.execute(still).scalar_one())
        table, key = (now, now.c.fid) if stands else (past, past.c.former_fid)
        chosen = sa.select(*wanted_columns(name, table)).where(table.c.import_id == number)
        frame = frame_of(name, self.connection.execute(chosen.order_by(key)).all())
        if bbox is None or not len(frame) or "geom" not in table.c:
            return frame
        edges = shapely.bounds(np.asarray(frame.geometry.array, dtype=object))
        west, south, east, north = bbox
        near = (edges[:, 2] >= west) & (edges[:, 0] <= east)
        near &= (edges[:, 3] >= south) & (edges[:, 1] <= north)
        return frame[near].reset_index(drop=True)

    def department(self, identity: str) -> gpd.GeoDataFrame:
        """Answer the row of a department then; none where there was none."""
        if "departments" not in self._brought:
            return frame_of("departments", [])
        frame = self.layer("departments")
        return frame[frame["id"] == identity].reset_index(drop=True)

    def tallest_lamp(self) -> float:
        """Answer the height of the tallest lamp then."""
        heights = self.layer("lamps")["height_m"].to_numpy(dtype=float, na_value=np.nan)
        return float(np.nanmax(heights, initial=0.0))
