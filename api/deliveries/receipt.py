"""The receipt of an upload, to keep: what came, what changed, what was refused, and its mark."""

from collections.abc import Iterator
from typing import Any

from api.deliveries.job import Job
from api.language import say
from geo.model.layers import LAYERS


def record(job: Job) -> dict[str, Any]:
    """Answer the receipt for a program."""
    return {
        "state": job.state,
        "by": job.by,
        "created": job.created,
        "files": [
            {"name": file.name, "size": file.size, "sha256": file.sha256} for file in job.files
        ],
        "crs": job.crs,
        "roles": dict(job.roles),
        "error": job.error,
        "receipt": job.receipt,
    }


def text(job: Job) -> str:
    """Answer the receipt for a person and a case file."""
    return "\n".join(_lines(job)) + "\n"


def _lines(job: Job) -> Iterator[str]:
    yield say("receipt.title")
    yield say("receipt.by", by=job.by, created=job.created)
    yield say(f"upload.state.{job.state}")
    yield ""
    yield say("receipt.files")
    for file in job.files:
        yield f"  {file.name} · {file.size} B · SHA-256 {file.sha256}"
    if job.error is not None:
        yield ""
        yield f"{job.error['message']} {job.error['remedy']}"
    receipt = job.receipt
    if receipt is None:
        return
    yield ""
    yield say("receipt.layers")
    for name, count in receipt["layers"].items():
        title = LAYERS[name].label if name in LAYERS else name
        yield f"  {title}: " + say("receipt.counts", **count)
        if name in receipt["changes"]:
            yield "    " + say("receipt.changes", **receipt["changes"][name])
    yield ""
    yield say("receipt.findings", count=len(receipt["issues"]))
    for issue in receipt["issues"]:
        where = " · ".join(part for part in (issue["layer"], issue["feature"]) if part)
        said = say(f"severity.{issue['severity']}")
        yield f"  [{said}] {where}: {issue['message']} {issue['remedy']}"
    yield ""
    yield say("receipt.mark", mark=receipt["fingerprint"])
