"""A weight set of one's own by swing weighting: rank, rate, normalise – and say who decided, when.

People are asked what it is worth to lift a factor from its worst to its best. The lift worth the
most gets 100, the others a share of it. Unlike a bare question of importance it looks at the range.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from geo.model.errors import LayerError
from geo.scoring.factors import FACTORS, WEIGHT_SETS

MOST = 100.0


@dataclass(frozen=True)
class Weighting:
    """A weight set somebody decided.

    Parameters
    ----------
    name
        What it is called, such as ``Beboermøde 2026``; none of the product's own sets.
    ratings
        Worth of lifting each factor from worst to best, 0–100; the greatest is 100.
    decided_by, decided_on
        Who decided, and the ISO date.
    """

    name: str
    ratings: Mapping[str, float] = field(repr=False)
    decided_by: str
    decided_on: str

    def __post_init__(self) -> None:
        if not self.name.strip() or self.name in WEIGHT_SETS:
            raise LayerError("weighting.name", name=self.name)
        if not self.decided_by.strip():
            raise LayerError("weighting.nobody", name=self.name)
        try:
            date.fromisoformat(self.decided_on)
        except ValueError as error:
            raise LayerError("as_of.unreadable", text=self.decided_on) from error
        swing_weights(self.ratings)

    @property
    def weights(self) -> dict[str, float]:
        """Answer the weight of each factor; they sum to 1."""
        return swing_weights(self.ratings)

    def to_dict(self) -> dict[str, Any]:
        """Answer a JSON shape."""
        return {
            "name": self.name,
            "ratings": dict(self.ratings),
            "weights": self.weights,
            "decided_by": self.decided_by,
            "decided_on": self.decided_on,
        }

    @classmethod
    def from_dict(cls, saved: Mapping[str, Any]) -> "Weighting":
        """Read what ``to_dict`` wrote; the weights follow from the ratings."""
        kept = {key: saved[key] for key in ("name", "ratings", "decided_by", "decided_on")}
        return cls(**kept)


def swing_weights(ratings: Mapping[str, float]) -> dict[str, float]:
    """Answer weights that sum to 1 from the worth of each factor's lift.

    Parameters
    ----------
    ratings
        0–100 per factor; the greatest must be 100. A factor that is not rated counts 0.

    Raises
    ------
    LayerError
        Where a rating lies outside 0–100, none is 100, or a factor is not known.

    Examples
    --------
    >>> weights = swing_weights({"lighting": 100, "eyes": 60, "meeting_places": 40})
    >>> weights["lighting"], weights["routes"]
    (0.5, 0.0)
    """
    unknown = sorted(set(ratings) - set(FACTORS))
    if unknown:
        raise LayerError("factor.unknown", name=unknown[0], known=", ".join(FACTORS))
    outside = [key for key, value in ratings.items() if not 0 <= value <= MOST]
    if outside:
        raise LayerError("weighting.outside", factor=FACTORS[outside[0]].label)
    if max(ratings.values(), default=0.0) != MOST:
        raise LayerError("weighting.no_greatest")
    whole = sum(ratings.values())
    return {key: float(ratings.get(key, 0.0)) / whole for key in FACTORS}
