"""A municipality out of a region of OpenStreetMap, in one pass over the region's file.

Memory grows with what is kept and not with the region: a node outside the box is looked at and
forgotten. Ways that leave the box are cut where they leave it; an area is closed along the cut.
"""

from collections.abc import Mapping
from typing import Any

import osmium

from geo.model.errors import RefusedFileError

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""

_RANK = {"n": 0, "w": 1, "r": 2}


def cut(source: str, target: str, box: Box) -> None:
    """Write what lies in the box, with every way of which a part does.

    Parameters
    ----------
    source
        File of a region: nodes first, then ways, then relations, as every extract is sorted.
    target
        File to write.
    box
        What to keep.

    Raises
    ------
    RefusedFileError
        Where the file is not sorted: one pass cannot know which nodes a way will need.
    """
    # Plain sets: a bitmap over the ids of the whole planet takes a gigabyte for one municipality.
    kept: dict[str, set[int]] = {"n": set(), "w": set(), "r": set()}
    nodes = kept["n"]
    rank = 0
    with osmium.SimpleWriter(target, overwrite=True) as writer:
        each: Any = osmium.FileProcessor(source)
        for item in each:
            now = _RANK.get(item.type_str(), 3)
            if now < rank:
                raise RefusedFileError("osm.unsorted")
            rank = now
            if now == 0:
                if _inside(item, box):
                    nodes.add(item.id)
                    writer.add_node(item)
            elif now == 1:
                if not nodes.isdisjoint([node.ref for node in item.nodes]):
                    kept["w"].add(item.id)
                    writer.add_way(_cut_way(item, nodes))
            elif now == 2 and _has_kept(item, kept):  # noqa: PLR2004 - relations
                kept["r"].add(item.id)
                writer.add_relation(item)


def _inside(node: Any, box: Box) -> bool:
    where = node.location
    return bool(where.valid() and box[0] <= where.lon <= box[2] and box[1] <= where.lat <= box[3])


def _has_kept(relation: Any, kept: Mapping[str, set[int]]) -> bool:
    return any(member.ref in kept[member.type] for member in relation.members)


def _cut_way(way: Any, nodes: set[int]) -> Any:
    """Answer a way with the nodes that are kept: all of a ring, the longest run of a line."""
    refs = [node.ref for node in way.nodes]
    there = [ref in nodes for ref in refs]
    if all(there):
        return way
    if refs[0] == refs[-1]:
        left = [ref for ref, kept in zip(refs[:-1], there[:-1], strict=True) if kept]
        return way.replace(nodes=[*left, left[0]])
    return way.replace(nodes=max(_runs(refs, there), key=len))


def _runs(refs: list[int], there: list[bool]) -> list[list[int]]:
    """Answer the unbroken runs of kept nodes.

    >>> _runs([1, 2, 3, 4], [True, False, True, True])
    [[1], [3, 4]]
    """
    runs: list[list[int]] = [[]]
    for ref, kept in zip(refs, there, strict=True):
        if kept:
            runs[-1].append(ref)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]
