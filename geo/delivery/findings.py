"""Findings of many features, told one by one without drowning the reader."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from geo.model.issues import Issue, Severity

LISTED = 200
"""Features listed one by one per rule and layer; the rest is counted."""


def per_feature(
    severity: Severity,
    rule: str,
    layer: str,
    features: Sequence[str] | npt.NDArray[np.object_],
    **facts: Any,
) -> list[Issue]:
    """Answer one finding per feature, and one that counts those beyond the list."""
    listed = sorted(str(feature) for feature in features)
    issues = [Issue(severity, rule, layer, feature, facts) for feature in listed[:LISTED]]
    if len(listed) > LISTED:
        more = {**facts, "of": rule, "count": len(listed) - LISTED, "listed": LISTED}
        issues.append(Issue(severity, "findings.more", layer, None, more))
    return issues


def ordered(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    """Answer findings with errors first, each once, whatever order they were found in."""
    rank = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTICE: 2}
    distinct = {
        (
            rank[issue.severity],
            issue.layer or "",
            issue.rule,
            issue.feature or "",
            str(issue.facts),
        ): issue
        for issue in issues
    }
    return tuple(distinct[key] for key in sorted(distinct))
