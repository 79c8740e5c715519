"""The changes a plan may hold: what each does to the place, what it is paid by and who agrees.

A new kind of change is one entry here. Danish names are the sentences ``change.<kind>``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeAlias

from geo.model.department import Department
from geo.model.errors import PlanError
from geo.model.language import sentence
from geo.planning.fields import (
    LINE,
    NUMBER,
    PLACE,
    TEXT,
    Field,
    column_field,
    line_of,
    point_of,
    read_fields,
)
from geo.planning.layer_changes import (
    with_row,
    with_shape,
    with_values,
    without_row,
)

Told: TypeAlias = Mapping[str, Any]
Apply: TypeAlias = Callable[[Department, Told], Department]

BOARD, OWNER, CITY, YOUTH, GARDEN = "board", "owner", "municipality", "youth", "neighbours"
"""Who must agree: afdelingsbestyrelse, the lamp's owner, kommune, the young, those next door."""


@dataclass(frozen=True)
class ChangeKind:
    """One kind of change.

    Parameters
    ----------
    key
        Name in a plan's file.
    layer
        Layer it alters; only what rests on it is scored anew.
    fields
        What it needs to be told.
    price
        Item of the price list, per piece, or per metre where it has a line.
    agrees
        Who must agree.
    apply
        The department and what was told in, a new department out.
    """

    key: str
    layer: str
    fields: Mapping[str, Field]
    price: str
    agrees: tuple[str, ...]
    apply: Apply = field(repr=False)

    @property
    def label(self) -> str:
        """Answer the Danish name."""
        return sentence(f"change.{self.key}")


@dataclass(frozen=True)
class Change:
    """One change of a plan: its kind and what was told; checked when it is made."""

    kind: str
    told: Told

    def __post_init__(self) -> None:
        if self.kind not in CHANGES:
            raise PlanError("change.unknown", kind=self.kind, known=", ".join(CHANGES))
        known = {**CHANGES[self.kind].fields, "note": Field(TEXT)}
        object.__setattr__(self, "told", read_fields(self.kind, known, self.told))

    @property
    def of(self) -> ChangeKind:
        """Answer its kind."""
        return CHANGES[self.kind]

    def apply(self, department: Department) -> Department:
        """Answer the department as it is after the change."""
        return self.of.apply(department, self.told)


def _columns(told: Told, *without: str) -> dict[str, Any]:
    skipped = {"note", "cable_m", "trench_m", *without}
    return {name: value for name, value in told.items() if name not in skipped}


def _add_lamp(department: Department, told: Told) -> Department:
    columns = {"status": "on", "light_source": "LED", **_columns(told, "at")}
    return with_row(department, "lamps", point_of(told["at"]), columns)


def _move_lamp(department: Department, told: Told) -> Department:
    return with_shape(department, "lamps", told["lamp"], point_of(told["to"]))


def _set_lamp(department: Department, told: Told) -> Department:
    return with_values(department, "lamps", told["lamp"], _columns(told, "lamp"))


def _repair_lamp(department: Department, told: Told) -> Department:
    return with_values(department, "lamps", told["lamp"], {"status": "on"})


def replaced_columns(told: Told) -> dict[str, Any]:
    """Answer the columns of a lamp after its luminaire is replaced.

    What is known of the old one is not true of the new one.
    """
    blank = dict.fromkeys(("power_w", "maintenance_factor", "luminaire"))
    return {"status": "on", "light_source": "LED", **blank, **_columns(told, "lamp")}


def _replace_lamp(department: Department, told: Told) -> Department:
    return with_values(department, "lamps", told["lamp"], replaced_columns(told))


def _cut_hedge(department: Department, told: Told) -> Department:
    values = {"height_m": told["height_m"]}
    return with_values(department, "boundaries", told["boundary"], values)


def _remove_hedge(department: Department, told: Told) -> Department:
    return without_row(department, "boundaries", told["boundary"])


def _place(place_kind: str, groups: str | None) -> Apply:
    def apply(department: Department, told: Told) -> Department:
        columns = {"kind": place_kind, "groups": groups, "condition": 3, **_columns(told, "at")}
        return with_row(department, "meeting_places", point_of(told["at"]), columns)

    return apply


def _move_place(department: Department, told: Told) -> Department:
    return with_shape(department, "meeting_places", told["place"], point_of(told["to"]))


def _add_sign(department: Department, told: Told) -> Department:
    columns = {"kind": "sign", **_columns(told, "at")}
    return with_row(department, "destinations", point_of(told["at"]), columns)


def _mark_edge(department: Department, told: Told) -> Department:
    columns = {"opaque": "no", **_columns(told, "line")}
    return with_row(department, "boundaries", line_of(told["line"]), columns)


def _open_link(department: Department, told: Told) -> Department:
    columns = {"kind": "path", **_columns(told, "line")}
    return with_row(department, "paths", line_of(told["line"]), columns)


def _open_gate(department: Department, told: Told) -> Department:
    return with_values(department, "paths", told["path"], {"gate": "open"})


def _close_dead_end(department: Department, told: Told) -> Department:
    return without_row(department, "paths", told["path"])


def _lamp_fields(*names: str, required: tuple[str, ...] = ()) -> dict[str, Field]:
    return {name: column_field("lamps", name, required=name in required) for name in names}


_IDENTITY = Field(TEXT, required=True)
_AT = Field(PLACE, required=True)
_LINE = Field(LINE, required=True)
_METRES = Field(NUMBER, minimum=0, maximum=2000)
_OPTICS = ("height_m", "flux_lm", "power_w", "light_source", "luminaire", "tilt_deg", "azimuth_deg")
_WORKS = {"cable_m": _METRES, "trench_m": _METRES}
_PLACE_FIELDS = {
    name: column_field("meeting_places", name)
    for name in ("name", "seats", "shelter", "step_free", "adult_run")
}


def _kind(
    key: str,
    layer: str,
    fields: Mapping[str, Field],
    price: str,
    agrees: tuple[str, ...],
    apply: Apply,
) -> ChangeKind:
    return ChangeKind(key, layer, MappingProxyType(dict(fields)), price, agrees, apply)


def _place_kind(
    key: str, place_kind: str, groups: str, price: str, agrees: tuple[str, ...]
) -> ChangeKind:
    fields = {"at": _AT, **_PLACE_FIELDS}
    return _kind(key, "meeting_places", fields, price, agrees, _place(place_kind, groups))


CHANGES: Mapping[str, ChangeKind] = MappingProxyType(
    {
        kind.key: kind
        for kind in (
            _kind(
                "repair_lamp", "lamps", {"lamp": _IDENTITY}, "repair_lamp", (OWNER,), _repair_lamp
            ),
            _kind(
                "aim_lamp",
                "lamps",
                {"lamp": _IDENTITY, **_lamp_fields("tilt_deg", "azimuth_deg")},
                "aim_lamp",
                (OWNER,),
                _set_lamp,
            ),
            _kind(
                "dim_lamp",
                "lamps",
                {"lamp": _IDENTITY, "dimming": Field(TEXT, required=True)},
                "dim_lamp",
                (OWNER, BOARD),
                _set_lamp,
            ),
            _kind(
                "replace_lamp",
                "lamps",
                {"lamp": _IDENTITY, **_lamp_fields(*_OPTICS, required=("flux_lm",))},
                "replace_lamp",
                (OWNER, BOARD),
                _replace_lamp,
            ),
            _kind(
                "move_lamp",
                "lamps",
                {"lamp": _IDENTITY, "to": _AT, **_WORKS},
                "move_lamp",
                (OWNER, BOARD),
                _move_lamp,
            ),
            _kind(
                "add_lamp",
                "lamps",
                {
                    "at": _AT,
                    **_lamp_fields(*_OPTICS, "dimming", required=("height_m", "flux_lm")),
                    **_WORKS,
                },
                "add_lamp",
                (OWNER, BOARD),
                _add_lamp,
            ),
            _kind(
                "cut_hedge",
                "boundaries",
                {
                    "boundary": _IDENTITY,
                    "height_m": column_field("boundaries", "height_m", required=True),
                },
                "cut_hedge",
                (BOARD, GARDEN),
                _cut_hedge,
            ),
            _kind(
                "remove_hedge",
                "boundaries",
                {"boundary": _IDENTITY},
                "remove_hedge",
                (BOARD, GARDEN),
                _remove_hedge,
            ),
            _place_kind("add_bench", "bench", "elders", "bench", (BOARD,)),
            _place_kind("add_playground", "playground", "children", "playground", (BOARD, GARDEN)),
            _place_kind("add_youth_spot", "youth_spot", "youth", "youth_spot", (BOARD, YOUTH)),
            _place_kind("add_garden", "common_garden", "all", "garden", (BOARD, GARDEN)),
            _kind(
                "move_place",
                "meeting_places",
                {"place": _IDENTITY, "to": _AT},
                "move_place",
                (BOARD,),
                _move_place,
            ),
            _kind(
                "add_sign",
                "destinations",
                {"at": _AT, "name": column_field("destinations", "name")},
                "sign",
                (BOARD, CITY),
                _add_sign,
            ),
            _kind(
                "mark_edge",
                "boundaries",
                {
                    "line": _LINE,
                    "kind": column_field("boundaries", "kind", required=True),
                    "height_m": column_field("boundaries", "height_m"),
                    "opaque": column_field("boundaries", "opaque"),
                },
                "edge",
                (BOARD, GARDEN),
                _mark_edge,
            ),
            _kind(
                "open_link",
                "paths",
                {
                    "line": _LINE,
                    **{
                        name: column_field("paths", name)
                        for name in ("name", "kind", "width_m", "surface", "lighting_class")
                    },
                },
                "link",
                (BOARD, CITY),
                _open_link,
            ),
            _kind("open_gate", "paths", {"path": _IDENTITY}, "gate", (BOARD,), _open_gate),
            _kind(
                "close_dead_end",
                "paths",
                {"path": _IDENTITY},
                "close_path",
                (BOARD, GARDEN),
                _close_dead_end,
            ),
        )
    }
)
"""Every kind of change, by its name in a plan's file."""
