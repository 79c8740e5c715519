"""Papers: whole, in Danish, with marked gaps, and made of text that stays text."""

import io
import re
import zipfile
from collections.abc import Callable

import docx
import pytest

import geo
from geo.model.department import Department
from geo.model.language import sentence
from geo.planning.changes import CHANGES, Change
from geo.planning.comparison import compare, compare_plan
from geo.planning.costing import costing
from geo.planning.papers.application import FOCUS, application
from geo.planning.papers.attachment import attachment
from geo.planning.papers.blocks import Figure, Gap, Heading, Paper, Table, Text
from geo.planning.papers.matter import Matter
from geo.planning.papers.pdf import to_pdf
from geo.planning.papers.proposal import proposal
from geo.planning.papers.word import to_word
from geo.planning.plan import Plan
from geo.scoring.measurement import State
from geo.scoring.rescoring import Rescoring

HOSTILE = "{{7*191}} #panic() </script> <img src=x onerror=alert(1)> $x$ *b* \x07 مرحبا 🙂"


@pytest.fixture(scope="module")
def drawing() -> Figure:
    """Draw something small."""
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><path d="M0 0h40"/></svg>'
    return Figure(svg, "En streg", "Stien")


@pytest.fixture
def matter(street: Department, drawing: Figure) -> Matter:
    """Plan a repair and a lower hedge, with hostile words wherever a person may write."""
    changes = (
        Change("repair_lamp", {"lamp": "L2"}),
        Change("cut_hedge", {"boundary": "hæk", "height_m": 1.1}),
    )
    plan = Plan(f"Lys {HOSTILE}", street.id, changes, f"Fordi {HOSTILE}")
    again = Rescoring(street)
    return Matter(
        department=street,
        plan=plan,
        costing=costing(street, plan),
        profile=again.before(),
        comparison=compare_plan(again, plan.apply(street)),
        date="2026-11-24",
        figure=drawing,
        reported=f"Mindst 6 meldinger {HOSTILE}",
    )


def words(paper: Paper) -> str:
    """Answer all the words of a paper."""
    return str(paper.to_dict())


Write = Callable[[Matter], Paper]

PAPERS: list[Write] = [proposal, attachment, application]


@pytest.mark.parametrize("write", PAPERS)
def test_every_paper_is_printed_and_can_be_edited(write: Write, matter: Matter) -> None:
    """A tagged PDF in Danish, and a Word document that opens with the same headings."""
    paper = write(matter)
    pdf = to_pdf(paper)
    document = docx.Document(io.BytesIO(to_word(paper)))
    headings = [p.text for p in document.paragraphs if p.style and p.style.name == "Heading 2"]

    assert pdf.startswith(b"%PDF-")
    assert b"/MarkInfo" in pdf
    assert re.search(rb"/Lang\s*\(da", pdf)
    assert b"pdfuaid" in pdf
    assert headings == [b.text for b in paper.blocks if isinstance(b, Heading)]
    assert document.core_properties.language == "da-DK"


@pytest.mark.parametrize("write", PAPERS)
def test_words_of_people_stay_words(write: Write, matter: Matter) -> None:
    """Markup, templates and control letters in a plan run nowhere and break nothing."""
    paper = write(matter)
    document = docx.Document(io.BytesIO(to_word(paper)))
    text = "\n".join(p.text for p in document.paragraphs)

    assert "{{7*191}}" in text
    assert "1337" not in text
    assert to_pdf(paper)


@pytest.mark.parametrize("write", PAPERS)
def test_a_paper_makes_nothing_up(write: Write, matter: Matter) -> None:
    """Gaps are marked, example prices say so, and every sentence has its words."""
    paper = write(matter)

    assert paper.gaps
    assert sentence("paper.example_prices") in paper.gaps
    assert not re.search(r"'paper\.[a-z_.]+'|\?\?", words(paper))


@pytest.mark.parametrize("write", PAPERS)
def test_the_same_matter_gives_the_same_bytes(write: Write, matter: Matter) -> None:
    """Printed twice, equal to the byte; the document's parts too."""
    paper = write(matter)
    documents = [zipfile.ZipFile(io.BytesIO(to_word(paper))) for _ in range(2)]
    parts = [{name: file.read(name) for name in file.namelist()} for file in documents]

    assert to_pdf(paper) == to_pdf(paper)
    assert parts[0] == parts[1]


def test_the_proposal_is_one_page(matter: Matter) -> None:
    """A meeting votes on one page."""
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", to_pdf(proposal(matter)))) == 1


def test_no_paper_prints_an_overall_number(matter: Matter) -> None:
    """Words and factors, never the total of the place."""
    totals = [matter.profile.overall[state].value for state in State]
    texts = [words(write(matter)) for write in PAPERS]

    for value in filter(None, totals):
        assert not any(f"{value:.1f}".replace(".", ",") in text for text in texts)


def test_what_gets_worse_is_told(street: Department) -> None:
    """A plan that dims the only lamp says which measures fall."""
    again = Rescoring(street)
    plan = Plan(
        "Længere væk",
        street.id,
        (Change("dim_lamp", {"lamp": "L1", "dimming": "18:00-07:00=0.1"}),),
    )
    comparison = compare_plan(again, plan.apply(street))
    profile = again.before()
    matter = Matter(street, plan, costing(street, plan), profile, comparison, "2026-11-24")

    assert comparison.worse
    assert sentence("paper.worse") in words(attachment(matter))


def test_better_is_likelier_the_better_it_is(street: Department) -> None:
    """A repaired lamp makes the light better in nearly every draw, and no draw of the arrival."""
    again = Rescoring(street)
    plan = Plan("x", street.id, (Change("repair_lamp", {"lamp": "L2"}),))
    better = compare_plan(again, plan.apply(street)).better

    assert better["lighting", State.DARK] > 0.95
    assert better.get(("boundaries", State.DAY), 0.0) == 0.0


def test_a_place_compared_with_itself_has_not_moved(street: Department) -> None:
    """No difference anywhere, and nothing worse."""
    profile = geo.score(street)
    comparison = compare(profile, profile)

    assert not comparison.worse
    assert {d.change for d in comparison.factors.values()} <= {0.0, None}


def test_every_layer_a_change_alters_serves_a_focus_area() -> None:
    """The fund asks which of the three areas a plan serves."""
    assert {change.layer for change in CHANGES.values()} == set(FOCUS)


def test_a_table_without_rows_and_a_gap_print_too() -> None:
    """The smallest paper there is."""
    paper = Paper("T", "U", (Table(("a", "b"), ()), Gap("Udfyldes"), Text("")))

    assert to_pdf(paper)
    assert to_word(paper)
