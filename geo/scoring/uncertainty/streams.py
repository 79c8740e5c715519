"""Random numbers by seed, stream and feature: the same whatever is drawn before, or where.

Philox counts instead of remembering, so a stream needs no place in a row: the weights of draw 7 are
the same for the first department and the last, on one worker or on fifty.
"""

import hashlib

import numpy as np

from geo.measures.arrays import Reals


def generator(seed: int, stream: str, feature: str = "") -> np.random.Generator:
    """Answer the generator of a stream; equal names give equal numbers.

    >>> float(generator(1, "weights").random()) == float(generator(1, "weights").random())
    True
    """
    name = f"{seed}\x1f{stream}\x1f{feature}".encode()
    digest = hashlib.blake2b(name, digest_size=16).digest()
    key = np.frombuffer(digest, dtype="<u8")
    return np.random.Generator(np.random.Philox(key=key))


def normals(seed: int, stream: str, feature: str, count: int) -> Reals:
    """Answer standard normal numbers of a stream."""
    return generator(seed, stream, feature).standard_normal(count)


def triangular(seed: int, name: str, span: tuple[float, float, float], count: int) -> Reals:
    """Answer draws between low and high that lie most often at the value in the middle."""
    low, value, high = span
    if low == high:
        return np.full(count, value)
    return generator(seed, "assumption", name).triangular(low, value, high, count)
