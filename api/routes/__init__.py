"""One file per idea; each holds an ``APIRouter`` called ``router``, and nothing here knows it."""

from importlib import import_module
from pkgutil import iter_modules

from fastapi import APIRouter


def routers() -> list[APIRouter]:
    """Gather the routers of every file, in the order of their names."""
    found = sorted(module.name for module in iter_modules(__path__))
    return [import_module(f"{__name__}.{name}").router for name in found]
