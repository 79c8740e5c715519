"""Who of staff may sign in, and as what. Residents have no account."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What an account is for; the Danish words lie in the catalogue under ``role.<code>``."""

    PLANNER = "planner"
    OPERATIONS = "operations"
    BOARD = "board"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Account:
    """Somebody of staff.

    Parameters
    ----------
    id
        Number in the workspace; what the audit names.
    name
        What is typed to sign in.
    department
        The only department a board sees; None for all others.
    disabled
        Whether it may no longer sign in.
    ready
        Whether a password has been chosen, or another service vouches for it.
    """

    id: int
    name: str
    role: Role
    department: str | None
    disabled: bool
    ready: bool

    @property
    def by(self) -> str:
        """Answer how the audit and the story of a case name this account."""
        return f"account {self.id}"

    def sees(self, department: str | None) -> bool:
        """Tell whether what lies in a department is for this account's eyes.

        >>> Account(1, "a", Role.BOARD, "9001-01", disabled=False, ready=True).sees("9001-02")
        False
        """
        return self.role is not Role.BOARD or (
            department is not None and department == self.department
        )
