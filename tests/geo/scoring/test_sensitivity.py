"""Sobol's indices: right on a function everybody knows, and in words on a place."""

import numpy as np
import pytest

from geo.measures.arrays import Reals
from geo.scoring.measurement import State
from geo.scoring.scoring import material_of, scene_of, score_scene
from geo.scoring.uncertainty.narrowing import what_is_chosen, what_would_narrow
from geo.scoring.uncertainty.sensitivity import GROUPS, Sensitivity, sensitivity, sobol
from geo.testing import lit_street

pytest.importorskip("SALib")


def ishigami(x: Reals) -> Reals:
    made = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    return np.asarray(made, dtype=np.float64)


def test_the_ishigami_function_gives_its_known_indices() -> None:
    """S1 = .3139, .4424, 0 and ST = .5576, .4424, .2437 for a = 7, b = 0.1."""
    chance = np.random.default_rng(11)
    one, other = chance.uniform(-np.pi, np.pi, (2, 65_536, 3))
    swapped = []
    for column in range(3):
        exchanged = one.copy()
        exchanged[:, column] = other[:, column]
        swapped.append(ishigami(exchanged))
    found = sobol(["a", "b", "c"], [ishigami(one), *swapped, ishigami(other)])

    assert list(found.first.values()) == pytest.approx([0.3139, 0.4424, 0.0], abs=0.03)
    assert list(found.total.values()) == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.03)


def test_what_never_moves_hangs_on_nothing() -> None:
    """A constant has no variance to share."""
    same = np.ones(64)

    assert set(sobol(["a"], [same, same, same]).total.values()) == {0.0}


def test_lamps_of_which_little_is_known_are_what_would_narrow_the_dark() -> None:
    """The sentence names columns, number and path: somebody can go and look."""
    street = lit_street(200, 25)
    lamps = street.layers["lamps"].drop(columns=["light_source", "flux_lm"])
    place = street.with_layer("lamps", lamps)
    scene = scene_of(place)
    profile = score_scene(scene)
    found = sensitivity(material_of(scene, profile), place.id, State.DARK, samples=256)
    said = what_would_narrow(profile, place, found)

    assert set(found.total) == set(GROUPS)
    (asked,) = [text for text in said if "lamper" in text]
    assert asked.startswith("lyskilde og")
    assert asked.endswith("på de 8 lamper ved Stien")
    assert "%" in what_is_chosen(found)


def test_a_layer_that_was_not_delivered_is_asked_for_by_name() -> None:
    """Where the doubt lies in the data of a factor, the missing layer is named."""
    street = lit_street(100, 25)
    profile = score_scene(scene_of(street))
    hangs = {**dict.fromkeys(GROUPS, 0.0), "data.upkeep": 0.5}
    said = what_would_narrow(profile, street, Sensitivity(hangs, hangs))
    hedges = {**dict.fromkeys(GROUPS, 0.0), "weights": 0.9}

    assert said == []
    assert what_would_narrow(profile, street, Sensitivity(hedges, hedges)) == []
