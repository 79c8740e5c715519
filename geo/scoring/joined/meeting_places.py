"""F3 Mødesteder: a short walk (3a), room enough (3b), and how good the places are (3c).

By day and in the dark; the dark asks for light at the place. Demand is dwellings, never persons.
The five groups count alike, and an indicator is the mean over dwellings, then over groups.
"""

import numpy as np

from geo.measures.arrays import Reals
from geo.measures.errands import dwellings_of
from geo.measures.meeting_places import GROUPS, distance_score, reach
from geo.measures.sufficiency import catchment, floating_catchment, sufficiency_score
from geo.model.issues import Issue, Severity
from geo.model.language import sentence
from geo.scoring.aggregation import factor_result
from geo.scoring.joined._places import Places, places_frame, places_of, quality_of, seating
from geo.scoring.joined._wanted import absent_layers, indicator
from geo.scoring.measurement import IndicatorResult, Measurement, State
from geo.scoring.scene import Scene, missing

KEY = "meeting_places"
INPUTS = ("meeting_places", "entrances", "paths")

WANTED = {
    "meeting_places": ("3a", "3b", "3c"),
    "entrances": ("3a", "3b", "3c"),
    "paths": ("3a", "3b", "3c"),
    "destinations": ("3a",),
    "lamps": ("3c",),
}
"""Indicators that each layer would raise."""


def measure(scene: Scene) -> Measurement:
    """Measure the meeting places of a department for each group."""
    absent = absent_layers(scene, KEY, WANTED)
    places = places_of(scene)
    if places is None:
        return missing(KEY, *absent)
    known = {state: quality_of(scene, places, state) for state in State}
    seated = None if scene.movement is None else seating(scene.movement, places)
    room = _room(scene, places)
    states = {
        state: factor_result(
            KEY,
            [
                _access(scene, places, known[state][0], seated),
                room,
                _quality(scene, places, *known[state]),
            ],
        )
        for state in State
    }
    worth = {state: mean for state, (mean, _) in known.items()}
    return Measurement(
        states=states,
        frames={"meeting_places": places_frame(scene, places, worth)},
        findings=(*absent, *_unserved(places)),
    )


def _access(scene: Scene, places: Places, worth: Reals, seated: Reals | None) -> IndicatorResult:
    """3a: the best place of each group within reach, and benches along the walks of the old."""
    chosen = scene.assumptions
    found = reach(places.walked, places.entrances, worth, chosen)
    scores = found.score.copy()
    if seated is not None:
        share = chosen["meeting_places.seat_share"]
        mixed = (1 - share) * scores["elders"] + share * seated
        scores["elders"] = np.where(np.isnan(seated), scores["elders"], mixed)
    there = found.connected
    by_door = scores.to_numpy(dtype=float)[there].mean(axis=1)
    value = float(np.average(by_door, weights=found.dwellings[there]))
    rests_on = (key for key in chosen if key.startswith(("meeting_places.", "network.access")))
    return indicator(scene, "3a", (value, found.coverage), INPUTS, tuple(rests_on))


def _room(scene: Scene, places: Places) -> IndicatorResult:
    """3b: room on the department's own places, shared among its dwellings.

    Places elsewhere are left out: nobody knows who else they serve.
    """
    chosen = scene.assumptions
    dwellings = dwellings_of(places.entrances)
    there = places.walked.connected
    capacity = np.where(
        places.community,
        chosen["meeting_places.capacity_community"],
        chosen["meeting_places.capacity_neighbours"],
    )
    served = places.walked.served
    scores = []
    for group in GROUPS:
        members = served[group].to_numpy(dtype=bool) & places.own
        far = chosen[f"meeting_places.far_{group}_m"]
        weight = catchment(places.walked.metres[np.ix_(there, members)], far)
        share = floating_catchment(weight, dwellings[there], capacity[members])
        scores.append(np.average(sufficiency_score(share), weights=dwellings[there]))
    rests_on = (
        "meeting_places.capacity_neighbours",
        "meeting_places.capacity_community",
        *(f"meeting_places.far_{group}_m" for group in GROUPS),
    )
    coverage = float(dwellings[there].sum() / dwellings.sum())
    return indicator(scene, "3b", (float(np.mean(scores)), coverage), INPUTS, rests_on)


def _quality(scene: Scene, places: Places, worth: Reals, share: Reals) -> IndicatorResult:
    """3c: the quality of the places that are used, each as much as dwellings reach it."""
    dwellings = np.where(places.walked.connected, dwellings_of(places.entrances), 0.0)
    served = places.walked.served
    known = np.isfinite(worth)
    scores, coverages = [], []
    for group in GROUPS:
        members = served[group].to_numpy(dtype=bool)
        metres = places.walked.metres[:, members]
        used = dwellings @ distance_score(metres, group, scene.assumptions)
        if used.sum() <= 0:
            continue
        coverages.append(float(np.average(share[members], weights=used)))
        used = np.where(known[members], used, 0.0)
        if used.sum() > 0:
            scores.append(float(np.average(np.nan_to_num(worth[members]), weights=used)))
    found = (100 * float(np.mean(scores)), float(np.mean(coverages))) if scores else None
    return indicator(scene, "3c", found, (*INPUTS, "lamps"), ("meeting_places.seen_m",))


def _unserved(places: Places) -> tuple[Issue, ...]:
    """Say for which groups there is no place within reach of any door."""
    served = places.walked.served
    return tuple(
        Issue(
            Severity.NOTICE,
            "meeting_places.none_for",
            "meeting_places",
            group,
            {"group": sentence(f"group.{group}")},
        )
        for group in GROUPS
        if not np.isfinite(places.walked.metres[:, served[group].to_numpy(dtype=bool)]).any()
    )
