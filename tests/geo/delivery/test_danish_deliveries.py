"""The sixty-seven Danish deliveries behave as their manifest says."""

import csv
from pathlib import Path

import pytest

from geo import delivery
from geo.model.delivery import Delivery
from geo.model.errors import DeliveryError
from geo.model.issues import Severity

REFUSED: dict[str, str] = {
    "33": "layer.empty", "34": "layer.wrong_type", "44": "archive.slip", "45": "archive.absolute",
    "46": "archive.link", "47": "archive.bomb", "48": "archive.nested", "49": "archive.password",
    "50": "file.disguised", "51": "file.disguised", "52": "file.unreadable",
    "53": "file.foreign_table", "65": "file.unreadable", "75": "file.unreadable",
    "82": "file.part_missing", "91": "file.no_geometry", "93": "file.unreadable",
}  # fmt: skip
"""Rule that refuses a delivery whole, by its number."""

TOLD: dict[str, str] = {
    "02": "encoding.detected", "03": "encoding.detected", "04": "encoding.detected",
    "05": "encoding.detected", "06": "encoding.detected", "07": "crs.assumed", "08": "crs.assumed",
    "09": "crs.doubted", "10": "crs.swapped", "11": "crs.swapped", "13": "crs.transformed",
    "14": "crs.transformed", "15": "crs.doubted", "16": "crs.assumed", "17": "crs.transformed",
    "18": "file.index_rebuilt", "19": "file.no_attributes", "20": "file.no_attributes",
    "21": "file.truncated", "22": "geometry.invalid_area", "23": "department.overlap",
    "24": "department.same_number", "25": "geometry.missing", "26": "geometry.flattened",
    "28": "column.ambiguous", "29": "value.overflowed", "30": "crs.assumed", "61": "crs.member",
    "62": "crs.doubted", "63": "encoding.detected", "72": "crs.assumed", "81": "encoding.detected",
}  # fmt: skip
"""Rule that must be among the findings of a delivery that is taken."""

ASKED = {"07", "08", "09", "10", "11", "15", "16", "20", "21", "22", "24", "30", "62", "72"}
"""Deliveries somebody must say yes to first."""


def outcome(path: Path) -> Delivery | str:
    try:
        return delivery.read(path)
    except DeliveryError as error:
        return error.rule


@pytest.mark.slow
def test_every_danish_delivery_behaves_as_its_manifest_says(shared: Path) -> None:
    """Refused ones are refused for their reason, repaired ones tell it, the rest is clean."""
    folder = shared / "deliveries" / "danish"
    with (folder / "manifest.csv").open(encoding="utf-8") as manifest:
        rows = list(csv.DictReader(manifest))
    differing: list[str] = []
    for row in rows:
        number = row["path"][:2]
        found = outcome(folder / row["path"])
        if isinstance(found, str):
            if REFUSED.get(number) != found:
                differing.append(f"{number}: refused for {found}, manifest: {row['expected']}")
            continue
        rules = {issue.rule for issue in found.issues}
        if number in REFUSED:
            differing.append(f"{number}: taken, manifest: {row['expected']}")
        if number in TOLD and TOLD[number] not in rules:
            differing.append(f"{number}: {TOLD[number]} is missing in {sorted(rules)}")
        if found.needs_confirmation is not (number in ASKED):
            differing.append(f"{number}: asks {found.needs_confirmation}")
        loud = [i.rule for i in found.issues if i.severity is not Severity.NOTICE]
        if number not in TOLD and loud and number != "32":
            differing.append(f"{number}: unexpected {loud}")

    assert len(rows) == 67
    print("\n".join(differing))
    assert differing == []
