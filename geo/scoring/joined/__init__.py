"""One file per factor that is built: ``geo/scoring/joined/<key>.py`` with ``measure(scene)``.

A factor of the registry without a file here is not measured and says so; a file without an
entry in the registry is an error.
"""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from geo.scoring.factors import FACTORS
from geo.scoring.scene import Measure


@cache
def measures() -> Mapping[str, Measure]:
    """Answer the measure of every factor that is built, in the order of the registry.

    A file whose name starts with an underscore is shared by factors and is none itself.
    """
    built = {module.name for module in iter_modules(__path__) if not module.name.startswith("_")}
    unknown = sorted(built - set(FACTORS))
    if unknown:
        raise RuntimeError(f"no factor is registered for {unknown}")
    found = {key: import_module(f"{__name__}.{key}").measure for key in FACTORS if key in built}
    return MappingProxyType(found)
