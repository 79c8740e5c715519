"""The kinds of report as services; the code of a service is the code of its kind."""

import hashlib
from typing import Any

from api.language import say
from geo.model.reports import Hour, Kind

HOURS = "HOURS"
"""Code of the one attribute: when it is dark."""


def services() -> list[dict[str, Any]]:
    """Answer every service, as the list names them."""
    return [
        {
            "service_code": kind.value,
            "service_name": say(f"form.kind.{kind.value}"),
            "description": say(f"form.kind.{kind.value}"),
            "metadata": True,
            "type": "realtime",
            "keywords": say("open311.keywords"),
            "group": say("open311.group"),
        }
        for kind in Kind
    ]


def definition(kind: Kind) -> dict[str, Any]:
    """Answer what a service asks besides the place: when it is dark, and never compulsory."""
    return {
        "service_code": kind.value,
        "attributes": [
            {
                "variable": True,
                "code": HOURS,
                "datatype": "multivaluelist",
                "required": False,
                "datatype_description": None,
                "order": 1,
                "description": say("open311.hours"),
                "values": [
                    {"key": hour.value, "name": say(f"form.hours.{hour.value}")} for hour in Hour
                ],
            }
        ],
    }


def changeset() -> str:
    """Answer a text that is another when any service or definition is."""
    whole = repr([services(), [definition(kind) for kind in Kind]])
    return f"v1-{hashlib.sha256(whole.encode()).hexdigest()[:12]}"
