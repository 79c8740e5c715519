"""What the factors of one department share, computed once and only when asked for.

A factor reaches an earlier one through ``scene.result("lighting")``: it is measured then if it
has not been yet, so the order of the registry does not matter, and a circle is an error.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeAlias, TypeVar, cast

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.errors import GEOSException

from geo.measures.network import Network, build_network
from geo.measures.network_findings import network_findings
from geo.measures.sampling import Samples, sample_segments
from geo.model.assumptions import Assumptions
from geo.model.department import Department
from geo.model.errors import TryghedError
from geo.model.issues import Issue, Severity
from geo.model.language import sentence
from geo.scoring.aggregation import factor_result
from geo.scoring.factors import FACTORS
from geo.scoring.measurement import Measurement
from geo.scoring.movement import Movement, felt_walks, unfelt
from geo.scoring.reads import ReadLayers, Reads

Made = TypeVar("Made")

FELT_BY = ("lighting", "eyes")
"""Factors whose segments say how a walk is felt."""

EXPOSED_BY = (
    "network.access_m",
    "routes.aversion",
    "routes.floor_share",
    "routes.shortest_share",
    "routes.stops",
    "routes.unknown_experience",
)
"""Assumptions that decide who walks where."""

UNDER_WAY = object()
"""Stands where a result is being computed: who asks for it then asks in a circle."""

Measure: TypeAlias = "Callable[[Scene], Measurement]"
"""What a file in ``geo/scoring/joined`` gives under the name ``measure``."""


@dataclass(frozen=True, eq=False)
class Scene:
    """One department under one set of assumptions.

    Parameters
    ----------
    department
        The department as it is cut for scoring.
    assumptions
        Every judged number.
    as_of
        ISO date the scoring speaks of, or None where no source is dated.
    measures
        Measure per factor key; a factor without one is not measured.
    reads
        Which layers were read for what was computed.
    kept
        What was computed once, by name.
    """

    department: Department
    assumptions: Assumptions
    as_of: str | None
    measures: Mapping[str, Measure] = field(default_factory=dict, repr=False)
    reads: Reads = field(default_factory=Reads, repr=False)
    kept: dict[str, object] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        layers = self.department.layers
        if not isinstance(layers, ReadLayers):
            noting = replace(self.department, layers=ReadLayers(layers, self.reads))
            object.__setattr__(self, "department", noting)

    @property
    def layers(self) -> Mapping[str, gpd.GeoDataFrame]:
        """The layers as they are, without noting that they were looked at."""
        layers = self.department.layers
        return layers.unnoted if isinstance(layers, ReadLayers) else layers

    def once(self, name: str, make: Callable[[], Made]) -> Made:
        """Answer what was computed under a name, computing it the first time.

        For what does not depend on how much a path is walked: the even scene shares it. It is
        taken to rest on all that was read so far, for ``make`` may have been given any of it.
        """
        return self._kept(name, make, self.reads.so_far)

    def apart(self, name: str, make: "Callable[[Scene], Made]") -> Made:
        """Answer the same for what is made of the scene and of nothing else.

        It rests on what it reads itself, whoever asks for it: a lamp that is moved leaves the
        windows be. ``make`` must not be given anything besides the scene.
        """
        return self._kept(name, lambda: make(self), frozenset())

    def _alone(self, name: str, make: Callable[[], Made]) -> Made:
        """Answer the same for what reads all that it rests on itself."""
        return self._kept(name, make, frozenset())

    def _here(self, name: str, make: Callable[[], Made]) -> Made:
        """Answer the same for what differs between this scene and the even one."""
        return self._kept(f"{type(self).__name__}.{name}", make, frozenset())

    def _kept(self, name: str, make: Callable[[], Made], given: frozenset[str]) -> Made:
        if self.kept.get(name) is UNDER_WAY:
            raise RuntimeError(f"{name} asks for its own result")
        if name in self.kept:
            self.reads.again(name)
            return cast("Made", self.kept[name])
        self.kept[name] = UNDER_WAY
        try:
            with self.reads.during(name, given):
                made = make()
        except BaseException:
            # What failed may be asked for again, and then fails by its own words.
            del self.kept[name]
            raise
        self.kept[name] = made
        return made

    @property
    def network(self) -> Network | None:
        """The walking network, or None where no paths were delivered."""
        return self._alone("network", self._network)

    def _network(self) -> Network | None:
        paths = self.department.layer("paths")
        return None if paths is None else build_network(paths, self.assumptions)

    @property
    def scored_area(self) -> shapely.Geometry:
        """The department with its margin: what lies in it is scored."""
        margin = self.assumptions["department.scored_buffer_m"]
        return self._alone("area", lambda: shapely.buffer(self.department.boundary, margin))

    @property
    def samples(self) -> Samples | None:
        """Segments and sample points of the department, or None where no paths were delivered."""
        return self._alone("samples", self._samples)

    def _samples(self) -> Samples | None:
        network = self.network
        if network is None:
            return None
        return sample_segments(network, self.scored_area, self.assumptions)

    @property
    def entrances(self) -> gpd.GeoDataFrame | None:
        """The department's own entrances, or None where none were delivered."""
        layer = self.department.layer("entrances")
        if layer is None:
            return None
        own = shapely.intersects(self.scored_area, layer.geometry.to_numpy())
        return layer[own].reset_index(drop=True)

    @cached_property
    def even(self) -> "EvenScene":
        """The same scene with every path walked alike: what segments are found to be there."""
        return EvenScene(
            self.department, self.assumptions, self.as_of, self.measures, self.reads, self.kept
        )

    @property
    def walks(self) -> Movement | None:
        """Who walks where before anything is known of how a walk is felt, or None likewise."""
        return self.apart("walks", _walks)

    @property
    def movement(self) -> Movement | None:
        """Who walks where, or None where the doors, the paths or the goals are missing."""
        return self._alone("movement", self._movement)

    def _movement(self) -> Movement | None:
        walks = self.walks
        if walks is None:
            return None
        parts = [self.even.result(key).segments for key in FELT_BY]
        columns = pd.concat([part for part in parts if len(part.columns)] or parts, axis=1)
        return felt_walks(walks, columns)

    @property
    def evenly(self) -> "pd.Series[float]":
        """How much each segment is walked where nobody knows: the same for all."""
        index = pd.Index([]) if self.samples is None else self.samples.segments.index
        return pd.Series(self.assumptions["scoring.exposure"], index=index, name="exposure")

    @property
    def flow(self) -> "pd.Series[float] | None":
        """Dwellings that walk along each segment, or None where that is not known."""
        return self._here("flow", self._flow)

    def _flow(self) -> "pd.Series[float] | None":
        moves, samples = self.movement, self.samples
        if moves is None or samples is None or samples.segments.empty:
            return None
        walked = pd.Series(moves.flow, index=moves.laid.names).reindex(samples.segments.index)
        return walked.rename("flow") if (walked > 0).any() else None

    @property
    def exposure(self) -> "pd.Series[float]":
        """How much each segment is walked: by dwellings, with a floor so that none is forgotten.

        The same for all where the walks are not known.
        """
        return self._here("exposure", self._exposure)

    def _exposure(self) -> "pd.Series[float]":
        flow, samples = self.flow, self.samples
        if flow is None or samples is None:
            return self.evenly
        length = samples.segments["length_m"].to_numpy(dtype=float)
        mean = float(np.dot(flow.to_numpy(dtype=float), length) / length.sum())
        return (flow + self.assumptions["routes.floor_share"] * mean).rename("exposure")

    @property
    def exposure_rests_on(self) -> tuple[str, ...]:
        """The assumptions behind the exposure."""
        if self.flow is None:
            return ("scoring.exposure",)
        return tuple(key for key in EXPOSED_BY if key in self.assumptions)

    @property
    def findings(self) -> tuple[Issue, ...]:
        """What the walking network noticed in the department's own paths."""
        if self.network is None or self.samples is None:
            return ()
        own = set(self.samples.segments["path"])
        found = network_findings(self.network, self.assumptions)
        return tuple(issue for issue in found if issue.feature in own)

    def result(self, key: str) -> Measurement:
        """Answer what a factor measured; one that cannot be measured answers missing."""
        return self._here(f"result.{key}", lambda: self._measured(key))

    def _measured(self, key: str) -> Measurement:
        if key not in self.measures:
            return missing(key)
        try:
            return self.measures[key](self)
        except TryghedError as error:
            return _refused(key, error.message, error.remedy)
        except GEOSException:
            # Shapes that the geometry library cannot overlay: the other factors still stand.
            return _refused(key, sentence("factor.shapes"), sentence("factor.shapes/remedy"))


def _walks(scene: Scene) -> Movement | None:
    """Answer who walks where before anything is known of how a walk is felt."""
    network, entrances = scene.network, scene.entrances
    goals = any(scene.department.has(name) for name in ("destinations", "meeting_places"))
    if network is None or entrances is None or entrances.empty or not goals:
        return None
    return unfelt(scene.department, network, entrances, scene.assumptions)


def _refused(key: str, reason: str, remedy: str) -> Measurement:
    facts = {"factor": sentence(f"factor.{key}"), "reason": reason, "what_to_do": remedy}
    return missing(key, Issue(Severity.WARNING, "factor.refused", feature=key, facts=facts))


class EvenScene(Scene):
    """A scene in which every path is walked alike."""

    @property
    def flow(self) -> "pd.Series[float] | None":
        """Who walks where is not asked here: the walks are found from what this scene measures."""
        return None

    @property
    def exposure(self) -> "pd.Series[float]":
        """How much each segment is walked: the same for all."""
        return self.evenly

    @property
    def exposure_rests_on(self) -> tuple[str, ...]:
        """The assumption behind the exposure."""
        return ("scoring.exposure",)


def missing(key: str, *findings: Issue) -> Measurement:
    """Answer a factor that is defined and was not measured, in each of its states."""
    states = {state: factor_result(key, ()) for state in FACTORS[key].states}
    return Measurement(states=states, findings=findings)
