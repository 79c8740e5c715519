"""A case on its way to its owner: the mail, its link, and then the log that it was sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from api.dependencies import Services
from api.form.places import degrees
from api.language import say
from api.office.mail import send, written
from api.office.sketch import sketch
from geo.model.errors import ReportError, WorkspaceError
from geo.model.reports import Case, Status
from geo.reporting.cases import Move
from geo.reporting.owners import all_owners, drop_link, new_link
from geo.reporting.staff import move, one_case


@dataclass(frozen=True)
class Sending:
    """What staff want sent: a case, to one owner, with a reason.

    Parameters
    ----------
    case
        Number of the case.
    owner
        To whom.
    reason
        Why, in plain words; whoever reported reads it too.
    root
        Address of the product from outside.
    by
        Which account.
    """

    case: int
    owner: str
    reason: str
    root: str
    by: str


def send_on(held: Services, wanted: Sending, now: datetime) -> None:
    """Mail a case to an owner and write the log; nothing is logged that was not sent.

    Raises
    ------
    ReportError
        ``owner.no_email`` or what ``geo.reporting.cases.moved`` refuses.
    WorkspaceError
        Where the mail could not be sent.
    """
    addresses = {one.name: one for one in all_owners(held.register)}
    if wanted.owner not in addresses:
        raise ReportError("owner.no_email", owner=wanted.owner)
    if not wanted.reason.strip():
        raise ReportError("case.reason_missing", to=Status.FORWARDED.value)
    case, _, _ = one_case(held.desk.database, wanted.case)
    token = new_link(held.register, case.id, wanted.owner, now)
    link = f"{wanted.root}/ejer/{token}"
    to = addresses[wanted.owner].email
    subject = say("mail.subject", number=f"S{case.id}", kind=say(f"form.kind.{case.kind.value}"))
    picture = picture_of(held, case)
    mail = written(held.settings, to, subject, text_of(held, case, wanted.reason, link), picture)
    try:
        send(held.settings, mail)
    except WorkspaceError:
        drop_link(held.register, token)
        raise
    step = Move(Status.FORWARDED, wanted.by, reason=wanted.reason, owner=wanted.owner)
    move(held.desk.database, case.id, step, now)


def send_all(held: Services, wanted: Sequence[Sending], now: datetime) -> None:
    """Mail a case to each owner; the first is the case's owner in the end."""
    for one in reversed(wanted):
        send_on(held, one, now)


def text_of(held: Services, case: Case, reason: str, link: str) -> str:
    """Answer the words of a mail: what, where, which lamp, and the link. Nobody is named."""
    lines = [
        say("mail.about", kind=say(f"form.kind.{case.kind.value}")),
        say("mail.lamp", lamp=lamp_number(held, case)) if case.lamp else say("mail.no_lamp"),
        say("mail.place", place=case.place or say("mail.place_on_map")),
    ]
    if case.x is not None and case.y is not None:
        latitude, longitude = degrees(case.x, case.y)
        lines.append(say("mail.point", lat=f"{latitude:.6f}", lon=f"{longitude:.6f}"))
    return "\n".join([*lines, "", reason.strip(), "", say("mail.answer"), link, ""])


def lamp_number(held: Services, case: Case) -> str:
    """Answer the number on the mast, else the lamp's id."""
    lamps = held.workspace.layer("lamps") if case.lamp else None
    if lamps is not None:
        numbers = lamps.loc[lamps["id"] == case.lamp, "number"].dropna()
        if len(numbers):
            return str(numbers.iloc[0])
    return case.lamp or ""


def picture_of(held: Services, case: Case) -> bytes:
    """Answer the little map of a case; of one without a point an empty sheet."""
    return sketch(held.workspace, case.x or 0.0, case.y or 0.0, case.lamp)
