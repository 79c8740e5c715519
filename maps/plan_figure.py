"""A plan as a drawing for paper: the place before and after, path by path, with what is done where.

Only lines and circles of numbers, and words from the catalogue: nothing that a person typed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

import numpy as np
import shapely

from geo.model.department import Department
from geo.planning.changes import Change
from geo.planning.plan import Plan
from geo.scoring.profile import Profile
from maps.drawing import WIDTH, Sheet
from maps.palette import LIGHT_CLASSES, LIGHT_WORDS, THEMES, light_class
from maps.words import say

ROUND_M, LEAST_M = 50.0, 180.0
"""Metres of surroundings, and the least width of what is shown."""

GAP, HEAD, FOOT = 40.0, 46.0, 84.0
"""Room between the two drawings, over them for their names and under them for the legend."""

BESIDE = 0.45
"""Height over width from which the two drawings stand side by side."""

BARS = (10, 20, 25, 50, 100, 200, 500)
"""Lengths of the scale bar in metres."""

MARK, MANY = 15.0, 12
"""Radius of the number of a change, and how many stand on a drawing before it is smaller."""

INK = THEMES["day"]

FONT = "IBM Plex Sans"

NAMED = {
    "lamp": "lamps",
    "boundary": "boundaries",
    "path": "paths",
    "place": "meeting_places",
}
"""Layer of what each field of a change names."""


def plan_figure(before: Profile, after: Profile, place: Department, plan: Plan) -> str:
    """Answer the drawing as SVG.

    Parameters
    ----------
    before, after
        The scorings of the place as it stands and under the plan.
    place
        The department as it stands.
    plan
        What is done; its changes are numbered in their order.
    """
    changed = plan.apply(place)
    shapes = [shape_of(place, change) for change in plan.changes]
    sheet = Sheet.over(_view(place, shapes))
    sides: tuple[tuple[str, Department, Profile, list[shapely.Geometry | None]], ...] = (
        (say("Today"), place, before, []),
        (say("With the plan"), changed, after, shapes),
    )
    beside = sheet.height > BESIDE * WIDTH
    width = WIDTH * 2 + GAP if beside else WIDTH
    ratio = width / WIDTH
    head = HEAD * ratio
    shift = (WIDTH + GAP, 0.0) if beside else (0.0, sheet.height + head)
    height = (sheet.height + head) * (1 if beside else 2) + FOOT * ratio
    drawn = [Pen(sheet, ratio, f"clip-{k}").side(*side) for k, side in enumerate(sides)]
    placed = [
        f'<g transform="translate({k * shift[0]:.1f} {k * shift[1] + head:.1f})">{part}</g>'
        for k, part in enumerate(drawn)
    ]
    legend = Pen(sheet, ratio, "").legend()
    low = height - FOOT * ratio + 18 * ratio
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" '
        f'viewBox="-2 -2 {width + 4:.0f} {height + 4:.0f}" '
        f'width="{width + 4:.0f}" height="{height + 4:.0f}" font-family="{FONT}">'
        f'{"".join(placed)}<g transform="translate(0 {low:.1f})">{legend}</g></svg>'
    )


def shape_of(place: Department, change: Change) -> shapely.Geometry | None:
    """Answer where a change is made; None where what it names is not there."""
    told = change.told
    for key in ("at", "to"):
        if key in told:
            return shapely.Point(told[key])
    if "line" in told:
        return shapely.LineString(told["line"])
    for key, layer in NAMED.items():
        frame = place.layers.get(layer)
        if key in told and frame is not None:
            rows = frame.geometry.to_numpy()[frame["id"].astype(str) == told[key]]
            return rows[0] if len(rows) else None
    return None


def _view(
    place: Department, shapes: Iterable[shapely.Geometry | None]
) -> tuple[float, float, float, float]:
    """Answer the box that holds all changes with room round them; the department without any."""
    known = [shape for shape in shapes if shape is not None]
    box = shapely.total_bounds(known) if known else shapely.bounds(place.boundary)
    west, south, east, north = (float(side) for side in box)
    wide = max(east - west + 2 * ROUND_M, LEAST_M)
    tall = max(north - south + 2 * ROUND_M, LEAST_M * 0.6)
    x, y = (west + east) / 2, (south + north) / 2
    return x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2


@dataclass(frozen=True)
class Pen:
    """Draws one side: on a sheet, with signs so much larger, clipped under a name."""

    sheet: Sheet
    ratio: float
    clip: str

    @property
    def view(self) -> shapely.Geometry:
        """Answer what lies on the sheet."""
        sheet = self.sheet
        east = sheet.west + WIDTH / sheet.scale
        return shapely.box(sheet.west, sheet.north - sheet.height / sheet.scale, east, sheet.north)

    def side(
        self,
        name: str,
        place: Department,
        profile: Profile,
        marks: list[shapely.Geometry | None],
    ) -> str:
        """Draw a place with its light, and the number of each change where it is made."""
        frame = f'width="{WIDTH:.0f}" height="{self.sheet.height}"'
        size = 30 * self.ratio
        parts = [
            f'<text x="0" y="-16" font-size="{size:.0f}" fill="{INK["ink"]}">{escape(name)}</text>',
            f'<clipPath id="{self.clip}"><rect {frame}/></clipPath>',
            f'<g clip-path="url(#{self.clip})"><rect {frame} fill="{INK["land"]}"/>',
            self.filled(place, "common_areas", INK["area"], "none"),
            self.filled(place, "buildings", INK["building"], INK["building_edge"]),
            self.ways(place),
            self.paths(profile),
            self.lamps(place),
            *(
                self.mark(number, shape, MARK if len(marks) <= MANY else MARK * 0.6)
                for number, shape in enumerate(marks, 1)
                if shape
            ),
            f'</g><rect {frame} fill="none" stroke="{INK["outline"]}" stroke-width="2"/>',
        ]
        return "".join(parts)

    def seen(self, place: Department, layer: str) -> list[shapely.Geometry]:
        """Answer what of a layer lies on the sheet."""
        frame = place.layers.get(layer)
        if frame is None:
            return []
        shapes = frame.geometry.to_numpy()
        return list(shapely.intersection(shapes[shapely.intersects(shapes, self.view)], self.view))

    def filled(self, place: Department, layer: str, fill: str, edge: str) -> str:
        """Draw the areas of a layer."""
        areas = self.sheet.trace(_parts(self.seen(place, layer), "Polygon"))
        return (
            f'<path d="{areas}" fill="{fill}" stroke="{edge}" stroke-width="1.5" '
            'fill-rule="evenodd"/>'
        )

    def stroke(self, shapes: list[shapely.Geometry], colour: str, width: float) -> str:
        """Draw lines."""
        trace = self.sheet.trace(_parts(shapes, "LineString"))
        return f'<path d="{trace}" fill="none" stroke="{colour}" stroke-width="{width:.1f}"/>'

    def ways(self, place: Department) -> str:
        """Draw paths of which no light is known, and hedges and fences."""
        paths = self.seen(place, "paths")
        return (
            self.stroke(paths, INK["way_edge"], 9)
            + self.stroke(paths, INK["way"], 6)
            + self.stroke(self.seen(place, "boundaries"), INK["hedge"], 3)
        )

    def paths(self, profile: Profile) -> str:
        """Draw each class of light: the darker the line, the darker the path."""
        segments = profile.segments
        if segments.empty:
            return ""
        code = np.array([light_class(name) for name in segments["light_class"]])
        shapes = segments.geometry.to_numpy()
        inside = shapely.intersects(shapes, self.view)
        drawn = []
        for name in LIGHT_CLASSES:
            lines = list(shapely.intersection(shapes[inside & (code == name)], self.view))
            if lines:
                drawn.append(self.stroke(lines, _edge(name), 12))
                drawn.append(self.stroke(lines, INK[name], 8))
        return "".join(drawn)

    def lamps(self, place: Department) -> str:
        """Draw every lamp: one that is out is dark."""
        lamps = place.layers.get("lamps")
        if lamps is None:
            return ""
        status = lamps["status"] if "status" in lamps else [None] * len(lamps)
        drawn = [
            f'<circle cx="{x}" cy="{y}" r="{6 * self.ratio:.1f}" stroke-width="2" '
            f'fill="{INK["lamp_out" if state == "out" else "lamp"]}" '
            f'stroke="{INK["lamp_edge"]}"/>'
            for shape, state in zip(lamps.geometry, status, strict=True)
            if shapely.intersects(shape, self.view)
            for x, y in [self.sheet.point(shape)]
        ]
        return "".join(drawn)

    def mark(self, number: int, shape: shapely.Geometry, radius: float) -> str:
        """Draw the number of a change beside where it is made, and its line where it has one."""
        x, y = self.sheet.point(shapely.point_on_surface(shape))
        size = radius * self.ratio
        line = "" if shapely.get_dimensions(shape) == 0 else self.stroke([shape], INK["found"], 6)
        return (
            f'{line}<circle cx="{x + size:.1f}" cy="{y - size:.1f}" r="{size:.1f}" '
            f'fill="{INK["found"]}" stroke="#ffffff" stroke-width="2"/>'
            f'<text x="{x + size:.1f}" y="{y - size * 0.62:.1f}" font-size="{size * 1.15:.1f}" '
            f'fill="#ffffff" text-anchor="middle">{number}</text>'
        )

    def legend(self) -> str:
        """Draw the classes of light, and a scale bar."""
        size, wide = 22 * self.ratio, 40 * self.ratio
        parts, x = [], 0.0
        for name in LIGHT_CLASSES:
            word = say(LIGHT_WORDS[name])
            line = f"M{x:.0f} 10h{wide:.0f}"
            parts.append(
                f'<path d="{line}" stroke="{_edge(name)}" stroke-width="14"/>'
                f'<path d="{line}" stroke="{INK[name]}" stroke-width="9"/>'
                f'<text x="{x + wide * 1.2:.0f}" y="{10 + size * 0.35:.0f}" '
                f'font-size="{size:.0f}" fill="{INK["ink"]}">{escape(word)}</text>'
            )
            x += wide * 1.55 + 0.57 * size * len(word)
        return "".join([*parts, self.bar(10 + size * 1.7, size)])

    def bar(self, y: float, size: float) -> str:
        """Draw the length of some round metres, and say where north is."""
        scale = self.sheet.scale
        metres = max((m for m in BARS if m * scale <= WIDTH / 4), default=BARS[0])
        length = metres * scale
        word = escape(f"{metres} m · {say('north is up')}")
        return (
            f'<path d="M1 {y:.0f}h{length:.1f}" stroke="{INK["ink"]}" stroke-width="4"/>'
            f'<text x="{length + 12:.1f}" y="{y + size * 0.35:.0f}" font-size="{size:.0f}" '
            f'fill="{INK["ink"]}">{word}</text>'
        )


def _edge(name: str) -> str:
    return INK["dark_edge" if name == "dark" else "light_edge"]


def _parts(shapes: list[shapely.Geometry], kind: str) -> list[shapely.Geometry]:
    parts = shapely.get_parts(np.array(shapes, dtype=object))
    return [part for part in parts if part.geom_type == kind]
