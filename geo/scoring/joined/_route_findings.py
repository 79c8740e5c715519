"""What the walks of a department tell beside their score: what is cut off, and the worst tenth."""

import numpy as np

from geo.measures.errands import MEETING
from geo.model.issues import Issue, Severity
from geo.model.language import sentence
from geo.scoring.joined._route_links import LINKED
from geo.scoring.joined._walks_home import WalksHome
from geo.scoring.measurement import State
from geo.scoring.movement import Movement
from geo.scoring.scene import Scene
from geo.scoring.summary import weighted_quantile


def route_findings(
    scene: Scene, moves: Movement | None, home: dict[State, WalksHome | None]
) -> list[Issue]:
    """Answer what is missing, cut off, or bad for the worst tenth."""
    found = []
    if scene.flow is None:
        found.append(Issue(Severity.NOTICE, "routes.walked_alike", "destinations"))
    if moves is not None:
        found += _cut_off(moves)
        if moves.felt.eyes is None and home[State.DARK] is not None:
            found.append(Issue(Severity.NOTICE, "routes.without_eyes", "buildings"))
        found += [
            _worst_tenth(moves, state, walks)
            for state, walks in home.items()
            if walks is not None and np.isfinite(walks.score).any()
        ]
    return found


def _cut_off(moves: Movement) -> list[Issue]:
    """Say which doors and which goals the paths do not join."""
    found = []
    lost = int((moves.door < 0).sum())
    if lost:
        facts = {"count": lost, "all": len(moves.door)}
        found.append(Issue(Severity.NOTICE, "routes.door_off_paths", "entrances", facts=facts))
    for purpose in (*LINKED, MEETING):
        rows = moves.goals.of(purpose)
        named = {"purpose": sentence(f"purpose.{purpose}")}
        if not len(rows):
            found.append(Issue(Severity.NOTICE, "routes.no_goal", "destinations", purpose, named))
            continue
        walked = moves.metres[:, rows].min(axis=1)
        count = int((~np.isfinite(walked) & (moves.door >= 0)).sum())
        if count:
            reached = {"count": count, **named}
            found.append(Issue(Severity.NOTICE, "routes.cut_off", "paths", purpose, reached))
    return found


def _worst_tenth(moves: Movement, state: State, walks: WalksHome) -> Issue:
    there = np.isfinite(walks.score)
    tenth = weighted_quantile(walks.score[there].tolist(), moves.dwellings[there].tolist(), 0.1)
    facts = {"state": state.value, "score": round(tenth)}
    return Issue(Severity.NOTICE, "routes.worst_tenth", feature=state.value, facts=facts)
