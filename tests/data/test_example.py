"""The example is what its generator writes, adds up, and looks like a place one can walk in."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd

Read = Callable[[str], gpd.GeoDataFrame]
Run = Callable[..., None]

CODED = {
    "stier": ("STITYPE", "BELYST", "TUNNEL", "LYSKLASSE", "LÅGE"),
    "bygninger": ("ANVENDELSE",),
    "belysning": ("LYSKILDE", "TILSTAND", "ARMATUR", "DÆMPNING"),
    "fællesarealer": ("AREALTYPE",),
    "mødesteder": ("TYPE", "MÅLGRUPPE", "LÆ", "NIVEAUFRI", "VOKSENSTYR"),
    "legepladser": ("TYPE", "MÅLGRUPPE", "LÆ", "NIVEAUFRI", "VOKSENSTYR"),
    "hegn": ("HEGNSTYPE", "TÆT"),
    "træer": ("TYPE", "LØVFÆLD"),
    "krat": ("TYPE", "LØVFÆLD"),
    "målpunkter": ("TYPE", "PIKTOGRAM"),
    "zoner": ("ZONETYPE",),
    "fejl": ("STATUS",),
    "ejerarealer": ("EJERTYPE",),
}


def _members(path: Path) -> list[tuple[str, tuple[int, ...], int]]:
    with zipfile.ZipFile(path) as archive:
        return [(entry.filename, entry.date_time, entry.CRC) for entry in archive.infolist()]


def test_the_generator_writes_the_committed_example(
    example_folder: Path, run_script: Run, tmp_path: Path
) -> None:
    """The committed zip holds, member by member, what the generator writes today.

    The packed bytes themselves may differ where another zlib packs better.
    """
    run_script(example_folder / "generate.py", tmp_path / "again.zip")

    assert _members(tmp_path / "again.zip") == _members(example_folder / "eksempelkoebing.zip")


def test_two_runs_give_the_same_bytes(
    example_folder: Path, run_script: Run, tmp_path: Path
) -> None:
    """Nothing of the clock or the machine gets into the zip."""
    for name in ("one.zip", "two.zip"):
        run_script(example_folder / "generate.py", tmp_path / name)

    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_it_is_small_and_says_that_it_is_invented(example_folder: Path) -> None:
    """Under 300 kB, with a letter that says *fiktive* before anything else."""
    path = example_folder / "eksempelkoebing.zip"
    with zipfile.ZipFile(path) as archive:
        letter = archive.read("LÆSMIG.txt").decode("utf-8")

    assert path.stat().st_size < 300_000
    assert letter.startswith("FIKTIVE DATA")


def test_dwellings_of_departments_buildings_and_doors_add_up(example_layer: Read) -> None:
    """Each department says as many dwellings as stand behind its doors and in its buildings."""
    departments = example_layer("boligafdelinger").set_index("AFD_NR")
    for layer in ("indgange", "bygninger"):
        frame = example_layer(layer)
        frame["geometry"] = frame.representative_point()
        inside = frame.sjoin(departments[["geometry"]], predicate="within")
        counted = inside.groupby("AFD_NR")["ANTAL_BOLI"].sum()
        assert counted.to_dict() == departments["ANTAL_BOLI"].to_dict()


def test_no_path_runs_through_a_building(example_layer: Read) -> None:
    """Walls stand beside the paths."""
    buildings = example_layer("bygninger").union_all()
    paths = example_layer("stier")

    assert paths.loc[paths.intersects(buildings), "STINAVN"].tolist() == []


def test_lamps_and_trees_stand_in_the_open(example_layer: Read) -> None:
    """No mast and no trunk is inside a building."""
    buildings = example_layer("bygninger").union_all()

    assert not example_layer("belysning").within(buildings).any()
    assert not example_layer("træer").within(buildings).any()


def test_doors_are_in_the_facade_and_near_a_path(example_layer: Read) -> None:
    """Every door is on the wall of a block and has a path within twelve metres."""
    doors = example_layer("indgange")
    buildings = example_layer("bygninger")
    homes = buildings[buildings["ANVENDELSE"] == "Bolig"].union_all()

    assert doors.distance(homes.boundary).max() < 0.05
    assert doors.distance(example_layer("stier").union_all()).max() < 12


def test_boldstien_ends_seventy_centimetres_short(example_layer: Read) -> None:
    """The one gap: too wide to be snapped, too small to be seen."""
    paths = example_layer("stier")
    short = paths[paths["STINAVN"] == "Boldstien"].geometry.item()
    middle = paths[paths["STINAVN"] == "Midterstien"].geometry.item()

    assert 0.65 < short.distance(middle) < 0.75


def test_the_tunnel_is_dark_and_the_register_has_holes(example_layer: Read) -> None:
    """What the measures must meet: an unlit tunnel, lamps out, lamps without flux or height."""
    paths, lamps = example_layer("stier"), example_layer("belysning")
    tunnel = paths[paths["TUNNEL"] == "Ja"].geometry.item()
    beside = lamps[lamps.distance(tunnel.centroid) < 8]

    assert (beside["LPH"] == 6.0).all(), "only the lamps of the road above"
    assert (lamps["TILSTAND"] == "Slukket").sum() == 3
    assert lamps["LUMEN"].isna().sum() > 50
    assert lamps["LPH"].isna().sum() > 10
    assert lamps["KREDS"].str.contains("udskiftes").sum() > 10


def test_column_names_fit_a_shapefile(example_layer: Read) -> None:
    """No column name is longer than ten letters: nothing was cut by the writer."""
    for layer in (*CODED, "boligafdelinger", "indgange", "tilsyn", "kommune"):
        columns = example_layer(layer).columns.drop("geometry")
        assert all(len(column) <= 10 for column in columns), layer
        assert "VOKSENSTYR" in columns or layer not in {"mødesteder", "legepladser"}


def test_every_danish_code_is_explained(example_layer: Read, example_folder: Path) -> None:
    """The page beside the zip says of every code in every coded column what it means."""
    page = (example_folder / "README.md").read_text("utf-8")
    rows = [line.split("|")[1:4] for line in page.splitlines() if line.count("|") == 4]
    for layer, columns in CODED.items():
        frame = example_layer(layer)
        for column in columns:
            told = [
                codes
                for layers, names, codes in rows
                if layer in re.split(r"[,\s]+", layers) and column in re.split(r"[,\s]+", names)
            ]
            assert told, f"{layer}.{column} is not on the page"
            for code in frame[column].dropna().unique():
                assert re.search(rf"(?<!\w){re.escape(code)}(?!\w)", told[0]), f"{column}: {code}"
