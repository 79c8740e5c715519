"""Geometry as short text: micro-degrees, differences, five bits a letter.

One letter of 64 carries five bits and a flag that more follow (the low bits first); signs are
folded in, so that small steps either way take one or two letters. The alphabet is that of
web-safe base64: nothing in it means anything to JSON, HTML or a template.
"""

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from geo.model.crs import to_degrees

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
MICRO = 1_000_000
_LETTERS = np.frombuffer(ALPHABET.encode("ascii"), dtype=np.uint8)
_DIGITS = 13


def pack(numbers: Sequence[int] | npt.NDArray[np.integer[Any]]) -> str:
    """Answer whole numbers of either sign as text.

    >>> pack([0, 1, -1, 16])
    'ACBgB'
    """
    values = np.asarray(numbers, dtype=np.int64).ravel()
    folded = ((values << 1) ^ (values >> 63)).astype(np.uint64)
    shifts = np.arange(_DIGITS, dtype=np.uint64) * np.uint64(5)
    rest = folded[:, None] >> shifts
    used = rest > 0
    used[:, 0] = True
    more = np.zeros_like(used)
    more[:, :-1] = used[:, 1:]
    digits = (rest & np.uint64(31)) | (more.astype(np.uint64) << np.uint64(5))
    return _LETTERS[digits[used].astype(np.intp)].tobytes().decode("ascii")


def unpack(text: str) -> list[int]:
    """Answer the numbers of a packed text, as the browser does.

    >>> unpack(pack([0, 1, -1, 16, -123456789]))
    [0, 1, -1, 16, -123456789]
    """
    numbers, value, shift = [], 0, 0
    for letter in text:
        digit = ALPHABET.index(letter)
        value |= (digit & 31) << shift
        shift += 5
        if not digit & 32:
            numbers.append((value >> 1) ^ -(value & 1))
            value, shift = 0, 0
    return numbers


def pack_points(frame: gpd.GeoDataFrame) -> str:
    """Answer one point per feature, in order; a polygon stands for itself by an inner point."""
    points = shapely.point_on_surface(frame.geometry.to_numpy())
    degrees = to_degrees(gpd.GeoDataFrame(geometry=points, crs=frame.crs))
    return pack_steps(shapely.get_coordinates(degrees.geometry.to_numpy()))


def pack_lines(frame: gpd.GeoDataFrame) -> dict[str, str]:
    """Answer simple lines: vertices per line, and all their steps."""
    lines = to_degrees(frame).geometry.to_numpy()
    return {
        "vertices": pack(shapely.get_num_coordinates(lines)),
        "steps": pack_steps(shapely.get_coordinates(lines)),
    }


def pack_polygons(frame: gpd.GeoDataFrame) -> dict[str, str]:
    """Answer polygons and multipolygons: rings per feature, vertices per ring, all their steps.

    Holes and parts are rings alike: drawn by the even-odd rule they come out right.
    """
    shapes = to_degrees(frame).geometry.to_numpy()
    parts, owner = shapely.get_parts(shapes, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    vertices = shapely.get_num_coordinates(rings) - 1
    coordinates = shapely.get_coordinates(rings)
    closing = np.cumsum(vertices + 1) - 1
    return {
        "rings": pack(np.bincount(owner[part], minlength=len(shapes)).astype(np.int64)),
        "vertices": pack(vertices),
        "steps": pack_steps(np.delete(coordinates, closing, axis=0)),
    }


def pack_steps(degrees: npt.NDArray[np.float64]) -> str:
    """Answer longitude, latitude pairs as packed micro-degree differences, the first from zero."""
    whole = np.rint(degrees * MICRO).astype(np.int64).reshape(-1, 2)
    return pack(np.diff(whole, axis=0, prepend=np.zeros((1, 2), dtype=np.int64)))


def pack_numbers(values: Sequence[float | None], digits: int) -> dict[str, Any]:
    """Answer numbers from zero up, to so many decimals, as packed text; None becomes -1.

    >>> pack_numbers([0.25, None, 3.0], 2)
    {'digits': 2, 'packed': 'yBB4S'}
    """
    scale = 10**digits
    return {
        "digits": digits,
        "packed": pack([-1 if v is None else round(v * scale) for v in values]),
    }


def pack_codes(values: Sequence[Any]) -> dict[str, Any]:
    """Answer repeated values as a word list and packed places in it.

    >>> pack_codes(["on", None, "on"])
    {'words': ['on', None], 'packed': 'ACA'}
    """
    words = list(dict.fromkeys(values))
    place = {word: index for index, word in enumerate(words)}
    return {"words": words, "packed": pack([place[value] for value in values])}
