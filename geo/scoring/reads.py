"""Which layers were read while something was computed: so that only what must be is computed anew.

Nobody has to list what a factor rests on, and nobody can forget a layer: the layers note it.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import geopandas as gpd


@dataclass(frozen=True, eq=False)
class Reads:
    """What was read for what, by the name of the result."""

    of: dict[str, frozenset[str]] = field(default_factory=dict)
    _open: list[set[str]] = field(default_factory=list)

    def note(self, *layers: str) -> None:
        """Note layers as read for everything that is being computed."""
        for reading in self._open:
            reading.update(layers)

    def again(self, name: str) -> None:
        """Note that a result was used that had been computed before."""
        self.note(*self.of[name])

    @property
    def so_far(self) -> frozenset[str]:
        """Answer what was read by everything that is being computed."""
        return frozenset[str]().union(*self._open)

    @contextmanager
    def during(self, name: str, also: frozenset[str] = frozenset()) -> Iterator[None]:
        """Note under a name what is read meanwhile, and what it was given besides."""
        self._open.append(set(also))
        try:
            yield
        finally:
            self.of[name] = frozenset(self._open.pop())


class ReadLayers(Mapping[str, gpd.GeoDataFrame]):
    """Layers that note when they are looked at, also when one is found not to be there."""

    def __init__(self, layers: Mapping[str, gpd.GeoDataFrame], reads: Reads) -> None:
        self._layers = layers
        self._reads = reads

    @property
    def unnoted(self) -> Mapping[str, gpd.GeoDataFrame]:
        """Answer the layers themselves, for who does not measure."""
        return self._layers

    def __getitem__(self, name: str) -> gpd.GeoDataFrame:
        self._reads.note(name)
        return self._layers[name]

    def __contains__(self, name: object) -> bool:
        self._reads.note(str(name))
        return name in self._layers

    def __iter__(self) -> Iterator[str]:
        self._reads.note(*self._layers)
        return iter(self._layers)

    def __len__(self) -> int:
        self._reads.note(*self._layers)
        return len(self._layers)
