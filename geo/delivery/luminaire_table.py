"""Luminaire files of a delivery: kept as they are, for lamps that name them.

Whether a file is true to itself is judged where light is reckoned; here it only has to be text.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from geo.delivery.files import Dataset, ending
from geo.delivery.parts import Part
from geo.model.errors import RefusedFileError
from geo.model.provenance import Source

LARGEST = 2_000_000
"""Bytes beyond which a file is no luminaire."""


def luminaire_part(dataset: Dataset) -> Part:
    """Answer one row: the file's name without ending, its format and its text.

    Raises
    ------
    RefusedFileError
        ``luminaire.too_large``.
    """
    path = Path(dataset.path)
    if path.stat().st_size > LARGEST:
        raise RefusedFileError("luminaire.too_large", file=dataset.name)
    raw = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    form = ending(dataset.name).removeprefix(".")
    row = {"name": dataset.stem, "format": form, "content": _text(raw), "source": dataset.name}
    return Part(
        layer="luminaires",
        frame=pd.DataFrame({name: [value] for name, value in row.items()}, dtype=object),
        geometry=np.array([None], dtype=object),
        ids=np.array([f"{dataset.stem}.{form}"], dtype=object),
        source=Source(dataset.name, date=dataset.date).to_dict(),
        read=1,
        repaired=0,
    )


def _text(raw: bytes) -> str:
    """Answer the text of a file; older ones are written in Windows' western letters."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")
