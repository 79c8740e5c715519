"""Where one zone meets another, cut into pieces of about a metre (methods §5, 4a)."""

import geopandas as gpd
import numpy as np
import shapely

from geo.measures.arrays import Geometries
from geo.measures.zoning import ZONES, Zoning
from geo.model.assumptions import Assumptions, default_assumptions
from geo.model.crs import METRES

INNER = ("private", "semi_private", "semi_public")
TOUCH_M = 0.4
"""Zones meet this near one another: plans are not drawn exactly. Less than half a piece."""


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
        outline = shapely.segmentize(shapely.boundary(zoning.area(inner)), step)
        pieces = straight_parts(np.array([outline], dtype=object))
        middle = middles(pieces)
        for outer in ZONES[max(2, ZONES.index(inner) + 1) :]:
            # Of two outer zones that both lie near, the first has taken the piece.
            meets = shapely.dwithin(middle, zoning.area(outer), TOUCH_M)
            lines.append(pieces[meets])
            names += [f"{inner}/{outer}"] * int(meets.sum())
            pieces, middle = pieces[~meets], middle[~meets]
    found = np.concatenate(lines)
    middle = middles(found)
    inside = shapely.intersects(within, middle)
    inside[shapely.STRtree(houses).query(middle, predicate="dwithin", distance=TOUCH_M)[0]] = False
    frame = {
        "zones": np.array(names, dtype=object)[inside],
        "length_m": shapely.length(found[inside]),
    }
    return gpd.GeoDataFrame(frame, geometry=found[inside], crs=METRES)


def straight_parts(lines: Geometries) -> Geometries:
    """Answer every straight part of lines as a line of its own, in their order."""
    xy, line = shapely.get_coordinates(shapely.get_parts(lines), return_index=True)
    along = np.flatnonzero(np.diff(line) == 0)
    return np.asarray(
        shapely.linestrings(np.stack([xy[along], xy[along + 1]], axis=1)), dtype=object
    )


def middles(lines: Geometries) -> Geometries:
    """Answer the point half along each line."""
    return np.asarray(shapely.line_interpolate_point(lines, 0.5, normalized=True), dtype=object)
