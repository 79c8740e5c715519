"""F7 Vedligehold: open faults that staff have confirmed, and the walk-round. Grade C at best.

Residents' reports are evidence in a case and are never counted here.
"""

from geo.measures.upkeep import OpenFaults, audit_score, open_faults
from geo.model.estimate import Grade, worst
from geo.model.issues import Issue, Severity
from geo.scoring.aggregation import factor_result
from geo.scoring.factors import FACTORS
from geo.scoring.joined._own import estimate, own
from geo.scoring.joined._wanted import absent_layers, grade_of_layers
from geo.scoring.measurement import IndicatorResult, Measurement
from geo.scoring.scene import Scene, missing

KEY = "upkeep"
WANTED = {"faults": ("7a",), "audits": ("7b",), "paths": ("7a",)}
"""Indicators that each layer would raise."""

METRES_PER_KM = 1000.0
ENOUGH_PLACES = 5
"""Audited places from which the mean of a walk-round is whole."""


def measure(scene: Scene) -> Measurement:
    """Measure what is broken and how the places are kept; the same by day and in the dark."""
    found = _faults(scene)
    indicators = [*([] if found is None else [_fault_indicator(scene, found)]), *_audit(scene)]
    if not indicators:
        return missing(KEY, *absent_layers(scene, KEY, WANTED))
    result = factor_result(KEY, indicators)
    return Measurement(
        states=dict.fromkeys(FACTORS[KEY].states, result),
        frames={} if found is None else {"open_faults": found.places},
        findings=(*absent_layers(scene, KEY, WANTED), *_registered(found)),
    )


def _faults(scene: Scene) -> OpenFaults | None:
    faults, samples = own(scene, "faults"), scene.samples
    if faults is None or samples is None or samples.segments.empty:
        return None
    return open_faults(faults, scene.as_of, scene.assumptions)


def _fault_indicator(scene: Scene, found: OpenFaults) -> IndicatorResult:
    samples = scene.samples
    metres = 0.0 if samples is None else float(samples.segments["length_m"].sum())
    length = metres / METRES_PER_KM
    score = found.score(length, scene.assumptions)
    most = found.score(length, scene.assumptions, "least")
    level = worst(Grade.C, grade_of_layers(scene, ("faults", "paths")))
    return IndicatorResult(
        key="7a",
        weight=0.0,
        score=estimate(score, level, 1.0, score, most),
        raw=len(found.places) / length,
        unit="pr. km",
        inputs=("faults", "paths"),
        assumptions=_rests_on(scene),
    )


def _audit(scene: Scene) -> list[IndicatorResult]:
    audits = own(scene, "audits")
    found = None if audits is None else audit_score(audits, scene.as_of, scene.assumptions)
    if found is None:
        return []
    score, places = found
    coverage = min(1.0, places / ENOUGH_PLACES)
    level = worst(Grade.C, grade_of_layers(scene, ("audits",)))
    result = estimate(score, level, coverage, coverage * score, 100 - coverage * (100 - score))
    return [
        IndicatorResult("7b", 0.0, result, float(places), "steder", ("audits",), _rests_on(scene))
    ]


def _rests_on(scene: Scene) -> tuple[str, ...]:
    return tuple(name for name in scene.assumptions if name.startswith(f"{KEY}."))


def _registered(found: OpenFaults | None) -> tuple[Issue, ...]:
    """Say that the open faults are what the upkeep has registered, not a measurement."""
    if found is None or found.places.empty:
        return ()
    facts = {"count": len(found.places)}
    return (Issue(Severity.NOTICE, "upkeep.registered", "faults", facts=facts),)
