"""Hold a delivered layer against the one that stands: by id, then by place.

An id is stable where a register gave it. Where it was not, it is a hash of the geometry, so that a
moved feature counts as one gone and one new; features at the very same place under another id are
the same ones renumbered.
"""

import hashlib
from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
import sqlalchemy as sa

from geo.model.changes import LayerChanges
from geo.model.delivery import Delivery
from geo.model.issues import Issue, Severity
from geo.model.layers import layer_spec
from geo.store.reading import read_layer, read_sources
from geo.store.tables import Tables

SAME_M = 0.001
"""Metres within which a corner is where it was."""

SAME_NUMBER = 1e-9

LOST_SHARE = 0.2
"""Share of a layer that may be gone before somebody should look."""

LEAST_LOST = 5
"""Features that may be gone however few there are."""


def changes_of(
    connection: sa.Connection, known: Tables, delivery: Delivery
) -> dict[str, LayerChanges]:
    """Answer what a delivery would change, for each layer that stands."""
    standing = read_sources(connection, known)
    return {
        name: compare(name, read_layer(connection, known, name), frame)
        for name, frame in sorted(delivery.layers.items())
        if name in standing
    }


def compare(layer: str, before: gpd.GeoDataFrame, after: gpd.GeoDataFrame) -> LayerChanges:
    """Answer what changed between two states of a layer.

    Parameters
    ----------
    layer
        Its name; the columns of the model count, the name of the file does not.
    before, after
        Frames of one layer in EPSG:25832, each id once.
    """
    old = before.set_index(before["id"].astype(str))
    new = after.set_index(after["id"].astype(str))
    both = old.index.intersection(new.index, sort=False)
    gone, fresh = old.index.difference(new.index), new.index.difference(old.index)
    renumbered = _renumbered(old.loc[gone], new.loc[fresh])
    moved = _moved(old.loc[both], new.loc[both])
    differing = _differing(layer, old.loc[both], new.loc[both])
    changed = moved.copy()
    for mask in differing.values():
        changed |= mask
    former, current = {one for one, _ in renumbered}, {other for _, other in renumbered}
    return LayerChanges(
        before=len(before),
        after=len(after),
        new=tuple(sorted(id_ for id_ in fresh if id_ not in current)),
        changed=tuple(sorted(both[changed])),
        gone=tuple(sorted(id_ for id_ in gone if id_ not in former)),
        renumbered=renumbered,
        moved=int(moved.sum()),
        columns={name: int(mask.sum()) for name, mask in differing.items() if mask.any()},
    )


def _shapes(frame: gpd.GeoDataFrame) -> npt.NDArray[np.object_]:
    return np.asarray(frame.geometry.array, dtype=object)


def _moved(old: gpd.GeoDataFrame, new: gpd.GeoDataFrame) -> npt.NDArray[np.bool_]:
    one, other = _shapes(old), _shapes(new)
    missing = shapely.is_missing(one) & shapely.is_missing(other)
    exact = np.asarray(shapely.equals_exact(one, other, tolerance=SAME_M), dtype=bool)
    unsure = ~(exact | missing)
    if unsure.any():  # a ring may start elsewhere and be the same
        exact[unsure] = shapely.equals_exact(
            shapely.normalize(one[unsure]), shapely.normalize(other[unsure]), tolerance=SAME_M
        )
    return ~(exact | missing)


def _differing(
    layer: str, old: gpd.GeoDataFrame, new: gpd.GeoDataFrame
) -> dict[str, npt.NDArray[np.bool_]]:
    """Answer the rows that differ, per column of the model."""
    if old.empty:
        return {}
    found = {}
    for name, kind in ((name, c.kind) for name, c in layer_spec(layer).columns.items()):
        one = old[name] if name in old else pd.Series(None, index=old.index, dtype=object)
        other = new[name] if name in new else pd.Series(None, index=new.index, dtype=object)
        gaps = one.isna().to_numpy(), other.isna().to_numpy()
        if kind in {"real", "integer"}:
            left = one.to_numpy(dtype=float, na_value=np.nan)
            right = other.to_numpy(dtype=float, na_value=np.nan)
            differ = np.abs(left - right) > SAME_NUMBER
        else:
            texts = one.astype(object).to_numpy(), other.astype(object).to_numpy()
            differ = np.array([a != b for a, b in zip(*texts, strict=True)], dtype=bool)
        found[name] = (differ & ~gaps[0] & ~gaps[1]) | (gaps[0] != gaps[1])
    return found


def _renumbered(gone: gpd.GeoDataFrame, fresh: gpd.GeoDataFrame) -> tuple[tuple[str, str], ...]:
    """Answer pairs of ids at the very same place, where only one of each lies there."""
    if gone.empty or fresh.empty:
        return ()
    one, other = _places(_somewhere(gone)), _places(_somewhere(fresh))
    one, other = one[~one.duplicated(keep=False)], other[~other.duplicated(keep=False)]
    former = one.rename("place").rename_axis("former").reset_index()
    pairs = former.merge(
        other.rename("place").rename_axis("id").reset_index(),
        on="place",
    )
    return tuple(sorted(zip(pairs["former"], pairs["id"], strict=True)))


def _somewhere(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Answer the features that lie anywhere."""
    shapes = _shapes(frame)
    return frame[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]


def _places(frame: gpd.GeoDataFrame) -> "pd.Series[str]":
    shapes = shapely.normalize(shapely.set_precision(_shapes(frame), SAME_M, mode="pointwise"))
    blobs = shapely.to_wkb(shapes, byte_order=1)
    named = [hashlib.sha256(blob or b"").hexdigest() for blob in blobs]
    return pd.Series(named, index=frame.index, dtype="str")


def change_findings(changes: Mapping[str, LayerChanges]) -> list[Issue]:
    """Warn where much of a layer is gone: a delivery may have been cut short."""
    return [
        Issue(Severity.WARNING, "changes.lost", layer, None, change.counts())
        for layer, change in sorted(changes.items())
        if change.lost_share > LOST_SHARE and len(change.gone) > LEAST_LOST
    ]
