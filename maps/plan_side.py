"""A plan as the side of a map: the layers of the whole workspace as the plan leaves them."""

from collections.abc import Sequence

import geopandas as gpd
import pandas as pd

from geo.model.department import Department
from geo.scoring.profile import Profile
from maps.basemap import LayerStore
from maps.sides import CHANGED, Alternative


def plan_side(
    name: str,
    workspace: LayerStore,
    department: Department,
    changed: Department,
    profile: Profile,
    words: Sequence[str] = (),
) -> Alternative:
    """Answer a plan to set beside today.

    Parameters
    ----------
    name
        What the plan is called.
    workspace
        Where whole layers are read from: a department holds only its part of them.
    department, changed
        The department before and after.
    profile
        Its scoring after the plan.
    words
        The difference in sentences.
    """
    layers = {
        layer: _whole(workspace.layer(layer), department.layer(layer), frame)
        for layer, frame in changed.layers.items()
        if layer in CHANGED and frame is not department.layer(layer)
    }
    return Alternative(name, [profile], layers, words)


def _whole(
    everywhere: gpd.GeoDataFrame | None,
    before: gpd.GeoDataFrame | None,
    after: gpd.GeoDataFrame,
) -> gpd.GeoDataFrame:
    """Answer a layer with a department's part of it exchanged."""
    if everywhere is None or everywhere.empty:
        return after
    own = set() if before is None else set(before["id"])
    rest = everywhere[~everywhere["id"].isin(own)]
    columns = [name for name in everywhere.columns if name in after.columns]
    together = pd.concat([rest[columns], after[columns]], ignore_index=True)
    return gpd.GeoDataFrame(together, geometry="geometry", crs=after.crs)
