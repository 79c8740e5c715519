"""A request of a partner as a draft: what the privacy profile does not want is dropped unread.

``first_name``, ``last_name``, ``phone``, ``device_id`` and ``account_id`` are never looked at. A
``media_url`` is refused: fetching what a stranger names is an attack on our own network.
"""

import hmac
import secrets
from collections.abc import Mapping, Sequence

from api.form.fields import number, one_of
from api.form.places import metres
from api.language import say
from api.open311.requests import BadRequestError
from api.open311.services import HOURS
from api.settings import Settings
from geo.model.reports import Draft, Hour, Kind, Located


class ForbiddenError(ValueError):
    """The key of a partner is missing or wrong."""


class UnknownError(LookupError):
    """No such service, request or jurisdiction."""


def check_key(settings: Settings, given: str) -> None:
    """Let a partner in by its key.

    Raises
    ------
    ForbiddenError
        Where the key is none of those the operator has set.
    """
    keys = [key.strip() for key in settings.open311_keys.get_secret_value().split(",")]
    right = [hmac.compare_digest(key.encode(), given.encode()) for key in keys if key]
    if not any(right):
        raise ForbiddenError(say("open311.bad_key"))


def draft_of(form: Mapping[str, Sequence[str]]) -> Draft:
    """Answer the draft of a request.

    Raises
    ------
    UnknownError
        Where there is no such service.
    BadRequestError
        Where code or place is missing, or a picture is only named.
    """

    def field(name: str) -> str:
        return next((value.strip() for value in form.get(name, ()) if value.strip()), "")

    if not field("service_code"):
        raise BadRequestError(say("open311.no_code"))
    kind = one_of(Kind, field("service_code"))
    if kind is None:
        raise UnknownError(say("open311.no_service"))
    if field("media_url"):
        raise BadRequestError(say("open311.no_media"))
    point = metres(number(field("lat")), number(field("long")))
    words = field("address_string") or field("address_id")
    if point is None and not words:
        raise BadRequestError(say("open311.no_place"))
    hours = [*form.get(f"attribute[{HOURS}][]", ()), *form.get(f"attribute[{HOURS}]", ())]
    return Draft(
        key=secrets.token_urlsafe(16),
        kind=kind,
        x=point[0] if point else None,
        y=point[1] if point else None,
        located=Located.HAND if point else Located.TEXT,
        place_text=words,
        hours=tuple(hour for hour in Hour if hour.value in hours),
        text=field("description"),
        email=field("email") or None,
    )
