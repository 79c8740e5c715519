"""The tree of errors. Each names the user's mistake, carries its facts and tells the remedy.

TryghedError
├── DeliveryError (ValueError)          a delivery that cannot be understood
│   ├── UnreadableFileError             no driver understands the file
│   ├── RefusedFileError                the file is understood and refused (attack, wrong kind)
│   └── UnknownCrsError                 where the coordinates lie cannot be told
├── LayerError (ValueError)             a layer or column the model does not know
├── LuminaireError (ValueError)         a luminaire file that contradicts itself
├── PlanError (ValueError)              a plan that cannot be read or applied
│   └── ChangedMeanwhileError           somebody else was faster; nothing is written over
├── ReportError (ValueError)            a resident's report that cannot be taken
├── AccountError (ValueError)           an account of staff that cannot be made or opened
├── NotFoundError (LookupError)         no department, case or plan by that name
└── WorkspaceError (OSError)            a workspace that cannot be opened or written
"""

from typing import Any

from geo.model.language import sentence


class TryghedError(Exception):
    """Anything the product refuses, told in one sentence with its remedy.

    Parameters
    ----------
    rule
        The rule that was broken, such as ``file.unreadable``; also the key of its sentence.
    **facts
        What the sentence needs: a file name, a layer, numbers.
    """

    def __init__(self, rule: str, **facts: Any) -> None:
        super().__init__(rule, facts)
        self.rule = rule
        self.facts = facts

    @property
    def message(self) -> str:
        """Say what is wrong, in Danish."""
        return sentence(self.rule, self.facts)

    @property
    def remedy(self) -> str:
        """Say what to do about it, in Danish."""
        return sentence(f"{self.rule}/remedy", self.facts)

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


class DeliveryError(TryghedError, ValueError):
    """A delivery that cannot be understood."""


class UnreadableFileError(DeliveryError):
    """No driver understands the file."""


class RefusedFileError(DeliveryError):
    """The file is understood and refused."""


class UnknownCrsError(DeliveryError):
    """Where the coordinates lie cannot be told."""


class LayerError(TryghedError, ValueError):
    """A layer or column the model does not know."""


class LuminaireError(TryghedError, ValueError):
    """A luminaire file that contradicts itself."""


class PlanError(TryghedError, ValueError):
    """A plan that cannot be read or applied."""


class ChangedMeanwhileError(PlanError):
    """Somebody else changed the plan first."""


class ReportError(TryghedError, ValueError):
    """A resident's report that cannot be taken."""


class AccountError(TryghedError, ValueError):
    """An account of staff that cannot be made or opened."""


class NotFoundError(TryghedError, LookupError):
    """No department, case or plan by that name."""


class WorkspaceError(TryghedError, OSError):
    """A workspace that cannot be opened or written."""
