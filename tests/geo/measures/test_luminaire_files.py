"""Luminaire files: taken as they are, turned and tilted, and refused where they contradict."""

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import geo
from geo.measures.luminaire_files import luminaire, luminaires_of
from geo.measures.luminaires import regular
from geo.measures.photometry import illuminance
from geo.model.errors import LuminaireError
from geo.model.estimate import Grade
from geo.scoring.measurement import State
from geo.testing import layer, lit_street

Layer = Callable[..., gpd.GeoDataFrame]

FOLDER = Path(__file__).parents[3] / "data" / "luminaires"
STATED = {
    "eksempel_kugle": (1332.0, 29.0),
    "eksempel_park": (2400.0, 19.0),
    "eksempel_sti": (4200.0, 34.0),
    "eksempel_tunnel": (3312.0, 28.0),
}


def text(stem: str, form: str = "ldt") -> str:
    return (FOLDER / f"{stem}.{form}").read_text("utf-8")


def table(*stems: str, form: str = "ldt") -> pd.DataFrame:
    """Answer a luminaires table."""
    rows = [(stem, form, text(stem, form)) for stem in stems]
    return pd.DataFrame(rows, columns=["name", "format", "content"])


def changed(stem: str, line: int, value: str) -> str:
    """Answer an EULUMDAT file with one line, counted from 1, replaced."""
    lines = text(stem).splitlines()
    lines[line - 1] = value
    return "\n".join(lines)


@pytest.mark.parametrize("form", ["ldt", "ies"])
@pytest.mark.parametrize("stem", sorted(STATED))
def test_a_file_carries_the_flux_and_watts_of_its_label(stem: str, form: str) -> None:
    """Either format gives flux that leaves the luminaire, its watts, and an integral of one."""
    found = luminaire(stem, form, text(stem, form))

    assert (found.lumens, found.watts) == pytest.approx(STATED[stem], rel=0.01)
    assert found.flux() == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize("stem", sorted(STATED))
def test_both_formats_give_the_same_light_everywhere(lamps: Layer, stem: str) -> None:
    """Lux from the two files of one luminaire agree all round, turned and tilted."""
    lamp = lamps([(0, 0)], luminaire=[stem], height_m=[4.5], azimuth_deg=[70.0], tilt_deg=[12.0])
    turn = np.radians(np.arange(0, 360, 10))
    points = np.concatenate([r * np.column_stack([np.sin(turn), np.cos(turn)]) for r in (2, 6, 11)])
    one, other = (
        illuminance(points, lamp, luminaires=table(stem, form=form)) for form in ("ldt", "ies")
    )

    np.testing.assert_allclose(one, other, rtol=2e-3, atol=1e-4)


def test_c0_points_where_the_azimuth_says_and_c90_to_its_left(lamps: Layer) -> None:
    """A path optic with C0 to the east throws its C90 forward to the north, not to the south."""
    lamp = lamps([(0, 0)], luminaire=["eksempel_sti"], height_m=[4.5], azimuth_deg=[90.0])
    east, north, west, south = illuminance(
        [(5, 0), (0, 5), (-5, 0), (0, -5)], lamp, luminaires=table("eksempel_sti")
    )

    assert north > 1.5 * south
    assert east == pytest.approx(west)


def test_tilt_lifts_the_c0_side_and_an_arm_carries_the_light_out(lamps: Layer) -> None:
    """Lifted towards the east more light goes east; with an arm the light hangs over there."""
    level, lifted = (
        illuminance(
            [(9, 0), (-9, 0)],
            lamps([(0, 0)], luminaire=["lambert"], azimuth_deg=[90.0], tilt_deg=[tilt]),
        )
        for tilt in (0.0, 20.0)
    )
    assert lifted[0] > level[0] == pytest.approx(level[1])
    assert lifted[1] < level[1]

    arm = lamps([(0, 0)], luminaire=["lambert"], azimuth_deg=[90.0], arm_m=[2.0])
    bare = lamps([(2, 0)], luminaire=["lambert"])
    points = [(0, 0), (2, 0), (7, 3)]
    np.testing.assert_allclose(illuminance(points, arm), illuminance(points, bare))


def test_without_a_direction_the_mean_over_the_planes_stands(lamps: Layer) -> None:
    """An asymmetric luminaire of unknown azimuth lights all round alike, its flux kept."""
    lamp = lamps([(0, 0)], luminaire=["eksempel_sti"], tilt_deg=[30.0])
    lux = illuminance([(5, 0), (0, 5), (-5, 0), (0, -5)], lamp, luminaires=table("eksempel_sti"))

    assert lux == pytest.approx([lux[0]] * 4)


@given(st.floats(0, 360), st.sampled_from(["generic_path", "iso", "eksempel_park"]))
@settings(max_examples=25)
def test_turning_a_rotational_luminaire_changes_nothing(lamps: Layer, by: float, name: str) -> None:
    """The azimuth of a luminaire that is the same all round has no say."""
    points = [(3, 1), (-2, 7), (0, 0)]
    one, other = (
        illuminance(
            points,
            lamps([(0, 0)], luminaire=[name], azimuth_deg=[azimuth]),
            luminaires=table("eksempel_park"),
        )
        for azimuth in (0.0, by)
    )

    np.testing.assert_allclose(one, other, rtol=1e-12)


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        ("", "luminaire.unreadable"),
        ("hej\n" * 50, "luminaire.unreadable"),
        (text("eksempel_park")[:700], "luminaire.truncated"),
        (changed("eksempel_park", 29, "4800"), None),
        (changed("eksempel_park", 23, "60"), "luminaire.flux"),
        (changed("eksempel_park", 23, "104"), None),
        (changed("eksempel_park", 29, "0"), "luminaire.flux_absurd"),
        (changed("eksempel_park", 29, "1e9"), "luminaire.flux_absurd"),
        (changed("eksempel_park", 29, "nan"), "luminaire.not_numbers"),
        (changed("eksempel_park", 120, "-5"), "luminaire.angles"),
        (changed("eksempel_park", 150, "-5"), "luminaire.not_numbers"),
        (changed("eksempel_park", 4, "0"), "luminaire.unreadable"),
        (changed("eksempel_park", 6, "100000000"), "luminaire.unreadable"),
    ],
)
def test_a_file_that_contradicts_itself_is_refused(content: str, rule: str | None) -> None:
    """Empty, cut, negative, without flux, or more than 5 % off its own label: the reason is told.

    Intensities in an EULUMDAT file are per kilolumen of its lamps, so that another flux of the
    lamps is no contradiction; another output ratio is.
    """
    if rule is None:
        assert luminaire("prøve", "ldt", content).lumens is not None
        return
    with pytest.raises(LuminaireError) as told:
        luminaire("prøve", "ldt", content)
    assert told.value.rule == rule
    assert "prøve" in told.value.message
    assert "{" not in f"{told.value}"


def test_an_ies_file_that_sends_out_more_than_its_lamps_is_refused() -> None:
    """Candela times 1.2 against the same lumens; measured as a whole (-1) it is taken."""
    full = text("eksempel_park", "ies").splitlines()
    line = next(n for n, row in enumerate(full) if row.startswith("1 2400 1 "))
    brighter = full.copy()
    brighter[line] = full[line].replace("1 2400 1 ", "1 2400 1.2 ", 1)
    absolute = full.copy()
    absolute[line] = full[line].replace("1 2400 1 ", "1 -1 1.2 ", 1)

    with pytest.raises(LuminaireError, match="120 %"):
        luminaire("prøve", "ies", "\n".join(brighter))
    assert luminaire("prøve", "ies", "\n".join(absolute)).lumens == pytest.approx(2880, rel=0.01)
    with pytest.raises(LuminaireError):
        luminaire("prøve", "pdf", "")


def test_one_bad_file_of_a_table_does_not_take_the_others_with_it() -> None:
    """The good are known by folded name, the bad are told."""
    rows = pd.concat([table("eksempel_park"), table("eksempel_sti").assign(content="hej")])
    known, refused = luminaires_of(rows)

    assert list(known) == ["eksempel_park"]
    assert [error.facts["name"] for error in refused] == ["eksempel_sti"]
    with pytest.raises(LuminaireError):
        illuminance([(0, 0)], layer("lamps", [shapely.Point(0, 0)]), luminaires=rows)


@given(
    st.lists(st.integers(1, 8), min_size=1, max_size=5),
    st.lists(st.integers(1, 12), min_size=2, max_size=6),
    st.integers(0, 2**31),
)
@settings(max_examples=30)
def test_even_steps_hold_every_node_of_an_uneven_file(
    turns: list[int], steps: list[int], seed: int
) -> None:
    """Laying a table on even steps keeps its own values, and what lies between stays between."""
    planes = np.append(0.0, np.cumsum(turns)[:-1]) * 360.0 / (8 * sum(turns)) * 8
    planes = np.round(planes, 1)
    angles = np.append(0.0, np.cumsum(steps)) * 2.5
    candela = np.random.default_rng(seed).uniform(0, 9, (len(planes), len(angles)))
    even, step = regular(planes, angles, candela)
    rows = np.round(planes / (360.0 / len(even))).astype(int) % len(even)
    columns = np.round(angles / step).astype(int)

    np.testing.assert_allclose(even[np.ix_(rows, columns)], candela, atol=1e-9)
    assert even.min() >= candela.min() - 1e-9
    assert even.max() <= candela.max() + 1e-9


def test_files_of_a_delivery_light_the_lamps_that_name_them(tmp_path: Path) -> None:
    """A folder with lamps and luminaire files is imported; its department shines by the files."""
    street = layer(
        "lamps",
        [shapely.Point(x, 2) for x in (10, 35, 60)],
        height_m=[4.5] * 3,
        luminaire=["eksempel_sti.ldt"] * 3,
        azimuth_deg=[180.0] * 3,
        status=["on"] * 3,
    )
    folder = tmp_path / "levering"
    folder.mkdir()
    for name, frame in {
        "lamper": street,
        "stier": layer("paths", [shapely.LineString([(0, 0), (70, 0)])], kind=["path"]),
        "bygninger": layer("buildings", [shapely.box(0, 30, 20, 40)]),
        "boligafdelinger": layer("departments", [shapely.box(0, -9, 70, 40)], name=["Elm"]),
    }.items():
        kept = frame.dropna(axis="columns", how="all")
        kept.to_file(folder / f"{name}.gpkg", layer=name, engine="pyogrio")
    for form in ("ldt", "ies"):
        (folder / f"eksempel_sti.{form}").write_text(text("eksempel_sti", form), "utf-8")
    delivery = geo.read(folder)
    with geo.Workspace(tmp_path / "sted") as workspace:
        workspace.add(delivery, accept=True)
        department = workspace.department(workspace.department_ids()[0])
        profile = geo.score(department)

    assert sorted(delivery.layers["luminaires"]["id"]) == ["eksempel_sti.ies", "eksempel_sti.ldt"]
    light = profile.results["lighting"][State.DARK].indicators
    assert {i.score.grade for i in light if i.key != "1f"} == {Grade.A}
    assert not [issue for issue in profile.findings if issue.rule.startswith("luminaire.")]


def test_a_refused_file_is_a_finding_with_its_reason() -> None:
    """Scoring goes on with a common distribution and says which file was not used, and why."""
    row = {
        "id": ["eksempel_park.ldt"],
        "name": ["eksempel_park"],
        "format": ["ldt"],
        "content": [changed("eksempel_park", 23, "60")],
    }
    street = lit_street().with_layer(
        "luminaires", gpd.GeoDataFrame(row, geometry=np.array([None], dtype=object), crs=25832)
    )
    profile = geo.score(street)
    (refused,) = [issue for issue in profile.findings if issue.rule.startswith("luminaire.")]

    assert refused.rule == "luminaire.flux"
    assert "167 %" in refused.message
    assert profile["lighting"]["mørke"].value == geo.score(lit_street())["lighting"]["mørke"].value
