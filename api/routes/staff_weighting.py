"""``/personale/vaegtning``: keep a weight set that a meeting decided, and see what follows of it.

What was decided before stays: a set of the same name is a newer decision, not another word for it.
A total under other weights is another question to the same place, never a change of the place.
"""

from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

import geo
from api.auth import Signed, staff
from api.dependencies import Services, ServicesHere
from api.office.fields import Form, FormHere, led_to, now
from api.office.showing import shown
from geo.model.errors import LayerError, NotFoundError
from geo.model.staff import Role
from geo.scoring.factors import FACTORS
from geo.scoring.method import figure
from geo.scoring.weighting import Weighting, swing_weights

router = APIRouter(include_in_schema=False)

PLACE = "/personale/vaegtning"

PlannerHere = Annotated[Signed, Depends(staff(Role.PLANNER, Role.ADMINISTRATOR))]
"""A set of weights is a decision of a meeting; planners and administrators write it down."""


@dataclass(frozen=True)
class Total:
    """What a department comes to by day and in the dark: under the strategy's weights, and own."""

    name: str
    cells: tuple[geo.Estimate, ...]


@router.get(PLACE)
def weighting(
    request: Request,
    held: ServicesHere,
    signed: PlannerHere,
    rating: Annotated[list[float] | None, Query()] = None,
    valg: Annotated[str, Query(max_length=120)] = "",
) -> Response:
    """Answer the form, the sets that were kept, and what follows of one of them."""
    given = rating if rating is not None and len(rating) == len(FACTORS) else None
    ratings = dict(zip(FACTORS, given or [0.0] * len(FACTORS), strict=True))
    return _page(request, held, signed, ratings, chosen=valg)


@router.post(PLACE)
def keep(request: Request, held: ServicesHere, signed: PlannerHere, form: FormHere) -> Response:
    """Keep a set with who decided it and when, and who wrote it down."""
    ratings = {key: _rating(form[f"r-{key}"]) for key in FACTORS}
    try:
        day = form["decided_on"] or now().date().isoformat()
        decided = Weighting(form["name"], ratings, form["decided_by"], day)
    except LayerError as error:
        return _page(request, held, signed, ratings, form=form, error=error)
    held.workspace.save_weighting({**decided.to_dict(), "saved_by": signed.account.by})
    return led_to(f"{PLACE}?{urlencode({'valg': decided.name})}")


def _page(  # noqa: PLR0913 - what the page shows
    request: Request,
    held: Services,
    signed: Signed,
    ratings: dict[str, float],
    *,
    chosen: str = "",
    form: Form | None = None,
    error: LayerError | None = None,
) -> Response:
    kept = held.workspace.weightings()
    return shown(
        request,
        signed,
        "weighting.html",
        status=200 if error is None else 422,
        factors=list(FACTORS.values()),
        ratings=ratings,
        weights=_weights(ratings),
        given={name: form[name] if form else "" for name in ("name", "decided_by", "decided_on")},
        today=now().date().isoformat(),
        decided=kept,
        chosen=chosen,
        totals=_totals(held, kept, chosen) if chosen else [],
        figure=figure,
        error=error,
    )


def _rating(text: str) -> float:
    """Answer what was written into a field; nothing readable is refused as out of range."""
    try:
        return float(text.replace(",", ".") or 0)
    except ValueError:
        return -1.0


def _weights(ratings: dict[str, float]) -> dict[str, float] | None:
    try:
        return swing_weights(ratings)
    except LayerError:
        return None


def _totals(held: Services, kept: list[dict[str, object]], chosen: str) -> list[Total]:
    """Answer every department under the newest set of a name, in the order of a directory.

    Raises
    ------
    NotFoundError
        Where no set of that name was kept.
    """
    rows = [row for row in kept if row["name"] == chosen]
    if not rows:
        raise NotFoundError("weighting.unknown", name=chosen)
    weights = Weighting.from_dict(rows[0]).weights
    return [_total(profile, chosen, weights) for profile in held.profiles()]


def _total(profile: geo.Profile, name: str, weights: dict[str, float]) -> Total:
    own = replace(profile, weights=name, own_weights=weights, uncertainty=None)
    cells = tuple(part.overall[state] for state in geo.State for part in (profile, own))
    return Total(profile.name, cells)
