"""A Folium figure that asks no outside host for anything.

Folium names every script and style sheet it wants and fetches them from elsewhere. This figure
answers each by a file of the package, written into the page; a name it does not know is an error,
so that nothing falls back to a stranger's server. Folium also runs what it is given as a
template: data therefore never pass through it, but are put in after the last template has run.
"""

import base64
import re
from pathlib import Path
from typing import Any

import folium
from branca.element import CssLink, Element, Figure, JavascriptLink
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

ROOM = Path(__file__).parent
ASSETS = ROOM / "assets"
TEMPLATES = Environment(
    loader=FileSystemLoader(ROOM / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)

KNOWN: dict[str, Path | None] = {
    "leaflet": ASSETS / "leaflet" / "leaflet.js",
    "leaflet_css": ASSETS / "leaflet" / "leaflet.css",
    "jquery": None,
    "bootstrap": None,
    "bootstrap_css": None,
    "awesome_markers": None,
    "awesome_markers_css": None,
    "awesome_markers_font_css": None,
    "awesome_rotate_css": None,
    "glyphicons_css": None,
}
"""What Folium asks for by name, and the file that answers; None where our maps do without."""

POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "img-src {images}; font-src data:; connect-src 'none'; base-uri 'none'; form-action 'none'"
)
"""What a page may do: run what it carries, show what it carries, and ask nobody."""

_PAYLOAD_PLACE = "<!--payload-->"
_OUTSIDE = re.compile(
    r"""(?:<(?:script|img|iframe|source|link)\b[^>]*?\s(?:src|href)\s*=\s*["']?|"""
    r"""url\(\s*["']?|@import\s+["']?)(?:https?:)?//[^"')\s>]+""",
    re.IGNORECASE,
)
_LEAFLET_IMAGE = re.compile(r"url\(images/([a-z0-9-]+)\.png\)")


class UnknownAssetError(LookupError):
    """Folium asked for a script or style sheet that the package does not ship."""


class Canvas(Figure):
    """A page round one Folium map, whole in itself.

    Parameters
    ----------
    title
        Title of the page: our own words, or data (escaped like all else in the template).
    before, after
        HTML before and after the map, rendered from our own templates.
    payload
        The script element with all data.
    images
        Where an operator has allowed images to be fetched from; None for nowhere.
    """

    def __init__(
        self, title: str, before: str, after: str, payload: str, images: str | None = None
    ) -> None:
        super().__init__(title=title)
        self.before, self.after, self.payload = before, after, payload
        self.images = images

    def render(self, **kwargs: Any) -> str:
        """Answer the page: Folium's part first, then the template, then the data."""
        for child in list(self._children.values()):
            child.render(**kwargs)
        assets = [self._answered(name, link) for name, link in self._links()]
        page = TEMPLATES.get_template("page.html").render(
            title=self.title,
            policy=POLICY.format(images=" ".join(filter(None, ["data: blob:", self.images]))),
            styles=Markup("\n".join(text for kind, text in assets if kind == "css")),
            scripts=Markup("\n".join(text for kind, text in assets if kind == "js")),
            own_styles=Markup(own_styles()),
            own_scripts=Markup(own_scripts()),
            before=Markup(self.before),
            map=Markup(self.html.render(**kwargs)),
            after=Markup(self.after),
            map_script=Markup(self.script.render(**kwargs)),
        )
        if found := _OUTSIDE.search(page):
            raise UnknownAssetError(f"the page would ask an outside host: {found.group()}")
        head, place, tail = page.partition(_PAYLOAD_PLACE)
        assert place, "the template has lost the place of the data"
        return head + self.payload + tail

    def _links(self) -> list[tuple[str, Element]]:
        links = self.header._children.items()  # noqa: SLF001 – branca has no public way
        return [(n, link) for n, link in links if isinstance(link, JavascriptLink | CssLink)]

    def _answered(self, name: str, link: Element) -> tuple[str, str]:
        if name not in KNOWN:
            raise UnknownAssetError(f"no file of the package answers Folium's {name!r}")
        path = KNOWN[name]
        if path is None:
            return "", ""
        text = path.read_text("utf-8")
        if isinstance(link, CssLink):
            return "css", _LEAFLET_IMAGE.sub("none", text)
        return "js", inline_script(text)


def folium_map(location: tuple[float, float], zoom: int) -> folium.Map:
    """Answer the one Folium map of a page, under a steady name and without tiles or controls."""
    drawn = folium.Map(
        location=location,
        zoom_start=zoom,
        tiles=None,
        zoom_control=False,
        prefer_canvas=True,
        attributionControl=False,
        maxZoom=21,
        minZoom=9,
        zoomSnap=0.25,
        zoomDelta=1,
    )
    drawn._name, drawn._id = "kort", "planner"  # noqa: SLF001 – branca draws random names else
    return drawn


def inline_script(text: str) -> str:
    """Answer a script that may stand inside a script element."""
    text = re.sub(r"//# sourceMappingURL=.*", "", text)
    return re.sub(r"</(script)", r"<\\/\1", text, flags=re.IGNORECASE)


def own_scripts() -> str:
    """Answer the map's own modules, in the order of their names."""
    return "\n".join(
        inline_script(path.read_text("utf-8")) for path in sorted((ASSETS / "js").glob("*.js"))
    )


def own_styles() -> str:
    """Answer the two weights of the typeface and the map's own style sheets."""
    sheets = [path.read_text("utf-8") for path in sorted((ASSETS / "css").glob("*.css"))]
    return "\n".join([own_faces(), *sheets])


def own_faces() -> str:
    """Answer the two weights of the typeface as style rules that carry the fonts themselves."""
    return "\n".join(
        "@font-face{font-family:'IBM Plex Sans';font-style:normal;font-display:swap;"
        f"font-weight:{weight};src:url(data:font/woff2;base64,{_base64(name)}) format('woff2')}}"
        for weight, name in ((400, "Regular"), (600, "SemiBold"))
    )


def _base64(weight: str) -> str:
    path = ASSETS / "fonts" / f"IBMPlexSans-{weight}-Latin1.woff2"
    return base64.b64encode(path.read_bytes()).decode("ascii")
