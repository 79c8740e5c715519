"""What was decided of a source is used again next month, and only where it still fits."""

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest

from geo import delivery
from geo.delivery import Hints
from geo.delivery.columns import assign
from geo.model.column_map import ColumnMap, source_name

Writer = Callable[..., Path]


def rules(read: object) -> set[str]:
    return {issue.rule for issue in read.issues}  # type: ignore[attr-defined]


def bare(path: Path) -> Path:
    """Answer a shapefile that no longer says where it lies."""
    path.with_suffix(".prj").unlink()
    return path


@pytest.mark.parametrize(
    ("one", "other"),
    [("Lys_2026-11.shp", "lys 2026-12.shp"), ("a/LYS_01.gpkg", "LYS_02.gpkg"), ("Måløv1", "måløv")],
)
def test_every_month_has_the_same_source(one: str, other: str) -> None:
    """Dates, numbers, case and folders do not make another source."""
    assert source_name(one) == source_name(other)


def test_a_confirmed_system_is_not_asked_for_again(write: Writer, lamps: gpd.GeoDataFrame) -> None:
    """A file without .prj is asked about once; the same numbers next month are not."""
    first, then = bare(write(lamps, "lys_2026-11.shp")), bare(write(lamps, "lys_2026-12.shp"))
    before = delivery.read(first)
    again = delivery.read(then, hints=Hints(maps=before.maps))

    assert before.needs_confirmation
    assert not again.needs_confirmation
    assert "crs.remembered" in rules(again)


def test_other_numbers_are_asked_about_again(write: Writer, lamps: gpd.GeoDataFrame) -> None:
    """Degrees where there were metres are not taken for what was said of the metres."""
    first = delivery.read(bare(write(lamps, "lys_1.shp")))
    degrees = bare(write(lamps.to_crs("EPSG:4326"), "lys_2.shp"))
    again = delivery.read(degrees, hints=Hints(maps=first.maps))

    assert again.needs_confirmation
    assert again.layers["lamps"].geometry.iloc[0].distance(lamps.geometry[0]) < 0.01


def test_a_named_role_and_chosen_columns_are_kept(write: Writer, lamps: gpd.GeoDataFrame) -> None:
    """A file whose name and columns tell nothing needs its clicks once."""
    strange = lamps.rename(columns={"hoejde": "h1", "mast_nr": "nr_a", "lyskilde": "art"})
    strange["lph"], strange["mast_hoejd"] = 4.0, 5.0  # two heights that disagree
    first = write(strange, "udtraek_2026_1.shp", encoding="UTF-8")
    chosen = {"height_m": "h1", "number": "nr_a", "light_source": "art"}
    named = {"udtraek_2026_1": "lamps"}
    before = delivery.read(first, roles=named, hints=Hints(columns={first.name: chosen}))
    then = write(strange, "udtraek_2026_2.shp", encoding="UTF-8")
    again = delivery.read(then, hints=Hints(maps=before.maps))

    frame = again.layers["lamps"]
    assert frame["height_m"].tolist() == before.layers["lamps"]["height_m"].tolist()
    assert sorted(frame["light_source"]) == ["CFL", "HG", "HPS", "LED", "LED", "MH"]
    assert "column.ambiguous" not in rules(again)


def test_a_map_whose_column_is_gone_is_told_and_not_used(
    write: Writer, lamps: gpd.GeoDataFrame
) -> None:
    """A renamed column is a question again."""
    before = delivery.read(write(lamps, "lys_1.shp", encoding="UTF-8"))
    renamed = lamps.rename(columns={"hoejde": "h1"})
    again = delivery.read(
        write(renamed, "lys_2.shp", encoding="UTF-8"), hints=Hints(maps=before.maps)
    )

    assert "column.map_unfit" in rules(again)
    assert "height_m" not in again.layers["lamps"]


def test_a_contact_column_is_taken_from_nobody(lamps: gpd.GeoDataFrame) -> None:
    """Choosing the column of a telephone number chooses nothing."""
    frame = lamps.assign(telefon="12 34 56 78")

    assert "owner" not in assign(frame, "lamps", {"owner": "telefon"})[0]


def test_a_map_goes_through_json_and_back() -> None:
    """What the workspace keeps is what was decided."""
    one = ColumnMap(
        "lys", "lys", ("a", "b"), {"lamps": {"height_m": "a"}}, role="lamps", given=True
    )

    assert ColumnMap.from_dict(one.to_dict()) == one
    assert one.needed == {"a"}
