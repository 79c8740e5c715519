"""Tell machines from people without asking anybody else: pure rules, no state of their own.

No one is lost to them. A form that came too fast or with the hidden field filled is shown again;
a flood is taken in and waits in a queue for a person; only a storm from one network is refused,
with the moment to try again.
"""

import hashlib
import hmac
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

LEAST_S = 3.0
"""Nobody fills the form in less."""

MOST_S = 48 * 3600.0
"""A form that lay open longer is shown again with what was written in it."""

ENOUGH_PER_ADDRESS = 10
TOO_MANY_PER_ADDRESS = 600
ENOUGH_OF_ALL = 60
WINDOW_S = 600.0
"""Reports within ten minutes: more than enough wait in the queue, too many are refused. A whole
block may share one network address, so refusing is for storms only."""


class Passage(StrEnum):
    """What becomes of a form that was sent."""

    TAKEN = "taken"
    QUEUED = "queued"
    AGAIN = "again"
    REFUSED = "refused"


@dataclass(frozen=True)
class Attempt:
    """What is known of one sending.

    Parameters
    ----------
    honeypot
        What stood in the field no person sees.
    filling_s
        Seconds since the form was shown, or None where its stamp was missing or forged.
    from_here
        Moments (seconds) of earlier reports from the same truncated address.
    from_all
        Moments of earlier reports from anywhere.
    """

    honeypot: str
    filling_s: float | None
    from_here: Sequence[float]
    from_all: Sequence[float]


def passage(attempt: Attempt, now: float) -> Passage:
    """Answer what becomes of a form, from what is known of its sending.

    >>> passage(Attempt("", 20.0, [], []), now=0.0)
    <Passage.TAKEN: 'taken'>
    """
    if attempt.honeypot or attempt.filling_s is None:
        return Passage.AGAIN
    if not LEAST_S <= attempt.filling_s <= MOST_S:
        return Passage.AGAIN
    here = recent(attempt.from_here, now)
    if len(here) >= TOO_MANY_PER_ADDRESS:
        return Passage.REFUSED
    crowded = len(here) >= ENOUGH_PER_ADDRESS
    return (
        Passage.QUEUED
        if crowded or len(recent(attempt.from_all, now)) >= ENOUGH_OF_ALL
        else Passage.TAKEN
    )


def recent(moments: Sequence[float], now: float) -> list[float]:
    """Answer the moments within the window before now."""
    return [moment for moment in moments if now - WINDOW_S < moment <= now]


def truncated(address: str) -> str:
    """Answer the network an address belongs to: /24 of IPv4, /48 of IPv6; never the address.

    >>> truncated("192.0.2.77"), truncated("2001:db8:7:8::9"), truncated("testclient")
    ('192.0.2.0/24', '2001:db8:7::/48', '-')
    """
    try:
        known = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "-"
    if isinstance(known, ipaddress.IPv6Address) and known.ipv4_mapped is not None:
        known = known.ipv4_mapped
    bits = 24 if known.version == 4 else 48  # noqa: PLR2004 - the two versions there are
    return str(ipaddress.ip_network(f"{known}/{bits}", strict=False))


def form_stamp(secret: bytes, shown_at: float) -> str:
    """Answer the hidden field that says when a form was shown, and cannot be forged."""
    moment = f"{shown_at:.0f}"
    return f"{moment}.{_seal(secret, moment)}"


def filling_time(secret: bytes, stamp: str, now: float) -> float | None:
    """Answer the seconds since a form was shown, or None where its stamp is not ours."""
    moment, _, seal = stamp.partition(".")
    if not moment.isascii() or not moment.isdigit():
        return None
    if not hmac.compare_digest(seal.encode(), _seal(secret, moment).encode()):
        return None
    return now - float(moment)


def _seal(secret: bytes, moment: str) -> str:
    return hmac.new(secret, f"form\0{moment}".encode(), hashlib.sha256).hexdigest()[:32]
