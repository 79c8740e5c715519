"""Ids that stay: the delivered one where it tells features apart, else a hash of what lies there.

Nothing here depends on the order of the rows.
"""

import hashlib

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.delivery.findings import per_feature
from geo.delivery.folding import fold
from geo.delivery.registers import id_columns
from geo.delivery.values import as_text
from geo.model.issues import Issue, Severity

Texts = npt.NDArray[np.object_]
Geometries = npt.NDArray[np.object_]

HASH_LETTERS = 16
HALF = 0.5
FEW_COPIES = 0.99


def delivered_ids(attributes: pd.DataFrame, layer: str) -> Texts:
    """Answer the delivered id per row, None where there is none.

    A layer's own number counts where half its rows are filled and most of those differ: a repeated
    one is then a finding. A general id must be nearly free of copies, for it may belong to
    something else. A department's number counts in any case.
    """
    folded = {fold(str(name)): name for name in reversed(list(attributes.columns))}
    general = set(id_columns("any"))
    for wanted in id_columns(layer):
        if wanted not in folded:
            continue
        values = attributes[folded[wanted]]
        given = values.dropna()
        if len(given) < HALF * len(values) or not len(given):
            continue
        least = FEW_COPIES if wanted in general else HALF
        if layer == "departments" or given.nunique() > least * len(given):
            text = values.map(as_text, na_action="ignore")
            return text.astype(object).where(text.notna(), None).to_numpy(dtype=object)
    return np.full(len(attributes), None, dtype=object)


def hashes(geometry: Geometries, layer: str) -> Texts:
    """Answer a short hash of layer and geometry, to the millimetre, wherever a ring starts."""
    rounded = shapely.transform(geometry, lambda xy: np.round(xy, 3) + 0.0)
    blobs = shapely.to_wkb(shapely.normalize(rounded), byte_order=1)
    seed = f"{layer}:".encode()
    return np.array(
        [hashlib.sha256(seed + blob).hexdigest()[:HASH_LETTERS] for blob in blobs], dtype=object
    )


def with_ids(
    frame: pd.DataFrame, geometry: Geometries, ids: Texts, layer: str
) -> tuple[Texts, list[Issue]]:
    """Answer unique ids for a whole layer, and which had to be made unique.

    Parameters
    ----------
    frame
        The model's columns, for telling copies of the same place apart.
    geometry
        Geometry per row.
    ids
        Delivered ids, None where there is none.
    layer
        Layer's name.
    """
    out = ids.copy()
    bare = np.flatnonzero(pd.isna(out))
    if len(bare):
        out[bare] = hashes(geometry[bare], layer)
    repeated = pd.Series(out).duplicated(keep=False).to_numpy()
    if not repeated.any():
        return out, []
    issues = _told(out, ids, repeated, layer)
    rows = np.flatnonzero(repeated)
    order = pd.DataFrame(
        {
            "id": out[rows],
            "place": hashes(geometry[rows], layer),
            "rest": _row_texts(frame.iloc[rows]),
            "row": rows,
        }
    ).sort_values(["id", "place", "rest", "row"])
    number = order.groupby("id").cumcount()
    again = order[number > 0]
    taken = set(out.tolist())
    for row, name, count in zip(again["row"], again["id"], number[number > 0], strict=True):
        made, step = f"{name}-{count + 1}", int(count) + 1
        while made in taken:
            step += 1
            made = f"{name}-{step}"
        taken.add(made)
        out[row] = made
    return out, issues


def _told(out: Texts, ids: Texts, repeated: npt.NDArray[np.bool_], layer: str) -> list[Issue]:
    own = ~pd.isna(ids)
    issues = per_feature(Severity.WARNING, "id.repeated", layer, sorted(set(out[repeated & own])))
    return issues + per_feature(
        Severity.WARNING, "geometry.repeated", layer, sorted(set(out[repeated & ~own]))
    )


def _row_texts(frame: pd.DataFrame) -> list[str]:
    columns = [frame[name].astype(object).tolist() for name in frame.columns]
    return [repr(row) for row in zip(*columns, strict=True)] if columns else [""] * len(frame)
