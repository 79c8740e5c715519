"""What a delivery may hold: the one truth of layers, columns, units, ranges and aliases.

Importer, checker, store, the page "hvad skal leveres", the OGC API and the docs are all made from
``LAYERS``. The declaration itself lies in ``layers.toml`` so that a GIS officer can read it.
Danish labels are the sentences ``layer.<name>`` and ``column.<layer>.<column>``.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from geo.model.errors import LayerError
from geo.model.language import sentence


@dataclass(frozen=True)
class Column:
    """A column of a layer.

    Parameters
    ----------
    name
        Lower-case English name in the store.
    kind
        ``text``, ``integer``, ``real`` or ``date`` (ISO text).
    unit
        Unit of a number, or empty.
    minimum, maximum
        Range of a believable number, both included; outside it the value becomes missing.
    required
        Whether a feature without it is refused.
    choices
        Codes allowed, lower-case English; empty where any text is.
    aliases
        Names other registers use, compared folded and also cut at ten letters.
    """

    name: str
    kind: str
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    required: bool = False
    choices: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class LayerSpec:
    """A layer: its geometry, its columns and the names it goes by.

    Parameters
    ----------
    name
        Lower-case English name.
    geometry
        Geometry families allowed: ``Point``, ``LineString``, ``Polygon``; the Multi kind of each
        is allowed with it. Empty for a table without geometry.
    columns
        Columns besides ``id`` and ``source``.
    needed
        Whether a first map needs it.
    public
        Whether it may stand on a public map or API.
    aliases
        File and layer names other registers use.
    """

    name: str
    geometry: tuple[str, ...]
    columns: Mapping[str, Column]
    needed: bool = False
    public: bool = True
    aliases: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Answer the Danish name."""
        return sentence(f"layer.{self.name}")

    def column_label(self, column: str) -> str:
        """Answer the Danish name of a column."""
        return sentence(f"column.{self.name}.{column}")


def layer_spec(name: str) -> LayerSpec:
    """Answer the layer of a name; an unknown one is an error that lists the known.

    Raises
    ------
    LayerError
        ``layer.unknown``.
    """
    if name not in LAYERS:
        raise LayerError("layer.unknown", name=name, known=", ".join(sorted(LAYERS)))
    return LAYERS[name]


def _read_specs(path: Path) -> Mapping[str, LayerSpec]:
    rows: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    return MappingProxyType({name: _spec(name, row) for name, row in rows.items()})


def _spec(name: str, row: dict[str, Any]) -> LayerSpec:
    columns = {key: _column(key, fields) for key, fields in row.get("columns", {}).items()}
    return LayerSpec(
        name=name,
        geometry=tuple(row["geometry"]),
        columns=MappingProxyType(columns),
        needed=row.get("needed", False),
        public=row.get("public", True),
        aliases=tuple(row.get("aliases", ())),
    )


def _column(name: str, fields: dict[str, Any]) -> Column:
    return Column(
        name=name,
        kind=fields["kind"],
        unit=fields.get("unit", ""),
        minimum=fields.get("minimum"),
        maximum=fields.get("maximum"),
        required=fields.get("required", False),
        choices=tuple(fields.get("choices", ())),
        aliases=tuple(fields.get("aliases", ())),
    )


LAYERS: Mapping[str, LayerSpec] = _read_specs(Path(__file__).with_name("layers.toml"))
"""Every layer of the product, by name."""
