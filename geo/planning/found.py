"""What a search found: changes to try, how near to the best they are, and what stays undone."""

from dataclasses import dataclass, field

from geo.model.language import sentence
from geo.planning.changes import Change


@dataclass(frozen=True)
class Found:
    """Changes that answer a question, before the whole model has judged them.

    Parameters
    ----------
    changes
        What is to be done.
    gap
        Share of the gain (or of the price, where the least money is asked for) by which another
        choice may be better, at the most; None where no certificate is known.
    told
        What there is to say of the search, in Danish: what cannot be met, and why.
    """

    changes: tuple[Change, ...]
    gap: float | None = None
    told: tuple[str, ...] = field(default=())

    @property
    def certificate(self) -> str:
        """Say how near to the best this is."""
        if self.gap is None:
            return sentence("found.no_certificate")
        percent = f"{100 * self.gap:.1f}".replace(".", ",")
        key = "found.best" if self.gap <= SETTLED else "found.gap"
        return sentence(key, {"percent": percent})


SETTLED = 5e-4
"""A gap so small is none."""
