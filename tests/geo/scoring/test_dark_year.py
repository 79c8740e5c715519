"""The dark of a year beside the factor light, and how long the dark is walked in."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo.measures.dark_stretches import walked_in_the_dark
from geo.measures.darkness import dark_minutes
from geo.measures.network import build_network
from geo.measures.sampling import sample_segments
from geo.model.assumptions import default_assumptions
from geo.scoring.dark_year import dark_year_of, rough_hours

CHOSEN = default_assumptions()


def test_the_months_are_the_year() -> None:
    """Twelve months sum to the year's hours; December is dark from 16 to 08, and says so."""
    year = dark_year_of("2025-06-01", CHOSEN)

    assert year.hours * 60 == pytest.approx(dark_minutes(2025))
    assert [month.number for month in year.months] == list(range(1, 13))
    assert year.months[11].clock == "kl. 16–08"
    assert "Midt i december er det mørkt kl. 16–08" in year.text()
    assert max(year.months, key=lambda month: month.hours).number == 12


def test_a_stretch_is_walked_as_often_as_its_flow_says() -> None:
    """Ten dwellings, half a pass a day, 65 m in 50 s, and the share of the day that is dark."""
    paths = gpd.GeoDataFrame(
        {"id": ["a"], "kind": ["footway"]},
        geometry=[shapely.LineString([(0, 0), (65, 0)])],
        crs=25832,
    )
    samples = sample_segments(build_network(paths, CHOSEN), shapely.box(-9, -9, 99, 9), CHOSEN)
    ids = list(samples.segments.index)
    flow = pd.Series(10.0, index=samples.segments.index)
    stretches = gpd.GeoDataFrame({"length_m": [65.0], "segments": [",".join(ids)]})

    (found,) = walked_in_the_dark(stretches, flow, samples, 17 * 60 * 100.0, CHOSEN)

    # A hundred whole days of dark: 10 x 0.5 x 100 passes of 50 s.
    assert found == pytest.approx(10 * 0.5 * 100 * 50 / 60)
    twice = walked_in_the_dark(stretches, 2 * flow, samples, 17 * 60 * 100.0, CHOSEN)
    assert twice[0] == pytest.approx(2 * found)


def test_the_year_is_told_under_the_hours_people_are_out() -> None:
    """Whoever is out from 8 to 20 meets less dark; a guess is told with two figures."""
    short = CHOSEN.with_values({"lighting.out_from_hour": 8, "lighting.out_until_hour": 20})

    assert dark_year_of(None, short).hours < dark_year_of(None, CHOSEN).hours
    assert rough_hours(float("nan")) is None
    assert rough_hours(12_345.0) == 210
