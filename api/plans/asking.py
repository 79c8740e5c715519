"""The fields of a change as a form asks for them, and what was filled in as a plan tells it.

Danish readers write a comma before decimals; a place is east and north in metres, a line one pair
a row. What is right stands in ``geo.planning``: here nothing is refused, only read.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import shapely

from api.language import say
from geo.measures.lighting_class import P_CLASSES
from geo.model.assumptions import default_assumptions
from geo.model.department import Department
from geo.model.language import sentence, sentences
from geo.model.layers import LAYERS
from geo.planning.changes import CHANGES, Change, ChangeKind
from geo.planning.fields import LINE, NUMBER, PLACE, Field
from geo.planning.papers.wording import number
from geo.planning.questions import QUESTIONS, Terms, question_name

FEATURES = {
    "lamp": "lamps",
    "boundary": "boundaries",
    "path": "paths",
    "place": "meeting_places",
}
"""Fields that name something which is there, and the layer it lies in."""

ASSUMED = {
    ("add_lamp", "height_m"): "planning.new_lamp_height_m",
    ("add_lamp", "flux_lm"): "planning.new_lamp_flux_lm",
    ("replace_lamp", "flux_lm"): "planning.new_lamp_flux_lm",
}
"""Fields that are filled in from the assumptions, to be written over."""

GIVEN = {
    ("cut_hedge", "height_m"): "1,1",
    ("dim_lamp", "dimming"): "22:00-05:00=0.5",
    ("mark_edge", "kind"): "hedge",
}

NEAR_M = 120.0
"""What lies farther from the department is context and is not offered for change."""

GROUPS = {
    "light": ("repair_lamp", "aim_lamp", "dim_lamp", "replace_lamp", "move_lamp", "add_lamp"),
    "sight": ("cut_hedge", "remove_hedge", "mark_edge"),
    "places": (
        "add_bench", "add_playground", "add_youth_spot", "add_garden", "move_place", "add_sign",
    ),
    "ways": ("open_link", "open_gate", "close_dead_end"),
}  # fmt: skip
"""Kinds of change in the order a planner looks for them."""


@dataclass(frozen=True)
class Asked:
    """One field of a form.

    Parameters
    ----------
    name
        Name of the field, also in the form.
    shape
        ``place``, ``line``, ``number``, ``text``, ``choice`` or ``feature``.
    label, unit
        What it is called, and in which unit.
    choices
        Value and words of each choice.
    value
        What stands in it; a place has two.
    """

    name: str
    shape: str
    label: str
    required: bool
    unit: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    value: str = ""
    second: str = ""


def groups() -> list[tuple[str, list[ChangeKind]]]:
    """Answer every kind of change in its group; one that no group names comes last."""
    named = {kind for kinds in GROUPS.values() for kind in kinds}
    rest = tuple(kind for kind in CHANGES if kind not in named)
    listed = {**GROUPS, **({"other": rest} if rest else {})}
    return [(key, [CHANGES[k] for k in kinds if k in CHANGES]) for key, kinds in listed.items()]


def asked(
    kind: ChangeKind,
    department: Department,
    told: Mapping[str, Any] | None = None,
    typed: Mapping[str, str] | None = None,
) -> list[Asked]:
    """Answer the fields of a kind of change.

    Parameters
    ----------
    kind, department
        What is asked, and where.
    told
        A change that is there, to be altered; None for a new one.
    typed
        What somebody has just typed, which is shown again where it could not be taken.
    """
    known = {**kind.fields, "note": Field("text")}
    return [_asked(kind, department, name, one, told, typed) for name, one in known.items()]


def told_in(kind: ChangeKind, typed: Mapping[str, str]) -> dict[str, Any]:
    """Answer the fields of a change as a plan tells them, from what was typed."""
    told: dict[str, Any] = {}
    for name, one in {**kind.fields, "note": Field("text")}.items():
        value = _read(name, one, typed)
        if value is not None:
            told[name] = value
    return told


def choices() -> dict[str, list[tuple[str, str]]]:
    """Answer what may be asked, in words: questions and classes of light."""
    questions = [(key, question_name(key, Terms())) for key in QUESTIONS if key != "light"]
    return {
        "questions": [("", say("plan.offer.three")), *questions],
        "classes": [(key, key.upper()) for key in P_CLASSES],
    }


def features(department: Department, layer: str) -> list[tuple[str, str]]:
    """Answer id and words of everything of a layer near the department, as a list people read."""
    frame = department.layer(layer)
    if frame is None or frame.empty:
        return []
    close = frame[frame.geometry.distance(department.boundary) <= NEAR_M]
    rows = [
        (str(row["id"]), _words(layer, {str(key): value for key, value in row.items()}))
        for row in close.to_dict("records")
    ]
    return sorted(rows, key=lambda row: row[1].casefold())


def briefly(change: Change) -> str:
    """Answer what a change was told, in a line."""
    return " · ".join(
        f"{field_label(change.of, name)}: {written(name, value)}"
        if name not in {"at", "to", "line"}
        else f"{field_label(change.of, name)}: {_spot(value)}"
        for name, value in change.told.items()
        if name != "note"
    )


def _spot(value: Any) -> str:
    if value and isinstance(value[0], tuple):
        return say("plan.corners", count=len(value))
    return "; ".join(_metres(part) for part in value)


def field_label(kind: ChangeKind, name: str) -> str:
    """Answer what a field is called."""
    key = f"column.{kind.layer}.{name}"
    return sentence(key) if key in sentences() else say(f"plan.field.{name}")


def written(name: str, value: Any) -> str:
    r"""Answer a value as it stands in a form.

    >>> written("height_m", 4.5), written("line", ((1.0, 2.0), (3.0, 4.25)))
    ('4,5', '1,0 2,0\\n3,0 4,2')
    """
    if name == "line":
        return "\n".join(f"{_metres(x)} {_metres(y)}" for x, y in value)
    if isinstance(value, float):
        return f"{value:g}".replace(".", ",") if abs(value) < 1e5 else f"{value:.2f}"  # noqa: PLR2004
    return str(value)


def _asked(
    kind: ChangeKind,
    department: Department,
    name: str,
    one: Field,
    told: Mapping[str, Any] | None,
    typed: Mapping[str, str] | None,
) -> Asked:
    label, value, second = field_label(kind, name), "", ""
    if typed is not None:
        value, second = typed.get(name, typed.get(f"{name}_x", "")), typed.get(f"{name}_y", "")
    elif told is not None:
        given = told.get(name)
        if one.kind == PLACE and given is not None:
            value, second = (_metres(part) for part in given)
        elif given is not None:
            value = written(name, given)
    else:
        value = _begun(kind.key, name)
    if name in FEATURES:
        choices = tuple(features(department, FEATURES[name]))
        return Asked(name, "feature", label, one.required, "", choices, value)
    if one.choices:
        words = tuple((code, _choice(kind.layer, name, code)) for code in one.choices)
        return Asked(name, "choice", label, one.required, "", words, value)
    shape = {PLACE: "place", LINE: "line", NUMBER: "number"}.get(one.kind, "text")
    return Asked(name, shape, label, one.required, _unit(kind, name), (), value, second)


def _begun(kind: str, name: str) -> str:
    if (kind, name) in ASSUMED:
        return written(name, float(default_assumptions()[ASSUMED[kind, name]]))
    return GIVEN.get((kind, name), "")


def _unit(kind: ChangeKind, name: str) -> str:
    column = LAYERS[kind.layer].columns.get(name)
    return column.unit if column is not None else ("m" if name.endswith("_m") else "")


def _choice(layer: str, column: str, code: str) -> str:
    key = f"choice.{layer}.{column}.{code}"
    return sentence(key) if key in sentences() else code


def _read(name: str, one: Field, typed: Mapping[str, str]) -> Any:
    if one.kind == PLACE:
        pair = [typed.get(f"{name}_{axis}", "") for axis in "xy"]
        return [_number(text) for text in pair] if all(pair) else None
    text = typed.get(name, "").strip()
    if not text:
        return None
    if one.kind == LINE:
        return [[_number(part) for part in re.split(r"[\s;]+", row.strip())] for row in
                text.splitlines() if row.strip()]  # fmt: skip
    return _number(text) if one.kind == NUMBER else text


def _number(text: str) -> Any:
    """Answer a number as Danes write it; what is none stays the text it is, to be refused."""
    plain = text.strip().replace("\u2212", "-")
    if re.fullmatch(r"-?\d{1,12}([.,]\d{1,9})?", plain):
        return float(plain.replace(",", "."))
    return text


def _metres(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")


def _words(layer: str, row: Mapping[str, Any]) -> str:
    """Say which thing this is: what a person on the spot would look for."""
    parts = [_text(row.get("number")) or _text(row.get("name")) or str(row["id"])]
    kind = _text(row.get("kind"))
    if kind:
        parts.append(_choice(layer, "kind", kind))
    if layer == "lamps":
        if _text(row.get("status")) == "out":
            parts.append(say("plan.lamp_out"))
        flux = _known(row.get("flux_lm"))
        if flux is not None:
            parts.append(f"{number(flux)} lm")
    if layer in {"paths", "boundaries"}:
        length = float(shapely.length(row["geometry"]))
        parts.append(f"{number(length)} m")
    height = _known(row.get("height_m"))
    if layer == "boundaries" and height is not None:
        parts.append(say("plan.high", metres=number(height, 1)))
    if layer in {"paths", "boundaries", "meeting_places"} and parts[0] != str(row["id"]):
        parts.append(str(row["id"]))
    return " · ".join(parts)


def _known(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
