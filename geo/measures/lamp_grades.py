"""How good a register of lamps is: its grade and the share of what is wanted that it holds."""

from geo.measures.lamps import LampLight
from geo.model.estimate import Grade

NEARLY_ALL = 0.9
"""Share of lamps that speaks for the register as a whole."""


def grade_of(light: LampLight) -> Grade:
    """Answer the grade of some lamps by the share that is registered (methods §1.10).

    A: at least nine in ten with height, flux, status and a luminaire file or a distribution that
    was named, its direction with it. B: with height and with flux, or watts and light source. C:
    positions with less.
    """
    if not len(light):
        return Grade.C
    enough = light.height_known & light.flux_known
    full = enough & light.optics_known & light.direction_known & light.status_known
    if full.mean() >= NEARLY_ALL:
        return Grade.A
    return Grade.B if enough.mean() >= NEARLY_ALL else Grade.C


def coverage_of(light: LampLight) -> float:
    """Answer the share of what is wanted that the register holds: place, height and flux.

    The place of a lamp counts half, its height and its flux a quarter each. No lamp at all in a
    layer that was delivered leaves nothing open.
    """
    if not len(light):
        return 1.0
    return float(0.5 + 0.25 * light.height_known.mean() + 0.25 * light.flux_known.mean())
