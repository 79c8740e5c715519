"""The words and the empty frames of panel, legend and drawer; the browser fills them from data."""

from maps.canvas import TEMPLATES
from maps.words import say


def before_map() -> str:
    """Answer the panel: it stands before the map, so that the keyboard meets it first."""
    return TEMPLATES.get_template("panel.html").render(say=say)


def after_map() -> str:
    """Answer legend, scale, north and drawer, which lie over the map."""
    return TEMPLATES.get_template("over.html").render(say=say)
