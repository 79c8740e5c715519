"""One finding of a check: where, which rule, and what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from geo.model.language import sentence


class Severity(StrEnum):
    """How much a finding weighs."""

    ERROR = "error"
    """The feature or layer was refused."""
    WARNING = "warning"
    """Taken, but somebody should look or confirm."""
    NOTICE = "notice"
    """Repaired or assumed, and said."""


@dataclass(frozen=True)
class Issue:
    """A finding.

    Parameters
    ----------
    severity
        How much it weighs.
    rule
        Stable id such as ``geometry.invalid``; the key of its sentence in the catalogue.
    layer
        Layer name, or the file's name where no layer is known.
    feature
        Id of the feature, or None where the whole layer is meant.
    facts
        What the sentence needs.
    """

    severity: Severity
    rule: str
    layer: str | None = None
    feature: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """Say what was found, in Danish."""
        return sentence(self.rule, self._all_facts)

    @property
    def remedy(self) -> str:
        """Say what to do, in Danish."""
        return sentence(f"{self.rule}/remedy", self._all_facts)

    @property
    def _all_facts(self) -> dict[str, Any]:
        return {"layer": self.layer, "feature": self.feature, **self.facts}

    def to_dict(self) -> dict[str, Any]:
        """Answer the stable JSON shape of ``check --json``."""
        return {
            "severity": self.severity.value,
            "layer": self.layer,
            "feature": self.feature,
            "rule": self.rule,
            "message": self.message,
            "remedy": self.remedy,
        }
