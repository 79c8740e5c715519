"""One boligafdeling with its layers in metres. A layer that was not delivered is absent."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from html import escape

import geopandas as gpd
import shapely

from geo.model.language import sentence
from geo.model.provenance import Source


@dataclass(frozen=True)
class Department:
    """A housing department and what surrounds it.

    Parameters
    ----------
    id
        Text id, unique in the workspace.
    name
        Name people use.
    boundary
        Polygon or multipolygon in EPSG:25832.
    layers
        Frame per layer in EPSG:25832 with a range index and the column ``id``: what lies inside
        and what lies near enough to matter (lamps, obstacles, paths, destinations). A layer that
        was never delivered is not here; one that was delivered and holds nothing is empty.
    sources
        Source per layer.
    organisation
        Boligorganisation, or None.
    dwellings
        Number of dwellings, or None where not known.
    derived
        True where the polygon was drawn by us, not delivered.
    """

    id: str
    name: str
    boundary: shapely.Geometry
    layers: Mapping[str, gpd.GeoDataFrame] = field(repr=False)
    sources: Mapping[str, Source] = field(default_factory=dict, repr=False)
    organisation: str | None = None
    dwellings: int | None = None
    derived: bool = False

    def _repr_html_(self) -> str:
        """Show itself in a notebook: what was delivered, how much of it, and from whom."""
        rows = "".join(
            f"<tr><td>{escape(sentence(f'layer.{name}'))}</td><td>{len(frame)}</td>"
            f"<td>{escape(self._said_of(name))}</td></tr>"
            for name, frame in self.layers.items()
        )
        title = escape(f"{self.name} ({self.id})")
        return f"<table><caption>{title}</caption><tbody>{rows}</tbody></table>"

    def _said_of(self, layer: str) -> str:
        source = self.sources.get(layer)
        if source is None:
            return ""
        return ", ".join(part for part in (source.dataset, source.date, source.grade.words) if part)

    def has(self, layer: str) -> bool:
        """Tell whether the layer was delivered, even if nothing of it lies here."""
        return layer in self.layers

    def layer(self, name: str) -> gpd.GeoDataFrame | None:
        """Answer the frame of a layer, or None where it was not delivered."""
        return self.layers.get(name)

    def with_layer(self, name: str, frame: gpd.GeoDataFrame) -> "Department":
        """Answer a new department with one layer replaced."""
        return replace(self, layers={**self.layers, name: frame})

    def without_layer(self, name: str) -> "Department":
        """Answer a new department as if one layer had not been delivered."""
        return replace(self, layers={key: v for key, v in self.layers.items() if key != name})
