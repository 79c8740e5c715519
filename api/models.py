"""The shapes others may rely on: what ``--json`` prints and the web answers.

Stable and documented (``docs/command-line.md``, ``openapi.json``). A new field is news; a field
that goes or changes is a break. ``None`` means not measured, never zero.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Shape(BaseModel):
    """A frozen answer."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class EstimateShape(Shape):
    """A number that knows how sure it is."""

    value: float | None
    low: float | None
    high: float | None
    coverage: float
    grade: Literal["A", "B", "C", "D", "E"]


class StatesShape(Shape):
    """A factor by day and in the dark; a state in which it is not defined is null."""

    day: EstimateShape | None = Field(validation_alias="dag", serialization_alias="dag")
    dark: EstimateShape | None = Field(validation_alias="mørke", serialization_alias="mørke")


class OverallShape(Shape):
    """The total by day, in the dark, and the mean of both."""

    day: EstimateShape = Field(validation_alias="dag", serialization_alias="dag")
    dark: EstimateShape = Field(validation_alias="mørke", serialization_alias="mørke")
    combined: EstimateShape = Field(validation_alias="samlet", serialization_alias="samlet")


class ProfileShape(Shape):
    """One entry of ``score --json``."""

    id: str
    name: str
    overall: OverallShape
    factors: dict[str, StatesShape]
    coverage: float
    assumptions: dict[str, float]
    version: str


class IssueShape(Shape):
    """One entry of ``check --json``."""

    severity: Literal["error", "warning", "notice"]
    layer: str | None
    feature: str | None
    rule: str
    message: str
    remedy: str


class CountShape(Shape):
    """How many features of a layer were read, repaired and refused."""

    read: int
    repaired: int
    refused: int


class ChangesShape(Shape):
    """How a delivered layer differs from the one that stood."""

    before: int
    after: int
    new: int
    changed: int
    moved: int
    gone: int
    renumbered: int
    same: int
    columns: dict[str, int]


class ReceiptShape(Shape):
    """What ``import --json`` prints."""

    layers: dict[str, CountShape]
    issues: list[IssueShape]
    committed: bool
    import_id: int | None
    fingerprint: str
    changes: dict[str, ChangesShape]


class DepartmentShape(Shape):
    """One entry of ``departments --json``."""

    id: str
    name: str
    organisation: str | None
    dwellings: int | None
    derived: bool


class ErrorShape(Shape):
    """What could not be done, and what to do about it."""

    rule: str
    message: str
    remedy: str


class ErrorAnswer(Shape):
    """What every error answers."""

    error: ErrorShape


class HealthShape(Shape):
    """Whether the web side can do its work."""

    status: Literal["ok", "failing"]
    version: str
    departments: int | None


Standing = Literal["reached", "partly", "missed", "unknown"]


class PublicEstimate(Shape):
    """A factor in one state, in words first."""

    standing: Standing
    words: str
    value: float | None
    low: float | None
    high: float | None
    coverage: float
    data: str
    thin: bool


class PublicFactor(Shape):
    """A factor of a department; a state in which it is not defined is null."""

    key: str
    label: str
    clause: str
    day: PublicEstimate | None = Field(validation_alias="dag", serialization_alias="dag")
    dark: PublicEstimate | None = Field(validation_alias="mørke", serialization_alias="mørke")


class FrameWords(Shape):
    """Where the place stands as a whole: words, never a number."""

    day: Standing = Field(validation_alias="dag", serialization_alias="dag")
    dark: Standing = Field(validation_alias="mørke", serialization_alias="mørke")


class LightShare(Shape):
    """How many metres of path lie in a class of light, and their share of all."""

    key: str
    label: str
    metres: float
    share: float


class DarkStretch(Shape):
    """A stretch of path that is dark, and why."""

    name: str | None
    metres: float
    lux: float | None
    target_lux: float | None
    cause: str | None
    lamp: str | None
    owner: str | None
    walked_hours: float | None


class DarkMonthShape(Shape):
    """The dark of a month while people are out: hours, and the clock in its middle."""

    month: int
    name: str
    hours: float
    begins: str | None
    ends: str | None
    clock: str


class DarkYearShape(Shape):
    """The dark of a year, crossed with the hours in which people are out."""

    year: int
    out_from: float
    out_until: float
    hours: float
    text: str
    months: list[DarkMonthShape]


class SourceShape(Shape):
    """Where a layer comes from."""

    layer: str
    label: str
    dataset: str
    licence: str | None
    date: str | None


class PublicProfile(DepartmentShape):
    """What anybody may read of a department: words, places and reasons."""

    as_of: str | None
    frame: FrameWords
    factors: list[PublicFactor]
    light: list[LightShare]
    dark_stretches: list[DarkStretch]
    dark_year: DarkYearShape
    findings: list[str]
    sources: list[SourceShape]
    version: str


class PublicList(Shape):
    """The departments of a workspace, in the order of a Danish directory."""

    departments: list[PublicProfile]
