"""A step with a case, and the replies to those who asked to hear of it."""

from collections.abc import Callable

from api.dependencies import Services
from api.form.replying import send_replies
from geo.reporting.staff import one_case, wishes


def told(held: Services, number: int, root: str, step: Callable[[], object]) -> int:
    """Take a step and reply to those who asked; answer how many replies could not be sent.

    A step stands although a reply could not be sent: what was done was done.

    Parameters
    ----------
    number
        The case.
    root
        Address of the product from outside.
    step
        What moves the case; whatever it raises is raised, and nobody is told anything.
    """
    before, _, _ = one_case(held.desk.database, number)
    asked = wishes(held.desk.database, number)
    step()
    after, _, _ = one_case(held.desk.database, number)
    if not asked or (before.status, before.expected) == (after.status, after.expected):
        return 0
    return send_replies(held, asked, after, root)
