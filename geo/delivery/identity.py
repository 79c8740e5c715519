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


def delivered_ids(attributes: pd.DataFrame, layer: str) -> Texts:
    """Answer the delivered id per row, None where there is none.

    A column counts where at least half its rows are filled and nearly all of those differ; for
    departments a repeated number is a finding, not a reason to look elsewhere.
    """
    folded = {fold(str(name)): name for name in reversed(list(attributes.columns))}
    for wanted in id_columns(layer):
        if wanted not in folded:
            continue
        values = attributes[folded[wanted]]
        given = values.dropna()
        if len(given) * 2 < len(values) or not len(given):
            continue
        if layer == "departments" or given.nunique() > 0.5 * len(given):
            text = values.map(as_text, na_action="ignore")
            return np.where(text.notna(), text, None).astype(object)
    return np.full(len(attributes), None, dtype=object)


def hashes(geometry: Geometries, layer: str) -> Texts:
    """Answer a short hash of layer and geometry, to the millimetre and whatever its starting point."""
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
            "rest": frame.iloc[rows].astype(str).agg("|".join, axis=1).to_numpy()
            if len(frame.columns)
            else "",
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
