"""The eyes on the ground: on the map of staff, never on that of anybody."""

import base64
import io
from collections.abc import Callable
from typing import Any

import numpy as np
from PIL import Image

import maps
from geo.measures.lattice import lattice_from
from geo.scoring.eyes_surface import EyesSurface
from maps.eyes import NOWHERE, packed
from maps.surface import STEPS
from maps.testing import EAST, NORTH


def half_seen() -> EyesSurface:
    """Build 40 x 40 m: 30 openings in the west, none in the east, a house in the middle."""
    openings = np.zeros((40, 40))
    openings[:, :20] = 30.0
    openings[15:25, 15:25] = np.nan
    return EyesSurface(lattice_from(EAST + 0.5, NORTH + 0.5, 1.0, 40, 40), openings)


def test_each_cell_of_the_image_is_the_metre_it_lies_in() -> None:
    """West is seen by thirty, east by none; the house and the outside are said nothing of."""
    found = packed([half_seen()])
    assert found is not None
    levels = np.asarray(Image.open(io.BytesIO(base64.b64decode(found["image"]))))
    thirty = round(STEPS * np.log2(31))

    assert set(np.unique(levels).tolist()) == {0, thirty, NOWHERE}
    assert 650 < (levels == thirty).sum() < 850
    assert 650 < (levels == 0).sum() < 850
    west = np.flatnonzero((levels == thirty).any(axis=0)).mean()
    assert west < np.flatnonzero((levels == 0).any(axis=0)).mean()
    assert levels[0, 0] == NOWHERE
    assert packed([]) is None


def test_eyes_are_for_staff_alone(invented: Callable[..., Any]) -> None:
    """Given to a public map they are not in it."""
    workspace, profiles = invented()
    eyes = (half_seen(),)

    assert maps.planner_map(workspace, profiles, eyes=eyes).data["eyes"] is None
    drawn = maps.planner_map(workspace, profiles, staff=True, eyes=eyes)
    assert drawn.data["eyes"]["nowhere"] == NOWHERE
