"""What could be done about the light: repair, replace, or a new lamp, with where it would stand."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.measures.arrays import Reals
from geo.measures.obstacles import texts
from geo.model.crs import METRES
from geo.planning.changes import Change, replaced_columns
from geo.planning.costing import change_price
from geo.planning.fields import point_of
from geo.planning.layer_changes import with_rows
from geo.planning.prices import PriceList
from geo.planning.roadside import roadside
from geo.scoring.scene import Scene

REPAIR, REPLACE, NEW = "repair_lamp", "replace_lamp", "add_lamp"


@dataclass(frozen=True)
class LampOptions:
    """Things that could be done, each with the lamp as it would then be.

    Parameters
    ----------
    changes
        What would be done.
    lamps
        The ``lamps`` layer of the lamps after it, one row per change.
    before
        The lamps before it, one row per change; those without one give no light.
    price
        (m,) kroner of each.
    """

    changes: tuple[Change, ...]
    lamps: gpd.GeoDataFrame = field(repr=False)
    before: gpd.GeoDataFrame = field(repr=False)
    price: Reals = field(repr=False)

    def __len__(self) -> int:
        """Answer how many there are."""
        return len(self.changes)

    def only(self, kinds: Iterable[str]) -> "LampOptions":
        """Answer the options of some kinds."""
        wanted = set(kinds)
        keep = np.array([change.kind in wanted for change in self.changes], dtype=bool)
        return LampOptions(
            tuple(change for change, kept in zip(self.changes, keep, strict=True) if kept),
            self.lamps[keep].reset_index(drop=True),
            self.before[keep].reset_index(drop=True),
            self.price[keep],
        )


def lamp_options(scene: Scene, prices: PriceList) -> LampOptions:
    """Answer every repair, replacement and new lamp that may be worth its price.

    A lamp that is out may be repaired; any lamp near the scored paths may be replaced by one of
    the assumed new kind where that gives more light; a new one may stand every few metres at
    the edge of a scored path, clear of buildings and trees.
    """
    own = _own_lamps(scene)
    parts = [_repairs(own), _replacements(own, scene), _new_lamps(scene)]
    changes = [change for some, _, _ in parts for change in some]
    after = pd.concat([lamps for _, lamps, _ in parts], ignore_index=True)
    before = pd.concat([lamps for _, _, lamps in parts], ignore_index=True)
    prices_of = [change_price(scene.department, change, prices) for change in changes]
    return LampOptions(tuple(changes), _frame(after), _frame(before), np.array(prices_of))


Part: TypeAlias = tuple[list[Change], gpd.GeoDataFrame, gpd.GeoDataFrame]
"""Changes, the lamps after each and the lamps before each."""


def _repairs(own: gpd.GeoDataFrame) -> Part:
    out = own[texts(own, "status") == "out"]
    return [Change(REPAIR, {"lamp": str(id_)}) for id_ in out["id"]], out.assign(status="on"), out


def _replacements(own: gpd.GeoDataFrame, scene: Scene) -> Part:
    flux = scene.assumptions["planning.new_lamp_flux_lm"]
    changes = [Change(REPLACE, {"lamp": str(id_), "flux_lm": flux}) for id_ in own["id"]]
    return changes, own.assign(**replaced_columns({"flux_lm": flux})), own


def _new_lamps(scene: Scene) -> Part:
    chosen = scene.assumptions
    told = {
        "height_m": chosen["planning.new_lamp_height_m"],
        "flux_lm": chosen["planning.new_lamp_flux_lm"],
        "light_source": "LED",
    }
    changes = [Change(NEW, {"at": place, **told}) for place in roadside(scene).tolist()]
    points = [point_of(change.told["at"]) for change in changes]
    lit = {"status": "on", **told}
    lamps = with_rows(scene.department, "lamps", points, [lit] * len(points)).layers["lamps"]
    added = lamps.tail(len(points)) if points else lamps.head(0)
    return changes, added, added.assign(status="out")


def _own_lamps(scene: Scene) -> gpd.GeoDataFrame:
    """Answer the lamps that stand near enough to light a scored path."""
    lamps = scene.department.layer("lamps")
    if lamps is None or scene.samples is None or scene.samples.segments.empty:
        return gpd.GeoDataFrame({"id": []}, geometry=gpd.GeoSeries(crs=METRES), crs=METRES)
    reach = (
        scene.assumptions["lighting.reach_heights"] * scene.assumptions["lighting.lamp_height_m"]
    )
    paths = shapely.union_all(scene.samples.segments.geometry.to_numpy())
    shapely.prepare(paths)
    near = shapely.dwithin(lamps.geometry.to_numpy(), paths, reach)
    return lamps[near].reset_index(drop=True)


def _frame(rows: pd.DataFrame) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(rows, geometry="geometry", crs=METRES)
