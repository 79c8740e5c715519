"""Departments joined from LBF's list, BBR's properties and the parcels."""

from pathlib import Path

import pytest

from geo import delivery
from geo.intake import departments_from_registers
from geo.intake.joining import parcel_key, property_number, whole
from geo.model.errors import DeliveryError, RefusedFileError
from geo.store import Workspace


def test_departments_are_the_parcels_of_their_properties(
    registers: list[Path], workspace: Workspace
) -> None:
    """Two are joined over two properties and a split one; numbers, letters and terms are kept."""
    found = departments_from_registers(registers)
    frame = found.layers["departments"].set_index("id")

    assert frame.index.tolist() == ["0123-001", "0123-002"]
    assert frame["name"].tolist() == ["Hedeparken", "Mågevangen"]
    assert frame["organisation"].tolist() == ["Boligselskabet Å"] * 2
    assert frame["lbf_department"].tolist() == ["001", "002"]
    assert frame["dwellings"].tolist() == [60, 30]
    assert frame.geometry.area.tolist() == [4000.0, 2000.0]
    assert workspace.add(found, accept=True).committed
    assert workspace.department_ids() == ["0123-001", "0123-002"]


def test_what_does_not_meet_is_listed_by_name(registers: list[Path]) -> None:
    """An unknown property, a parcel not on the map, other counts, and a property nobody names."""
    issues = departments_from_registers(registers).issues
    told = {(issue.rule, issue.feature) for issue in issues}

    assert ("register.property_unknown", "0123-003") in told
    assert ("register.no_place", "0123-003") in told
    assert ("register.no_property", "0123-004") in told
    assert ("register.parcel_unknown", "0123-002") in told
    assert ("register.dwellings_differ", "0123-002") in told
    unclaimed = [issue for issue in issues if issue.rule == "register.unclaimed"]
    assert [issue.facts["property"] for issue in unclaimed] == ["14"]
    assert any("Sønderly" in issue.message for issue in issues)


def test_an_owner_nobody_names_stays_unknown(registers: list[Path]) -> None:
    """Where LBF's list has no organisation none is guessed from the neighbours."""
    text = registers[0].read_text("cp1252").replace("0123;Boligselskabet Å;002", ";;002")
    registers[0].write_bytes(text.encode("cp1252"))
    frame = departments_from_registers(registers).layers["departments"].set_index("id")

    assert frame.loc["002", ["organisation", "lbf_organisation"]].isna().all()


def test_a_missing_register_is_named(registers: list[Path]) -> None:
    """Without the parcels nothing has a place."""
    with pytest.raises(RefusedFileError) as caught:
        departments_from_registers(registers[:2])

    assert caught.value.rule == "register.missing"
    assert "matrikel" in str(caught.value)


@pytest.mark.parametrize(
    ("one", "other"), [("151-0012345", "12345"), ("0012345", " 12345"), ("151/12 345", "12345")]
)
def test_a_property_number_is_the_same_however_it_is_written(one: str, other: str) -> None:
    """With or without municipality, leading noughts and blanks."""
    assert property_number(one) == property_number(other) is not None


def test_a_parcel_number_keeps_its_letters() -> None:
    """12a and 12b are two parcels; a count that is no count is unknown."""
    assert parcel_key("20001", "12 A") != parcel_key("20001", "12b")
    assert whole("ukendt") is None


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b""),
        ("a.csv", b"\x00\x01\x02" * 50),
        ("a.csv", b"kun en kolonne\n1\n"),
        ("a.xlsx", b"PK\x03\x04 noget andet"),
        ("a.xlsx", b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e 'e'>]><x>&e;</x>"),
        ("a.dbf", b"\x03" + b"\xff" * 60),
    ],
)
def test_a_list_that_is_none_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    """Empty, binary, broken or full of entities: a sentence, never a traceback."""
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(DeliveryError) as caught:
        delivery.read_tables(path)

    assert caught.value.rule not in {"file.crashed", "file.too_heavy"}


def test_a_list_with_commas_quotes_and_english_letters_reads(tmp_path: Path) -> None:
    """A byte order mark and a quoted comma are no part of the values."""
    path = tmp_path / "liste.csv"
    path.write_bytes('\ufeffAfd_nr,Navn\r\n007,"Gård, den gamle"\r\n'.encode())

    frame = delivery.read_tables(path).frames["liste.csv"]

    assert frame.to_numpy().tolist() == [["007", "Gård, den gamle"]]
