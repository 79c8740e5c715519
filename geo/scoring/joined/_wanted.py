"""What a factor wanted and did not get: a layer that is absent says what it would raise."""

from collections.abc import Mapping, Sequence

from geo.model.estimate import Estimate, Grade, worst
from geo.model.issues import Issue, Severity
from geo.model.language import sentence
from geo.scoring.factors import FACTORS
from geo.scoring.measurement import IndicatorResult
from geo.scoring.scene import Scene


def absent_layers(scene: Scene, key: str, wanted: Mapping[str, Sequence[str]]) -> tuple[Issue, ...]:
    """Say of each wanted layer that was not delivered which indicators it would raise.

    Parameters
    ----------
    scene
        The scene.
    key
        Factor.
    wanted
        Indicators per layer.
    """
    return tuple(
        Issue(
            Severity.NOTICE,
            "factor.layer_absent",
            layer,
            key,
            {
                "factor": sentence(f"factor.{key}"),
                "missing": sentence(f"layer.{layer}"),
                "indicators": ", ".join(
                    f"»{sentence(f'indicator.{indicator}')}«" for indicator in indicators
                ),
            },
        )
        for layer, indicators in wanted.items()
        if not scene.department.has(layer)
    )


def grade_of_layers(scene: Scene, layers: Sequence[str]) -> Grade:
    """Answer the worst grade of the layers that were delivered; C where a source says nothing."""
    sources = scene.department.sources
    return worst(
        *(
            sources[layer].grade if layer in sources else Grade.C
            for layer in layers
            if scene.department.has(layer)
        )
    )


def indicator(
    scene: Scene,
    key: str,
    found: tuple[float, float] | None,
    inputs: Sequence[str],
    assumptions: Sequence[str] = (),
    raw: tuple[float | None, str] = (None, ""),
) -> IndicatorResult:
    """Answer an indicator from its score and coverage; None where it was not measured.

    ``raw`` is what was measured before the anchors, and its unit.
    """
    weight = next(
        spec.weight for factor in FACTORS.values() for spec in factor.indicators if spec.key == key
    )
    if found is None or found[1] <= 0:
        return IndicatorResult(key, weight, Estimate.missing(), inputs=tuple(inputs))
    score, coverage = found
    grade = grade_of_layers(scene, inputs)
    return IndicatorResult(
        key=key,
        weight=weight,
        # Sums of shares may end a hair beyond their scale.
        score=Estimate.around(
            min(100.0, max(0.0, score)), 100 * grade.uncertainty, min(1.0, coverage), grade
        ),
        raw=raw[0],
        unit=raw[1],
        inputs=tuple(inputs),
        assumptions=tuple(assumptions),
    )
