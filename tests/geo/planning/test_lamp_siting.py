"""Siting lamps: lux that adds up, options that are what their changes do, and honest proposals."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.measures.lamps import lamp_light
from geo.measures.photometry import lux_from
from geo.model.department import Department
from geo.model.errors import PlanError
from geo.planning.lamp_options import NEW, REPAIR, REPLACE, LampOptions, lamp_options
from geo.planning.lamp_siting import (
    demand_for_class,
    light_field,
    lux_of_each,
    siting_for_score,
    window_light,
)
from geo.planning.least_cost import buy
from geo.planning.prices import example_prices
from geo.planning.proposals import KINDS, propose
from geo.planning.questions import Terms, no_path_under
from geo.planning.siting import choose
from geo.scoring.measurement import State
from geo.scoring.scene import Scene
from geo.scoring.scoring import scene_of

DARK = ("lighting", State.DARK)


@pytest.fixture
def scene(street: Department) -> Scene:
    """Build the scene of the small street."""
    return scene_of(street)


@pytest.fixture
def options(scene: Scene) -> LampOptions:
    """List what could be done about its light."""
    return lamp_options(scene, example_prices())


def test_the_light_of_lamps_alone_adds_up_to_the_light_of_all(scene: Scene) -> None:
    """Superposition, also where many lamps share a pass."""
    chance = np.random.default_rng(3)
    points = np.column_stack([chance.uniform(0, 90, (300, 2)), np.zeros(300)])
    lamps = gpd.GeoDataFrame(
        {"height_m": chance.uniform(3, 6, 40), "flux_lm": chance.uniform(1000, 5000, 40)},
        geometry=shapely.points(chance.uniform(0, 90, (40, 2))),
        crs=25832,
    )
    each = lux_of_each(points, lamps, None, scene.assumptions)
    whole = lux_from(points, lamp_light(lamps, scene.assumptions), None)

    assert np.asarray(each.sum(axis=0)) == pytest.approx(whole, abs=40 * 1e-3)
    one = lux_from(points, lamp_light(lamps.iloc[[7]], scene.assumptions), None)
    assert each[[7]].toarray()[0] == pytest.approx(one, abs=1e-3)


def test_an_option_is_what_its_change_does(options: LampOptions, street: Department) -> None:
    """The lamp after an option is the lamp after applying its change, column by column."""
    kinds = {change.kind for change in options.changes}
    assert kinds == {REPAIR, REPLACE, NEW}
    for kind in kinds:
        place = [change.kind for change in options.changes].index(kind)
        change = options.changes[place]
        lamps = change.apply(street).layers["lamps"]
        row = lamps.iloc[-1] if kind == NEW else lamps[lamps["id"] == change.told["lamp"]].iloc[0]
        option = options.lamps.iloc[place].drop(["id"])
        expected = row[option.index]
        assert option.dropna().to_dict() == expected.dropna().to_dict()


def test_new_lamps_stand_clear_of_buildings_and_beside_the_path(
    options: LampOptions, street: Department
) -> None:
    """Half a metre outside the edge of a path of 3 m, never in a house."""
    new = options.only([NEW]).lamps
    paths = shapely.union_all(street.layers["paths"].geometry.to_numpy())
    houses = shapely.union_all(street.layers["buildings"].geometry.to_numpy())

    assert len(new) > 10
    away = shapely.distance(new.geometry.to_numpy(), paths)
    assert away.min() > 1.5
    assert away.max() == pytest.approx(2.0, abs=0.02)
    assert (shapely.distance(new.geometry.to_numpy(), houses) >= 0.5).all()


def test_the_search_knows_the_light_that_is_there(scene: Scene, options: LampOptions) -> None:
    """Base plus the gain of the repair is the light with the lamp repaired, point by point."""
    lit = light_field(scene, options)
    repair = [change.kind for change in options.changes].index(REPAIR)
    lamps = scene.layers["lamps"].assign(status="on")
    assert scene.samples is not None
    whole = light_field(scene_of(_with_lamps(scene, lamps)), options.only([]))

    assert lit.base + lit.gain[[repair]].toarray()[0] == pytest.approx(whole.base, abs=2e-3)


def _with_lamps(scene: Scene, lamps: gpd.GeoDataFrame) -> Department:
    return replace(scene.department, layers={**scene.layers, "lamps": lamps})


def test_the_choice_does_no_two_works_on_one_lamp_and_keeps_lamps_apart(
    scene: Scene, options: LampOptions
) -> None:
    """However much money there is."""
    lit = light_field(scene, options)
    choice = choose(siting_for_score(lit, options, scene.assumptions), 1e9)
    taken = [change for change, yes in zip(options.changes, choice.chosen, strict=True) if yes]
    worked = [change.told["lamp"] for change in taken if change.kind != NEW]
    stand = options.lamps.geometry.to_numpy()[
        choice.chosen & np.array([change.kind == NEW for change in options.changes])
    ]
    apart = shapely.distance(stand[:, None], stand[None])[np.triu_indices(len(stand), 1)]

    assert len(worked) == len(set(worked))
    assert (apart >= scene.assumptions["planning.lamp_spacing_m"]).all()


def test_no_window_gets_more_new_light_than_it_bears(scene: Scene, options: LampOptions) -> None:
    """The choice with limits throws no more on a window than it bears, without them it does."""
    lit, on_windows = light_field(scene, options), window_light(scene, options)
    free = choose(siting_for_score(lit, options, scene.assumptions), 1e9)
    held = choose(siting_for_score(lit, options, scene.assumptions, on_windows), 1e9)
    over = [float(np.max(c.chosen @ on_windows.load - on_windows.limit)) for c in (free, held)]

    assert over[1] <= 1e-9 < over[0]
    assert held.worth <= free.worth


def test_a_purchase_keeps_the_limit_of_windows_too(scene: Scene, options: LampOptions) -> None:
    """The least money for a class is spent without lighting windows beyond what they bear."""
    lit, on_windows = light_field(scene, options), window_light(scene, options)
    chosen = scene.assumptions
    held = buy(demand_for_class(lit, options, "p4", chosen, on_windows))
    exact = buy(demand_for_class(lit, options, "p4", chosen, on_windows), exact_seconds=5)

    for purchase in (held, exact):
        assert (purchase.chosen @ on_windows.load <= on_windows.limit + 1e-6).all()
    assert exact.price <= held.price


def test_no_path_under_a_class_for_the_least_money(scene: Scene, options: LampOptions) -> None:
    """What is bought brings every segment and point to P5, by the whole model too."""
    lit = light_field(scene, options)
    purchase = buy(demand_for_class(lit, options, "p5", scene.assumptions))
    changes = [c for c, yes in zip(options.changes, purchase.chosen, strict=True) if yes]
    place = scene.department
    for change in changes:
        place = change.apply(place)
    after = light_field(scene_of(place), options.only([]))

    assert changes
    assert 0 < purchase.bound <= purchase.price
    if not purchase.unmet.any():
        assert after.base[lit.weight > 0].min() >= 0.6 - 0.02


def test_proposals_repair_first_and_are_scored_by_the_whole_model(street: Department) -> None:
    """Three plans within the money, repair among the first, light better in each."""
    proposals = propose(street, 60_000)

    assert proposals[0].key == "repair"
    assert [change.kind for change in proposals[0].plan.changes] == [REPAIR]
    assert [p.key for p in proposals] == sorted({p.key for p in proposals}, key=list(KINDS).index)
    for proposal in proposals:
        assert 0 < proposal.costing.kroner <= 60_000
        change = proposal.comparison.factors[DARK].change
        assert change is not None
        assert change > 0
        assert proposal.costing.example


def test_a_place_without_known_lamps_says_what_is_assumed(street: Department) -> None:
    """Nobody knows the light of today: the proposal says that it counts it as none.

    What it costs is within the money, though nobody knows where the cable is.
    """
    dark = street.without_layer("lamps")
    proposals = propose(dark, 60_000)

    assert [proposal.key for proposal in proposals] == ["add"]
    assert "ikke leveret lamper" in proposals[0].assumed[0]
    light = proposals[0].comparison.factors[DARK]
    assert light.before.value is not None
    assert light.change is not None
    assert light.change > 0
    assert not proposals[0].comparison.worse
    assert proposals[0].costing.kroner <= 60_000
    for change, lines in zip(proposals[0].plan.changes, proposals[0].costing.lines, strict=True):
        metres = sum(line.quantity for line in lines if line.item == "cable")
        assert metres <= 25, change


@pytest.mark.parametrize(
    ("rule", "money", "without"),
    [
        ("plan.no_money", 0.0, None),
        ("plan.no_money", float("nan"), None),
        ("plan.no_paths", 5e4, "paths"),
    ],
)
def test_what_cannot_be_planned_is_refused(
    street: Department, rule: str, money: float, without: str | None
) -> None:
    """No money, or nothing to light: one sentence and what to do."""
    place = street if without is None else street.without_layer(without)

    with pytest.raises(PlanError) as refused:
        propose(place, money)

    assert refused.value.rule == rule


def test_more_money_never_gives_a_worse_search(scene: Scene, options: LampOptions) -> None:
    """The bound rises with the money, and the choice stays within it."""
    lit = light_field(scene, options)
    siting = siting_for_score(lit, options, scene.assumptions)
    choices = [choose(siting, money) for money in (10_000, 40_000, 160_000)]

    assert np.diff([choice.bound for choice in choices]).min() >= -1e-6
    assert np.diff([choice.worth for choice in choices]).min() >= 0


def test_every_stretch_that_stays_under_the_class_is_counted(scene: Scene) -> None:
    """A stretch is told of when its mean or any point lies under P1; the proof is of the others."""
    terms = Terms(p_class="p1")
    found = no_path_under(scene, terms)
    options = lamp_options(scene, terms.prices)
    lit = light_field(scene, options)
    taken = np.isin([str(c) for c in options.changes], [str(c) for c in found.changes])
    lux, asked = lit.base + taken @ lit.gain, lit.weight > 0
    under = 0
    for segment in np.unique(lit.segment[asked]):
        on = asked & (lit.segment == segment)
        mean = np.average(lux[on], weights=lit.length[on])
        under += bool(mean < 15 - 1e-6 or lux[on].min() < 3 - 1e-6)

    assert taken.sum() == len(found.changes)
    assert under > 0
    assert f"({under} stykker sti)" in found.told[0]
    assert "gælder de øvrige" in found.told[0]
