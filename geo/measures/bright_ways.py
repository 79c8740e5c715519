"""The brightest and the shortest walk between two places, and bright walks round.

Brightness is lux on the centre line, cell by cell. It says where there is light, not where it is
safe. Where no lamps were delivered nothing is called bright.
"""

from dataclasses import dataclass, field, replace
from enum import StrEnum

import geopandas as gpd
import numpy as np
import shapely

from geo.measures.anchors import MEAN_LUX, anchor_score
from geo.measures.arrays import Integers, Reals
from geo.measures.burning import Burning
from geo.measures.flows import Trees, links, trees
from geo.measures.network import Network, build_network
from geo.measures.route_graph import RouteGraph, route_graph
from geo.measures.segmentation import Segmentation, segmentation
from geo.measures.walk_home import perceived_cost
from geo.measures.walking import access
from geo.measures.way_lines import line_over
from geo.model.assumptions import Assumptions, default_assumptions


class Footing(StrEnum):
    """What the walker needs of the path."""

    ANY = "any"
    """Steps are walked."""
    LEVEL = "level"
    """No steps."""


@dataclass(frozen=True)
class Way:
    """One walk.

    Parameters
    ----------
    geometry
        Line in EPSG:25832, from start to goal.
    length_m
        Metres along paths.
    dark_m
        Metres of it under 1 lx; None where no lamps were delivered.
    steps_m
        Metres of it on steps.
    """

    geometry: shapely.LineString = field(repr=False)
    length_m: float
    dark_m: float | None
    steps_m: float


@dataclass(frozen=True)
class Lanes:
    """A network with light on it and places set into it, ready to find walks in.

    Parameters
    ----------
    network, graph
        The walking network, and the graph with the places in it.
    cells
        The cells of the network.
    lux
        Lux on the centre line per cell; None where no lamps were delivered.
    assumptions
        Every judged number.
    """

    network: Network = field(repr=False)
    graph: RouteGraph = field(repr=False)
    cells: Segmentation = field(repr=False)
    lux: Reals | None = field(repr=False)
    assumptions: Assumptions = field(repr=False)

    def along(self, per_metre: Reals) -> Reals:
        """Answer the sum of a value per metre of each cell over each stretch."""
        graph = self.graph
        return self.cells.sums(per_metre, graph.edge, graph.start_m, graph.end_m)

    @property
    def felt(self) -> Reals:
        """Answer the cost of each stretch, dark metres counting up to three times."""
        if self.lux is None:
            return self.graph.length_m
        bright = anchor_score(self.lux, MEAN_LUX)
        ones = np.ones(len(bright))
        return self.along(perceived_cost(ones, bright, self.assumptions["routes.aversion"]))

    def way(self, grown: Trees, root: int, node: int) -> Way:
        """Answer the walk from a node to a root."""
        return self.joined(*grown.walk(root, node))

    def joined(self, stretches: Integers, led_to: Integers) -> Way:
        """Answer stretches walked one after the other as one way."""
        graph = self.graph
        dark = None if self.lux is None else self.along(self._dark)[stretches].sum()
        steps = (self.network.edges["kind"] == "steps").to_numpy(dtype=bool)
        length = graph.length_m[stretches]
        return Way(
            geometry=line_over(self.network, graph, stretches, led_to),
            length_m=float(length.sum()),
            dark_m=None if dark is None else float(dark),
            steps_m=float(length[steps[graph.edge[stretches]]].sum()),
        )

    @property
    def _dark(self) -> Reals:
        assert self.lux is not None, "asked only where there is light"
        return np.asarray(self.lux < self.assumptions["lighting.dark_lux"], dtype=float)


def lanes(
    paths: gpd.GeoDataFrame,
    burning: Burning | None,
    places: Reals,
    footing: Footing = Footing.ANY,
    assumptions: Assumptions | None = None,
) -> Lanes:
    """Answer a network with light on it.

    Parameters
    ----------
    paths
        The ``paths`` layer.
    burning
        The lamps with what stands in their light; None where no lamps were delivered.
    places
        (n, 2) metres: where walks begin or end. Their nodes are ``graph.place``.
    footing
        Whether steps are walked.
    assumptions
        ``routes.aversion``, ``lighting.*`` and ``network.*``; the defaults if None.
    """
    chosen = assumptions or default_assumptions()
    network = build_network(paths, chosen)
    if footing is Footing.LEVEL:
        level = (network.edges["kind"] != "steps").to_numpy(dtype=bool)
        edges = network.edges.assign(walkable=network.edges["walkable"] & level)
        network = replace(network, edges=edges)
    graph = route_graph(network, access(network, places, chosen))
    cells = segmentation(network, chosen.with_values({"lighting.segment_cells": 1}))
    lux = None if burning is None else burning.at(_middles(network, cells))
    return Lanes(network, graph, cells, lux, chosen)


def _middles(network: Network, cells: Segmentation) -> Reals:
    lines = network.edges.geometry.to_numpy()[cells.edge]
    middle = shapely.line_interpolate_point(lines, (cells.start_m + cells.end_m) / 2)
    xy = shapely.get_coordinates(middle)
    return np.column_stack([xy, np.zeros(len(xy))])


def brightest_and_shortest(found: Lanes, start: int, goal: int) -> tuple[Way | None, Way] | None:
    """Answer the brightest way and the shortest between two nodes; None without any way.

    There is no brightest where no lamps were delivered.
    """
    root = np.array([goal])
    short = trees(links(found.graph, found.graph.length_m), root)
    if not np.isfinite(short.cost[0, start]):
        return None
    bright = None
    if found.lux is not None:
        bright = found.way(trees(links(found.graph, found.felt), root), 0, start)
    return bright, found.way(short, 0, start)
