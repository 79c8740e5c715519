"""What the next delivery of a layer changes: new, changed, gone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class LayerChanges:
    """A delivered layer held against the one that stands.

    Parameters
    ----------
    before, after
        Features that stand, and features delivered.
    new
        Ids that were not there before.
    changed
        Ids whose geometry or columns differ.
    gone
        Ids that are not delivered again.
    renumbered
        Pairs of former and new id at the very same place; neither gone nor new.
    moved
        How many of the changed have another geometry.
    columns
        How many of the changed differ in each column.
    """

    before: int
    after: int
    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    renumbered: tuple[tuple[str, str], ...] = ()
    moved: int = 0
    columns: Mapping[str, int] = field(default_factory=dict)

    @property
    def same(self) -> int:
        """Answer how many features stay as they are."""
        return self.after - len(self.new) - len(self.changed) - len(self.renumbered)

    @property
    def lost_share(self) -> float:
        """Answer the share of the standing features that is gone."""
        return len(self.gone) / self.before if self.before else 0.0

    def counts(self) -> dict[str, int]:
        """Answer the numbers a person reads first."""
        return {
            "before": self.before,
            "after": self.after,
            "new": len(self.new),
            "changed": len(self.changed),
            "moved": self.moved,
            "gone": len(self.gone),
            "renumbered": len(self.renumbered),
            "same": self.same,
        }

    def to_dict(self) -> dict[str, Any]:
        """Answer the stable JSON shape: the counts, and every id by what happened to it."""
        return {
            **self.counts(),
            "columns": dict(self.columns),
            "ids": {
                "new": list(self.new),
                "changed": list(self.changed),
                "gone": list(self.gone),
                "renumbered": [list(pair) for pair in self.renumbered],
            },
        }
