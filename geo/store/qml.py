"""A QGIS style as XML: one symbol per code, words and column names in Danish.

QGIS 3.22 reads a symbol's properties from ``prop``, later ones from ``Option``: both are written.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"

CLASSES = {"marker": "SimpleMarker", "line": "SimpleLine", "fill": "SimpleFill"}
SYMBOLS = {"Point": "marker", "LineString": "line", "Polygon": "fill"}


@dataclass(frozen=True)
class Look:
    """How one symbol is drawn: colours as ``#rrggbb`` or ``#rrggbbaa``, sizes in millimetres."""

    colour: str
    edge: str = "#4a5268"
    size: float = 2.4
    width: float = 0.3


@dataclass(frozen=True)
class Entry:
    """One line of a legend: its words, its symbol, and the code or the rule it stands for."""

    label: str
    look: Look
    value: str = ""
    rule: str = ""


def style(
    family: str,
    entries: Sequence[Entry],
    by: str | None,
    aliases: Mapping[str, str],
) -> str:
    """Answer the style of a layer.

    Parameters
    ----------
    family
        ``Point``, ``LineString`` or ``Polygon``.
    entries
        Legend; the first alone where nothing tells the features apart.
    by
        Column whose codes tell them apart; None where the entries carry rules or stand alone.
    aliases
        What people call each column.
    """
    root = ET.Element("qgis", version="3.22.16", styleCategories="Symbology|Fields")
    renderer = ET.SubElement(root, "renderer-v2", forceraster="0", symbollevels="0")
    if by is not None:
        _categories(renderer, entries, by)
    elif any(entry.rule for entry in entries):
        _rules(renderer, entries)
    else:
        renderer.set("type", "singleSymbol")
    symbols = ET.SubElement(renderer, "symbols")
    for number, entry in enumerate(entries):
        symbols.append(_symbol(str(number), SYMBOLS[family], entry.look))
    named = ET.SubElement(root, "aliases")
    for number, (field, label) in enumerate(aliases.items()):
        ET.SubElement(named, "alias", field=field, index=str(number), name=label)
    return DOCTYPE + ET.tostring(root, encoding="unicode")


def _categories(renderer: ET.Element, entries: Sequence[Entry], by: str) -> None:
    renderer.set("type", "categorizedSymbol")
    renderer.set("attr", by)
    rows = ET.SubElement(renderer, "categories")
    for number, entry in enumerate(entries):
        ET.SubElement(
            rows,
            "category",
            symbol=str(number),
            value=entry.value,
            label=entry.label,
            render="true",
        )


def _rules(renderer: ET.Element, entries: Sequence[Entry]) -> None:
    renderer.set("type", "RuleRenderer")
    rows = ET.SubElement(renderer, "rules", key="regler")
    for number, entry in enumerate(entries):
        ET.SubElement(
            rows, "rule", key=f"regel-{number}", symbol=str(number), filter=entry.rule,
            label=entry.label,
        )  # fmt: skip


def _symbol(name: str, kind: str, look: Look) -> ET.Element:
    symbol = ET.Element("symbol", name=name, type=kind, alpha="1", clip_to_extent="1")
    layer = ET.SubElement(symbol, "layer", {"class": CLASSES[kind], "enabled": "1", "pass": "0"})
    options = ET.SubElement(layer, "Option", type="Map")
    for key, value in _properties(kind, look).items():
        ET.SubElement(options, "Option", name=key, value=value, type="QString")
    for key, value in _properties(kind, look).items():
        ET.SubElement(layer, "prop", k=key, v=value)
    return symbol


def _properties(kind: str, look: Look) -> dict[str, str]:
    colour, edge = rgba(look.colour), rgba(look.edge)
    if kind == "line":
        return {
            "line_color": colour, "line_width": str(look.width), "line_width_unit": "MM",
            "line_style": "solid", "capstyle": "round", "joinstyle": "round",
        }  # fmt: skip
    shared = {
        "color": colour, "outline_color": edge, "outline_width": str(look.width),
        "outline_width_unit": "MM", "outline_style": "solid",
    }  # fmt: skip
    if kind == "fill":
        return {**shared, "style": "no" if colour.endswith(",0") else "solid"}
    return {**shared, "name": "circle", "size": str(look.size), "size_unit": "MM"}


def rgba(colour: str) -> str:
    """Answer a colour as QGIS writes it.

    >>> rgba("#f3bd2e"), rgba("#d8d8d880")
    ('243,189,46,255', '216,216,216,128')
    """
    digits = colour.removeprefix("#").ljust(8, "f")
    return ",".join(str(int(digits[at : at + 2], 16)) for at in (0, 2, 4, 6))
