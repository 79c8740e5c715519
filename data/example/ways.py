"""The walking network: roads, pavements, paths, steps, a tunnel, a gate and one small gap."""

import math
from dataclasses import dataclass

from ground import Point, line
from shapefiles import Layer

KOMMUNE, AFDELING = "Eksempelkøbing Kommune", "Boligafdelingen"
PAVEMENT_M = 5.5


@dataclass(frozen=True)
class Way:
    """One delivered line."""

    name: str
    kind: str
    width: float | None
    surface: str
    target: str | None
    owner: str
    corners: tuple[Point, ...]
    tunnel: bool = False
    gate: str | None = None
    lit: str | None = None


def park_line(u: float) -> float:
    """Answer how far north the park path winds."""
    return 830.0 + 26.0 * math.sin(u / 95.0)


ROADS = [
    ("Eksempelgade", (0, 450), (1200, 450)),
    ("Pilefløjten", (400, 450), (400, 900)),
    ("Nørre Prøvevej", (805, 450), (805, 900)),
    ("Lærkemosen", (415, 110), (415, 450)),
    ("Tværprøven", (690, 110), (690, 450)),
    ("Stationsvangen", (0, 110), (1200, 110)),
]


def _pavements() -> list[Way]:
    """Answer a pavement on each side of every road; those of side streets end on the main ones."""
    ways = []
    for name, (u0, v0), (u1, v1) in ROADS:
        for side in (-PAVEMENT_M, PAVEMENT_M):
            if v0 == v1:
                corners = ((u0, v0 + side), (u1, v1 + side))
            else:
                north = v1 - PAVEMENT_M if v1 == 450 else v1  # noqa: PLR2004 - Eksempelgade
                corners = ((u0 + side, v0 + math.copysign(PAVEMENT_M, v0)), (u1 + side, north))
            ways.append(Way(name, "Fortov", 1.8, "Fliser", "P5", KOMMUNE, corners, lit="Ja"))
    return ways


def _crossings() -> list[Way]:
    spots = [(215, 450), (412, 450), (655, 450), (815, 450), (1000, 450)]
    spots += [(207, 110), (560, 110), (632, 110), (1000, 110), (1120, 110)]
    return [
        Way(
            "Fodgængerovergang",
            "Gangsti",
            3.0,
            "Asfalt",
            "P3",
            KOMMUNE,
            ((u, v - 5.5), (u, v + 5.5)),
        )
        for u, v in spots
    ]


def _roads() -> list[Way]:
    return [
        Way(name, "Vej", 6.5, "Asfalt", "E1", KOMMUNE, (start, end), lit="Ja")
        for name, start, end in ROADS
    ]


def _path(
    name: str,
    corners: list[Point],
    target: str | None = "P5",
    width: float | None = 2.2,
    surface: str = "Asfalt",
) -> Way:
    return Way(name, "Gangsti", width, surface, target, AFDELING, tuple(corners))


COURTYARDS = [
    _path("Æblestien", [(215, 455.5), (215, 752)], "P4", 3.0),
    _path("Vestre Gårdsti", [(215, 536), (73, 536), (73, 695), (215, 695)]),
    _path("Østre Gårdsti", [(215, 536), (345, 536), (345, 695), (215, 695)]),
    _path("Æblesvinget", [(73, 615), (120, 630), (165, 622), (215, 600)], None, 1.6, "Grus"),
    _path("Vestre Indkørsel", [(73, 536), (42, 512), (42, 455.5)], "P5", 3.5),
    _path("Pileslippen", [(345, 684), (394.5, 684)], "P5", 2.0, "Fliser"),
]
OPEN_SLABS = [
    _path("Søndre Østersti", [(405.5, 500), (727, 500)], "P4", 2.5),
    _path("Nordre Østersti", [(469, 708), (727, 708)]),
    _path("Opgangsstien", [(469, 500), (469, 708)]),
    _path("Opgangsstien", [(582, 500), (582, 708)]),
    _path("Opgangsstien", [(727, 500), (727, 708)]),
    _path("Midterstien", [(655, 455.5), (655, 737)], "P4", 3.0),
    # The asphalt stops 0.7 m short of Midterstien, as it was drawn: a gap to be reported.
    _path("Boldstien", [(727, 610), (655.7, 610)], None, 1.5, "Grus"),
]
TOWER_PARK = [
    _path(
        "Tårnstien",
        [
            (905, 490),
            (910, 512),
            (925, 540),
            (940, 600),
            (965, 628),
            (1000, 640),
            (1030, 690),
            (1036, 750),
            (1030, 800),
            (1012, 845),
            (1005, 866),
        ],
        "P4",
        3.0,
    ),
    _path("Tårnstik 1", [(940, 600), (899, 571)]),
    _path("Tårnstik 2", [(925, 540), (981, 560)]),
    _path("Tårnstik 3", [(1000, 640), (949, 690)]),
    _path("Tårnstik 4", [(1030, 690), (1051, 660)]),
    _path("Tårnstik 5", [(1036, 750), (1009, 790)]),
    _path("Vestlinket", [(940, 600), (880, 622), (810.5, 627)], "P5", 2.5),
    _path(
        "Fælleshusrunden",
        [
            (1051, 660),
            (1053, 641),
            (1084, 620),
            (1086, 575),
            (1078, 540),
            (1040, 508),
            (1000, 500),
            (950, 500),
            (910, 512),
        ],
    ),
    _path("Tårnslippen", [(1000, 500), (1000, 455.5)], "P5", 2.5),
    _path(
        "Nordlinket",
        [(949, 690), (950, 714), (900, 734), (860, 742), (810.5, 745)],
        None,
        1.8,
        "Grus",
    ),
]
LOW_ROWS = [
    _path("Kløverstien", [(207, 115.5), (207, 444.5)], "P4", 3.0),
    *[
        _path(f"Kløverrække {number}", [(62, v), (352, v)], "P5", 2.0, "Fliser")
        for number, v in enumerate((178, 238), 1)
    ],
    _path("Kløverrække 3", [(62, 298), (409.5, 298)], "P5", 2.0, "Fliser"),
    _path("Kløverrække 4", [(62, 358), (352, 358)], "P5", 2.0, "Fliser"),
    _path("Vestgangen", [(62, 178), (62, 358)], None, 1.5, "Grus"),
]
ELDERS_HOME = [
    _path(
        "Solrunden",
        [(470, 180), (470, 378), (632, 378), (632, 180), (470, 180)],
        "P4",
        2.2,
        "Fliser",
    ),
    _path("Havegangen", [(470, 280), (520, 272), (580, 288), (632, 280)], "P5", 1.8, "Fliser"),
    _path("Butiksstien", [(632, 378), (655, 405), (655, 444.5)], "P4", 2.5),
    _path("Lærkeslippen", [(470, 230), (466, 300), (420.5, 300)], None, 1.8),
    _path("Stationsstien", [(632, 180), (632, 115.5)], "P4", 2.5),
]
MIXED_ESTATE = [
    _path("Hasselstien", [(695.5, 345), (905, 345)], "P4", 2.5),
    _path("Hasselstien", [(905, 345), (905, 410)], "P4", 2.5),
    _path("Nordgangen", [(850, 345), (850, 372), (725, 372)]),
    _path("Sydgangen", [(850, 345), (850, 319), (725, 319)]),
    _path("Østgangen", [(905, 373), (985, 373)]),
    _path("Rækkegangen", [(905, 345), (905, 306), (1017.6, 306)], "P5", 2.0, "Fliser"),
    _path("Garagestikket", [(905, 306), (913, 240), (915, 164)], "P5", 3.0),
    _path("Garagepladsen", [(695.5, 190), (914.3, 190)], None, 5.0),
    # The dark way behind the garages, between their back wall and a tall hedge.
    _path("Bagstien", [(695.5, 164), (915, 164), (965, 172), (1014.6, 188)], "P5", 1.4, "Grus"),
]
PUBLIC = [
    Way(
        "Parkstien",
        "Grussti",
        2.5,
        "Grus",
        "E3",
        KOMMUNE,
        tuple((float(u), park_line(u)) for u in (*range(0, 800, 20), 799.5)),
    ),
    Way("Æblestien", "Gangsti", 3.0, "Asfalt", "P5", KOMMUNE, ((215, 752), (215, park_line(215)))),
    Way("Parktrappen", "Trappe", 1.8, "Beton", "P5", KOMMUNE, ((655, 737), (655, 749))),
    Way("Trappestien", "Gangsti", 2.0, "Grus", None, KOMMUNE, ((655, 749), (655, park_line(655)))),
    Way(
        "Havelågen",
        "Gangsti",
        1.5,
        "Fliser",
        None,
        AFDELING,
        ((727, 500), (799.5, 500)),
        gate="Lukket",
    ),
    Way(
        "Prøvelågen",
        "Gangsti",
        1.5,
        "Fliser",
        None,
        AFDELING,
        ((727, 708), (799.5, 712)),
        gate="Åben",
    ),
    Way("Tunnelstien", "Gangsti", 3.0, "Asfalt", "P4", KOMMUNE, ((905, 410), (905, 437))),
    Way(
        "Tårntunnelen",
        "Gangsti",
        2.6,
        "Beton",
        "P3",
        KOMMUNE,
        ((905, 437), (905, 463)),
        tunnel=True,
        lit="Nej",
    ),
    Way("Tunnelstien", "Gangsti", 3.0, "Asfalt", "P4", KOMMUNE, ((905, 463), (905, 490))),
    Way("Tunneltrappen", "Trappe", 1.6, "Beton", "P4", KOMMUNE, ((905, 420), (930, 444.5))),
    Way("Tunnelrampen", "Gangsti", 1.8, "Asfalt", "P4", KOMMUNE, ((905, 480), (936, 455.5))),
    Way(
        "Skovruten",
        "Cykelsti",
        3.0,
        "Asfalt",
        "E2",
        KOMMUNE,
        ((1000, 444.5), (1012, 400), (1018, 300), (1014, 180), (1000, 115.5)),
    ),
    Way(
        "Smutvejen",
        "Trampesti",
        0.9,
        "Jord",
        None,
        KOMMUNE,
        ((1014.6, 188), (1050, 178), (1085, 150), (1120, 115.5)),
    ),
    Way("Stationsslippen", "Gangsti", 3.0, "Fliser", "P4", KOMMUNE, ((560, 104.5), (560, 82))),
    Way("Skoleslippen", "Gangsti", 3.0, "Fliser", "P4", KOMMUNE, ((1120, 104.5), (1120, 82))),
]


def ways() -> list[Way]:
    """Answer every way of the town."""
    return [
        *_roads(), *_pavements(), *_crossings(), *COURTYARDS, *OPEN_SLABS, *TOWER_PARK,
        *LOW_ROWS, *ELDERS_HOME, *MIXED_ESTATE, *PUBLIC,
    ]  # fmt: skip


def paths() -> Layer:
    """Answer the network as delivered."""
    rows = []
    for number, way in enumerate(ways(), 1):
        tunnel = "Ja" if way.tunnel else "Nej"
        values = (f"S{number:03d}", way.name, way.kind, way.width, way.surface, way.lit)
        rows.append((line(*way.corners), (*values, way.target, tunnel, way.gate, way.owner)))
    columns = {"STI_NR": "text", "STINAVN": "text", "STITYPE": "text", "BREDDE": "real"}
    columns |= {"BELÆGNING": "text", "BELYST": "text", "LYSKLASSE": "text"}
    columns |= {"TUNNEL": "text", "LÅGE": "text", "EJER": "text"}
    return Layer("stier", columns, rows)


def corners_of(name: str, kind: str | None = None) -> list[Point]:
    """Answer the plan corners of the first way of a name (and kind)."""
    return list(next(w.corners for w in ways() if w.name == name and kind in (None, w.kind)))
