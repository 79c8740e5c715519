"""What each change does to a place: the department and what was told in, a new department out."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from geo.model.department import Department
from geo.planning.fields import line_of, point_of
from geo.planning.layer_changes import (
    with_row,
    with_shape,
    with_values,
    without_row,
)

Told: TypeAlias = Mapping[str, Any]
Apply: TypeAlias = Callable[[Department, Told], Department]


def _columns(told: Told, *without: str) -> dict[str, Any]:
    skipped = {"note", "cable_m", "trench_m", *without}
    return {name: value for name, value in told.items() if name not in skipped}


def add_lamp(department: Department, told: Told) -> Department:
    """Put up a lamp."""
    columns = {"status": "on", "light_source": "LED", **_columns(told, "at")}
    return with_row(department, "lamps", point_of(told["at"]), columns)


def move_lamp(department: Department, told: Told) -> Department:
    """Move a lamp to a place."""
    return with_shape(department, "lamps", told["lamp"], point_of(told["to"]))


def set_lamp(department: Department, told: Told) -> Department:
    """Set columns of a lamp."""
    return with_values(department, "lamps", told["lamp"], _columns(told, "lamp"))


def repair_lamp(department: Department, told: Told) -> Department:
    """Let a lamp burn again."""
    return with_values(department, "lamps", told["lamp"], {"status": "on"})


def replaced_columns(told: Told) -> dict[str, Any]:
    """Answer the columns of a lamp after its luminaire is replaced.

    What is known of the old one is not true of the new one.
    """
    names = ("power_w", "power_low_w", "power_high_w", "maintenance_factor", "luminaire")
    blank = dict.fromkeys(names)
    return {"status": "on", "light_source": "LED", **blank, **_columns(told, "lamp")}


def replace_lamp(department: Department, told: Told) -> Department:
    """Give a lamp another luminaire."""
    return with_values(department, "lamps", told["lamp"], replaced_columns(told))


def cut_hedge(department: Department, told: Told) -> Department:
    """Lower a hedge."""
    values = {"height_m": told["height_m"]}
    return with_values(department, "boundaries", told["boundary"], values)


def remove_hedge(department: Department, told: Told) -> Department:
    """Take a hedge away."""
    return without_row(department, "boundaries", told["boundary"])


def put_place(place_kind: str, groups: str | None) -> Apply:
    """Answer how a meeting place of a kind is put up."""

    def apply(department: Department, told: Told) -> Department:
        columns = {"kind": place_kind, "groups": groups, "condition": 3, **_columns(told, "at")}
        return with_row(department, "meeting_places", point_of(told["at"]), columns)

    return apply


def move_place(department: Department, told: Told) -> Department:
    """Move a meeting place."""
    return with_shape(department, "meeting_places", told["place"], point_of(told["to"]))


def add_sign(department: Department, told: Told) -> Department:
    """Put up a sign."""
    columns = {"kind": "sign", **_columns(told, "at")}
    return with_row(department, "destinations", point_of(told["at"]), columns)


def mark_edge(department: Department, told: Told) -> Department:
    """Mark an edge."""
    columns = {"opaque": "no", **_columns(told, "line")}
    return with_row(department, "boundaries", line_of(told["line"]), columns)


def open_link(department: Department, told: Told) -> Department:
    """Lay a path."""
    columns = {"kind": "path", **_columns(told, "line")}
    return with_row(department, "paths", line_of(told["line"]), columns)


def open_gate(department: Department, told: Told) -> Department:
    """Open a gate."""
    return with_values(department, "paths", told["path"], {"gate": "open"})


def close_dead_end(department: Department, told: Told) -> Department:
    """Take a path away."""
    return without_row(department, "paths", told["path"])
