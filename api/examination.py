"""What ``doctor`` looks at: Python, packages, names, kernels, the sandbox, the workspace."""

import sys
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, distributions, requires, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import geo
from api.language import say
from geo.delivery import isolation
from geo.measures.compiled import cache_folder
from geo.model.errors import TryghedError

OURS = "tryghedskort"
NAMES = ("geo", "maps", "api")


@dataclass(frozen=True)
class Check:
    """One thing looked at.

    Parameters
    ----------
    check
        What was looked at: ``python``, ``packages``, ``names``, ``kernels``, ``sandbox``,
        ``network``, ``workspace``.
    state
        ``good``; ``fair`` where it works with less; ``poor`` where something must be done.
    message
        What was found and what to do, in Danish.
    """

    check: str
    state: str
    message: str

    @property
    def label(self) -> str:
        """Answer the Danish name of what was looked at."""
        return say(f"doctor.check.{self.check}")

    def to_dict(self) -> dict[str, Any]:
        """Answer the stable JSON shape of ``doctor --json``."""
        return asdict(self)


def examine(workspace: str, here: Path | None = None) -> list[Check]:
    """Look at everything; ``here`` is the folder a person stands in."""
    return [
        _python(),
        _packages(),
        _names(here or Path.cwd()),
        _kernels(),
        *_sandbox(),
        _workspace(workspace),
    ]


def _check(name: str, state: str, key: str, /, **facts: Any) -> Check:
    return Check(name, state, say(f"doctor.{name}.{key}", **facts))


def _python() -> Check:
    number = ".".join(str(part) for part in sys.version_info[:3])
    return _check("python", "good", "good", number=number, place=sys.executable)


def _packages() -> Check:
    """Tell which of the packages we need are not installed."""
    try:
        needed = [line for line in requires(OURS) or () if "extra ==" not in line]
    except PackageNotFoundError:
        return _check("packages", "fair", "loose")
    missing = [name for name in map(_bare, needed) if not _installed(name)]
    if missing:
        return _check("packages", "poor", "missing", names=", ".join(missing))
    return _check("packages", "good", "good", count=len(needed), number=version(OURS))


def _bare(requirement: str) -> str:
    """Answer the name of a requirement.

    >>> _bare("shapely>=2.1.2"), _bare("psycopg[binary]>=3")
    ('shapely', 'psycopg')
    """
    end = next((i for i, letter in enumerate(requirement) if letter in "<>=!~;[ ("), None)
    return requirement[:end]


def _installed(name: str) -> bool:
    try:
        version(name)
    except PackageNotFoundError:
        return False
    return True


def _names(here: Path) -> Check:
    """Tell what hides our names: a file where a person stands, or another distribution."""
    files = [
        str(path)
        for name in NAMES
        for path in (here / f"{name}.py", here / name / "__init__.py")
        if path.exists() and not _is_ours(path, name)
    ]
    rivals = sorted(rival_distributions())
    if files or rivals:
        return _check("names", "poor", "hidden", names=", ".join([*files, *rivals]))
    return _check("names", "good", "good")


def _is_ours(path: Path, name: str) -> bool:
    spec = find_spec(name)
    return spec is not None and spec.origin is not None and path.samefile(spec.origin)


def rival_distributions() -> set[str]:
    """Answer the distributions, ours aside, that install one of our import names."""
    return {
        dist.metadata["Name"]
        for dist in distributions()
        if dist.metadata["Name"] != OURS
        and any(
            path.parts[0].removesuffix(".py") in NAMES for path in dist.files or () if path.parts
        )
    }


def _kernels() -> Check:
    folder = cache_folder()
    if folder is None:
        return _check("kernels", "fair", "fair")
    return _check("kernels", "good", "good", place=folder)


def _sandbox() -> list[Check]:
    """Tell what the system lets the process have that reads other people's files."""
    held = isolation()
    bounds = "good" if held["drivers"] and held["limits"] else "poor"
    network = "good" if held["network"] else "fair"
    return [_check("sandbox", bounds, bounds), _check("network", network, network)]


def _workspace(place: str) -> Check:
    """Look at the workspace without making one."""
    if "://" not in place and not (Path(place) / "kort.gpkg").exists():
        return _check("workspace", "fair", "missing", place=place)
    try:
        with geo.Workspace(place) as workspace:
            layers = workspace.layers()
            count = len(workspace.department_ids())
    except TryghedError as error:
        return Check("workspace", "poor", str(error))
    return _check("workspace", "good", "good", place=place, layers=len(layers), departments=count)
