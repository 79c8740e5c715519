"""Compiled kernels, and where their machine code is kept between runs.

The folder is named after a hash of every kernel source, because a stored kernel does not notice
that a helper in another file has changed. A file that holds kernels is named ``*_kernels.py``
and takes ``compiled`` from here. Where nothing can be stored, kernels are compiled in each run.
"""

import hashlib
import logging
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

from geo.model.language import sentence

Kernel = TypeVar("Kernel", bound=Callable[..., object])

SOURCES = Path(__file__).resolve().parent.parent


def kernel_fingerprint(folder: Path = SOURCES) -> str:
    """Answer a hash that changes with any line of any kernel or with numba itself."""
    digest = hashlib.sha256(numba.__version__.encode())
    for path in sorted(folder.rglob("*_kernels.py")):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def cache_folder() -> Path | None:
    """Answer a folder that can be written for the kernels, made if needed, or None."""
    try:
        folder = _user_cache() / "tryghedskort" / "kernels" / kernel_fingerprint()
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except (OSError, RuntimeError):
        # RuntimeError: a user without a home folder.
        return None


def _user_cache() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


CACHE = cache_folder()
if CACHE is not None:
    numba.config.CACHE_DIR = str(CACHE)  # type: ignore[attr-defined]


def announce(kernel: str, what: str, *, folder: Path | None = CACHE) -> bool:
    """Say on standard error that a kernel must be compiled first, so that nothing hangs silently.

    Answer whether it was said: only where no machine code of it is stored, and once per run.

    Parameters
    ----------
    kernel
        Its module and name, as the file of its machine code is called.
    what
        The sentence that tells what it works out.
    folder
        Where machine code is kept.
    """
    if kernel in _ANNOUNCED or (folder is not None and any(folder.rglob(f"{kernel}-*.nbc"))):
        return False
    _ANNOUNCED.add(kernel)
    told = sentence("kernels.first_use", {"what": sentence(what)})
    logging.getLogger("geo").warning(told)
    return True


_ANNOUNCED: set[str] = set()


def compiled(function: Kernel) -> Kernel:
    """Compile a function of numbers and arrays to machine code, kept for the next run.

    A division by zero is infinite or not a number, as in numpy: a check at every division would
    keep several numbers from being worked on at a time.
    """
    kernel = numba.njit(cache=CACHE is not None, nogil=True, error_model="numpy")
    return cast("Kernel", kernel(function))


def lean(function: Kernel) -> Kernel:
    """Compile an inner loop that makes no array of its own, without counting who holds which."""
    return _lean(function)


def inlaid(function: Kernel) -> Kernel:
    """Compile as ``lean``, laid into whatever calls it.

    Handing over a few tuples of arrays takes longer than much of what is done with them.
    """
    return _lean(function, forceinline=True)


def blended(function: Kernel) -> Kernel:
    """Compile as ``inlaid``, but a product and a sum may be rounded once together.

    For how much light there is, never for what is compared: a shadow's edge must not depend on it.
    """
    return _lean(function, forceinline=True, fastmath={"contract"})


def _lean(function: Kernel, **options: Any) -> Kernel:
    # numba's stubs do not know the option that leaves the counting out.
    plain: Any = {"nogil": True, "error_model": "numpy", "_nrt": False, **options}
    return cast("Kernel", numba.njit(cache=CACHE is not None, **plain)(function))
