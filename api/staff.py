"""Who may hand deliveries over: planners and administrators, or a developer on their own server.

An upload is refused by its length before a byte of its form is read, so it is not proved by the
hidden field of its form: a browser says itself which site a request comes from, and the cookie of a
session is sent by no other site's form.
"""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request

from api.auth import COOKIE, Signed, StaffRule
from api.dependencies import Services, services
from geo.model.staff import Account, Role

DEVELOPER = "udvikler"
"""Who asks on a server that is set to development."""


class UploadRule(StaffRule):
    """A rule whose requests are proved by where they come from."""

    async def __call__(self, request: Request) -> Signed:
        """Answer who is signed in; on a developer's server whoever asks."""
        settings = services(request).settings
        if settings.development and COOKIE not in request.cookies:
            account = Account(0, DEVELOPER, Role.PLANNER, None, disabled=False, ready=True)
            await self.prove(request, services(request), "")
            return Signed(account, "")
        return await super().__call__(request)

    async def is_ours(self, request: Request, held: Services, cookie: str) -> bool:
        """Tell whether a page of ours sent a request that changes something."""
        del held, cookie
        return own_site(request)


UPLOADING = UploadRule((Role.PLANNER, Role.ADMINISTRATOR))


def staff(signed: Annotated[Signed, Depends(UPLOADING)]) -> str:
    """Answer the name of the member of staff who asks."""
    return signed.account.name


def own_site(request: Request) -> bool:
    """Tell whether a request comes from a page of ours, as the browser tells."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


StaffHere = Annotated[str, Depends(staff)]
