"""The command line ``tryghedskort``.

verbs    one file per verb, or per group of verbs that belong together
options  the options several verbs share
reading  a delivery as the command line names it
at_once  many departments at once, and what a long run must show
talk     results on stdout, talk on stderr, progress while something takes long
exits    how a command ends, and what a person is told when it cannot
tables   results as tables

A new verb is a new file in ``verbs`` with a ``typer.Typer()`` called ``verbs``; nothing here knows
it by name. Heavy libraries are imported where they are used, so that ``--help`` answers at once.
"""

from importlib import import_module
from pkgutil import iter_modules

import typer

from api.cli import verbs as room
from api.cli.exits import Verbs
from api.language import say


def _assembled() -> typer.Typer:
    """Gather every verb, in the order of the alphabet."""
    whole = typer.Typer(
        cls=Verbs,
        help=say("cli.app"),
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    for found in sorted(iter_modules(room.__path__), key=lambda module: module.name):
        module = import_module(f"{room.__name__}.{found.name}")
        whole.add_typer(module.verbs)
    return whole


app = _assembled()
