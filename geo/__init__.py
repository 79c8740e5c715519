"""Tryghedskort: the spatial side of tryghed, mapped and scored per boligafdeling.

Names are loaded when they are first used, so that ``import geo`` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geo.delivery import check, read
    from geo.measures.photometry import illuminance
    from geo.measures.sightlines import visible
    from geo.measures.surveillance import eyes
    from geo.model.delivery import Delivery, Receipt
    from geo.model.department import Department
    from geo.model.errors import TryghedError
    from geo.model.estimate import Estimate, Grade
    from geo.model.issues import Issue, Severity
    from geo.planning.comparison import compare
    from geo.planning.plan import Plan, apply
    from geo.scoring.explanation import explain
    from geo.scoring.finding_way import route, winter_walks
    from geo.scoring.measurement import State
    from geo.scoring.profile import Profile
    from geo.scoring.scoring import score
    from geo.store import Workspace
    from geo.testing import example

__all__ = [
    "Delivery",
    "Department",
    "Estimate",
    "Grade",
    "Issue",
    "Plan",
    "Profile",
    "Receipt",
    "Severity",
    "State",
    "TryghedError",
    "Workspace",
    "apply",
    "check",
    "compare",
    "example",
    "explain",
    "eyes",
    "illuminance",
    "read",
    "route",
    "score",
    "visible",
    "winter_walks",
]

_HOME = {
    "Delivery": "geo.model.delivery",
    "Department": "geo.model.department",
    "Estimate": "geo.model.estimate",
    "Grade": "geo.model.estimate",
    "Issue": "geo.model.issues",
    "Plan": "geo.planning.plan",
    "Profile": "geo.scoring.profile",
    "Receipt": "geo.model.delivery",
    "Severity": "geo.model.issues",
    "State": "geo.scoring.measurement",
    "TryghedError": "geo.model.errors",
    "Workspace": "geo.store",
    "apply": "geo.planning.plan",
    "check": "geo.delivery",
    "compare": "geo.planning.comparison",
    "example": "geo.testing",
    "explain": "geo.scoring.explanation",
    "eyes": "geo.measures.surveillance",
    "illuminance": "geo.measures.photometry",
    "read": "geo.delivery",
    "route": "geo.scoring.finding_way",
    "score": "geo.scoring.scoring",
    "visible": "geo.measures.sightlines",
    "winter_walks": "geo.scoring.finding_way",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'geo' has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
