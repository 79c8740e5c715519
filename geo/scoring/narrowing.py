"""Ask of a department what would narrow its intervals most: scored, drawn and said in words."""

from geo.model.department import Department
from geo.scoring.measurement import State
from geo.scoring.scoring import material_of, scene_of, score_scene
from geo.scoring.uncertainty.narrowing import what_is_chosen, what_would_narrow
from geo.scoring.uncertainty.sensitivity import sensitivity


def narrowing(department: Department, seed: int = 0) -> dict[State, list[str]]:
    """Answer per state with a total what would narrow its interval most, and what no data can.

    Takes some seconds: it is asked for, not computed with every score.

    Raises
    ------
    LayerError
        Where the extra ``sensitivity`` is not installed.
    """
    scene = scene_of(department)
    profile = score_scene(scene, seed=seed)
    known = material_of(scene, profile)
    found: dict[State, list[str]] = {}
    for state in State:
        if profile.overall[state].value is None:
            continue
        hangs = sensitivity(known, department.id, state, seed=seed)
        found[state] = [*what_would_narrow(profile, department, hangs), what_is_chosen(hangs)]
    return found
