"""Results on stdout, talk on stderr.

Names come from files of other people: whatever is printed loses its control characters first, and
is never read as markup, so that a name can neither move the cursor nor colour the screen.
"""

import json
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TextIO

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn
from rich.text import Text

from api.language import say

_JSON = "api.json"

PIPE_WIDTH = 200
"""Letters of a line where nobody's screen sets them: a table in a pipe breaks no word."""


def results() -> Console:
    """Answer where results go; made when asked, so that a test or a pipe may have moved it."""
    return _console(sys.stdout)


def talking() -> Console:
    """Answer where talk goes."""
    return _console(sys.stderr)


def _console(stream: TextIO) -> Console:
    """Answer a console that breaks lines for a person and leaves them whole in a pipe."""
    person = stream.isatty()
    width = None if person else PIPE_WIDTH
    return Console(file=stream, markup=False, highlight=False, soft_wrap=not person, width=width)


def clean(value: Any) -> str:
    r"""Answer text that a terminal shows and does nothing else with.

    >>> clean("Æble\x1b[2Jhaven")
    'Æble�[2Jhaven'
    """
    return "".join(
        "�" if unicodedata.category(letter) in {"Cc", "Cf", "Cs"} else letter
        for letter in str(value).replace("\n", " ").replace("\t", " ")
    )


def remember_json(context: typer.Context, value: bool) -> bool:  # noqa: FBT001 - typer's callback
    """Note that results are wanted as JSON, so that a refusal is told as JSON too."""
    if value:
        context.meta[_JSON] = True
    return value


def as_json(context: Any) -> bool:
    """Tell whether results were asked for as JSON."""
    return bool(context.meta.get(_JSON))


def json_result(value: Any) -> None:
    """Print a result as JSON: one document on stdout, and nothing else."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n")


def line(text: str) -> None:
    """Print one line of a result."""
    results().print(Text(clean(text)))


def note(key: str, /, **facts: Any) -> None:
    """Say something on the way."""
    talking().print(Text(clean(say(key, **facts))))


def refusal(message: str, remedy: str) -> None:
    """Say what could not be done, and what to do about it."""
    console = talking()
    console.print(Text(clean(message), style="bold red"))
    if remedy:
        console.print(Text(clean(remedy)))


@contextmanager
def steps(names: Sequence[str]) -> Iterator[Iterator[None]]:
    """Show work of several steps; ``next()`` begins the next one."""
    with _progress(SpinnerColumn(), TextColumn("{task.description}")) as progress:
        task = progress.add_task("", total=None)

        def each() -> Iterator[None]:
            for name in names:
                progress.update(task, description=say(name))
                yield

        yield each()


@contextmanager
def counting(key: str, total: int) -> Iterator[Any]:
    """Show work of many like parts; call the answer with the name of the next part."""
    columns = (
        TextColumn(say(key)),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.description}"),
    )
    with _progress(*columns) as progress:
        task = progress.add_task("", total=total)
        done = iter(range(total + 1))

        def begin(name: str) -> None:
            progress.update(task, completed=next(done), description=clean(name))

        yield begin
        progress.update(task, completed=total, description="")


def _progress(*columns: Any) -> Progress:
    console = talking()
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
