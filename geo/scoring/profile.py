"""The result of one scoring: what each factor says by day and in the dark, and how sure it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import geopandas as gpd

from geo.model.assumptions import Assumptions
from geo.model.errors import NotFoundError
from geo.model.estimate import Estimate
from geo.model.issues import Issue
from geo.model.language import sentence
from geo.model.provenance import Source
from geo.scoring import record
from geo.scoring.aggregation import bounds, combined, overall
from geo.scoring.drawing import Plot, plot_of
from geo.scoring.factors import FACTORS
from geo.scoring.measurement import FactorResult, State
from geo.scoring.summary import Summary, department_summary
from geo.scoring.uncertainty.spread import TOGETHER, Uncertainty, widened
from geo.scoring.unmeasured import unmeasured

VERSION = "1"
"""Version of the method: raised when a formula changes, so that it is never read as the place."""


@dataclass(frozen=True, eq=False)
class Profile:
    """The spatial profile of one department.

    Parameters
    ----------
    id, name
        The department's.
    as_of
        ISO date the scoring speaks of, or None where no source is dated.
    results
        Result per factor and state; a state in which a factor is not defined is absent.
    segments
        Path segments in EPSG:25832 indexed by segment id.
    frames
        Places worth drawing, by name.
    findings
        What the measures noticed, and which factors could not be measured.
    sources
        Source per layer.
    assumptions
        Every judged number it was scored under.
    weights
        Weight set: A strategy, B evidence, C equal.
    seed
        Seed of the random draws.
    version
        Version of the method.
    staff
        Names of the frames and columns that staff alone may see.
    own_weights
        Weight per factor of a local set that ``weights`` names, or None.
    uncertainty
        What the draws came to, or None where nothing was drawn.
    """

    id: str
    name: str
    as_of: str | None
    results: Mapping[str, Mapping[State, FactorResult]] = field(repr=False)
    segments: gpd.GeoDataFrame = field(repr=False)
    frames: Mapping[str, gpd.GeoDataFrame] = field(repr=False)
    findings: tuple[Issue, ...] = field(repr=False)
    sources: Mapping[str, Source] = field(repr=False)
    assumptions: Assumptions = field(repr=False)
    weights: str = "A"
    seed: int = 0
    version: str = VERSION
    staff: frozenset[str] = frozenset()
    own_weights: Mapping[str, float] | None = None
    uncertainty: Uncertainty | None = field(default=None, repr=False)

    def __getitem__(self, factor: str) -> Mapping[str, Estimate]:
        """Answer the estimates of a factor by state: ``profile["lighting"]["mørke"]``."""
        if factor not in self.results:
            known = ", ".join(FACTORS)
            raise NotFoundError("factor.unknown", name=factor, known=known)
        return {state.value: result.estimate for state, result in self.results[factor].items()}

    def estimates(self, state: State) -> dict[str, Estimate]:
        """Answer the estimate of every factor defined in a state."""
        return {
            key: by_state[state].estimate
            for key, by_state in self.results.items()
            if state in by_state
        }

    def public(self) -> "Profile":
        """Answer the profile without what staff alone may see: whoever draws for anybody asks here.

        Segments of 25 m in classes stay; single blind spots, hiding places and doors go.
        """
        return replace(
            self,
            segments=self.segments.drop(columns=list(self.staff), errors="ignore"),
            frames={name: part for name, part in self.frames.items() if name not in self.staff},
            staff=frozenset(),
        )

    @property
    def factor_weights(self) -> dict[str, float]:
        """Answer the weight of each factor in the profile's weight set."""
        if self.own_weights is not None:
            return dict(self.own_weights)
        return {key: factor.weights[self.weights] for key, factor in FACTORS.items()}

    @cached_property
    def overall(self) -> Mapping[State, Estimate]:
        """Answer the total by day and in the dark; without value where coverage is under 60 %."""
        return {state: self._overall(state) for state in State}

    def _overall(self, state: State) -> Estimate:
        """Answer a total, its interval the draws' where there are some."""
        estimates, weights = self.estimates(state), self.factor_weights
        total = overall(estimates, weights)
        drawn = None if self.uncertainty is None else self.uncertainty.overall.get(state.value)
        if drawn is None or total.value is None:
            return total
        return widened(total, drawn, *bounds(estimates, weights))

    @property
    def combined(self) -> Estimate:
        """Answer the mean of day and dark; without value where either is."""
        total = combined(self.overall[State.DAY], self.overall[State.DARK])
        drawn = None if self.uncertainty is None else self.uncertainty.overall.get(TOGETHER)
        if drawn is None or total.value is None:
            return total
        ends = [bounds(self.estimates(state), self.factor_weights) for state in State]
        least, most = (sum(pair) / len(ends) for pair in zip(*ends, strict=True))
        return widened(total, drawn, least, most)

    @property
    def coverage(self) -> float:
        """Answer the smaller coverage of the two states."""
        return self.combined.coverage

    def plot(self) -> Plot:
        """Draw every factor by day and in the dark with its interval, and the totals."""
        rows = [
            (
                factor.label,
                {
                    state.value: self.results[key][state].estimate
                    if state in self.results[key]
                    else None
                    for state in State
                },
            )
            for key, factor in FACTORS.items()
        ]
        totals = {state.value: self.overall[state] for state in State}
        return plot_of(self.name, [*rows, (sentence("profile.total"), totals)])

    def _repr_html_(self) -> str:
        """Show itself in a notebook."""
        return self.plot().svg

    def summary(self, column: str) -> Summary | None:
        """Answer mean, worst tenth and weak share of a score column of the segments.

        None where the column is not there or holds nothing.
        """
        if column not in self.segments.columns:
            return None
        rows = self.segments
        scores = rows[column].astype("float64")
        return department_summary(scores, rows["length_m"], rows["exposure"])

    def to_json(self) -> dict[str, Any]:
        """Answer the stable entry of ``score --json``.

        A state in which a factor is not defined is null; one that was not measured is an
        estimate without value.
        """
        return {
            "id": self.id,
            "name": self.name,
            "overall": {
                **{state.value: record.estimate(self.overall[state]) for state in State},
                "samlet": record.estimate(self.combined),
            },
            "factors": {
                key: {
                    state.value: record.estimate(self.results[key][state].estimate)
                    if state in self.results[key]
                    else None
                    for state in State
                }
                for key in FACTORS
            },
            "coverage": record.number(self.coverage),
            "assumptions": dict(self.assumptions),
            "version": self.version,
        }

    def to_record(self) -> dict[str, Any]:
        """Answer everything as JSON for the store: equal scorings give equal bytes."""
        return {
            **self.to_json(),
            "as_of": self.as_of,
            "weights": self.weights,
            "seed": self.seed,
            "own_weights": None if self.own_weights is None else dict(self.own_weights),
            "uncertainty": None if self.uncertainty is None else self.uncertainty.to_dict(),
            "assumptions": record.from_assumptions(self.assumptions),
            "results": record.from_results(self.results),
            "findings": [record.from_issue(issue) for issue in self.findings],
            "sources": {key: source.to_dict() for key, source in sorted(self.sources.items())},
            "not_measured": [statement.to_dict() for statement in unmeasured()],
            "staff": sorted(self.staff),
            "segments": record.from_frame(self.segments),
            "frames": {key: record.from_frame(frame) for key, frame in sorted(self.frames.items())},
        }

    @classmethod
    def from_record(cls, saved: Mapping[str, Any]) -> "Profile":
        """Read what ``to_record`` wrote."""
        return cls(
            id=saved["id"],
            name=saved["name"],
            as_of=saved["as_of"],
            results=record.to_results(saved["results"]),
            segments=record.to_frame(saved["segments"]),
            frames={key: record.to_frame(frame) for key, frame in saved["frames"].items()},
            findings=tuple(record.to_issue(issue) for issue in saved["findings"]),
            sources={key: Source.from_dict(row) for key, row in saved["sources"].items()},
            assumptions=record.to_assumptions(saved["assumptions"]),
            weights=saved["weights"],
            seed=saved["seed"],
            version=saved["version"],
            staff=frozenset(saved.get("staff", ())),
            own_weights=saved.get("own_weights"),
            uncertainty=_uncertainty(saved.get("uncertainty")),
        )


def _uncertainty(saved: Mapping[str, Any] | None) -> Uncertainty | None:
    return None if saved is None else Uncertainty.from_dict(saved)
