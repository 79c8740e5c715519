"""How far off the light may be: what the register leaves open, as ranges and as corner draws."""

from itertools import product

from geo.measures.lamps import Flux
from geo.measures.luminaires import GENERIC_OPTICS
from geo.measures.path_light import Draw, PathLight, Three
from geo.model.assumptions import Assumptions


def flux_range(source: Flux, chosen: Assumptions) -> tuple[float, float]:
    """Answer the factors between which the maintained flux of such lamps lies.

    Flux and maintenance are taken to be off the same way: a corner, not a draw.
    """
    low, high = _new_flux(source, chosen)
    care = chosen.entry("lighting.maintenance_led")
    return low * care.low / care.value, high * care.high / care.value


def _new_flux(source: Flux, chosen: Assumptions) -> tuple[float, float]:
    ranges = {
        Flux.WATTS: "lighting.efficacy_led",
        Flux.WATTS_ONLY: "lighting.efficacy_unknown",
        Flux.ASSUMED: "lighting.lamp_flux_lm",
    }
    if source in ranges:
        entry = chosen.entry(ranges[source])
        return entry.low / entry.value, entry.high / entry.value
    spread = chosen["lighting.flux_spread"]
    return 1 - spread, 1 + spread


def heights_of(chosen: Assumptions) -> Three:
    """Answer low, middle and high of the height of a mast of which nobody knows it."""
    entry = chosen.entry("lighting.lamp_height_m")
    return entry.low, entry.value, entry.high


def leaves_of(chosen: Assumptions) -> Three:
    """Answer low, middle and high of the share of light that passes a plant in leaf."""
    entry = chosen.entry("obstacles.light_leaves_on")
    return entry.low, entry.value, entry.high


def corners(light: PathLight, chosen: Assumptions) -> list[Draw]:
    """Answer the extreme draws: least and most flux, every optics, every height.

    Watts that have a range of their own are off the same way as the flux that is made of them.
    """
    ranges = {source: flux_range(source, chosen) for source in light.sources}
    fluxes = [{source: pair[end] for source, pair in ranges.items()} for end in (0, 1)]
    return [
        Draw(flux=flux, optics=optics, height_m=metres, watts=watts)
        for (flux, watts), optics, metres in product(
            zip(fluxes, (-1.0, 1.0), strict=True), range(len(GENERIC_OPTICS)), light.heights
        )
    ]
