"""Results as tables a person reads; names in Danish, numbers where there are any."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich import box
from rich.table import Table
from rich.text import Text

from api.cli.talk import clean, results
from api.language import say
from geo.model.issues import Issue, Severity
from geo.model.layers import LAYERS

STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTICE: "dim"}


def show(columns: Sequence[str], rows: Iterable[Sequence[Any]], right: Sequence[int] = ()) -> None:
    """Print a table; ``right`` names the columns that hold numbers."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for place, key in enumerate(columns):
        table.add_column(say(key), justify="right" if place in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text("–" if cell is None else clean(cell)) for cell in row))
    results().print(table)


def layer_label(name: str | None) -> str:
    """Answer the Danish name of a layer, or the file's own name."""
    return LAYERS[name].label if name and name in LAYERS else (name or "")


def show_findings(issues: Sequence[Issue]) -> None:
    """Print each finding with where, what and the remedy."""
    console = results()
    for issue in issues:
        where = " · ".join(
            clean(part) for part in (layer_label(issue.layer), issue.feature) if part
        )
        head = Text(say(f"severity.{issue.severity.value}"), style=STYLES[issue.severity])
        head.append(f"  {where}" if where else "", style="bold")
        console.print(head)
        console.print(Text(f"  {clean(issue.message)} {clean(issue.remedy)}".rstrip()))


def show_counts(layers: Mapping[str, Any]) -> None:
    """Print how many features of each layer were read, repaired and refused."""
    rows = [
        (layer_label(name), count.read, count.repaired, count.refused)
        for name, count in sorted(layers.items(), key=lambda entry: layer_label(entry[0]))
    ]
    show(("column.layer", "column.read", "column.repaired", "column.refused"), rows, (1, 2, 3))
