"""What a notebook shows, and the tutorial from end to end."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest
from defusedxml.ElementTree import fromstring
from nbclient import NotebookClient

import geo
from geo.model.estimate import Estimate, Grade
from geo.scoring.drawing import plot_of
from geo.testing import lit_street

TUTORIAL = Path(__file__).resolve().parents[3] / "docs" / "tutorial.ipynb"
NASTY = "<script>alert('Æ')</script>"


def test_an_estimate_says_value_interval_and_how_it_is_known() -> None:
    """A number, its interval and a word; without a value words alone."""
    known = Estimate(60.4, 51.2, 72.0, 0.8, Grade.B)._repr_html_()

    assert "<b>60</b> (51–72) · registreret · 80 %" in known
    assert Estimate.missing()._repr_html_() == "<span>ikke opgjort · mangler</span>"


def test_a_department_lists_what_was_delivered_and_escapes_its_name() -> None:
    """A name from a file is text, never markup."""
    shown = replace(lit_street(), name=NASTY)._repr_html_()

    assert "Lamper</td><td>4</td><td>prøve, 2026-01-01, registreret" in shown
    assert "<script" not in shown


def test_a_profile_draws_itself_as_one_whole_svg() -> None:
    """Well-formed, with every factor by name, hatched where nothing was measured."""
    profile = geo.score(replace(lit_street(), name=NASTY))
    drawn = profile.plot().svg
    texts = "".join(fromstring(drawn).itertext())

    assert profile._repr_html_() == drawn
    for name in ("Lys", "Overblik", "Mødesteder", "Vedligehold", "Stedets rammer"):
        assert name in texts
    assert drawn.count("url(#hatch)") >= 8
    assert NASTY in texts
    assert "<script" not in drawn


def test_a_point_stands_in_its_interval() -> None:
    """The band of 25–75 is half the width of 0–100, the point in its middle."""
    drawn = plot_of("x", [("Lys", {"mørke": Estimate(50, 25, 75, 1.0, Grade.A)})]).svg
    root = fromstring(drawn)
    name = "{http://www.w3.org/2000/svg}"
    (band,) = [rect for rect in root.iter(f"{name}rect") if rect.get("rx")]
    (point,) = root.iter(f"{name}circle")

    assert float(band.get("width") or 0) == pytest.approx(150, abs=0.2)
    middle = float(band.get("x") or 0) + float(band.get("width") or 0) / 2
    assert float(point.get("cx") or 0) == pytest.approx(middle, abs=0.2)


@pytest.mark.slow
def test_the_tutorial_runs_from_delivery_to_comparison() -> None:
    """Every cell runs as it stands, and the notebook is kept without outputs."""
    reading: Any = nbformat.read
    notebook = reading(TUTORIAL, as_version=4)
    assert all(not cell.get("outputs") for cell in notebook.cells)

    done = NotebookClient(notebook, timeout=600, kernel_name="python3").execute()

    said = "".join(
        str(output.get("text", "")) + str(output.get("data", ""))
        for cell in done.cells
        for output in cell.get("outputs", [])
    )
    assert "<svg" in said
    assert "Stedet, eller det vi ved om det, er ændret siden sidst." in said
