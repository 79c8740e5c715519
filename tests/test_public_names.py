"""The names others may rely on, pinned; and `import geo` costs nothing."""

import json
import subprocess
import sys

import pytest

import geo
import maps

GEO = [
    "Delivery",
    "Department",
    "Estimate",
    "Grade",
    "Issue",
    "Plan",
    "Profile",
    "Receipt",
    "Severity",
    "State",
    "TryghedError",
    "Workspace",
    "apply",
    "check",
    "compare",
    "example",
    "explain",
    "eyes",
    "illuminance",
    "read",
    "route",
    "score",
    "visible",
    "winter_walks",
]
MAPS = ["Alternative", "Background", "PlannerMap", "case_frame", "case_table", "planner_map"]


def test_the_public_names_of_geo_are_these() -> None:
    """A name is added here and in the changelog, never lost by accident."""
    assert geo.__all__ == GEO


def test_the_public_names_of_maps_are_these() -> None:
    """Drawing has one call and what it answers."""
    assert maps.__all__ == MAPS


@pytest.mark.parametrize("names", [geo.__all__, maps.__all__])
def test_public_names_are_sorted(names: list[str]) -> None:
    """One finds a name where one looks for it."""
    assert names == sorted(names)


@pytest.mark.parametrize("name", GEO)
def test_every_public_name_is_there_and_speaks(name: str) -> None:
    """Each name can be reached, is listed by dir(), and has a docstring."""
    assert getattr(geo, name).__doc__
    assert name in dir(geo)


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    """`geo.belysning` says that geo has no such name."""
    with pytest.raises(AttributeError, match="belysning"):
        geo.belysning  # noqa: B018


def test_importing_geo_loads_nothing_heavy() -> None:
    """`import geo` loads no geopandas, pandas or numpy; the first use does."""
    program = (
        "import sys, json, geo; before = set(sys.modules); geo.score;"
        "print(json.dumps([sorted({'geopandas', 'pandas', 'numpy', 'shapely'} & seen)"
        " for seen in (before, set(sys.modules))]))"
    )

    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    before, after = json.loads(run.stdout)
    assert before == []
    assert after == ["geopandas", "numpy", "pandas", "shapely"]
