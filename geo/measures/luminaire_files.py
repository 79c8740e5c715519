"""Luminaires from manufacturers' files: EULUMDAT (.ldt) and IES LM-63 (.ies).

Kept libraries read them; neither doubts what it reads, so everything is checked here. A file that
contradicts itself is refused with the reason: the integral of its intensity must be the flux its
own label says (methods §2.2).
"""

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import photompy
import pyldt

from geo.measures.arrays import Reals
from geo.measures.luminaires import FULL_TURN, Distribution, regular
from geo.model.errors import LuminaireError

TOLERANCE = 0.05
"""How far the integral of the intensity may lie from the stated flux."""

LARGEST, MOST_ANGLES = 2_000_000, 1441
"""Letters of a file, and angles or planes, beyond which it is no luminaire."""

BELIEVABLE = (1.0, 2_000_000.0)
"""Lumens between which a luminaire's flux is believed."""

LEAST_RATIO = 0.05
"""Share of its lamps' flux under which no luminaire lets out its light."""

TURN, HALF, QUARTER = 360.0, 180.0, 90.0


def luminaire(name: str, form: str, content: str) -> Distribution:
    """Read one luminaire file.

    Parameters
    ----------
    name
        What to call it in an error.
    form
        ``ldt`` or ``ies``.
    content
        The file's text.

    Raises
    ------
    LuminaireError
        Where it cannot be read or contradicts itself; ``facts`` hold the reason.
    """
    read = _READERS.get(form.lower())
    if read is None:
        raise LuminaireError("luminaire.format", name=name, format=form)
    if len(content) > LARGEST:
        raise LuminaireError("luminaire.unreadable", name=name)
    try:
        return read(name, content)
    except (ValueError, TypeError, IndexError, KeyError, ZeroDivisionError, OverflowError) as error:
        if isinstance(error, LuminaireError):
            raise
        raise LuminaireError("luminaire.unreadable", name=name) from error


def luminaires_of(
    layer: pd.DataFrame | None,
) -> tuple[Mapping[str, Distribution], tuple[LuminaireError, ...]]:
    """Answer the luminaires of a delivered table by folded name, and what was refused."""
    found: dict[str, Distribution] = {}
    refused: list[LuminaireError] = []
    if layer is None:
        return found, ()
    for name, form, content in zip(*(layer[key] for key in COLUMNS), strict=True):
        try:
            found[str(name).strip().casefold()] = luminaire(str(name), str(form), str(content))
        except LuminaireError as error:
            refused.append(error)
    return found, tuple(refused)


COLUMNS = ("name", "format", "content")
"""Columns of the ``luminaires`` table."""


def _from_ldt(name: str, content: str) -> Distribution:
    # The reader only opens files; it takes letters as latin-1 and only the names hold any.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "luminaire.ldt"
        path.write_text(content, "latin-1", errors="replace", newline="")
        read = pyldt.LdtReader.read(path)
    head = read.header
    _believe_header(name, head)
    planes, angles = np.array(head.c_angles, dtype=float), np.array(head.g_angles, dtype=float)
    table = np.array(read.intensities, dtype=float)
    if head.isym == 1 or len(planes) == 1:
        planes, table = planes[:1] * 0.0, table[:1]
    lamps = sum(abs(n) * flux for n, flux in zip(head.num_lamps, head.lamp_flux, strict=True))
    watts = sum(abs(n) * w for n, w in zip(head.num_lamps, head.lamp_watt, strict=True))
    stated = lamps * head.lorl / 100
    # A file of intensities for another flux than its lamps' says so by a factor.
    candela = table * (head.conv_factor or 1.0) * lamps / 1000
    found = _distribution(name, planes, angles, candela, stated, watts)
    _same_flux(name, found.flux(), low=1 - TOLERANCE)
    return found


def _believe_header(name: str, head: pyldt.LdtHeader) -> None:
    if not (1 <= head.mc <= MOST_ANGLES and 2 <= head.ng <= MOST_ANGLES):  # noqa: PLR2004
        raise LuminaireError("luminaire.unreadable", name=name)
    if len(head.c_angles) != head.mc or len(head.g_angles) != head.ng:
        raise LuminaireError("luminaire.truncated", name=name)


def _from_ies(name: str, content: str) -> Distribution:
    # The reader takes UTF-8 only; names in older files are not.
    read = photompy.IESFile.read(content.encode("utf-8", "replace"))
    head = read.header
    if read.photometry.photometric_type != photompy.PhotometricType.C:
        raise LuminaireError("luminaire.type", name=name)
    symmetric = len(read.photometry.phis) == 1
    whole = read.photometry.expanded()
    planes, angles = (np.asarray(v, dtype=float) for v in (whole.phis, whole.thetas))
    candela = np.asarray(whole.values, dtype=float) * head.ballast_factor
    if symmetric:
        planes, candela = np.zeros(1), candela[:1]
    elif np.isclose(planes[-1], FULL_TURN):
        planes, candela = planes[:-1], candela[:-1]
    carried = Distribution(*regular(planes, angles, candela)).flux()
    lamps = head.num_lamps * head.lumens_per_lamp * head.ballast_factor
    found = _distribution(name, planes, angles, candela, carried, head.input_watts)
    if lamps > 0:  # -1: measured as a whole, and the integral is all that is known
        _same_flux(name, carried / lamps, low=LEAST_RATIO)
    return found


def _distribution(
    name: str, planes: Reals, angles: Reals, candela: Reals, lumens: float, watts: float
) -> Distribution:
    if candela.shape != (len(planes), len(angles)):
        raise LuminaireError("luminaire.truncated", name=name)
    numbers = (*planes, *angles, lumens, watts)
    if not (np.isfinite(numbers).all() and np.isfinite(candela).all()) or (candela < 0).any():
        raise LuminaireError("luminaire.not_numbers", name=name)
    rising = (np.diff(angles) > 0).all() and (np.diff(planes) > 0).all()
    if not rising or planes[0] != 0 or planes[-1] >= TURN or not 0 <= angles[0] <= angles[-1]:
        raise LuminaireError("luminaire.angles", name=name)
    if angles[-1] < QUARTER or angles[-1] > HALF:
        raise LuminaireError("luminaire.angles", name=name)
    if not BELIEVABLE[0] <= lumens <= BELIEVABLE[1]:
        raise LuminaireError("luminaire.flux_absurd", name=name, lumens=round(lumens, 1))
    table, step = regular(planes, angles, candela / lumens)
    return Distribution(table, step, float(lumens), float(watts) if watts > 0 else None)


def _same_flux(name: str, ratio: float, *, low: float) -> None:
    if not low <= ratio <= 1 + TOLERANCE:
        raise LuminaireError("luminaire.flux", name=name, percent=round(100 * ratio))


_READERS: Mapping[str, Callable[[str, str], Distribution]] = {"ldt": _from_ldt, "ies": _from_ies}
