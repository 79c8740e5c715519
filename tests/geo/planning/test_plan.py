"""Plans: what each change does, a file that comes back as it was, and clear refusals."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.model.department import Department
from geo.model.errors import PlanError
from geo.model.language import sentence
from geo.planning.changes import CHANGES, Change
from geo.planning.costing import costing
from geo.planning.plan import Plan, apply
from geo.planning.prices import example_prices, read_prices
from geo.testing import EAST, NORTH

Told = dict[str, dict[str, Any]]


def one(kind: str, told: dict[str, Any]) -> Plan:
    """Plan a single change."""
    return Plan("Prøve", "9001-01", (Change(kind, told),))


@pytest.mark.parametrize("kind", sorted(CHANGES))
def test_every_change_alters_its_own_layer_and_no_other(
    street: Department, told_of: Told, kind: str
) -> None:
    """The layer it names is another frame, every other is the same, and the old place is whole."""
    before = {name: frame.copy() for name, frame in street.layers.items()}
    after = apply(street, one(kind, told_of[kind]))
    layer = CHANGES[kind].layer

    assert not after.layers[layer].equals(before[layer])
    assert all(after.layers[name] is street.layers[name] for name in street.layers if name != layer)
    for name, frame in before.items():
        pd.testing.assert_frame_equal(pd.DataFrame(street.layers[name]), pd.DataFrame(frame))


@pytest.mark.parametrize("kind", sorted(CHANGES))
def test_every_change_has_a_name_a_price_and_somebody_who_agrees(kind: str) -> None:
    """Danish words for the kind, its price item and everyone who must agree."""
    change = CHANGES[kind]
    keys = [f"change.{kind}", f"price.{change.price}", *(f"agrees.{who}" for who in change.agrees)]

    assert change.agrees
    assert example_prices()[change.price].kroner > 0
    assert [key for key in keys if sentence(key) == key] == []


def test_what_changes_do_to_the_columns(street: Department, told_of: Told) -> None:
    """A repaired lamp is on, a new one carries what was told, a cut hedge is lower."""
    repaired = apply(street, one("repair_lamp", told_of["repair_lamp"])).layers["lamps"]
    added = apply(street, one("add_lamp", told_of["add_lamp"])).layers["lamps"]
    cut = apply(street, one("cut_hedge", told_of["cut_hedge"])).layers["boundaries"]

    assert repaired["status"].tolist() == ["on", "on"]
    assert added.iloc[-1][["id", "height_m", "flux_lm", "status"]].tolist() == [
        "plan-1", 4.5, 3000.0, "on",
    ]  # fmt: skip
    assert added.geometry.iloc[-1].equals(shapely.Point(EAST + 90, NORTH + 2))
    assert cut["height_m"].tolist() == [1.1]


def test_added_features_keep_the_kinds_of_the_columns(street: Department, told_of: Told) -> None:
    """A number stays a number, so that every measure reads the layer as before."""
    after = apply(street, one("add_lamp", told_of["add_lamp"])).layers["lamps"]

    assert after.dtypes.drop("geometry").equals(street.layers["lamps"].dtypes.drop("geometry"))
    assert after.crs == street.layers["lamps"].crs


def test_a_layer_that_was_never_delivered_can_be_planned(street: Department, told_of: Told) -> None:
    """The first lamp of a department without a register of lamps."""
    after = apply(street.without_layer("lamps"), one("add_lamp", told_of["add_lamp"]))

    assert after.layers["lamps"]["flux_lm"].tolist() == [3000.0]


def test_a_plan_comes_back_from_its_file_as_it_was(every_change: Plan, tmp_path: Path) -> None:
    """Every kind of change, written and read."""
    assert Plan.read(every_change.save(tmp_path / "plan.toml")) == every_change


@given(
    name=st.text(min_size=1).filter(lambda text: text.strip()),
    note=st.text(),
    lamp=st.text(min_size=1),
)
def test_any_words_come_back_from_a_plans_file(name: str, note: str, lamp: str) -> None:
    """Quotes, line breaks, control letters and emoji in a plan are kept to the letter."""
    plan = Plan(name, "9001-01", (Change("repair_lamp", {"lamp": lamp}),), note)
    words = (name, note, lamp)

    if all(letter < "\ud800" or letter > "\udfff" for word in words for letter in word):
        assert Plan.from_toml(plan.to_toml()) == plan


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("plan.unreadable", "name = "),
        ("plan.key_missing", 'name = "x"'),
        ("plan.key_unknown", 'name = "x"\ndepartment = "y"\nbudget = 7'),
        ("plan.changes", 'name = "x"\ndepartment = "y"\nchange = [1]'),
        ("change.unknown", 'name = "x"\ndepartment = "y"\n[[change]]\ndo = "camera"'),
        ("change.field_missing", 'name = "x"\ndepartment = "y"\n[[change]]\ndo = "add_bench"'),
        (
            "change.field_unknown",
            'name = "x"\ndepartment = "y"\n[[change]]\ndo = "open_gate"\npath = "p"\nwho = "me"',
        ),
        (
            "change.place",
            'name = "x"\ndepartment = "y"\n[[change]]\ndo = "add_bench"\nat = [1, 2, 3]',
        ),
        (
            "change.line",
            'name = "x"\ndepartment = "y"\n[[change]]\ndo = "open_link"\nline = [[1, 2]]',
        ),
        (
            "change.number",
            'name = "x"\ndepartment = "y"\n[[change]]\ndo = "aim_lamp"\nlamp = "L"\ntilt_deg = 999',
        ),
        (
            "change.word",
            'name = "x"\ndepartment = "y"\n[[change]]\ndo = "dim_lamp"\nlamp = "L"\ndimming = 7',
        ),
    ],
)
def test_a_wrong_plan_is_refused_with_its_remedy(rule: str, text: str) -> None:
    """One Danish sentence says what is wrong, one what to do."""
    with pytest.raises(PlanError) as refused:
        Plan.from_toml(text)

    assert refused.value.rule == rule
    assert refused.value.message not in {"", rule}
    assert "?" not in refused.value.message + refused.value.remedy
    assert refused.value.remedy != f"{rule}/remedy"


def test_a_plan_that_names_what_is_not_there_is_refused(street: Department) -> None:
    """A lamp of another department is no lamp of this one."""
    with pytest.raises(PlanError, match="B-99") as refused:
        apply(street, one("repair_lamp", {"lamp": "B-99"}))

    assert refused.value.rule == "change.feature_unknown"


def test_the_price_of_a_lamp_holds_cable_and_trench(street: Department) -> None:
    """14,000 for the mast, and 28 m of cable and trench to the next lamp: 29,960 in all."""
    told = {"at": [EAST + 88, NORTH + 2], "height_m": 4.5, "flux_lm": 3000}
    estimate = costing(street, one("add_lamp", told))

    assert [(line.item, line.quantity) for line in estimate.lines[0]] == [
        ("add_lamp", 1.0), ("cable", 28.0), ("trench", 28.0),
    ]  # fmt: skip
    assert estimate.kroner == 14_000 + 28 * (120 + 450)
    assert estimate.kroner_per_dwelling_month == pytest.approx(29_960 / (18 * 12 * 10))


def test_metres_that_the_plan_tells_are_taken(street: Department) -> None:
    """A free duct: 30 m of cable and no trench."""
    told = {"at": [EAST + 88, NORTH + 2], "height_m": 4.5, "flux_lm": 3000}
    estimate = costing(street, one("add_lamp", {**told, "cable_m": 30, "trench_m": 0}))

    assert estimate.kroner == 14_000 + 30 * 120


def test_hedges_and_links_are_paid_by_the_metre(street: Department, told_of: Told) -> None:
    """Forty metres of hedge, thirty metres of path."""
    assert costing(street, one("cut_hedge", told_of["cut_hedge"])).kroner == 40 * 60
    assert costing(street, one("open_link", told_of["open_link"])).kroner == 30 * 900


def test_electricity_is_told_per_change(street: Department, told_of: Told) -> None:
    """30 W for 4,100 h is 123 kWh; a lamp that was out uses that much more once repaired."""
    repaired = costing(street, one("repair_lamp", told_of["repair_lamp"]))
    dimmed = costing(street, one("dim_lamp", told_of["dim_lamp"]))

    assert repaired.kwh_a_year == pytest.approx(123.0)
    assert dimmed.kwh_a_year == pytest.approx(-30 * 365 * 7 * 0.5 / 1000)


def test_who_must_agree_is_told_once_each(every_change: Plan, street: Department) -> None:
    """Everybody a change concerns, in the order they are first met."""
    estimate = costing(street, every_change)

    assert estimate.agrees == ("owner", "board", "neighbours", "youth", "municipality")
    assert estimate.example


def test_an_own_price_list_says_nothing_of_examples(
    street: Department, told_of: Told, tmp_path: Path
) -> None:
    """The municipality's own prices are taken, and what they lack is refused, not invented."""
    file = tmp_path / "priser.toml"
    file.write_text('[items]\nrepair_lamp = { price = 950, unit = "stk" }\n', "utf-8")
    prices = read_prices(file)
    estimate = costing(street, one("repair_lamp", told_of["repair_lamp"]), prices)

    assert (estimate.kroner, estimate.example) == (950, False)
    with pytest.raises(PlanError, match="bench"):
        costing(street, one("add_bench", told_of["add_bench"]), prices)


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("price.unreadable", "[items"),
        ("price.unreadable", "example = true"),
        ("price.wrong", '[items]\nbench = { price = -1, unit = "stk" }'),
        ("price.wrong", '[items]\nbench = { price = 100, unit = "kg" }'),
    ],
)
def test_a_wrong_price_list_is_refused(rule: str, text: str, tmp_path: Path) -> None:
    """A list that cannot be read, or a price that is none."""
    (tmp_path / "priser.toml").write_text(text, "utf-8")

    with pytest.raises(PlanError) as refused:
        read_prices(tmp_path / "priser.toml")

    assert refused.value.rule == rule
