"""Colours that carry a meaning stay apart for every eye, on grey paper, and against the ground."""

import itertools

import numpy as np
import numpy.typing as npt
import pytest

from maps.palette import FACTOR_COLOURS, LIGHT_CLASSES, LUX_CLASSES, THEMES

Reals = npt.NDArray[np.float64]

EYES = {
    "all": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
    "none": [[0.2126, 0.7152, 0.0722]] * 3,
}
"""What is seen of linear light (Machado, Oliveira and Fernandes 2009); none is a grey printer."""

LIGHTS = [code for code in LIGHT_CLASSES if code != "unknown"]
LUXES = ["dark", *(code for code in LUX_CLASSES if code != "lux1")]


def linear(colour: str) -> Reals:
    parts = np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    return float(linear(colour) @ [0.2126, 0.7152, 0.0722])


def contrast(one: str, other: str) -> float:
    """Answer the contrast of WCAG 2.1."""
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def lab(colour: str, eye: str) -> Reals:
    seen = np.clip(np.asarray(EYES[eye]) @ linear(colour), 0, 1)
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    xyz = np.asarray(to_xyz) @ seen / [0.9505, 1.0, 1.089]
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def apart(one: str, other: str, eye: str) -> float:
    """Answer the CIE 1976 colour difference as an eye sees it."""
    return float(np.linalg.norm(lab(one, eye) - lab(other, eye)))


def test_contrast_is_that_of_the_standard() -> None:
    """Black on white is 21, and grey #767676 on white is the known 4.54."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("eye", [eye for eye in EYES if eye != "none"])
@pytest.mark.parametrize("theme", ["day", "dark"])
def test_light_classes_stay_apart(eye: str, theme: str) -> None:
    """Any two neighbouring classes of light differ by at least 15 for every kind of eye."""
    for codes in (LIGHTS, LUXES):
        for one, other in itertools.pairwise(codes):
            assert apart(THEMES[theme][one], THEMES[theme][other], eye) > 15, (one, other)


@pytest.mark.parametrize("eye", EYES)
def test_light_is_told_by_lightness(eye: str) -> None:
    """More light is a lighter line, also for an eye without colours and on a grey printer."""
    for theme in ("day", "dark"):
        for codes in (LIGHTS, LUXES):
            lightness = [lab(THEMES[theme][code], eye)[0] for code in codes]
            assert lightness == sorted(lightness), (theme, codes, lightness)


@pytest.mark.parametrize("eye", ["all", "protanopia", "deuteranopia", "tritanopia"])
def test_factor_classes_stay_apart(eye: str) -> None:
    """The four classes of a factor differ for every kind of eye; words stand beside them too."""
    for one, other in itertools.combinations(FACTOR_COLOURS.values(), 2):
        assert apart(one, other, eye) > 15, (one, other)


@pytest.mark.parametrize("theme", THEMES)
def test_lettering_and_lines_stand_out(theme: str) -> None:
    """Names reach 4.5:1 on their halo; of each line fill or edge reaches 3:1 on the ground."""
    colour = THEMES[theme]

    assert contrast(colour["ink"], colour["halo"]) >= 4.5
    assert contrast(colour["dark"], colour["dark_edge"]) >= 7
    assert contrast(colour["unknown"], colour["land"]) >= 3
    assert contrast(colour["outline"], colour["land"]) >= 3
    for code in (*LIGHTS[1:], *LUXES[1:]):
        edges = (colour[code], colour["light_edge"])
        assert max(contrast(edge, colour["land"]) for edge in edges) >= 3, code
    for sign in ("hedge", "fence", "found", "entrance"):
        assert contrast(colour[sign], colour["land"]) >= 3, sign
