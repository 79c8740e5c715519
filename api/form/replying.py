"""Replies by e-mail to those who asked for one: what became of it, and whether it is in order now.

Each mail goes to one address, in the language of the form, with a link that opens the case. Where
no mail server is set nobody is asked for an address.
"""

from collections.abc import Sequence
from urllib.parse import urlencode

from api.dependencies import Services
from api.form.languages import offered
from api.language import DANISH, chosen_language, words
from api.office.mail import send, written
from geo.model.errors import WorkspaceError
from geo.model.reports import Case, Status
from geo.reporting.codes import reply_code
from geo.reporting.staff import Wish


def takes_email(held: Services) -> bool:
    """Tell whether a reply could be sent at all."""
    return bool(held.settings.smtp_host and held.settings.smtp_from)


def send_replies(held: Services, wishes: Sequence[Wish], case: Case, root: str) -> int:
    """Mail a step to those who asked for a reply; answer how many mails could not be sent.

    Parameters
    ----------
    wishes
        Who asked, read before the step: it may be the last that needs their language.
    case
        The case after the step.
    root
        Address of the product from outside.
    """
    if not takes_email(held):
        return len(wishes)
    failed = 0
    for wish in wishes:
        language = chosen_language([wish.language], offered(held)) if wish.language else DANISH
        say = words(language).say
        link = f"{root}/sag/{reply_code(held.desk.secret, wish.report)}"
        lines = [
            say(f"form.kind.{case.kind}"),
            say(f"form.status.{case.status}", owner=case.owner or "–"),
            case.reason or "",
            "",
            say("form.reply.ask") if case.status is Status.FIXED else say("form.reply.follow"),
            f"{link}?{urlencode({'lang': language})}",
            "",
            say("form.reply.why"),
            "",
        ]
        subject = say("form.reply.subject", number=f"S{case.id}")
        try:
            send(held.settings, written(held.settings, wish.address, subject, "\n".join(lines)))
        except WorkspaceError:
            failed += 1
    return failed
