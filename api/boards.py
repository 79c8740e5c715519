"""Papers of a department that hang in a stairwell: the welcome card and the noticeboard sheet."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import geo
from api.released import released_cases
from geo.reporting.desk import Desk, PublicCase
from geo.store.case_opening import has_cases, open_cases
from maps import case_table
from maps.noticeboard import noticeboard_sheet
from maps.site import page_name
from maps.welcome import welcome_card

FIRST = ("da", "en")
"""Languages of a card where none is chosen."""

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; font-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
"""What a paper may do: show what it carries."""

NOTED = ("waste", "laundry", "house")
"""Signs whose place staff may say in words, since no layer knows it."""

LONGEST_NOTE = 80


def card(
    place: geo.Workspace,
    profile: geo.Profile,
    languages: Sequence[str],
    root: str,
    notes: Mapping[str, str] | None = None,
) -> str:
    """Answer the welcome card of a department.

    Parameters
    ----------
    place
        The workspace.
    profile
        Of the department.
    languages
        Chosen languages, the most important first; none gives Danish and English.
    root
        The product's address as the outside knows it.
    notes
        Words by sign.
    """
    return welcome_card(
        place,
        profile,
        languages=tuple(languages) or FIRST,
        notes={sign: text[:LONGEST_NOTE] for sign, text in (notes or {}).items() if text},
        form=f"{root}/indberet",
    )


def board(profile: geo.Profile, cases: Sequence[PublicCase], root: str) -> str:
    """Answer the noticeboard sheet of a department with its released cases."""
    own = [case for case in cases if case.department == profile.id]
    today = datetime.now(UTC).date().isoformat()
    return noticeboard_sheet(profile, case_table(own), form=f"{root}/indberet", as_of=today)


def sheets(
    place: geo.Workspace,
    where: str,
    profiles: Sequence[geo.Profile],
    languages: Sequence[str],
    words: tuple[str, str],
) -> list[tuple[str, str]]:
    """Answer the name and text of both papers of each department.

    Parameters
    ----------
    place, where
        The workspace, and its address; nothing is made in it.
    profiles, languages
        For whom, and in which languages.
    words
        The product's address from outside, and where waste is handed in.
    """
    cases: list[PublicCase] = []
    if has_cases(where):
        database = open_cases(where)
        try:
            cases = released_cases(Desk(database, b""))  # nothing is marked, so no key is needed
        finally:
            database.close()
    root, waste = words
    notes = {"waste": waste}
    return [
        paper
        for profile in profiles
        for paper in (
            (f"velkomst-{page_name(profile.id)}", card(place, profile, languages, root, notes)),
            (f"opslag-{page_name(profile.id)}", board(profile, cases, root)),
        )
    ]
