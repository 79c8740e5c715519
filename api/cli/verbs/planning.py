"""``plan``, ``compare`` and ``brief``: what to do for the money, what it gives, and the paper."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import geo
from api.cli import talk
from api.cli.exits import writing
from api.cli.options import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, existing
from api.cli.tables import show
from api.language import say
from geo.model.errors import PlanError
from geo.model.language import sentence

if TYPE_CHECKING:
    from geo.planning.comparison import Comparison
    from geo.planning.papers.matter import Matter
    from geo.planning.prices import PriceList
    from geo.planning.proposals import Proposal

verbs = typer.Typer()

ASKED = ("light", "lamps", "class", "benches", "youth", "hedges", "links", "dead_ends")
"""What may be asked; a test holds it to ``geo.planning.questions``."""

PAPERS = ("proposal", "attachment", "application")

DepartmentId = Annotated[str, typer.Argument(metavar="ID", help=say("cli.option.id"))]
PlanFile = Annotated[Path, typer.Argument(metavar="PLAN", help=say("cli.option.plan"))]
PricesOption = Annotated[
    Path | None, typer.Option("--prices", metavar="FIL", help=say("cli.option.prices"))
]


@verbs.command("plan", help=say("cli.plan"))
def plan(
    department_id: DepartmentId,
    *,
    budget: Annotated[
        float | None, typer.Option("--budget", metavar="KR", help=say("cli.plan.budget"))
    ] = None,
    ask: Annotated[
        str | None, typer.Option("--ask", metavar="|".join(ASKED), help=say("cli.plan.ask"))
    ] = None,
    count: Annotated[
        int | None, typer.Option("--count", metavar="ANTAL", help=say("cli.plan.count"))
    ] = None,
    p_class: Annotated[
        str, typer.Option("--class", metavar="P1-P6", help=say("cli.plan.class"))
    ] = "p5",
    exact: Annotated[
        float, typer.Option("--exact", metavar="SEKUNDER", help=say("cli.plan.exact"))
    ] = 0.0,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FIL", help=say("cli.plan.out"))
    ] = None,
    prices: PricesOption = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Propose up to three plans within the money, or answer one question with a plan."""
    from geo.planning.proposals import propose  # noqa: PLC0415 - heavy, and not needed for --help
    from geo.planning.questions import Terms, answer  # noqa: PLC0415 - heavy
    from geo.scoring.rescoring import Rescoring  # noqa: PLC0415 - heavy

    if budget is None and ask is None:
        raise PlanError("plan.nothing_asked", known=", ".join(ASKED))
    listed = _prices(prices)
    with geo.Workspace(existing(workspace)) as place:
        department = place.department(department_id)
    if ask is None:
        proposals = propose(department, budget or 0.0, listed)
    else:
        given: dict[str, Any] = {} if listed is None else {"prices": listed}
        terms = Terms(
            money=budget, count=count, p_class=p_class.lower(), exact_seconds=exact, **given
        )
        proposals = (answer(Rescoring(department), ask, terms),)
    if out is not None and proposals and proposals[-1].plan.changes:
        proposals[-1].plan.save(out)
    if as_json:
        talk.json_result([proposal.to_dict() for proposal in proposals])
        return
    for proposal in proposals:
        _show_proposal(proposal)
    if not any(proposal.plan.changes for proposal in proposals):
        talk.note("cli.plan.nothing" if ask is None else "cli.plan.nothing_found")
    if any(proposal.costing.example and proposal.plan.changes for proposal in proposals):
        talk.note("cli.plan.example_prices")


def _show_proposal(proposal: "Proposal") -> None:
    from geo.planning.papers.matter import change_words  # noqa: PLC0415 - heavy

    kroner = f"{proposal.costing.kroner:,.0f}".replace(",", ".")
    talk.line(f"{proposal.label} · {kroner} kr.")
    for change in proposal.plan.changes:
        talk.line(f"  {change_words(change)}")
    if proposal.plan.changes:
        _show_differences(proposal.comparison)
        _show_others(proposal.comparison)
    for line in (*proposal.told, *proposal.assumed):
        talk.line(line)


@verbs.command("compare", help=say("cli.compare"))
def compare(
    department_id: DepartmentId,
    plan_file: PlanFile,
    *,
    map_file: Annotated[
        Path | None, typer.Option("--map", metavar="FIL", help=say("cli.compare.map"))
    ] = None,
    staff: Annotated[bool, typer.Option("--staff", help=say("cli.staff"))] = False,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Score a department under a plan, and tell every difference, the worse ones too."""
    matter = _matter(workspace, department_id, plan_file, None)
    if map_file is not None:
        _draw(workspace, matter, map_file, staff=staff)
    if as_json:
        told = matter.comparison.to_dict()
        talk.json_result({**told, "costing": matter.costing.to_dict()})
        return
    _show_differences(matter.comparison)
    for key, state in matter.comparison.worse:
        name = sentence(f"indicator.{key}")
        talk.line(say("cli.compare.worse", name=name, state=say(f"state.{state.value}")))
    _show_others(matter.comparison)
    if map_file is not None:
        talk.line(say("cli.compare.map_done", path=map_file))


@verbs.command("brief", help=say("cli.brief"))
def brief(
    department_id: DepartmentId,
    plan_file: PlanFile,
    *,
    out: Annotated[Path, typer.Option("--out", metavar="FIL", help=say("cli.brief.out"))],
    paper: Annotated[
        str, typer.Option("--paper", metavar="|".join(PAPERS), help=say("cli.brief.paper"))
    ] = "proposal",
    prices: PricesOption = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """Write one of three papers as PDF or Word, by the ending of the file."""
    if paper not in PAPERS:
        raise PlanError("paper.unknown_kind", name=paper, known=", ".join(PAPERS))
    if out.suffix.lower() not in {".pdf", ".docx"}:
        raise PlanError("paper.unknown_file", file=out.name)
    from geo.planning.papers.written import ENDINGS, WRITERS  # noqa: PLC0415 - heavy

    written = WRITERS[paper](_matter(workspace, department_id, plan_file, prices))
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(ENDINGS[out.suffix.lower().removeprefix(".")](written))
    talk.line(say("cli.brief.done", file=out))
    if written.gaps:
        talk.note("cli.brief.gaps", count=len(written.gaps))


def _matter(workspace: str, department_id: str, plan_file: Path, prices: Path | None) -> "Matter":
    from api.plan_papers import gathered  # noqa: PLC0415 - heavy
    from geo.planning.plan import Plan  # noqa: PLC0415 - heavy
    from geo.scoring.rescoring import Rescoring  # noqa: PLC0415 - heavy
    from geo.store.case_opening import open_cases  # noqa: PLC0415 - heavy

    wanted = Plan.read(plan_file)
    if wanted.department != department_id:
        raise PlanError("plan.other_department", plan=wanted.department, asked=department_id)
    with geo.Workspace(existing(workspace)) as place:
        department = place.department(department_id)
    cases = open_cases(workspace)
    try:
        return gathered(Rescoring(department), wanted, _prices(prices), cases, today())
    finally:
        cases.close()


def _draw(workspace: str, matter: "Matter", file: Path, *, staff: bool) -> None:
    """Save a map with today and the plan, one over the other and side by side."""
    import maps  # noqa: PLC0415 - heavy
    from api.plans.telling import difference_words  # noqa: PLC0415 - heavy
    from geo.scoring.rescoring import Rescoring  # noqa: PLC0415 - heavy
    from maps.plan_side import plan_side  # noqa: PLC0415 - heavy

    changed = matter.plan.apply(matter.department)
    after = Rescoring(matter.department).after(changed)
    said = difference_words(matter.comparison, matter.costing)
    with geo.Workspace(existing(workspace)) as place, writing(file):
        side = plan_side(matter.plan.name, place, matter.department, changed, after, said)
        maps.planner_map(place, [matter.profile], staff=staff, compare=side).save(file)


def today() -> date:
    """Answer the day that stands on a paper."""
    return datetime.now(UTC).date()


def _prices(file: Path | None) -> "PriceList | None":
    from geo.planning.prices import read_prices  # noqa: PLC0415 - heavy

    return None if file is None else read_prices(file)


def _show_others(comparison: "Comparison") -> None:
    """Tell what others pay, and the metres of path lifted over each class."""
    for key, metres in comparison.lifted.items():
        if abs(metres) >= 1:
            talk.line(say("cli.compare.lifted", name=key.upper(), metres=f"{metres:+.0f}"))
    for line in () if comparison.others is None else comparison.others.sentences:
        talk.line(line)


def _show_differences(comparison: "Comparison") -> None:
    from geo.planning.comparison import NOTICEABLE  # noqa: PLC0415 - heavy
    from geo.planning.papers.wording import chance, moved, points  # noqa: PLC0415 - heavy
    from geo.scoring.factors import FACTORS  # noqa: PLC0415 - heavy

    rows = [
        (
            FACTORS[key].label,
            say(f"state.{state.value}"),
            moved(difference),
            points(difference),
            chance(comparison.better[key, state]) if (key, state) in comparison.better else None,
        )
        for (key, state), difference in comparison.factors.items()
        if difference.change is not None and abs(difference.change) >= NOTICEABLE
    ]
    names = ("column.factor", "column.state", "column.standing", "column.points", "column.better")
    show(names, rows, (3, 4))
