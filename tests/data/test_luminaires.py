"""The invented luminaires carry what their labels say, in both formats, read by others' readers."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import photompy
import pyldt
import pytest

Reals = npt.NDArray[np.float64]

FOLDER = Path(__file__).parents[2] / "data" / "luminaires"
STEMS = ("eksempel_kugle", "eksempel_park", "eksempel_sti", "eksempel_tunnel")
EVERY = np.arange(0.0, 360.0, 15.0)


def _flux(gamma: Reals, mean: Reals) -> float:
    """Integrate intensity over the sphere on a grid far finer than the file's."""
    fine = np.linspace(0.0, 180.0, 18_001)
    ring = np.interp(fine, gamma, mean) * np.sin(np.radians(fine))
    return float(2 * np.pi * np.trapezoid(ring, np.radians(fine)))


def _from_ldt(stem: str) -> tuple[Reals, Reals, float]:
    """Answer angles, candela per plane of 15 degrees, and the flux that leaves by the label."""
    read = pyldt.LdtReader.read(FOLDER / f"{stem}.ldt")
    flux = float(read.header.num_lamps[0] * read.header.lamp_flux[0])
    table = np.array(read.intensities) * flux / 1000.0
    return np.array(read.header.g_angles), table, flux * read.header.lorl / 100.0


def _from_ies(stem: str) -> tuple[Reals, Reals]:
    """Answer angles and candela per plane of 15 degrees."""
    read = photompy.IESFile.read(FOLDER / f"{stem}.ies").photometry.expanded()
    planes = [int(np.argmin(np.abs(np.asarray(read.phis) - plane))) for plane in EVERY]
    return np.asarray(read.thetas, dtype=float), np.asarray(read.values, dtype=float)[planes]


@pytest.mark.parametrize("stem", STEMS)
def test_the_intensities_carry_the_stated_flux(stem: str) -> None:
    """Integrated over the sphere, either file gives flux times output ratio within 1 %."""
    gamma, candela, stated = _from_ldt(stem)
    ies_gamma, ies_candela = _from_ies(stem)

    assert _flux(gamma, candela.mean(axis=0)) == pytest.approx(stated, rel=0.01)
    assert _flux(ies_gamma, ies_candela.mean(axis=0)) == pytest.approx(stated, rel=0.01)


@pytest.mark.parametrize("stem", STEMS)
def test_both_formats_say_the_same_in_every_direction(stem: str) -> None:
    """Symmetry is unfolded to the same table from either file."""
    gamma, candela, _ = _from_ldt(stem)
    ies_gamma, ies_candela = _from_ies(stem)

    assert gamma.tolist() == ies_gamma.tolist()
    np.testing.assert_allclose(candela, ies_candela, atol=0.05)


def test_the_path_optic_throws_forward_and_along() -> None:
    """At 45 degrees C90 is far brighter than C270, and both wings are equal."""
    gamma, candela, _ = _from_ldt("eksempel_sti")
    at = int(np.argmin(np.abs(gamma - 45.0)))
    ahead, behind, left, right = candela[6, at], candela[18, at], candela[0, at], candela[12, at]

    assert ahead > 1.5 * behind
    assert left == pytest.approx(right)


def test_the_globe_loses_light_and_sends_some_to_the_sky() -> None:
    """Its output ratio is under one and much of it goes above the horizon."""
    gamma, candela, stated = _from_ldt("eksempel_kugle")
    up = np.where(gamma > 90.0, candela.mean(axis=0), 0.0)

    assert stated == pytest.approx(1332.0)
    assert _flux(gamma, up) > 0.4 * stated


def test_the_generator_writes_the_committed_files(
    run_script: Callable[..., None], tmp_path: Path
) -> None:
    """Every file beside the generator is what it writes today."""
    run_script(FOLDER / "generate.py", tmp_path)
    written = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    kept = {path.name: path.read_bytes() for path in FOLDER.iterdir() if path.suffix != ".py"}
    kept.pop("README.md")

    assert written == {name: content for name, content in kept.items() if name in written}
    assert len(written) == 2 * len(STEMS)
