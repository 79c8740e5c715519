"""What people write in a notebook. Only type-checked (tests/test_typing.py), never run."""

from pathlib import Path

import geo
import maps


def from_delivery_to_map(folder: Path) -> None:
    delivery = geo.read(geo.example())
    for issue in geo.check(delivery):
        print(issue.severity, issue.layer, issue.feature, issue.message, issue.remedy)

    workspace = geo.Workspace(folder)
    receipt = workspace.add(delivery, accept=True)
    if not receipt.committed:
        return

    profiles = [geo.score(workspace.department(id_)) for id_ in workspace.department_ids()]
    maps.planner_map(workspace, profiles).save(folder / "kort.html")
    staff = maps.planner_map(workspace, profiles, staff=True)
    page: str = staff.html()
    print(len(page))


def read_a_profile(department: geo.Department) -> float | None:
    profile = geo.score(
        department,
        as_of="2026-06-30",
        weights="B",
        seed=1,
        assumptions={"lighting.path_width_m": 2.5},
    )
    light: geo.Estimate = profile["lighting"]["mørke"]
    total = profile.overall[geo.State.DARK]
    if total.value is None:
        print("ikke opgjort", total.coverage)
    grade: geo.Grade = light.grade
    print(grade, light.low, light.high)

    weak = profile.segments[profile.segments["length_m"] > 10]
    print(len(weak), profile.summary("lighting.score"))
    why = geo.explain(profile, "lighting", "mørke")
    for indicator in why.indicators:
        print(indicator.key, indicator.raw, indicator.unit, indicator.score.value)
    again = geo.Profile.from_record(profile.to_record())
    return again["lighting"]["mørke"].value


def light_at_a_place(workspace: geo.Workspace) -> None:
    lamps = workspace.layer("lamps")
    if lamps is None:
        return
    try:
        lux = geo.illuminance([(0.0, 0.0, 0.0)], lamps, kind="horizontal")
    except geo.TryghedError as error:
        print(error.message, error.remedy)
    else:
        print(lux.mean())
