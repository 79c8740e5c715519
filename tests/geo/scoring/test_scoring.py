"""Scoring a department: what stands in a profile, and what never does."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from shapely.errors import GEOSException

import geo
from geo.model.assumptions import default_assumptions
from geo.model.department import Department
from geo.model.errors import LayerError
from geo.model.estimate import Estimate
from geo.model.provenance import Source
from geo.scoring import joined
from geo.scoring.factors import FACTORS
from geo.scoring.measurement import FactorResult, Measurement, State
from geo.scoring.scene import Measure, Scene
from geo.scoring.scoring import score_scene
from geo.testing import lit_street

SceneOf = Callable[[Department, Mapping[str, Measure]], Scene]
MeasureWith = Callable[[str, Mapping[str, float]], Measure]


def test_a_factor_nobody_can_measure_is_missing_and_never_a_number() -> None:
    """A department with nothing but a boundary: every defined state is missing, κ = 0."""
    nothing = lit_street().without_layer("paths").without_layer("lamps")

    profile = geo.score(nothing)

    for key, factor in FACTORS.items():
        assert profile[key] == {state.value: Estimate.missing() for state in factor.states}
    assert [total.value for total in profile.overall.values()] == [None, None]
    assert profile.coverage == 0
    assert len(profile.segments) == 0


def test_a_state_in_which_a_factor_is_not_defined_is_absent(street: Department) -> None:
    """Light by day and boundaries in the dark are not in the results, and null in the JSON."""
    profile = geo.score(street)

    assert list(profile["lighting"]) == ["mørke"]
    assert list(profile["boundaries"]) == ["dag"]
    assert profile.to_json()["factors"]["lighting"]["dag"] is None


def test_the_joined_factors_are_the_files_that_exist() -> None:
    """The registry of measures holds a factor exactly where its file stands."""
    folder = Path(joined.__file__ or "").parent
    files = {path.stem for path in folder.glob("*.py") if not path.stem.startswith("_")}

    assert set(joined.measures()) == files
    assert files <= set(FACTORS)


def test_totals_are_joined_over_the_factors_of_their_state(
    street: Department, full_measures: dict[str, Measure], scene_of: SceneOf
) -> None:
    """Day joins F2–F7, dark F1, F2, F3, F5, F7; by hand from the weights of set A."""
    profile = score_scene(scene_of(street, full_measures))

    day, dark = profile.overall[State.DAY], profile.overall[State.DARK]
    # Factors score 40, 45, 50, 55, 60, 65, 70 in the order of the registry.
    assert day.value == pytest.approx(
        (45**0.20 * 50**0.25 * 55**0.15 * 60**0.10 * 65**0.05 * 70**0.05) ** (1 / 0.80)
    )
    assert dark.value == pytest.approx(
        (40**0.20 * 45**0.20 * 50**0.25 * 60**0.10 * 70**0.05) ** (1 / 0.80)
    )
    assert day.coverage == dark.coverage == pytest.approx(1)
    assert day.value is not None
    assert dark.value is not None
    assert profile.combined.value == pytest.approx((day.value + dark.value) / 2)


def test_every_weight_set_sums_to_one() -> None:
    """A, B and C are shares."""
    for name in ("A", "B", "C"):
        assert sum(factor.weights[name] for factor in FACTORS.values()) == pytest.approx(1)


def test_the_indicators_of_every_factor_weigh_one() -> None:
    """Inside a factor the weights are shares too."""
    for factor in FACTORS.values():
        assert sum(indicator.weight for indicator in factor.indicators) == pytest.approx(1)


def test_the_weight_set_matters_and_an_unknown_one_is_refused(
    street: Department, full_measures: dict[str, Measure], scene_of: SceneOf
) -> None:
    """B weighs light more than A does; Q is no weight set."""
    scene = scene_of(street, full_measures)
    a, b = (score_scene(scene, weights=name).overall[State.DARK].value for name in "AB")

    assert a is not None
    assert b is not None
    assert b < a
    with pytest.raises(LayerError, match=r"»Q«.*A, B, C"):
        geo.score(street, weights="Q")


def test_a_factor_whose_data_cannot_be_used_is_missing_with_a_finding(
    street: Department, scene_of: SceneOf
) -> None:
    """A refusal inside a measure costs that factor only, and the finding says why in Danish."""

    def refuse(scene: Scene) -> Measurement:
        raise LayerError("layer.unknown", name=scene.department.id, known="paths")

    profile = score_scene(scene_of(street, {"eyes": refuse}))

    assert profile["eyes"]["dag"] == Estimate.missing()
    finding = next(issue for issue in profile.findings if issue.rule == "factor.refused")
    assert finding.feature == "eyes"
    assert finding.message == "Overblik kunne ikke opgøres: Laget »lille« kendes ikke."
    assert finding.remedy == "Brug et af disse: paths."


def test_a_mistake_in_a_measure_is_not_swallowed(street: Department, scene_of: SceneOf) -> None:
    """Anything but a refusal of ours comes out as it is."""

    def broken(scene: Scene) -> Measurement:
        raise ZeroDivisionError(scene.department.id)

    with pytest.raises(ZeroDivisionError):
        score_scene(scene_of(street, {"eyes": broken}))


def test_a_state_the_registry_does_not_define_is_a_mistake(
    street: Department, scene_of: SceneOf
) -> None:
    """A measure that answers light by day is caught."""
    by_day = Measurement({State.DAY: FactorResult(Estimate.missing())})

    with pytest.raises(ValueError, match="not defined"):
        score_scene(scene_of(street, {"lighting": lambda _: by_day}))


def test_a_factor_may_use_an_earlier_result_whatever_the_order(
    street: Department, scene_of: SceneOf, measure_with: MeasureWith
) -> None:
    """Light may ask for routes, which stand later; each is measured once."""
    calls: list[str] = []

    def counted(key: str, inner: Measure) -> Measure:
        def measure(scene: Scene) -> Measurement:
            calls.append(key)
            return inner(scene)

        return measure

    def light(scene: Scene) -> Measurement:
        share = scene.result("routes").segments["routes.score"].mean()
        return measure_with("lighting", {"1a": share})(scene)

    routes = counted("routes", measure_with("routes", {"5a": 30}))
    scene = scene_of(street, {"lighting": counted("lighting", light), "routes": routes})
    profile = score_scene(scene)

    assert calls == ["lighting", "routes"]
    assert profile["lighting"]["mørke"].value == 50


def test_factors_that_wait_for_each_other_are_an_error(
    street: Department, scene_of: SceneOf
) -> None:
    """A circle is told, not run for ever."""
    measures: dict[str, Measure] = {
        "lighting": lambda scene: scene.result("eyes"),
        "eyes": lambda scene: scene.result("lighting"),
    }

    with pytest.raises(RuntimeError, match="its own result"):
        scene_of(street, measures).result("lighting")


def test_a_thin_factor_is_marked(
    street: Department, scene_of: SceneOf, measure_with: MeasureWith
) -> None:
    """3a alone is 45 % of its factor: the value stays and a finding says so; 1a–1c are enough."""
    thin = score_scene(
        scene_of(street, {"meeting_places": measure_with("meeting_places", {"3a": 70})})
    )
    enough = score_scene(
        scene_of(street, {"lighting": measure_with("lighting", {"1a": 70, "1b": 70, "1c": 70})})
    )

    assert thin["meeting_places"]["dag"].value == pytest.approx(70)
    said = [issue.message for issue in thin.findings if issue.rule == "factor.thin"]
    assert said == [
        "Mødesteder (dag) bygger kun på 45 % af grundlaget.",
        "Mødesteder (mørke) bygger kun på 45 % af grundlaget.",
    ]
    assert "factor.thin" not in {issue.rule for issue in enough.findings}


def test_a_finding_two_factors_share_is_told_once(
    street: Department, full_measures: dict[str, Measure], scene_of: SceneOf
) -> None:
    """Seven factors notice the same gap in a path; the planner reads it once."""
    profile = score_scene(scene_of(street, full_measures))

    assert [issue.rule for issue in profile.findings].count("network.gap") == 1


def test_the_date_is_the_newest_of_the_sources_and_never_today(street: Department) -> None:
    """Without a date asked for, the newest source; without any dated source, none."""
    dated = {"paths": Source("a", date="2026-01-01"), "lamps": Source("b", date="2019-05-01")}
    undated = dict.fromkeys(dated, Source("a"))

    assert geo.score(replace(street, sources=dated)).as_of == "2026-01-01"
    assert geo.score(replace(street, sources=undated)).as_of is None


def test_a_date_asked_for_is_taken_and_an_unreadable_one_refused(street: Department) -> None:
    """A date or its ISO text; anything else is told in one sentence."""
    assert geo.score(street, as_of="2025-06-30").as_of == "2025-06-30"
    assert geo.score(street, as_of=date(2025, 6, 30)).as_of == "2025-06-30"
    with pytest.raises(LayerError, match="»30/6«"):
        geo.score(street, as_of="30/6")


def test_assumptions_may_be_changed_by_name(street: Department) -> None:
    """A plain mapping changes what it names and the profile carries it; an unknown is refused."""
    wide = geo.score(street, assumptions={"lighting.path_width_m": 4.0})

    assert wide.assumptions["lighting.path_width_m"] == 4.0
    assert wide.assumptions["scoring.exposure"] == 1
    assert geo.score(street, assumptions=default_assumptions()).assumptions == dict(
        default_assumptions()
    )
    with pytest.raises(LayerError, match=r"path_width\.m"):
        geo.score(street, assumptions={"path_width.m": 4.0})


def test_segments_carry_exposure_and_what_every_factor_gave(
    street: Department, full_measures: dict[str, Measure], scene_of: SceneOf
) -> None:
    """One row per segment of the department, metres kept, columns of all factors beside."""
    profile = score_scene(scene_of(street, full_measures))
    segments = profile.segments

    assert segments.crs == "EPSG:25832"
    assert segments["length_m"].sum() == pytest.approx(100 + 40 + 50)
    assert (segments["exposure"] == 1).all()
    assert {"path", "name", "kind", "target_class", "light_class"} <= set(segments.columns)
    assert {f"{key}.score" for key in FACTORS} <= set(segments.columns)
    assert segments["light_class"].isna().all()


def test_only_what_lies_here_is_scored(street: Department) -> None:
    """A path far outside is context: it is in the network and gives no segment."""
    far = street.layers["paths"].copy()
    far.geometry = far.translate(300, 0)
    far["id"] = [f"far-{id_}" for id_ in far["id"]]
    both = pd.concat([street.layers["paths"], far], ignore_index=True)

    profile = geo.score(street.with_layer("paths", both))

    assert not profile.segments["path"].str.startswith("far-").any()
    assert len(profile.segments) > 0


def test_shapes_nobody_can_overlay_cost_one_factor_only(
    street: Department, scene_of: SceneOf
) -> None:
    """The geometry library gives up in one factor: that one is missing, the rest stand."""

    def broken(_scene: Scene) -> Measurement:
        raise GEOSException("unable to determine overlay result geometry dimension")

    profile = score_scene(scene_of(street, {"boundaries": broken}))
    (told,) = [issue for issue in profile.findings if issue.rule == "factor.refused"]

    assert profile["boundaries"]["dag"].value is None
    assert told.feature == "boundaries"
    assert "Fladerne" in told.message
