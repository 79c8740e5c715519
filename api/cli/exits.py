"""How a command ends: 0 fine, 1 findings, 2 cannot read; and one sentence when it cannot."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperGroup

from api.cli import talk
from api.errors import told
from geo.model.errors import TryghedError, WorkspaceError
from geo.model.issues import Issue, Severity


class Exit(IntEnum):
    """What a script may rely on."""

    FINE = 0
    """Done, and nothing to look at."""
    FINDINGS = 1
    """Somebody should look: findings, or something was not taken."""
    UNREADABLE = 2
    """What was given cannot be understood."""
    STOPPED = 130
    """A person stopped it."""


class Verbs(TyperGroup):
    """The verbs together; whatever one of them refuses is told in one sentence."""

    def invoke(self, ctx: Any) -> Any:
        """Run a verb; what it refuses ends with 2 and the remedy, never with a traceback."""
        try:
            return super().invoke(ctx)
        except TryghedError as error:
            if talk.as_json(ctx):
                talk.json_result({"error": told(error)})
            else:
                talk.refusal(error.message, error.remedy)
            raise typer.Exit(Exit.UNREADABLE) from error
        except KeyboardInterrupt as stop:
            talk.note("cli.stopped")
            raise typer.Exit(Exit.STOPPED) from stop


def as_finding(error: TryghedError) -> dict[str, Any]:
    """Answer an error in the shape of a finding of ``check --json``."""
    return {"severity": Severity.ERROR.value, "layer": None, "feature": None, **told(error)}


def exit_of(issues: Iterable[Issue]) -> Exit:
    """Answer how a command with these findings ends; notices need no second look."""
    loud = any(issue.severity is not Severity.NOTICE for issue in issues)
    return Exit.FINDINGS if loud else Exit.FINE


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Say in our own words why a result cannot be written where it was asked for."""
    try:
        yield
    except TryghedError:
        raise
    except OSError as error:
        raise WorkspaceError("output.not_writable", path=str(path)) from error
