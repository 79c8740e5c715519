"""How clear the edges between zones are, and whether eyes pass them (methods §5, 4a and 4d).

A tall hedge makes an edge clear and keeps the eyes out: both are measured, and where they meet it
is shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.measures.arrays import Flags, Reals
from geo.model.crs import METRES


@dataclass(frozen=True)
class Edges:
    """The edges between zones in pieces of about a metre.

    Parameters
    ----------
    pieces
        Lines in EPSG:25832: ``zones`` (``semi_public/public``), ``length_m``, ``marker`` 0–1 or
        NaN where nobody can tell, ``least`` and ``most`` it could be, ``kind`` of the best marker
        or None, ``boundary`` its id, ``blocks`` 1 where something there stops the eyes, 0 where
        not, NaN unknown, ``bare`` where a map that is known to be thin shows no marker.
    """

    pieces: gpd.GeoDataFrame = field(repr=False)

    @property
    def length_m(self) -> Reals:
        """Answer the metres of each piece."""
        return self.pieces["length_m"].to_numpy(dtype=float)

    def clarity(self, column: str = "marker") -> float | None:
        """Answer 4a: the mean marker over metres, 0–100; None where no edge is known."""
        marker = self.pieces[column].to_numpy(dtype=float)
        return _share(marker, self.length_m, np.isfinite(marker))

    @property
    def known(self) -> float:
        """Answer the share of the metres whose marker is known."""
        there = np.isfinite(self.pieces["marker"].to_numpy(dtype=float))
        there &= ~self.pieces["bare"].to_numpy(dtype=bool)
        return float(self.length_m[there].sum() / self.length_m.sum()) if len(there) else 0.0

    @property
    def _marked(self) -> Flags:
        return np.asarray(self.pieces["marker"].to_numpy(dtype=float) > 0)

    def without_invented(self) -> "Edges":
        """Answer the edges where the outline of the estate is ours: what marks it is unknown."""
        drawn = self.pieces["zones"].str.endswith("/public").to_numpy(dtype=bool)
        unknown = {"marker": np.nan, "least": 0.0, "most": 1.0, "blocks": np.nan}
        return Edges(
            self.pieces.assign(
                **{key: self.pieces[key].mask(drawn, value) for key, value in unknown.items()}
            )
        )

    def from_open_map(self) -> "Edges":
        """Answer the edges under a map that volunteers draw: where no line is, one may stand."""
        bare = (self.pieces["marker"] == 0).to_numpy(dtype=bool)
        return Edges(self.pieces.assign(most=self.pieces["most"].mask(bare, 1.0), bare=bare))

    def transparency(self) -> float | None:
        """Answer 4d: the share of marked metres one can look over or through, 0–100."""
        blocks = self.pieces["blocks"].to_numpy(dtype=float)
        return _share(1 - blocks, self.length_m, self._marked & np.isfinite(blocks))

    @property
    def seen(self) -> float:
        """Answer the share of the marked metres of which it is known whether eyes pass."""
        blocks = self.pieces["blocks"].to_numpy(dtype=float)
        marked = self.length_m[self._marked].sum()
        there = self._marked & np.isfinite(blocks)
        return float(self.length_m[there].sum() / marked) if marked else 0.0


def _share(values: Reals, metres: Reals, there: Flags) -> float | None:
    whole = metres[there].sum()
    return float(100 * (values[there] * metres[there]).sum() / whole) if whole else None


def stretches(edges: Edges, chosen: Flags, columns: Sequence[str]) -> gpd.GeoDataFrame:
    """Answer the chosen pieces joined to lines wherever they agree in the columns.

    The frame has the columns and ``length_m``.
    """
    pieces = edges.pieces[chosen]
    rows = []
    for values, part in pieces.groupby(list(columns), sort=True, dropna=False):
        joined = shapely.line_merge(shapely.union_all(part.geometry.to_numpy()))
        rows += [(*values, float(shapely.length(line)), line) for line in shapely.get_parts(joined)]
    frame = pd.DataFrame(rows, columns=[*columns, "length_m", "geometry"])
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=METRES)
