"""Results as tables a person reads; names in Danish, numbers where there are any."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich import box
from rich.table import Table
from rich.text import Text

from api.cli.talk import clean, results
from api.language import say, words
from geo.model.issues import Issue, Severity
from geo.model.layers import LAYERS

SHOWN = 5
"""Findings of one kind that a terminal shows; ``--json`` has them all."""

CHANGES = ("new", "changed", "gone", "renumbered", "same")
"""What may have happened to a feature since last time."""

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
    """Print each finding with where, what and the remedy; of one kind only the first few."""
    kinds: dict[tuple[Severity, str], list[Issue]] = {}
    for issue in issues:
        kinds.setdefault((issue.severity, issue.rule), []).append(issue)
    console = results()
    for found in kinds.values():
        for issue in found[:SHOWN]:
            console.print(_head(issue))
            console.print(Text(f"  {clean(issue.message)} {clean(issue.remedy)}".rstrip()))
        if len(found) > SHOWN:
            more = words().count("findings.more", len(found) - SHOWN)
            console.print(Text(f"  {more}", style="dim"))


def _head(issue: Issue) -> Text:
    """Answer how bad it is, and where."""
    where = " · ".join(clean(part) for part in (layer_label(issue.layer), issue.feature) if part)
    head = Text(say(f"severity.{issue.severity.value}"), style=STYLES[issue.severity])
    return head.append(f"  {where}" if where else "", style="bold")


def show_changes(changes: Mapping[str, Any]) -> None:
    """Print what is new, changed and gone in each layer that stood before."""
    if not changes:
        return
    rows = [
        (layer_label(name), *(change.counts()[key] for key in CHANGES))
        for name, change in sorted(changes.items(), key=lambda entry: layer_label(entry[0]))
    ]
    columns = ("column.layer", *(f"column.{key}" for key in CHANGES))
    show(columns, rows, tuple(range(1, len(columns))))


def show_counts(layers: Mapping[str, Any]) -> None:
    """Print how many features of each layer were read, repaired and refused."""
    rows = [
        (layer_label(name), count.read, count.repaired, count.refused)
        for name, count in sorted(layers.items(), key=lambda entry: layer_label(entry[0]))
    ]
    show(("column.layer", "column.read", "column.repaired", "column.refused"), rows, (1, 2, 3))
