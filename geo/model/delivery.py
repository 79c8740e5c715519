"""What was read from a delivery, and the receipt of what landed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd

from geo.model.changes import LayerChanges
from geo.model.column_map import ColumnMap
from geo.model.issues import Issue, Severity
from geo.model.provenance import Source


@dataclass(frozen=True)
class LayerCount:
    """How many features of a layer were read, repaired and refused."""

    read: int = 0
    repaired: int = 0
    refused: int = 0

    def to_dict(self) -> dict[str, int]:
        """Answer the stable JSON shape."""
        return {"read": self.read, "repaired": self.repaired, "refused": self.refused}


@dataclass(frozen=True)
class Delivery:
    """A delivery as understood: checked layers in EPSG:25832 and every finding.

    Parameters
    ----------
    name
        File or folder name as the sender knows it.
    layers
        Frame per layer of ``LAYERS``, in EPSG:25832, columns as the model names them.
    sources
        Source per layer.
    counts
        Read, repaired, refused per layer.
    issues
        Every finding, errors first.
    fingerprint
        SHA-256 of the input files' content.
    needs_confirmation
        True where something (a CRS, most often) was assumed and somebody must say yes first.
    areas
        Named residential or neighbourhood polygons (id, name, kind) in EPSG:25832, from which
        departments may be drawn where none was delivered; None where the delivery holds none.
        They are no layer and are never stored as one.
    streets
        Commonest street name of the addresses of a building, by building id; empty where no
        address is known.
    maps
        How each of its tables was read: what may be kept for the source's next delivery.
    """

    name: str
    layers: Mapping[str, gpd.GeoDataFrame] = field(repr=False)
    sources: Mapping[str, Source] = field(repr=False)
    counts: Mapping[str, LayerCount]
    issues: tuple[Issue, ...] = field(repr=False)
    fingerprint: str
    needs_confirmation: bool = False
    areas: gpd.GeoDataFrame | None = field(default=None, repr=False)
    streets: Mapping[str, str] = field(default_factory=dict, repr=False)
    maps: tuple[ColumnMap, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Receipt:
    """What an import did: counts, findings, whether it landed, and what it changed."""

    layers: Mapping[str, LayerCount]
    issues: tuple[Issue, ...]
    committed: bool
    import_id: int | None = None
    fingerprint: str = ""
    changes: Mapping[str, LayerChanges] = field(default_factory=dict, repr=False)

    @property
    def clean(self) -> bool:
        """Tell whether it landed with nothing to look at."""
        return self.committed and not any(i.severity is not Severity.NOTICE for i in self.issues)

    def to_dict(self) -> dict[str, Any]:
        """Answer the stable JSON shape of ``import --json``."""
        return {
            "layers": {name: count.to_dict() for name, count in self.layers.items()},
            "issues": [issue.to_dict() for issue in self.issues],
            "committed": self.committed,
            "import_id": self.import_id,
            "fingerprint": self.fingerprint,
            "changes": {
                name: {**change.counts(), "columns": dict(change.columns)}
                for name, change in self.changes.items()
            },
        }
