"""The three papers by name, and the two forms they are handed out in."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from geo.planning.papers.application import application
from geo.planning.papers.attachment import attachment
from geo.planning.papers.blocks import Paper
from geo.planning.papers.matter import Matter
from geo.planning.papers.pdf import to_pdf
from geo.planning.papers.proposal import proposal
from geo.planning.papers.word import to_word

WRITERS: Mapping[str, Callable[[Matter], Paper]] = MappingProxyType(
    {"proposal": proposal, "attachment": attachment, "application": application}
)
"""Who writes which paper."""

ENDINGS: Mapping[str, Callable[[Paper], bytes]] = MappingProxyType({"pdf": to_pdf, "docx": to_word})
"""What prints a paper, by the ending of its file."""
