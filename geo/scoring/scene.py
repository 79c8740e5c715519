"""What the factors of one department share, computed once and only when asked for.

A factor reaches an earlier one through ``scene.result("lighting")``: it is measured then if it
has not been yet, so the order of the registry does not matter, and a circle is an error.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

import pandas as pd
import shapely

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
    """

    department: Department
    assumptions: Assumptions
    as_of: str | None
    measures: Mapping[str, Measure] = field(default_factory=dict, repr=False)
    _results: dict[str, Measurement | None] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def network(self) -> Network | None:
        """The walking network, or None where no paths were delivered."""
        paths = self.department.layer("paths")
        return None if paths is None else build_network(paths, self.assumptions)

    @cached_property
    def samples(self) -> Samples | None:
        """Segments and sample points of the department, or None where no paths were delivered."""
        if self.network is None:
            return None
        margin = self.assumptions["department.scored_buffer_m"]
        return sample_segments(
            self.network, shapely.buffer(self.department.boundary, margin), self.assumptions
        )

    @cached_property
    def exposure(self) -> "pd.Series[float]":
        """How much each segment is walked: the same for all until routes are measured."""
        index = pd.Index([]) if self.samples is None else self.samples.segments.index
        return pd.Series(self.assumptions["scoring.exposure"], index=index, name="exposure")

    @cached_property
    def findings(self) -> tuple[Issue, ...]:
        """What the walking network noticed in the department's own paths."""
        if self.network is None or self.samples is None:
            return ()
        own = set(self.samples.segments["path"])
        found = network_findings(self.network, self.assumptions)
        return tuple(issue for issue in found if issue.feature in own)

    def result(self, key: str) -> Measurement:
        """Answer what a factor measured; one that cannot be measured answers missing."""
        if key not in self._results:
            self._results[key] = None
            self._results[key] = self._measured(key)
        measurement = self._results[key]
        if measurement is None:
            raise RuntimeError(f"factor {key} asks for its own result")
        return measurement

    def _measured(self, key: str) -> Measurement:
        if key not in self.measures:
            return missing(key)
        try:
            return self.measures[key](self)
        except TryghedError as error:
            facts = {
                "factor": sentence(f"factor.{key}"),
                "reason": error.message,
                "what_to_do": error.remedy,
            }
            issue = Issue(Severity.WARNING, "factor.refused", feature=key, facts=facts)
            return missing(key, issue)


def missing(key: str, *findings: Issue) -> Measurement:
    """Answer a factor that is defined and was not measured, in each of its states."""
    states = {state: factor_result(key, ()) for state in FACTORS[key].states}
    return Measurement(states=states, findings=findings)
