"""Where one zone meets another, and what marks the edge (methods §5, 4a and 4d).

A tall hedge makes an edge clear and keeps the eyes out: both are measured, and where they meet it
is shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.measures.arrays import Flags, Geometries, Integers, Reals
from geo.measures.zoning import ZONES, Zoning
from geo.model.assumptions import Assumptions, default_assumptions
from geo.model.crs import METRES

INNER = ("private", "semi_private", "semi_public")
TOUCH_M = 0.4
"""Zones meet this near one another: plans are not drawn exactly. Less than half a piece."""

SLACK_M = 0.05
"""A line drawn at just the reach counts."""

UPRIGHT = ("fence", "wall", "hedge")
BEDS = ("planting", "level")
PAVED_KINDS = ("footway", "pavement", "cycleway", "road")
ALONG_DEG = 30.0
"""A path runs along an edge within this angle."""


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


def boundary_clarity(markers: Sequence[float], metres: Sequence[float]) -> float:
    """Answer how clear the edges are, 0–100: the mean marker over metres (methods §5, 4a).

    >>> boundary_clarity([1.0, 0.7, 0.8, 0.5, 0.0], [50, 60, 30, 20, 40])
    63.0
    """
    return float(100 * np.dot(markers, metres) / np.sum(metres))


def zone_edges(
    zoning: Zoning,
    within: shapely.Geometry,
    houses: Geometries,
    assumptions: Assumptions | None = None,
) -> gpd.GeoDataFrame:
    """Answer the lines where a zone meets a more public one, in pieces of a metre.

    The edge between private and half private is the home's own and not asked for, and where a
    house stands on the edge its wall leaves nothing to mark.

    Parameters
    ----------
    zoning
        The zones.
    within
        Only pieces whose middle lies in it are answered.
    houses
        Outlines of the buildings.
    assumptions
        ``boundaries.piece_m``; the defaults if None.
    """
    step = (assumptions or default_assumptions())["boundaries.piece_m"]
    lines: list[Geometries] = []
    names: list[str] = []
    shapely.prepare(within)
    for inner in INNER:
        pieces = _pieces(zoning.area(inner), step)
        middle = _middle(pieces)
        for outer in ZONES[max(2, ZONES.index(inner) + 1) :]:
            # Of two outer zones that both lie near, the first has taken the piece.
            meets = shapely.dwithin(middle, zoning.area(outer), TOUCH_M)
            lines.append(pieces[meets])
            names += [f"{inner}/{outer}"] * int(meets.sum())
            pieces, middle = pieces[~meets], middle[~meets]
    found = np.concatenate(lines)
    middle = _middle(found)
    inside = shapely.intersects(within, middle)
    inside[shapely.STRtree(houses).query(middle, predicate="dwithin", distance=TOUCH_M)[0]] = False
    frame = {
        "zones": np.array(names, dtype=object)[inside],
        "length_m": shapely.length(found[inside]),
    }
    return gpd.GeoDataFrame(frame, geometry=found[inside], crs=METRES)


def _pieces(area: shapely.Geometry, step: float) -> Geometries:
    """Answer the outline of an area cut into lines no longer than a step."""
    outline = shapely.segmentize(shapely.boundary(area), step)
    xy, part = shapely.get_coordinates(shapely.get_parts(outline), return_index=True)
    along = np.flatnonzero(np.diff(part) == 0)
    return np.asarray(
        shapely.linestrings(np.stack([xy[along], xy[along + 1]], axis=1)), dtype=object
    )


def _middle(lines: Geometries) -> Geometries:
    return np.asarray(shapely.line_interpolate_point(lines, 0.5, normalized=True), dtype=object)


def marked_edges(
    edges: gpd.GeoDataFrame,
    boundaries: gpd.GeoDataFrame,
    paths: gpd.GeoDataFrame | None = None,
    assumptions: Assumptions | None = None,
) -> Edges:
    """Answer what marks each piece of an edge: the best marker near it.

    A hedge whose height nobody has measured marks at least as a tall one does, and whether eyes
    pass it is unknown. A line of unknown kind leaves the piece unknown unless something better is
    there.

    Parameters
    ----------
    edges
        Pieces as ``zone_edges`` answers them.
    boundaries
        The ``boundaries`` layer.
    paths
        The ``paths`` layer: a paved path along an edge marks it. None takes no path for a marker.
    assumptions
        ``boundaries.marker_*``, ``.marker_reach_m``, ``.eye_height_m``; the defaults if None.
    """
    chosen = assumptions or default_assumptions()
    lines = _marking_lines(boundaries, chosen)
    reach = chosen["boundaries.marker_reach_m"] + SLACK_M
    rows = pd.DataFrame(
        _near(edges, boundaries.geometry.to_numpy(), reach), columns=["piece", "row"]
    )
    near = rows.join(lines, on="row")
    paved = _paved_along(edges, paths, reach)
    near = pd.concat(
        [
            near,
            pd.DataFrame({"piece": paved, "least": chosen["boundaries.marker_path"]}).assign(
                most=chosen["boundaries.marker_path"], kind="path", blocks=0.0
            ),
        ],
        ignore_index=True,
    )
    best = near.sort_values(
        ["piece", "least", "most", "kind"], ascending=[True, False, False, True]
    )
    by_piece = best.groupby("piece")
    first = by_piece.first().reindex(range(len(edges)))
    most = by_piece["most"].max().reindex(range(len(edges))).fillna(0.0)
    least = first["least"].fillna(0.0)
    stops = near.assign(unknown=near["blocks"].isna()).groupby("piece")
    blocks = stops["blocks"].max().fillna(0.0).reindex(range(len(edges))).fillna(0.0)
    unsure = stops["unknown"].any().reindex(range(len(edges)), fill_value=False)
    return Edges(
        gpd.GeoDataFrame(
            {
                "zones": edges["zones"].to_numpy(),
                "length_m": edges["length_m"].to_numpy(),
                "marker": np.where((least == 0) & (most > 0), np.nan, least),
                "least": least.to_numpy(),
                "most": most.to_numpy(),
                "kind": first["kind"].to_numpy(dtype=object),
                "boundary": first["id"].to_numpy(dtype=object),
                "blocks": np.where((blocks == 0) & unsure, np.nan, blocks),
                "bare": False,
            },
            geometry=edges.geometry.to_numpy(),
            crs=METRES,
        )
    )


def _marking_lines(boundaries: gpd.GeoDataFrame, chosen: Assumptions) -> pd.DataFrame:
    """Answer per line the marker it is at least and at most, and whether it stops the eyes."""
    kind = _column(boundaries, "kind")
    height = pd.to_numeric(_column(boundaries, "height_m"), errors="coerce").to_numpy(dtype=float)
    eye, low, tall = (
        chosen[f"boundaries.{key}"] for key in ("eye_height_m", "marker_low", "marker_tall")
    )
    upright = kind.isin(UPRIGHT).to_numpy()
    unknown = kind.isna().to_numpy()
    flat = kind.map(
        dict.fromkeys(BEDS, chosen["boundaries.marker_bed"])
        | {"edge": chosen["boundaries.marker_path"], "surface": chosen["boundaries.marker_surface"]}
    ).to_numpy(dtype=float)
    standing = np.where(height <= eye, low, tall)
    least = np.where(upright, standing, np.where(unknown, 0.0, flat))
    most = np.where(upright & np.isnan(height), low, np.where(unknown, low, least))
    opaque = _column(boundaries, "opaque")
    solid = np.where(
        (opaque == "yes") | (opaque.isna() & kind.isin(["hedge", "wall"])),
        1.0,
        np.where(opaque.isna() & (kind == "fence"), np.nan, 0.0),
    )
    over = np.where(np.isnan(height), np.nan, (height > eye).astype(float))
    # What is low or open lets the eyes through whatever the other is.
    blocks = np.where((over == 0) | (solid == 0), 0.0, over * solid)
    return pd.DataFrame(
        {
            "id": boundaries["id"].astype(str).to_numpy(),
            "least": np.nan_to_num(least),
            "most": np.nan_to_num(most),
            "kind": kind.to_numpy(dtype=object),
            "blocks": np.where(
                unknown & (over != 0), np.nan, np.where(upright | unknown, blocks, 0.0)
            ),
        }
    )


def _column(frame: gpd.GeoDataFrame, name: str) -> "pd.Series[str]":
    return frame[name] if name in frame else pd.Series([None] * len(frame), dtype=object)


def _near(edges: gpd.GeoDataFrame, lines: Geometries, reach: float) -> Integers:
    """Answer (n, 2) rows: a piece and a line within reach of its middle."""
    middle = _middle(edges.geometry.to_numpy())
    pairs = shapely.STRtree(lines).query(middle, predicate="dwithin", distance=reach)
    return np.asarray(pairs, dtype=np.int64).T


def _paved_along(edges: gpd.GeoDataFrame, paths: gpd.GeoDataFrame | None, reach: float) -> Integers:
    """Answer the pieces with a paved path running along them."""
    if paths is None or paths.empty:
        return np.empty(0, dtype=np.int64)
    surface, kind = _column(paths, "surface"), _column(paths, "kind")
    paved = (surface == "paved") | (surface.isna() & kind.isin(PAVED_KINDS))
    sides = _sides(paths.geometry.to_numpy()[paved.to_numpy()])
    near = _near(edges, sides, reach)
    turn = (
        np.abs(_bearing(edges.geometry.to_numpy()[near[:, 0]]) - _bearing(sides[near[:, 1]])) % 180
    )
    along = np.minimum(turn, 180 - turn) <= ALONG_DEG
    return np.unique(near[along, 0])


def _sides(lines: Geometries) -> Geometries:
    xy, line = shapely.get_coordinates(shapely.get_parts(lines), return_index=True)
    along = np.flatnonzero(np.diff(line) == 0)
    return np.asarray(
        shapely.linestrings(np.stack([xy[along], xy[along + 1]], axis=1)), dtype=object
    )


def _bearing(lines: Geometries) -> Reals:
    ends = shapely.get_coordinates(lines).reshape(-1, 2, 2)
    across = ends[:, 1] - ends[:, 0]
    return np.asarray(np.degrees(np.arctan2(across[:, 1], across[:, 0])))


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
