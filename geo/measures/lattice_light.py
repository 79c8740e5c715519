"""Lux on squares: direct light on level ground where it is asked for in rows and columns.

Answers are those of ``photometry`` at the middles of the squares. Shadows are laid over a row of
squares at a time, so that this is the way to ask for a map.
"""

from collections.abc import Sequence

import numpy as np

from geo.measures.arrays import Flags, Reals
from geo.measures.compiled import announce
from geo.measures.lamps import LampLight
from geo.measures.lattice import Lattice, spacing
from geo.measures.lattice_kernels import Ground, lux_on_cells, room_for, words_of
from geo.measures.lattice_light_kernels import EIGHT
from geo.measures.lattice_shadow_kernels import ABREAST
from geo.measures.light_places import curves_of, lights_of, pieces
from geo.measures.row_kernels import CELLS
from geo.measures.walls import Walls


def lux_on(
    lattices: Sequence[Lattice],
    light: LampLight,
    walls: Walls | None = None,
    *,
    reach: float | None = 5.0,
) -> list[Reals]:
    """Answer the maintained horizontal lux (n,) on the squares asked for of each lattice.

    Parameters
    ----------
    lattices
        Squares on level ground, such as those of every department.
    light, walls
        Lamps, and what stands in their way or None for open country.
    reach
        Lamps farther away than so many times their own height are left out; None takes all.

    Returns
    -------
    list[Reals]
        In the order of ``Lattice.points``.
    """
    shown = [lattice for lattice in lattices if lattice.wanted.any()]
    if not shown or not (light.lumens > 0).any():
        return [np.zeros(np.count_nonzero(lattice.wanted)) for lattice in lattices]
    announce("lattice_kernels.lux_on_cells", "kernels.light_on_squares")
    corner = np.floor([shown[0].x[0], shown[0].y[0]]) if walls is None else walls.origin
    lights = lights_of(light, light.optics[:, None], corner, reach)
    curves, stands = curves_of(light.distributions), pieces(walls)
    room = room_for(
        max(len(lattice.x) for lattice in shown),
        max(len(lattice.y) for lattice in shown),
        min(lattice.step for lattice in shown),
        lights.reach.max(),
        len(stands.box),
    )
    answers = []
    for number, lattice in enumerate(lattices):
        rows, columns = lattice.wanted.shape
        cells = np.zeros((rows, -(-columns // EIGHT) * EIGHT), dtype=bool)
        cells[:, :columns] = lattice.wanted
        lux = np.zeros(cells.shape)
        if lattice.wanted.any():
            ground = _ground(lattice, corner, cells)
            lux_on_cells(lux, ground, lights, curves, stands, room, number * len(light))
        answers.append(np.asarray(lux[cells]))
    return answers


def _ground(lattice: Lattice, corner: Reals, cells: Flags) -> Ground:
    """Answer a lattice as the kernel takes it, shifted, its cells filled up to eights."""
    rows, columns = lattice.wanted.shape
    return Ground(
        _beyond(lattice.x - corner[0], lattice.step, EIGHT + CELLS),
        _beyond(lattice.y - corner[1], lattice.step, 2 * ABREAST),
        lattice.z,
        columns,
        rows,
        spacing(lattice.x, lattice.step),
        words_of(cells.view(np.uint64)),
    )


def _beyond(along: Reals, step: float, count: int) -> Reals:
    """Answer columns or rows with some more behind the last."""
    return np.append(along, along[-1] + np.arange(1, count + 1) * step)
