"""What marks the edge between two zones: the best marker near each piece (methods §5, 4a)."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.measures.arrays import Geometries, Integers, Reals
from geo.measures.boundaries import Edges
from geo.measures.zone_edges import middles, straight_parts
from geo.model.assumptions import Assumptions, default_assumptions
from geo.model.crs import METRES

SLACK_M = 0.05
"""A line drawn at just the reach counts."""

UPRIGHT = ("fence", "wall", "hedge")
BEDS = ("planting", "level")
PAVED_KINDS = ("footway", "pavement", "cycleway", "road")
ALONG_DEG = 30.0
"""A path runs along an edge within this angle."""


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
    middle = middles(edges.geometry.to_numpy())
    pairs = shapely.STRtree(lines).query(middle, predicate="dwithin", distance=reach)
    return np.asarray(pairs, dtype=np.int64).T


def _paved_along(edges: gpd.GeoDataFrame, paths: gpd.GeoDataFrame | None, reach: float) -> Integers:
    """Answer the pieces with a paved path running along them."""
    if paths is None or paths.empty:
        return np.empty(0, dtype=np.int64)
    surface, kind = _column(paths, "surface"), _column(paths, "kind")
    paved = (surface == "paved") | (surface.isna() & kind.isin(PAVED_KINDS))
    sides = straight_parts(paths.geometry.to_numpy()[paved.to_numpy()])
    near = _near(edges, sides, reach)
    turn = (
        np.abs(_bearing(edges.geometry.to_numpy()[near[:, 0]]) - _bearing(sides[near[:, 1]])) % 180
    )
    along = np.minimum(turn, 180 - turn) <= ALONG_DEG
    return np.unique(near[along, 0])


def _bearing(lines: Geometries) -> Reals:
    ends = shapely.get_coordinates(lines).reshape(-1, 2, 2)
    across = ends[:, 1] - ends[:, 0]
    return np.asarray(np.degrees(np.arctan2(across[:, 1], across[:, 0])))
