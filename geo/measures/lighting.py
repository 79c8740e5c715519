"""Light per path segment: mean, least, the dark gap it lies in, and how it stands to its target."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from geo.measures.anchors import (
    FACE_LUX,
    LEAST_LUX,
    MEAN_LUX,
    anchor_score,
    gap_score,
    surround_score,
    target_score,
)
from geo.measures.arrays import Flags, Integers, Reals
from geo.measures.lighting_class import target_lux
from geo.measures.network import Network
from geo.measures.sampling import Samples, cell_counts
from geo.model.assumptions import Assumptions
from geo.model.estimate import Grade

LOW_PERCENTILE = 5
"""Percentile that stands for the least lux where lamp data are too weak for one point."""


@dataclass(frozen=True)
class DarkRuns:
    """Contiguous dark cells along connected paths.

    Parameters
    ----------
    run
        Number of the run each cell belongs to, or -1 where it is not dark.
    length_m
        Length of each run.
    order
        Rows of the cells as they are walked: the cells of a run stand together.
    """

    run: Integers = field(repr=False)
    length_m: Reals = field(repr=False)
    order: Integers = field(repr=False)


def least_lux(samples: Samples, lux: Reals, grade: Grade) -> "pd.Series[float]":
    """Answer the least lux per segment; its 5th percentile where lamp data are grade C or worse."""
    by_segment = pd.Series(lux).groupby(samples.segment)
    values = (
        by_segment.min()
        if grade in {Grade.A, Grade.B}
        else by_segment.quantile(LOW_PERCENTILE / 100)
    )
    return pd.Series(values.to_numpy(dtype=float), index=samples.segments.index)


def centre_line(samples: Samples, lux: Reals) -> Reals:
    """Answer the lux on the centre line, per cell."""
    return np.asarray(lux[samples.row == 0])


def dark_runs(network: Network, samples: Samples, dark: Flags) -> DarkRuns:
    """Join dark cells that follow each other, also where one path goes over into the next.

    A run goes on through a node where just two edges meet, and stops at junctions and where
    nothing was sampled.

    Parameters
    ----------
    network, samples
        The network and its samples.
    dark
        Whether each cell is dark.
    """
    return runs_over(walked_cells(network, samples), samples, dark)


def runs_over(walked: tuple[Integers, Integers], samples: Samples, dark: Flags) -> DarkRuns:
    """Answer the same over cells that ``walked_cells`` has put in order before."""
    order, string = walked
    sampled = order >= 0
    is_dark = np.zeros(len(order), dtype=bool)
    is_dark[sampled] = dark[order[sampled]]
    begins = is_dark.copy()
    begins[1:] &= ~is_dark[:-1] | (string[1:] != string[:-1])
    number = np.where(is_dark, np.cumsum(begins) - 1, -1)
    run = np.full(len(dark), -1, dtype=np.int64)
    run[order[sampled]] = number[sampled]
    lengths = samples.cells["length_m"].to_numpy(dtype=float)
    total = np.bincount(run[run >= 0], weights=lengths[run >= 0], minlength=int(begins.sum()))
    return DarkRuns(run, total.astype(np.float64), order[sampled])


def gap_lengths(samples: Samples, runs: DarkRuns) -> "pd.Series[float]":
    """Answer the length of the longest dark run that each segment has part in; 0 without."""
    per_cell = np.where(runs.run >= 0, np.append(runs.length_m, 0.0)[runs.run], 0.0)
    longest = np.zeros(len(samples.segments))
    np.maximum.at(longest, samples.cells["segment"].to_numpy(dtype=np.int64), per_cell)
    return pd.Series(longest, index=samples.segments.index)


def segment_scores(measured: pd.DataFrame, chosen: Assumptions) -> pd.DataFrame:
    """Score segments against their own target class (methods §1.3); NaN where it asks for none.

    Parameters
    ----------
    measured
        ``mean_lux``, ``min_lux``, ``target_gap_m`` (gap under the least lux of the target),
        ``face_lux``, ``surround_ratio`` and ``target_class``.
    chosen
        ``lighting.*``.

    Returns
    -------
    pd.DataFrame
        Columns ``1a`` to ``1e``, 0–100.
    """
    mean, least = target_lux(measured["target_class"])
    at_target, enough = chosen["lighting.target_score"], chosen["lighting.enough_ratio"]
    lux, low = (measured[name].to_numpy(dtype=float) for name in ("mean_lux", "min_lux"))
    unscaled = {
        "1c": gap_score(measured["target_gap_m"], chosen["lighting.dark_gap_m"]),
        "1d": anchor_score(measured["face_lux"], FACE_LUX),
        "1e": surround_score(measured["surround_ratio"], chosen["lighting.surround_ratio"]),
    }
    asked = ~np.isnan(mean)
    return pd.DataFrame(
        {
            "1a": target_score(lux, mean, MEAN_LUX, at_target, enough),
            "1b": target_score(low, least, LEAST_LUX, at_target, enough),
            **{key: np.where(asked, values, np.nan) for key, values in unscaled.items()},
        },
        index=measured.index,
    )


def light_classes(measured: pd.DataFrame, chosen: Assumptions) -> "pd.Series[str]":
    """Answer dark, under, on_target or over per segment, and None where no light is asked for.

    Dark is a mean under 1 lx or under a third of the target, or a dark gap of more than 5 m.
    """
    target, _ = target_lux(measured["target_class"])
    mean = measured["mean_lux"].to_numpy(dtype=float)
    dark = (
        (mean < chosen["lighting.dark_lux"])
        | (mean < chosen["lighting.dark_ratio"] * target)
        | (measured["gap_m"].to_numpy(dtype=float) > chosen["lighting.dark_stretch_m"])
    )
    enough = chosen["lighting.enough_ratio"] * target
    names = np.array([None, "dark", "under", "over", "on_target"], dtype=object)
    code = names[np.select([np.isnan(target), dark, mean < target, mean > enough], range(4), 4)]
    return pd.Series(code, index=measured.index, dtype="object", name="light_class")


def walked_cells(network: Network, samples: Samples) -> tuple[Integers, Integers]:
    """Answer every cell of the network as walked, -1 where not sampled, and its string's number."""
    step = float(samples.step)
    count = cell_counts(network.edges["length_m"].to_numpy(dtype=float), step)
    offset = np.append(0, np.cumsum(count))
    cell = np.full(offset[-1], -1, dtype=np.int64)
    place = offset[samples.cells["edge"]] + samples.cells["number"].to_numpy(dtype=np.int64)
    cell[place] = np.arange(len(place))
    parts: list[Integers] = []
    sizes: list[int] = []
    for walk in network.strings:
        cells = [cell[offset[edge] : offset[edge + 1]][:: -1 if back else 1] for edge, back in walk]
        parts.extend(cells)
        sizes.append(sum(map(len, cells)))
    if not parts:
        return cell, cell
    return np.concatenate(parts), np.repeat(np.arange(len(sizes)), sizes)
