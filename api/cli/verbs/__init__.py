"""One file per verb; each holds a ``typer.Typer()`` called ``verbs``."""
