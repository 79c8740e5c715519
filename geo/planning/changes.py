"""The changes a plan may hold: what each does to the place, what it is paid by and who agrees.

A new kind of change is one entry here. Danish names are the sentences ``change.<kind>``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from geo.model.department import Department
from geo.model.errors import PlanError
from geo.model.language import sentence
from geo.planning.acts import (
    Apply,
    Told,
    add_lamp,
    add_sign,
    close_dead_end,
    cut_hedge,
    mark_edge,
    move_lamp,
    move_place,
    open_gate,
    open_link,
    put_place,
    remove_hedge,
    repair_lamp,
    replace_lamp,
    set_lamp,
)
from geo.planning.fields import (
    LINE,
    NUMBER,
    PLACE,
    TEXT,
    Field,
    column_field,
    read_fields,
)

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
    return _kind(key, "meeting_places", fields, price, agrees, put_place(place_kind, groups))


CHANGES: Mapping[str, ChangeKind] = MappingProxyType(
    {
        kind.key: kind
        for kind in (
            _kind(
                "repair_lamp", "lamps", {"lamp": _IDENTITY}, "repair_lamp", (OWNER,), repair_lamp
            ),
            _kind(
                "aim_lamp",
                "lamps",
                {"lamp": _IDENTITY, **_lamp_fields("tilt_deg", "azimuth_deg")},
                "aim_lamp",
                (OWNER,),
                set_lamp,
            ),
            _kind(
                "dim_lamp",
                "lamps",
                {"lamp": _IDENTITY, "dimming": Field(TEXT, required=True)},
                "dim_lamp",
                (OWNER, BOARD),
                set_lamp,
            ),
            _kind(
                "replace_lamp",
                "lamps",
                {"lamp": _IDENTITY, **_lamp_fields(*_OPTICS, required=("flux_lm",))},
                "replace_lamp",
                (OWNER, BOARD),
                replace_lamp,
            ),
            _kind(
                "move_lamp",
                "lamps",
                {"lamp": _IDENTITY, "to": _AT, **_WORKS},
                "move_lamp",
                (OWNER, BOARD),
                move_lamp,
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
                add_lamp,
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
                cut_hedge,
            ),
            _kind(
                "remove_hedge",
                "boundaries",
                {"boundary": _IDENTITY},
                "remove_hedge",
                (BOARD, GARDEN),
                remove_hedge,
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
                move_place,
            ),
            _kind(
                "add_sign",
                "destinations",
                {"at": _AT, "name": column_field("destinations", "name")},
                "sign",
                (BOARD, CITY),
                add_sign,
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
                mark_edge,
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
                open_link,
            ),
            _kind("open_gate", "paths", {"path": _IDENTITY}, "gate", (BOARD,), open_gate),
            _kind(
                "close_dead_end",
                "paths",
                {"path": _IDENTITY},
                "close_path",
                (BOARD, GARDEN),
                close_dead_end,
            ),
        )
    }
)
"""Every kind of change, by its name in a plan's file."""
