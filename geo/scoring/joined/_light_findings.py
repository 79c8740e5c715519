"""What a planner should know of the lamps behind the light: holes, refusals and faults."""

import numpy as np

from geo.measures.dimming import spans
from geo.measures.lamps import LampLight
from geo.measures.operation import circuits_out, planned_work
from geo.model.issues import Issue, Severity
from geo.scoring.joined._lit import Lit
from geo.scoring.scene import Scene


def light_findings(found: Lit) -> tuple[Issue, ...]:
    """Say what the register lacks for the lamps that light these paths, and what is amiss."""
    near = found.near
    holes = {
        "lighting.no_height": int((~near.height_known).sum()),
        "lighting.no_flux": int((~near.flux_known).sum()),
        "lighting.flux_doubted": int(near.flux_doubted.sum()),
        "lighting.no_direction": int((near.optics_known & ~near.direction_known).sum()),
        "lighting.lamp_inside": int(found.hidden.sum()),
        "lighting.dimming_unread": _unread(found, near),
    }
    told = [
        Issue(Severity.NOTICE, rule, "lamps", facts={"count": count, "all": len(near)})
        for rule, count in holes.items()
        if count
    ]
    refused = [
        Issue(Severity.WARNING, error.rule, "luminaires", error.facts.get("name"), error.facts)
        for error in found.refused
    ]
    return (*told, *refused, *_circuits(found))


def only_tags(scene: Scene) -> tuple[Issue, ...]:
    """Say that tags were delivered where lamps were not."""
    if scene.samples is None:
        return ()
    tagged = int(scene.samples.segments["lit"].notna().sum())
    if not tagged:
        return ()
    return (Issue(Severity.NOTICE, "lighting.only_tags", "paths", facts={"count": tagged}),)


def _circuits(found: Lit) -> list[Issue]:
    """Say which circuits are out as a whole: one fault, whatever the number of lamps."""
    whole = circuits_out(found.lamps, found.light)
    told = []
    for name, count in sorted(whole.items()):
        planned = planned_work(name)
        rule = "lighting.circuit_planned" if planned else "lighting.circuit_out"
        facts = {"circuit": name, "count": count, "planned": planned or ""}
        told.append(Issue(Severity.WARNING, rule, "lamps", None, facts))
    return told


def _unread(found: Lit, near: LampLight) -> int:
    if "dimming" not in found.lamps:
        return 0
    texts = found.lamps["dimming"].iloc[near.row]
    return int(np.sum([isinstance(t, str) and bool(t) and spans(t) is None for t in texts]))


def nothing_in_the_way(scene: Scene) -> tuple[Issue, ...]:
    """Say that plants were not delivered, so that the light is reckoned too bright."""
    if scene.department.has("vegetation"):
        return ()
    return (Issue(Severity.NOTICE, "lighting.no_vegetation", "vegetation"),)
