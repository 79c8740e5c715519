"""A plan: a few changes with a name, kept in a small file that people can read and write."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from geo.model.department import Department
from geo.model.errors import PlanError
from geo.planning.changes import Change


@dataclass(frozen=True)
class Plan:
    """Changes to one department.

    Parameters
    ----------
    name
        What people call it.
    department
        Id of the department.
    changes
        In the order in which they are made.
    note
        What else there is to say, or empty.

    Examples
    --------
    >>> plan = Plan("Lys på stien", "9001-01", (Change("repair_lamp", {"lamp": "L-7"}),))
    >>> Plan.from_toml(plan.to_toml()) == plan
    True
    """

    name: str
    department: str
    changes: tuple[Change, ...] = field(default=())
    note: str = ""

    @classmethod
    def read(cls, path: Path | str) -> "Plan":
        """Read a plan's file.

        Raises
        ------
        PlanError
            Where it cannot be read or a change in it cannot be made.
        """
        file = Path(path)
        try:
            text = file.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise PlanError("plan.unreadable", file=file.name, reason=str(error)) from error
        return cls.from_toml(text, file=file.name)

    @classmethod
    def from_toml(cls, text: str, *, file: str = "plan.toml") -> "Plan":
        """Read a plan from the text of its file."""
        try:
            told = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            raise PlanError("plan.unreadable", file=file, reason=str(error)) from error
        return cls.from_dict(told, file=file)

    @classmethod
    def from_dict(cls, told: Mapping[str, Any], *, file: str = "plan") -> "Plan":
        """Read a plan from what a file or a page told."""
        strange = sorted(set(told) - {"name", "department", "note", "change"})
        if strange:
            raise PlanError("plan.key_unknown", file=file, key=", ".join(strange))
        for key in ("name", "department"):
            if not isinstance(told.get(key), str) or not told[key].strip():
                raise PlanError("plan.key_missing", file=file, key=key)
        rows = told.get("change", [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise PlanError("plan.changes", file=file)
        changes = tuple(
            Change(str(row.get("do")), {k: v for k, v in row.items() if k != "do"}) for row in rows
        )
        return cls(told["name"], told["department"], changes, str(told.get("note", "")))

    def to_dict(self) -> dict[str, Any]:
        """Answer a JSON shape, the same as the file's."""
        return {
            "name": self.name,
            "department": self.department,
            "note": self.note,
            "change": [{"do": change.kind, **change.told} for change in self.changes],
        }

    def to_toml(self) -> str:
        """Answer the text of its file."""
        head = {"name": self.name, "department": self.department, "note": self.note}
        parts = [_lines(head)]
        parts += [_lines({"do": c.kind, **c.told}, "[[change]]\n") for c in self.changes]
        return "\n".join(parts)

    def save(self, path: Path | str) -> Path:
        """Write its file and answer where it lies."""
        target = Path(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(self.to_toml(), "utf-8")
        return target

    def apply(self, department: Department) -> Department:
        """Answer the department as it is after every change.

        Raises
        ------
        PlanError
            Where a change names something that is not there.
        """
        for change in self.changes:
            department = change.apply(department)
        return department


def apply(department: Department, plan: Plan) -> Department:
    """Answer the department as it is after a plan; the given one is left as it is."""
    return plan.apply(department)


def _lines(row: Mapping[str, Any], head: str = "") -> str:
    # A JSON string, number or list of numbers is also TOML; DEL is the one letter it must escape.
    told = {key: value for key, value in row.items() if value != ""}
    body = "".join(
        f"{key} = {json.dumps(value, ensure_ascii=False)}\n".replace("\x7f", "\\u007f")
        for key, value in told.items()
    )
    return head + body
