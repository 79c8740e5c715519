"""Put what people filled into the marked fields of a paper; what nobody filled stays marked."""

from collections.abc import Mapping
from dataclasses import replace

from geo.model.language import sentence
from geo.planning.papers.blocks import Block, Gap, Paper, Text

STANDING = ("paper.example_prices",)
"""Marks that no answer removes: an example price stays one until there is a price list."""


def fields_of(*papers: Paper) -> tuple[str, ...]:
    """Answer the fields that people fill in, each once, in the order of the papers."""
    standing = {sentence(key) for key in STANDING}
    return tuple(
        dict.fromkeys(gap for paper in papers for gap in paper.gaps if gap not in standing)
    )


def filled(paper: Paper, answers: Mapping[str, str]) -> Paper:
    """Answer a paper with the fields that have an answer filled in.

    >>> from geo.planning.papers.blocks import Gap
    >>> filled(Paper("t", "u", (Gap("Hvem?"),)), {"Hvem?": "Bestyrelsen"}).gaps
    ()
    """
    known = {field: answers[field] for field in fields_of(paper) if answers.get(field)}
    blocks: list[Block] = []
    for block in paper.blocks:
        if isinstance(block, Gap) and block.text in known:
            blocks += [Text(part) for part in known[block.text].splitlines() if part.strip()]
        else:
            blocks.append(block)
    return replace(paper, blocks=tuple(blocks))
