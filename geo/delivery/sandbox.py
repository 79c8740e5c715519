"""A process of its own for files nobody vouches for.

GDAL opens by content: a driver description saved as ``.shp`` can fetch an address or read a local
file. So the child starts with every driver skipped that is not needed, in its environment and
before pyogrio is imported, and refuses to work if another one is there all the same. It has
limits of time, memory and written bytes, and an empty network namespace where the system allows.
"""

import ctypes
import json
import os
import signal
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

from geo.delivery.limits import LOCAL, Limits
from geo.model.errors import RefusedFileError, UnreadableFileError

DRIVERS = frozenset(
    {"ESRI Shapefile", "GPKG", "GeoJSON", "FlatGeobuf", "MapInfo File", "MEM", "Memory"}
)
"""GDAL drivers a delivery may need."""

RASTERS = "rasters"
"""Work of a child that reads rasters and no other file."""

RASTER_DRIVERS = frozenset({"GTiff"})
"""GDAL drivers a surface model may need."""

_NEW_USER = 0x10000000
_NEW_NETWORK = 0x40000000

_START = (
    "import sys; sys.path.append(sys.argv[1]); "
    "from geo.delivery.sandbox import enter; enter(sys.argv[2])"
)


def run(folder: Path, job: dict[str, Any], limits: Limits, name: str) -> dict[str, Any]:
    """Read a staged delivery in a child process and answer what it wrote down.

    Parameters
    ----------
    folder
        Private folder: job and answer lie there as JSON, frames beside them.
    job
        What to read, in JSON's types.
    limits
        Bounds of the child.
    name
        Name of the delivery, for the error.

    Raises
    ------
    RefusedFileError
        ``file.too_slow``, or what the child died of.
    """
    bounds = {
        "seconds": limits.seconds,
        "memory": limits.memory,
        "file_size": limits.file_size,
        "gml": limits.gml,
    }
    path = folder / "job.json"
    path.write_text(json.dumps({**job, "folder": str(folder), "bounds": bounds}), "utf-8")
    root = str(Path(__file__).resolve().parents[2])
    command = [sys.executable, "-P", "-c", _START, root, str(path)]
    talk = folder / "talk.txt"
    try:
        with talk.open("wb") as err:
            done = subprocess.run(  # noqa: S603 - our own interpreter and module
                command,
                env=_environment_of(job, limits, name),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=err,
                timeout=limits.seconds,
                check=False,
                cwd=folder,
            )
    except subprocess.TimeoutExpired as error:
        raise RefusedFileError("file.too_slow", file=name, seconds=limits.seconds) from error
    answer = folder / "answer.json"
    if done.returncode or not answer.is_file():
        raise _failure(done.returncode, talk, name, limits)
    read: dict[str, Any] = json.loads(answer.read_text("utf-8"))
    return read


def _failure(code: int, talk: Path, name: str, limits: Limits) -> Exception:
    """Tell time and memory from anything else, whose last words are kept as the cause."""
    words = talk.read_text("utf-8", errors="replace")
    if code == -signal.SIGXCPU:
        return RefusedFileError("file.too_slow", file=name, seconds=limits.seconds)
    if code == -signal.SIGKILL or any(sign in words for sign in _OUT_OF_MEMORY):
        return RefusedFileError("file.too_heavy", file=name)
    refused = RefusedFileError("file.crashed", file=name)
    refused.__cause__ = RuntimeError(f"the reading process ended with {code}: {words[-2000:]}")
    return refused


_OUT_OF_MEMORY = (
    "MemoryError",
    "bad_alloc",
    "ArrowMemoryError",
    "failed to map segment",
    "Cannot allocate memory",
)
"""What Python, C++ and the loader say when the memory limit is reached."""


def environment(*, gml: bool) -> dict[str, str]:
    """Answer the child's whole environment: nothing of the parent's secrets goes along."""
    kept = ("PATH", "HOME", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "LANG", "LD_LIBRARY_PATH")
    return {
        **{key: os.environ[key] for key in kept if key in os.environ},
        "GDAL_SKIP": ",".join(sorted(_known_drivers() - allowed(gml=gml))),
        "GDAL_DRIVER_PATH": "disable",
        "OGR_DRIVER_PATH": "disable",
        "GML_DOWNLOAD_SCHEMA": "NO",
        "GML_SKIP_RESOLVE_ELEMS": "ALL",
        "PROJ_NETWORK": "OFF",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUTF8": "1",
        "OMP_NUM_THREADS": "1",
    }


def _environment_of(job: dict[str, Any], limits: Limits, name: str) -> dict[str, str]:
    """Answer the environment for a job: rasters have a driver of their own and no other."""
    if job.get("work") != RASTERS:
        return environment(gml=limits.gml)
    try:
        skipped = known_raster_drivers() - RASTER_DRIVERS
    except ImportError as error:
        raise UnreadableFileError("surface.extra", file=name) from error
    return {
        **environment(gml=False),
        "GDAL_SKIP": ",".join(sorted(skipped)),
        "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
        "GDAL_PAM_ENABLED": "NO",
    }


def known_raster_drivers() -> frozenset[str]:
    """Answer the drivers rasterio's own GDAL has in this process."""
    from rasterio.env import Env  # noqa: PLC0415 - an extra

    with Env() as env:
        return frozenset(env.drivers())


def allowed(*, gml: bool) -> frozenset[str]:
    """Answer the drivers a child may hold."""
    return DRIVERS | {"GML"} if gml else DRIVERS


@cache
def _known_drivers() -> frozenset[str]:
    import pyogrio  # noqa: PLC0415 - importing GDAL is slow and only needed here

    inherited = os.environ.get("GDAL_SKIP", "") or os.environ.get("OGR_SKIP", "")
    return frozenset(pyogrio.list_drivers()) | frozenset(filter(None, inherited.split(",")))


def enter(job_path: str) -> None:
    """Close the doors, then read: the child's whole life.

    Raises
    ------
    RuntimeError
        Where a driver is there that was closed out: nothing is opened then.
    """
    job = json.loads(Path(job_path).read_text("utf-8"))
    bounds = job["bounds"]
    leave_network()
    limit(bounds["seconds"], bounds["memory"], bounds["file_size"])
    if job.get("work") == RASTERS:
        _read_rasters(job)
        return
    import pyogrio  # noqa: PLC0415 - only after the doors are closed

    foreign = frozenset(pyogrio.list_drivers()) - allowed(gml=bounds["gml"])
    if foreign:
        raise RuntimeError(f"drivers that must not be here: {sorted(foreign)}")
    from geo.delivery.understanding import answer  # noqa: PLC0415

    answer(job)


def _read_rasters(job: dict[str, Any]) -> None:
    foreign = known_raster_drivers() - RASTER_DRIVERS
    if foreign:
        raise RuntimeError(f"drivers that must not be here: {sorted(foreign)}")
    from geo.delivery.height_model import answer  # noqa: PLC0415

    answer(job)


def limit(seconds: float | None, memory: int | None, file_size: int | None) -> tuple[str, ...]:
    """Set the limits the system knows and answer their names."""
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return ()
    wanted = {
        "RLIMIT_CPU": None if seconds is None else int(seconds) + 1,
        "RLIMIT_AS": memory,
        "RLIMIT_FSIZE": file_size,
    }
    for name, value in wanted.items():
        if value is not None:
            number = getattr(resource, name)
            hard = resource.getrlimit(number)[1]
            most = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.setrlimit(number, (most, most))
    return tuple(wanted)


def leave_network() -> bool:
    """Move into an empty network namespace, and tell whether the system allowed it."""
    if not sys.platform.startswith("linux"):
        return False
    library = ctypes.CDLL(None, use_errno=True)
    if library.unshare(_NEW_NETWORK) == 0:
        return True
    user, group = os.getuid(), os.getgid()
    if library.unshare(_NEW_USER | _NEW_NETWORK) != 0:
        return False
    # An unmapped user could create no file: map ourselves onto ourselves.
    Path("/proc/self/setgroups").write_text("deny", "ascii")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1", "ascii")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1", "ascii")
    return True


def isolation() -> dict[str, bool]:
    """Tell what this system lets the child have: for ``doctor`` and for an honest operator.

    Answers
    -------
    ``drivers``: the allow-list holds; ``limits``: time, memory and size; ``network``: none.
    """
    code = (
        "import sys, json; sys.path.append(sys.argv[1]);"
        "from geo.delivery import sandbox as s;"
        "network = s.leave_network(); limits = bool(s.limit(60, None, None));"
        "import pyogrio;"
        "drivers = frozenset(pyogrio.list_drivers()) <= s.allowed(gml=False);"
        "print(json.dumps({'drivers': drivers, 'limits': limits, 'network': network}))"
    )
    root = str(Path(__file__).resolve().parents[2])
    done = subprocess.run(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-P", "-c", code, root],
        env=environment(gml=LOCAL.gml),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    if done.returncode:
        return {"drivers": False, "limits": False, "network": False}
    told: dict[str, bool] = json.loads(done.stdout)
    return told
