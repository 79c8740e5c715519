"""Write the generated parts of the docs: ``python docs/write.py``; with ``--check`` only compare.

A generated part stands between ``<!-- generated: name -->`` and ``<!-- end -->``. Tests run the
check, so a layer, column or verb that changes cannot leave its page behind.
"""

import re
import sys
from collections.abc import Callable
from pathlib import Path

import typer
from typer.testing import CliRunner

from api.cli import app
from api.settings import Settings
from geo.model.layers import LAYERS, Column, LayerSpec
from geo.scoring.method import as_markdown

DOCS = Path(__file__).resolve().parent
BLOCK = re.compile(r"(<!-- generated: (\w+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)

GEOMETRY = {"Point": "punkt", "LineString": "linje", "Polygon": "flade"}
KIND = {"text": "tekst", "integer": "heltal", "real": "tal", "date": "dato"}


def layers() -> str:
    """Answer one section per layer with its columns, units, ranges and accepted names."""
    return "\n".join(_layer(spec) for spec in LAYERS.values())


def _layer(spec: LayerSpec) -> str:
    geometry = " eller ".join(GEOMETRY[kind] for kind in spec.geometry) or "tabel uden kort"
    needed = " · nødvendigt for det første kort" if spec.needed else ""
    names = ", ".join(f"`{name}`" for name in spec.aliases)
    rows = "\n".join(_column(spec, column) for column in spec.columns.values())
    return (
        f"### {spec.label} (`{spec.name}`)\n\n{geometry}{needed}\n\n"
        f"Filnavne, der genkendes: {names}\n\n"
        "| kolonne | betyder | indhold | navne, der genkendes |\n|---|---|---|---|\n"
        f"{rows}\n"
    )


def _column(spec: LayerSpec, column: Column) -> str:
    parts = [KIND[column.kind]]
    if column.unit:
        parts.append(column.unit)
    if column.minimum is not None or column.maximum is not None:
        parts.append(f"{column.minimum:g}–{column.maximum:g}")
    if column.choices:
        parts.append(", ".join(f"`{choice}`" for choice in column.choices))
    if column.required:
        parts.append("skal udfyldes")
    names = ", ".join(f"`{name}`" for name in column.aliases)
    content = " · ".join(parts)
    return f"| `{column.name}` | {spec.column_label(column.name)} | {content} | {names} |"


def commands() -> str:
    """Answer the help of the command line and of every verb, as a terminal of 80 letters has it."""
    run = CliRunner(env={"COLUMNS": "80", "TERMINAL_WIDTH": "80", "TRYGHED_WORKSPACE": None})
    names = [(), *((command,) for command in sorted(verbs()))]
    texts = [run.invoke(app, [*name, "--help"], prog_name="tryghedskort").stdout for name in names]
    return "\n\n".join(f"```text\n{text.strip()}\n```" for text in texts)


def verbs() -> list[str]:
    """List the verbs of the command line."""
    group = typer.main.get_command(app)
    return list(getattr(group, "commands", {}))


def settings() -> str:
    """Answer every setting with its default."""
    rows = [
        f"| `TRYGHED_{name.upper()}` | {field.description} | `{field.default}` |"
        for name, field in Settings.model_fields.items()
    ]
    return "| setting | betyder | ellers |\n|---|---|---|\n" + "\n".join(rows)


GENERATED: dict[str, Callable[[], str]] = {
    "method": as_markdown,
    "commands": commands,
    "layers": layers,
    "settings": settings,
}


def written(text: str) -> str:
    """Answer a page with its generated parts written anew."""

    def block(match: re.Match[str]) -> str:
        return f"{match[1]}\n{GENERATED[match[2]]()}\n{match[4]}"

    return BLOCK.sub(block, text)


def main() -> int:
    """Write every page, or with ``--check`` name the pages that have fallen behind."""
    behind = []
    for page in sorted(DOCS.rglob("*.md")):
        before = page.read_text("utf-8")
        after = written(before)
        if before != after:
            behind.append(page.name)
            if "--check" not in sys.argv:
                page.write_text(after, "utf-8")
    print("\n".join(behind))
    return int(bool(behind) and "--check" in sys.argv)


if __name__ == "__main__":
    sys.exit(main())
