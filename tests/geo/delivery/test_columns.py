"""Columns, values and ids: what is taken, what is left undecided, what becomes unknown."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from geo import delivery
from geo.delivery.columns import assign
from geo.delivery.registers import facts, registers, translations
from geo.delivery.values import iso_date, parse_numbers
from geo.model.delivery import Delivery
from geo.model.layers import LAYERS

Writer = Callable[..., Path]


def of_rule(read: Delivery, rule: str) -> list[Any]:
    return [issue for issue in read.issues if issue.rule == rule]


def test_a_suppliers_columns_become_the_models(write: Writer, lamps: gpd.GeoDataFrame) -> None:
    """Danish ten-letter names and Danish words come out as the model's columns and codes."""
    lamps = lamps.rename(columns={"hoejde": "lyspunktsh"})

    frame = delivery.read(write(lamps, "lys.shp", encoding="UTF-8")).layers["lamps"]

    assert frame["id"].tolist() == lamps["mast_nr"].tolist()
    assert frame["number"].tolist() == lamps["mast_nr"].tolist()
    assert frame["light_source"].tolist() == ["LED", "HPS", "MH", "HG", "CFL", "LED"]
    assert frame["height_m"].tolist() == lamps["lyspunktsh"].tolist()


def test_names_cut_to_the_same_letters_are_undecided() -> None:
    """Two columns a shapefile cut alike are told, and neither is taken."""
    frame = pd.DataFrame({"mast_nr": ["a"], "belysnings": ["p1"], "belysnin_1": ["p2"]})

    chosen, issues = assign(frame, "paths")

    assert "lighting_class" not in chosen
    assert [issue.rule for issue in issues] == ["column.ambiguous"]


def test_two_columns_that_disagree_are_undecided() -> None:
    """Two heights that say different things are told; where they agree one is taken."""
    differ = pd.DataFrame({"hoejde": [4.0, 5.0], "lph": [4.0, 6.0]})
    agree = pd.DataFrame({"hoejde": [4.0, 5.0], "lph": [4.0, 5.0]})

    assert assign(differ, "lamps")[0] == {}
    assert [issue.rule for issue in assign(differ, "lamps")[1]] == ["column.ambiguous"]
    assert assign(agree, "lamps")[0] == {"height_m": "hoejde"}


def test_contact_columns_never_come_in(write: Writer, departments: gpd.GeoDataFrame) -> None:
    """Names and telephone numbers are dropped and only their columns are named."""
    departments["p_formand"] = "Anders And"
    departments["pform_tlf"] = "12345678"

    read = delivery.read(write(departments, "afdelinger.gpkg"))

    assert "Anders And" not in read.layers["departments"].to_json()
    assert "Anders And" not in str([issue.to_dict() for issue in read.issues])
    assert of_rule(read, "column.personal")[0].facts["columns"] == "p_formand, pform_tlf"


@pytest.mark.parametrize(
    ("delivered", "rule"),
    [("-999", "value.placeholder"), ("0", "value.placeholder"), ("9999", "value.placeholder"),
     ("75", "value.out_of_range"), ("høj", "value.not_a_number"), ("4,5", None), ("4.5 m", None)],
)  # fmt: skip
def test_a_height_is_a_number_or_unknown(
    write: Writer, lamps: gpd.GeoDataFrame, delivered: str, rule: str | None
) -> None:
    """Danish numbers are read; what means unknown or cannot be becomes null and is told."""
    lamps["hoejde"] = ["4,5", "5", "6", "4", "4", delivered]

    read = delivery.read(write(lamps, "lys.gpkg"))
    height: Any = read.layers["lamps"].set_index("id").loc["L005", "height_m"]

    if rule is None:
        assert height == 4.5
    else:
        assert np.isnan(height)
        assert [issue.feature for issue in of_rule(read, rule)] == ["L005"]


def test_a_number_that_overflowed_its_field_is_told(write: Writer, lamps: gpd.GeoDataFrame) -> None:
    """Stars in a dBASE number field become null and name the lamp."""
    path = write(lamps, "lys.shp", encoding="UTF-8").with_suffix(".dbf")
    content = bytearray(path.read_bytes())
    at = content.rindex(b"3.5")
    content[at : at + 3] = b"***"
    path.write_bytes(content)

    read = delivery.read(path.with_suffix(".shp"))

    assert [issue.feature for issue in of_rule(read, "value.overflowed")] == ["L005"]
    assert read.layers["lamps"].set_index("id")["height_m"].isna().tolist() == [False] * 5 + [True]


def test_an_unknown_word_is_told_once_with_its_count(
    write: Writer, lamps: gpd.GeoDataFrame
) -> None:
    """A light source nobody knows is unknown, not guessed."""
    lamps["lyskilde"] = ["LED"] * 4 + ["Petroleum"] * 2

    read = delivery.read(write(lamps, "lys.gpkg"))
    told = of_rule(read, "value.unknown_code")

    assert [(issue.facts["value"], issue.facts["count"]) for issue in told] == [("Petroleum", 2)]
    assert read.layers["lamps"]["light_source"].isna().sum() == 2


def test_every_translation_is_a_code_of_the_model() -> None:
    """No word is translated to something the model does not know."""
    for layer, spec in LAYERS.items():
        for column in spec.columns.values():
            if column.choices:
                assert set(translations(layer, column.name).values()) <= {*column.choices, ""}


def test_every_element_code_leads_to_a_layer_and_kind_of_the_model() -> None:
    """Register codes name layers and kinds that exist, and every layer's ids are of a layer."""
    for register in registers():
        for targets in register.codes.values():
            for layer, kind in targets:
                known = LAYERS[layer].columns
                assert kind is None or layer == "buildings" or kind in known["kind"].choices
    assert set(facts()["ids"]["stems"]) <= set(LAYERS)


def test_repeated_ids_are_kept_apart_and_told(write: Writer, lamps: gpd.GeoDataFrame) -> None:
    """Two lamps of one number keep their places under two ids."""
    lamps.loc[1, "mast_nr"] = "L000"

    read = delivery.read(write(lamps, "lys.gpkg"))

    assert read.layers["lamps"]["id"].is_unique
    assert {"L000", "L000-2"} <= set(read.layers["lamps"]["id"])
    assert [issue.feature for issue in of_rule(read, "id.repeated")] == ["L000"]


def test_department_numbers_repeat_between_organisations(
    write: Writer, departments: gpd.GeoDataFrame
) -> None:
    """Equal numbers of two organisations are told apart by the organisation."""
    departments["afd_nr"] = ["001", "001", "002"]
    departments["org_nr"] = ["0123", "0456", "0123"]

    ids = delivery.read(write(departments, "afdelinger.gpkg")).layers["departments"]["id"]

    assert sorted(ids) == ["0123-001", "0123-002", "0456-001"]


def test_pieces_of_one_department_are_joined_and_asked_about(
    write: Writer, departments: gpd.GeoDataFrame
) -> None:
    """Rows with the same number and name are one department; different names stay apart."""
    departments["afd_nr"] = ["001", "001", "002"]
    same = departments.assign(afd_navn=["Hedeparken", "Hedeparken", "Grantoften"])

    joined = delivery.read(write(same, "afdelinger.gpkg"))
    apart = delivery.read(write(departments, "afdelinger.gpkg"))

    assert joined.layers["departments"]["id"].tolist() == ["001", "002"]
    assert of_rule(joined, "department.joined")
    assert joined.needs_confirmation
    assert apart.layers["departments"]["id"].tolist() == ["001", "001-2", "002"]
    assert of_rule(apart, "department.same_number")
    assert apart.needs_confirmation


def test_a_mixed_file_is_split_by_its_element_codes(write: Writer, lamps: gpd.GeoDataFrame) -> None:
    """Lamps, benches and trees of one file go to their layers; sockets and riddles are counted."""
    lamps["etype_key"] = ["L", "BK", "TR", "EUT", "LAK", "?"]

    read = delivery.read(write(lamps, "elementer_punkter.gpkg"))

    assert {name: len(frame) for name, frame in read.layers.items()} == {
        "lamps": 2, "meeting_places": 1, "vegetation": 1,
    }  # fmt: skip
    assert read.layers["meeting_places"]["kind"].tolist() == ["bench"]
    assert sorted(i.facts["code"] for i in of_rule(read, "row.code_not_taken")) == ["?", "eut"]


def test_records_that_no_longer_hold_are_left_out(write: Writer, lamps: gpd.GeoDataFrame) -> None:
    """GeoFA's drafts and hidden records are counted, not taken."""
    lamps["statuskode"] = [3, 3, 3, 3, 1, 3]
    lamps["off_kode"] = [1, 1, 1, 1, 1, 2]

    read = delivery.read(write(lamps, "lys.gpkg"))

    assert sorted(read.layers["lamps"]["id"]) == ["L000", "L001", "L002", "L003"]
    assert len(of_rule(read, "row.not_current")) == 2


def test_numbers_and_dates_of_people() -> None:
    """Hand-picked spellings."""
    numbers, unread = parse_numbers(pd.Series(["1.250,5", "1250.5", "35 W", "-", "***", "x", None]))

    assert numbers[:3].tolist() == [1250.5, 1250.5, 35.0]
    assert np.isnan(numbers[3:]).all()
    assert unread.tolist() == [False] * 5 + [True, False]
    assert iso_date("1.2.2025") == iso_date("01/02/2025") == "2025-02-01"
    assert iso_date("2025-02-30") is None
