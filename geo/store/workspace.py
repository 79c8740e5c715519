"""A workspace: everything known of a municipality's departments, in one place that stays whole."""

from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import geopandas as gpd
import sqlalchemy as sa

from geo.model.column_map import ColumnMap
from geo.model.delivery import Delivery, Receipt
from geo.model.department import Department
from geo.model.layers import layer_spec
from geo.model.provenance import Source
from geo.store import export, formats, importing, querying
from geo.store.conditions import Condition
from geo.store.copying import TableCopy, move
from geo.store.cutting import cut_department, cut_past
from geo.store.fingerprints import department_fingerprint
from geo.store.geometry_type import Box
from geo.store.opening import open_database
from geo.store.querying import Page, Query
from geo.store.reading import (
    read_counts,
    read_departments,
    read_imports,
    read_layer,
    read_result,
    read_sources,
)
from geo.store.remembering import (
    forget_map,
    note_standing,
    past_rows,
    saved_maps,
    standing_records,
)
from geo.store.scorings import save_record, saved_records
from geo.store.weightings import save_weighting, saved_weightings


class Workspace:
    """Layers, their history and the scorings, in a folder or on a PostgreSQL server.

    Parameters
    ----------
    where
        Folder, made where it is not there yet, or an address such as ``postgresql://…``.

    Raises
    ------
    WorkspaceError
        Where it cannot be opened or written, or was made by a newer version.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, Workspace(folder) as workspace:
    ...     workspace.layers()
    {}
    """

    def __init__(self, where: str | Path) -> None:
        self._database = open_database(where)
        imports = self._database.tables.imports.c
        # Asked by every request, so put together once.
        self._newest = sa.select(sa.func.max(imports.fid), sa.func.count(imports.undone))

    def __repr__(self) -> str:
        return f"Workspace({self.place!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def place(self) -> str:
        """Say where it is: the folder, or the server's address without its password."""
        return self._database.place

    def close(self) -> None:
        """Let go of the file or the server; a later call opens it again."""
        self._database.engine.dispose()

    def add(self, delivery: Delivery, *, accept: bool = False) -> Receipt:
        """Take a delivery in, whole or not at all; each of its layers replaces the stored one.

        Parameters
        ----------
        delivery
            What ``geo.read`` answered.
        accept
            Say yes to what was assumed; without it such a delivery is not taken.
        """
        return importing.add(self._database, delivery, accept=accept)

    def foresee(self, delivery: Delivery) -> Receipt:
        """Answer what landing a delivery would change and find; nothing is written."""
        return importing.foresee(self._database, delivery)

    def column_maps(self) -> tuple[ColumnMap, ...]:
        """Answer how the tables of earlier deliveries were read, one per source."""
        with self._database.reading() as connection:
            return saved_maps(connection, self._database.tables)

    def forget_map(self, source: str) -> int:
        """Take the column maps of a source away and answer how many there were."""
        with self._database.writing() as connection:
            return forget_map(connection, self._database.tables, source)

    def standing(self) -> dict[str, dict[str, Any]]:
        """Answer how each standing source went the last time it was read, by its name."""
        with self._database.reading() as connection:
            return standing_records(connection, self._database.tables)

    def note_standing(self, name: str, record: Mapping[str, Any]) -> None:
        """Keep how a standing source went."""
        with self._database.writing() as connection:
            note_standing(connection, self._database.tables, name, record)

    def history(self, name: str, feature: str | None = None) -> gpd.GeoDataFrame:
        """Answer former rows of a layer with when each came and went; all, or one feature's."""
        layer_spec(name)
        with self._database.reading() as connection:
            return past_rows(connection, self._database.tables, name, feature)

    def undo(self) -> Receipt:
        """Take the last import out again: each of its layers is what it was before."""
        return importing.undo(self._database)

    def imports(self) -> list[dict[str, Any]]:
        """List what was taken in, newest first; ``undone`` says when one was taken out again."""
        with self._database.reading() as connection:
            return read_imports(connection, self._database.tables)

    def revision(self) -> str:
        """Answer a mark that changes with every import and every one taken out again."""
        with self._database.reading() as connection:
            last, undone = connection.execute(self._newest).one()
        return f"{last or 0}-{undone}"

    def layers(self) -> dict[str, int]:
        """Answer the number of features of every layer that was delivered."""
        with self._database.reading() as connection:
            return read_counts(connection, self._database.tables)

    def sources(self) -> dict[str, Source]:
        """Answer the source of every layer that was delivered."""
        with self._database.reading() as connection:
            return read_sources(connection, self._database.tables)

    def layer(
        self,
        name: str,
        bbox: Box | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> gpd.GeoDataFrame | None:
        """Answer a layer in EPSG:25832, or None where it was never delivered.

        Parameters
        ----------
        name
            Layer of the model.
        bbox
            West, south, east, north in metres: only features whose box touches it.
        limit, offset
            A page of the layer, in the order of the delivery.
        """
        layer_spec(name)
        known = self._database.tables
        with self._database.reading() as connection:
            if name not in read_sources(connection, known):
                return None
            return read_layer(connection, known, name, bbox=bbox, limit=limit, offset=offset)

    def departments(self) -> gpd.GeoDataFrame:
        """Answer the departments in the order of a Danish directory; empty where there are none."""
        with self._database.reading() as connection:
            return read_departments(connection, self._database.tables)

    def department_ids(self) -> list[str]:
        """List the departments' ids in the same order."""
        return [str(id_) for id_ in self.departments()["id"]]

    def department(self, department_id: str) -> Department:
        """Answer one department with all that lies near enough to matter.

        Raises
        ------
        NotFoundError
            Where there is none of that id.
        """
        with self._database.reading() as connection:
            return cut_department(connection, self._database.tables, department_id)

    def department_then(self, department_id: str, moment: str) -> Department | None:
        """Answer a department as it stood at a moment, out of the history of the layers.

        Parameters
        ----------
        department_id
            Its id.
        moment
            As ``stored["created"]`` of a scoring.

        Returns
        -------
        Department or None
            None where there was none of that id, or where what stood then has been taken out.
        """
        with self._database.reading() as connection:
            return cut_past(connection, self._database.tables, department_id, moment)

    def fingerprint(self, department_id: str) -> str:
        """Answer a hash of all that a department is measured from."""
        return department_fingerprint(self.department(department_id))

    def save_scoring(self, record: Mapping[str, Any], fingerprint: str | None = None) -> int:
        """Keep a profile's record and answer its number.

        Parameters
        ----------
        record
            What ``Profile.to_record`` answered; ``id`` is the department's.
        fingerprint
            Of the department that was scored; without it, of the department as it stands.
        """
        known = fingerprint or self.fingerprint(str(record["id"]))
        with self._database.writing() as connection:
            return save_record(connection, self._database.tables, record, known)

    def scorings(self, department_id: str | None = None) -> list[dict[str, Any]]:
        """Answer the saved records, newest first; ``stored`` holds number, time and fingerprint."""
        with self._database.reading() as connection:
            return saved_records(connection, self._database.tables, department_id)

    def result(self, name: str) -> gpd.GeoDataFrame:
        """Answer a table of results: ``scores``, ``segments`` or ``dark_stretches``."""
        with self._database.reading() as connection:
            return read_result(connection, self._database.tables, name)

    def save_weighting(self, record: Mapping[str, Any]) -> None:
        """Keep a weight set with who decided it and when; nothing is overwritten."""
        with self._database.writing() as connection:
            save_weighting(connection, self._database.tables, record)

    def weightings(self) -> list[dict[str, Any]]:
        """Answer the weight sets that were saved, newest first."""
        with self._database.reading() as connection:
            return saved_weightings(connection, self._database.tables)

    def count(self, name: str, where: Condition) -> int:
        """Answer how many features of a layer or table of results a condition holds of."""
        with self._database.reading() as connection:
            return querying.count(connection, querying.table_of(self._database.tables, name), where)

    def query(self, name: str, asked: Query) -> Page:
        """Answer a page of a layer or table of results, as it is kept."""
        with self._database.reading() as connection:
            return querying.query(connection, querying.table_of(self._database.tables, name), asked)

    def extent(self, name: str) -> Box | None:
        """Answer the box around a layer or table of results, or None where it is empty."""
        with self._database.reading() as connection:
            return querying.extent(connection, self._database.tables, name)

    def export(self, path: str | Path, fmt: str = "gpkg") -> Path:
        """Write copies for other programs, with styles in Danish and every source named.

        Parameters
        ----------
        path
            A GeoPackage; for the other formats a folder, or a zip where it ends in ``.zip``.
        fmt
            ``gpkg``, ``parquet``, ``fgb``, ``shp`` or ``tab``.
        """
        if fmt == "gpkg":
            return export.export(self._database, Path(path))
        return formats.export_files(self._database, Path(path), fmt)

    def move_to(self, where: str | Path) -> tuple[TableCopy, ...]:
        """Copy everything into an empty workspace elsewhere, and prove that nothing differs.

        Parameters
        ----------
        where
            A folder, or the address of a PostgreSQL server.
        """
        with Workspace(where) as target:
            return move(self._database, target._database)
