"""The map's two products, its steadiness, and workspaces that lack this or that."""

import html
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import geo
import maps
from geo.model.language import sentences
from geo.model.layers import LAYERS
from geo.model.provenance import Source
from geo.model.reports import Kind, Status
from geo.scoring.factors import FACTORS
from maps import canvas, palette
from maps.legend import credits_of
from maps.packing import unpack
from maps.words import catalogue

ASSETS = Path(maps.__file__).parent / "assets"

FORBIDDEN = re.compile(
    r"samlet tryghed|potentiale|sikreste|indb\.|prioriteret|utryg", re.IGNORECASE
)
"""Words that are heard as something else (design §2)."""


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Draw the example's public map once."""
    workspace = geo.Workspace(tmp_path_factory.mktemp("example"))
    workspace.add(geo.read(geo.example()), accept=True)
    profiles = [geo.score(workspace.department(key)) for key in workspace.department_ids()]
    return maps.planner_map(workspace, profiles)


def test_same_data_same_bytes(invented: Callable[..., Any]) -> None:
    """Two drawings of the same workspace are the same file: no random name, no time of day."""
    assert maps.planner_map(*invented()).html() == maps.planner_map(*invented()).html()


def test_the_order_of_profiles_changes_nothing(invented: Callable[..., Any]) -> None:
    """Departments stand in the workspace's order, whatever the order of their profiles."""
    workspace, profiles = invented()

    assert (
        maps.planner_map(workspace, profiles[::-1]).html()
        == maps.planner_map(workspace, profiles).html()
    )


def test_the_public_map_has_no_overall_number_and_no_hiding_places(
    invented: Callable[..., Any],
) -> None:
    """Neither stands in the data of the page; the staff's map has the overall number."""
    workspace, profiles = invented()
    shown = maps.planner_map(workspace, profiles).data
    public = json.dumps({name: part for name, part in shown.items() if name != "words"})
    staff = maps.planner_map(workspace, profiles, staff=True).data

    assert '"overall"' not in public
    assert "eyes.hidden" not in public
    assert "hiding_places" not in public
    assert staff["sides"][0]["scores"][0]["overall"]["dark"]["value"] is not None
    assert "hiding_places" in staff["found"]


def test_a_layer_that_is_not_public_is_not_credited_in_public() -> None:
    """What may not stand on a public map is not named on it either."""
    secret = [name for name, spec in LAYERS.items() if not spec.public]
    sources = {name: Source(name) for name in LAYERS}
    named = [layer for c in credits_of(sources, private=False) for layer in c["layers"]]

    assert secret
    assert not {LAYERS[name].label for name in secret} & set(named)
    assert len(credits_of(sources, private=True)) == len(LAYERS)


def test_the_example_is_under_three_megabytes(example: Any) -> None:
    """The example's map is one file that fits in a mail."""
    assert len(example.html().encode()) < 3_000_000


def test_the_page_names_no_outside_host(example: Any) -> None:
    """No script, style, image or font of the page has an address; the policy forbids calling."""
    page = html.unescape(example.html())

    assert canvas._OUTSIDE.search(page) is None
    assert "connect-src 'none'" in page
    assert "default-src 'none'" in page


def test_an_asset_folium_asks_for_by_another_name_is_an_error() -> None:
    """Nothing falls back to a stranger's server."""
    drawn = canvas.Canvas("", "", "", "")
    made = canvas.folium_map((55.0, 12.0), 15)
    made.default_js = [*made.default_js, ("plugin", "https://example.org/plugin.js")]
    drawn.add_child(made)

    with pytest.raises(canvas.UnknownAssetError, match="plugin"):
        drawn.render()


def test_the_stretches_stand_in_the_order_of_exposure_times_metres(example: Any) -> None:
    """The rule the list states is the rule it follows."""
    found = example.data["sides"][0]["stretches"]["records"]
    exposed = [stretch["exposed"] for stretch in found]

    assert len(found) > 5
    assert exposed == sorted(exposed, reverse=True)
    assert all(s["exposed"] > 0 for s in found)
    assert {s["cause"] for s in found} <= {"no_lamp", "lamp_out", "too_weak"}


def test_every_segment_of_a_stretch_knows_its_stretch(example: Any) -> None:
    """A click on a dark piece of path leads to a stretch that holds it."""
    data = example.data
    side = data["sides"][0]
    places = unpack(side["segments"]["stretch"])

    assert set(places) - {-1} <= set(range(len(side["stretches"]["records"])))
    dark = unpack(side["segments"]["light"]).count(palette.LIGHT_CLASSES.index("dark"))
    assert 0 < dark <= sum(place >= 0 for place in places)


def test_a_department_without_a_profile_is_drawn_and_says_so(invented: Callable[..., Any]) -> None:
    """Without any profile every department is drawn, and nothing is measured."""
    workspace, _ = invented()
    data = maps.planner_map(workspace, []).data

    assert len(data["departments"]["records"]) == 3
    assert all(scores == {"factors": {}} for scores in data["sides"][0]["scores"])
    assert data["sides"][0]["stretches"]["records"] == []


def test_a_workspace_without_departments_is_a_map(tmp_path: Path) -> None:
    """An empty workspace opens over the municipality and fails on nothing."""
    with geo.Workspace(tmp_path) as workspace:
        page = maps.planner_map(workspace, []).html()

    assert "kort-data" in page


def test_a_lit_tag_is_a_layer_and_never_a_number(invented: Callable[..., Any]) -> None:
    """Without lamps the segments are unknown, though every path is tagged as lit."""
    workspace, profiles = invented()
    workspace.frames["paths"]["lit"] = "yes"
    del workspace.frames["lamps"]
    bare = profiles[0].segments.drop(columns=["lighting.mean_lux", "lighting.min_lux"])
    bare["light_class"] = None
    profile = replace(profiles[0], segments=bare, frames={})
    data = maps.planner_map(workspace, [profile]).data
    side = data["sides"][0]

    assert side["lamps"] is None
    assert side["surface"] is None
    assert set(unpack(side["segments"]["light"])) == {palette.LIGHT_CLASSES.index("unknown")}
    assert "mean" not in side["segments"]
    assert data["background"]["paths"]["lit"]["words"] == ["yes"]


def words_used() -> set[str]:
    """Answer every msgid that the page's own modules and templates speak."""
    used = set()
    for path in [*(ASSETS / "js").glob("*.js"), *(ASSETS.parent / "templates").glob("*.html")]:
        text = path.read_text("utf-8")
        used |= set(re.findall(r'say\("([^"]+)"[,)]', text))
        for pair in re.findall(r'say\([^"()]*(?:\(\))? \? "([^"]+)" : "([^"]+)"', text):
            used |= set(pair)
    return used


def test_every_word_the_page_speaks_is_danish() -> None:
    """Each msgid of templates, scripts and palette has its Danish sentence."""
    named = {
        "place": LAYERS["meeting_places"].columns["kind"].choices,
        "group": LAYERS["meeting_places"].columns["groups"].choices,
        "destination": LAYERS["destinations"].columns["kind"].choices,
        "boundary": LAYERS["boundaries"].columns["kind"].choices,
        "kind": LAYERS["paths"].columns["kind"].choices,
        "lamp": LAYERS["lamps"].columns["status"].choices,
        "case": tuple(Kind),
        "status": tuple(Status),
        "help": [i.key for factor in FACTORS.values() for i in factor.indicators],
        "cause": ("no_lamp", "lamp_out", "gap", "too_weak"),
        "plan": ("whole", "part", "not"),
    }
    coded = {
        *palette.LIGHT_WORDS.values(),
        *palette.FACTOR_WORDS.values(),
        *palette.GRADE_WORDS.values(),
        *(f"{prefix}.{code}" for prefix, codes in named.items() for code in codes),
    }

    assert sorted((words_used() | coded) - set(catalogue())) == []


def test_no_word_is_one_that_is_heard_as_something_else() -> None:
    """Neither the map's words nor the factors' are on the list of words not to use."""
    shown = ("factor.", "indicator.", "layer.")
    named = [text for key, text in sentences().items() if key.startswith(shown)]
    spoken = [*catalogue().values(), *named]

    assert [text for text in spoken if FORBIDDEN.search(text)] == []
