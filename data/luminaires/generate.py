"""Write the four invented luminaires as EULUMDAT (.ldt) and IES LM-63-2002 (.ies).

Run ``python data/luminaires/generate.py``; with a path it writes there instead. Each file's
intensities, taken as linear between its planes and angles, carry its lamps' flux times its
output ratio; what rounding leaves is far under the one per cent that a test asks for.
"""

import sys
from pathlib import Path

import numpy as np
from shapes import LUMINAIRES, Luminaire

PLANE_STEP, ANGLE_STEP = 15.0, 2.5
PLANES = np.arange(0.0, 360.0, PLANE_STEP)
ANGLES = np.arange(0.0, 180.0 + ANGLE_STEP, ANGLE_STEP)
STORED = {0: PLANES, 1: PLANES[:1], 2: PLANES[:13], 3: np.roll(PLANES, 6)[:13], 4: PLANES[:7]}
"""Planes an EULUMDAT file stores by symmetry: all, one, C0-C180, C270-C90 through C0, C0-C90."""
LINE = "\r\n"


def flux_through(table: np.ndarray) -> float:
    """Answer the flux of a table of candela (planes by angles), linear between its angles.

    Between two angles the table is a straight line and its integral with sin(gamma) is exact.
    """
    mean, gamma = table.mean(axis=0), np.radians(ANGLES)
    low, high, a, b = mean[:-1], mean[1:], gamma[:-1], gamma[1:]
    slope = (high - low) / (b - a)
    whole = low * np.cos(a) - high * np.cos(b) + slope * (np.sin(b) - np.sin(a))
    return float(2 * np.pi * whole.sum())


def candela_per_kilolumen(luminaire: Luminaire) -> np.ndarray:
    """Answer the full table: the drawn shape, scaled so that the output ratio leaves it."""
    c, gamma = np.meshgrid(PLANES, ANGLES, indexing="ij")
    drawn = luminaire.shape(c, gamma)
    return np.round(drawn * (10.0 * luminaire.output_ratio / flux_through(drawn)), 2)


def downward_share(table: np.ndarray) -> float:
    """Answer the percentage of the flux that goes below the horizon."""
    down = np.where(ANGLES <= 90.0, table, 0.0)  # noqa: PLR2004 - the horizon
    return 100.0 * flux_through(down) / flux_through(table)


def eulumdat(luminaire: Luminaire) -> str:
    """Answer the .ldt, with the planes its symmetry needs and no more."""
    table = candela_per_kilolumen(luminaire)
    length, width, height = luminaire.size
    light = [length, width, 0, 0, 0, 0]
    wanted = [int(plane / PLANE_STEP) for plane in STORED[luminaire.symmetry]]
    lines: list[str | float | int] = [
        "Tryghedskort - opfundet",
        3 if luminaire.size[0] > luminaire.size[1] > 0 else 1,
        luminaire.symmetry, len(PLANES), PLANE_STEP, len(ANGLES), ANGLE_STEP,
        "Ingen maaling: tegnet kurve", luminaire.label, luminaire.stem, f"{luminaire.stem}.ldt",
        "2026-11-02", length, width, height, *light, round(downward_share(table), 1),
        luminaire.output_ratio, 1, 0, 1, 1, luminaire.source, luminaire.flux,
        luminaire.source.rsplit(maxsplit=1)[-1], "80", luminaire.watts,
        *([0] * 10), *PLANES, *ANGLES, *table[wanted].ravel(),
    ]  # fmt: skip
    return LINE.join(_text(line) for line in lines) + LINE


def ies(luminaire: Luminaire) -> str:
    """Answer the .ies: Type C, metres, candela as they are, planes as far as symmetry needs."""
    table = candela_per_kilolumen(luminaire) * luminaire.flux / 1000.0
    last = {1: 0.0, 4: 90.0}.get(luminaire.symmetry, 360.0)
    planes = [0.0, *np.arange(PLANE_STEP, last + 1.0, PLANE_STEP)]
    rows = [table[int(plane / PLANE_STEP) % len(PLANES)] for plane in planes]
    length, width, height = (_text(side / 1000.0) for side in luminaire.size)
    size, counts = (width, length, height), (str(len(ANGLES)), str(len(planes)))
    lines = [
        "IESNA:LM-63-2002",
        "[TEST] Ingen maaling: tegnet kurve",
        "[TESTLAB] Tryghedskort - opfundet",
        "[ISSUEDATE] 2026-11-02",
        "[MANUFAC] Tryghedskort - opfundet",
        f"[LUMCAT] {luminaire.stem}",
        f"[LUMINAIRE] {luminaire.label}",
        f"[LAMP] {luminaire.source}",
        "TILT=NONE",
        " ".join(["1", _text(luminaire.flux), "1", *counts, "1 2", *size]),
        f"1 1 {_text(luminaire.watts)}",
        *_wrapped(ANGLES),
        *_wrapped(np.array(planes)),
    ]
    for row in rows:
        lines += _wrapped(row)
    return LINE.join(lines) + LINE


def _wrapped(numbers: np.ndarray) -> list[str]:
    """Answer numbers in lines of ten: no line of the standard is longer than 132 letters."""
    words = [_text(round(float(number), 2)) for number in numbers]
    return [" ".join(words[start : start + 10]) for start in range(0, len(words), 10)]


def _text(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:.6g}"


def main(arguments: list[str]) -> None:
    """Write every luminaire in both formats and say what each carries."""
    folder = Path(arguments[0]) if arguments else Path(__file__).parent
    for luminaire in LUMINAIRES:
        (folder / f"{luminaire.stem}.ldt").write_bytes(eulumdat(luminaire).encode("ascii"))
        (folder / f"{luminaire.stem}.ies").write_bytes(ies(luminaire).encode("ascii"))
        carried = flux_through(candela_per_kilolumen(luminaire)) * luminaire.flux / 1000.0
        stated = luminaire.flux * luminaire.output_ratio / 100.0
        print(f"{luminaire.stem:16} {carried:8.1f} lm of {stated:8.1f} stated")


if __name__ == "__main__":
    main(sys.argv[1:])
