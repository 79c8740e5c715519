"""Everything the papers of one plan are written from, and the parts they share."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from geo.model.department import Department
from geo.model.language import sentence
from geo.planning.changes import Change
from geo.planning.comparison import Comparison
from geo.planning.costing import Costing
from geo.planning.papers.blocks import Block, Bullets, Figure, Gap, Heading, Table, Text, bullets
from geo.planning.papers.wording import data_words, kroner, moved, number, points
from geo.planning.plan import Plan
from geo.scoring.factors import FACTORS
from geo.scoring.measurement import State
from geo.scoring.profile import Profile

LONGEST = 5
"""Dark stretches a paper names: what a meeting can talk about."""


@dataclass(frozen=True)
class Matter:
    """A plan and all that is known of it.

    Parameters
    ----------
    department
        The department as it stands.
    plan, costing
        What is done, and what it costs.
    profile
        The department's scoring as it stands.
    comparison
        Before and after, by the whole model.
    date
        ISO date of the paper.
    figure
        A drawing of the place, or None.
    reported
        What residents report, already in words that name nobody, or None.
    assumed
        What the plan assumes, as sentences.
    """

    department: Department
    plan: Plan
    costing: Costing
    profile: Profile
    comparison: Comparison
    date: str
    figure: Figure | None = field(default=None, repr=False)
    reported: str | None = None
    assumed: tuple[str, ...] = ()


def change_words(change: Change) -> str:
    """Say what a change does and where, in one line."""
    told = change.told
    at = told.get("at", told.get("to"))
    where = told.get("lamp", told.get("boundary", told.get("path", told.get("place"))))
    place = "" if at is None else sentence("paper.at", {"x": number(at[0]), "y": number(at[1])})
    return " ".join(filter(None, (change.of.label, str(where or told.get("name") or ""), place)))


def place_today(matter: Matter) -> list[Block]:
    """Tell how the place stands: in words per factor, and the dark stretches by name."""
    rows = [
        (
            FACTORS[key].label,
            *(
                moved_from(matter, key, state) if state in by_state else sentence("paper.no_state")
                for state in State
            ),
            data_words(by_state[next(iter(by_state))].grade),
        )
        for key, by_state in matter.profile.results.items()
    ]
    head = tuple(sentence(f"paper.head.{name}") for name in ("factor", "day", "dark", "data"))
    blocks: list[Block] = [Heading(sentence("paper.today")), Table(head, tuple(rows))]
    if matter.figure is not None:
        blocks.append(matter.figure)
    return [*blocks, *_dark(matter)]


def moved_from(matter: Matter, key: str, state: State) -> str:
    """Say in words how a factor stands before the plan."""
    difference = matter.comparison.factors[key, state]
    return moved(type(difference)(difference.before, difference.before))


def _dark(matter: Matter) -> list[Block]:
    frame = matter.profile.frames.get("dark_stretches")
    if frame is None or not len(frame):
        return []
    longest = frame.sort_values("length_m", ascending=False, kind="stable").head(LONGEST)
    facts = {
        "count": len(frame),
        "metres": number(float(frame["length_m"].sum())),
        "shown": len(longest),
    }
    unnamed = sentence("paper.unnamed_path")
    names = [str(name) if isinstance(name, str) else unnamed for name in longest["name"]]
    items = tuple(
        sentence("paper.stretch", {"name": name, "metres": number(metres)})
        for name, metres in zip(names, longest["length_m"], strict=True)
    )
    return [Text(sentence("paper.dark", facts)), Bullets(items)]


def what_is_done(matter: Matter) -> list[Block]:
    """List the changes with their price, and mark example prices as such."""
    rows = [
        (change_words(change), kroner(sum(line.kroner for line in lines)))
        for change, lines in zip(matter.plan.changes, matter.costing.lines, strict=True)
    ]
    total = (sentence("paper.total"), kroner(matter.costing.kroner))
    head = (sentence("paper.head.change"), sentence("paper.head.price"))
    blocks: list[Block] = [
        Heading(sentence("paper.proposal")),
        Table(head, (*rows, total), numbers=(1,)),
    ]
    if matter.costing.example:
        blocks.append(Gap(sentence("paper.example_prices")))
    return blocks


def who_pays(matter: Matter) -> list[Block]:
    """Say what it is per dwelling and month, what it uses, and leave who pays to people."""
    each = matter.costing.kroner_per_dwelling_month
    kwh = matter.costing.kwh_a_year
    said = [
        sentence(
            "paper.per_month", {"kroner": number(each, 2), "years": number(matter.costing.years)}
        )
        if each is not None
        else sentence("paper.no_dwellings"),
        sentence("paper.kwh", {"kwh": number(kwh)})
        if kwh is not None
        else sentence("paper.no_kwh"),
    ]
    return [
        Heading(sentence("paper.economy")),
        Bullets(tuple(said)),
        Gap(sentence("paper.gap.who_pays")),
    ]


def who_agrees(matter: Matter) -> list[Block]:
    """List who must agree, and leave who was heard to people."""
    names = [sentence(f"agrees.{who}") for who in matter.costing.agrees]
    return [
        Heading(sentence("paper.agrees")),
        bullets(names, sentence("paper.nobody")),
        Gap(sentence("paper.gap.heard")),
    ]


def expected(matter: Matter) -> list[Block]:
    """Tell what the model expects, factor by factor, with intervals, and what gets worse."""
    rows = tuple(
        (
            FACTORS[key].label,
            sentence(f"paper.state.{state.name.lower()}"),
            moved(difference),
            points(difference),
        )
        for (key, state), difference in matter.comparison.factors.items()
        if difference.before.value is not None or difference.after.value is not None
    )
    names = ("factor", "state", "standing", "points")
    head = tuple(sentence(f"paper.head.{name}") for name in names)
    worse = [
        sentence(f"indicator.{key}") + f" ({sentence(f'paper.state.{state.name.lower()}')})"
        for key, state in matter.comparison.worse
    ]
    lifted = _lifted(matter.comparison)
    return [
        Heading(sentence("paper.expected")),
        Table(head, rows, numbers=(3,)),
        *lifted,
        Text(sentence("paper.worse") if worse else sentence("paper.nothing_worse")),
        *([Bullets(tuple(worse))] if worse else []),
        *costs_others(matter),
        Text(sentence("paper.effect_caution")),
    ]


def costs_others(matter: Matter) -> list[Block]:
    """Tell what others pay: windows newly lit or overlooked, youth that must move."""
    others = matter.comparison.others
    if others is None:
        return []
    return [Text(sentence("paper.others")), Bullets(others.sentences)]


def _lifted(comparison: Comparison) -> Sequence[Block]:
    said = tuple(
        sentence(
            "paper.lifted",
            {"class": key.upper(), "metres": number(after - before), "after": number(after)},
        )
        for key, (before, after) in comparison.metres.items()
        if after - before >= 1
    )
    return [Bullets(said)] if said else []
