"""Eyes over the ground of a department, metre by metre: for staff alone.

It says where nobody sees, so it is never drawn for anybody. It colours ground, never a window: the
cells of houses are empty.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import shapely

from geo.measures.arrays import Reals
from geo.measures.lattice import Lattice, lattice_over
from geo.measures.obstacles import LAYERS, Leaves, Passing, obstacles_from
from geo.measures.openings import openings_of
from geo.measures.surveillance import eyes_on_grid
from geo.model.assumptions import Assumptions, default_assumptions
from geo.model.department import Department

STEP_M = 1.0
"""Side of a cell."""


@dataclass(frozen=True)
class EyesSurface:
    """Effective openings by day over the ground of a department.

    Parameters
    ----------
    lattice
        The cells.
    openings
        (rows, columns), from the south; NaN in houses and outside the department.
    """

    lattice: Lattice
    openings: Reals = field(repr=False)

    def blind_share(self, least: float) -> float:
        """Answer the share of the ground that fewer than so many openings look at, 0 to 1."""
        known = self.openings[np.isfinite(self.openings)]
        return float((known < least).mean()) if len(known) else 0.0


class DepartmentStore(Protocol):
    """What answers departments: a workspace."""

    def department(self, department_id: str, /) -> Department:
        """Answer a department with all that lies near enough to matter."""
        ...


def eyes_surface(
    department: Department, assumptions: Assumptions | None = None
) -> EyesSurface | None:
    """Answer the eyes over a department by day, in leaf; None where no buildings were delivered.

    Parameters
    ----------
    department
        The department as the workspace cuts it: houses within 100 m take part.
    assumptions
        ``eyes.*``, ``obstacles.*`` and ``department.*``; the defaults if None.
    """
    chosen = assumptions or default_assumptions()
    buildings = department.layer("buildings")
    if buildings is None:
        return None
    layers = {name: frame for name in LAYERS if (frame := department.layer(name)) is not None}
    obstacles = obstacles_from(layers, Passing.SIGHT, Leaves.ON, chosen)
    openings = openings_of(
        buildings, department.layer("openings"), department.layer("entrances"), chosen
    )
    ground = shapely.buffer(department.boundary, chosen["department.scored_buffer_m"])
    lattice = lattice_over(ground, STEP_M)
    seen = eyes_on_grid(lattice, openings, obstacles, chosen)
    shapely.prepare(ground)
    inside = shapely.contains_xy(ground, *np.meshgrid(lattice.x, lattice.y))
    return EyesSurface(lattice, np.where(inside, seen, np.nan))


def eyes_surfaces(
    workspace: DepartmentStore, department_ids: Iterable[str]
) -> dict[str, EyesSurface]:
    """Answer the surface of each department that has buildings, by its id."""
    found = {identity: eyes_surface(workspace.department(identity)) for identity in department_ids}
    return {identity: surface for identity, surface in found.items() if surface is not None}
