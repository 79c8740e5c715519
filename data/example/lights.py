"""The lamps: bright new rows, tired old ones, and stretches nobody lit."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from ground import Point, along, point
from shapefiles import Layer
from ways import KOMMUNE, corners_of

LED_ROAD = {"LPH": 6.0, "LUMEN": 4200.0, "EFFEKT": 34.0, "LYSKILDE": "LED", "MF": 0.85}
LED_PATH = {"LPH": 4.5, "LUMEN": 2400.0, "EFFEKT": 19.0, "LYSKILDE": "LED", "MF": 0.85}
LED_DOOR = {"LPH": 4.0, "LUMEN": 1600.0, "EFFEKT": 13.0, "LYSKILDE": "LED"}
LED_ROUND = {"LPH": 4.0, "LUMEN": 2000.0, "EFFEKT": 16.0, "LYSKILDE": "LED"}
LED_STRONG = {"LPH": 5.0, "LUMEN": 7600.0, "EFFEKT": 62.0, "LYSKILDE": "LED", "ARMATUR": "lambert"}
SODIUM = {"LPH": 5.0, "EFFEKT": 50.0, "LYSKILDE": "Natrium"}
SODIUM_ROAD = {"LPH": 7.0, "EFFEKT": 70.0, "LYSKILDE": "Natrium"}
OPAL = {"EFFEKT": 26.0, "LYSKILDE": "Kompaktrør", "ARMATUR": "iso"}
MERCURY = {"LPH": 4.0, "EFFEKT": 80.0, "LYSKILDE": "Kviksølv"}
HALIDE = {"LPH": 8.0, "LUMEN": 9000.0, "EFFEKT": 100.0, "LYSKILDE": "Metalhalogen"}
BOLLARD = {"LPH": 1.0, "LUMEN": 700.0, "EFFEKT": 8.0, "LYSKILDE": "LED", "ARMATUR": "iso"}

NIGHT_HALF = "22:00-05:00=0.5"
TWO_STEPS = "21:30-23:00=0.7;23:00-05:30=0.4"
PLANNED = "TS-07 (udskiftes 2027)"


@dataclass(frozen=True)
class Row:
    """A row of equal lamps beside a line: what a circuit usually is."""

    circuit: str
    owner: str
    corners: list[Point]
    spacing: float
    offset: float
    lamp: dict[str, Any]
    start: float = 8.0
    dimming: str | None = None


def _rows() -> list[Row]:
    apple, east, sea = "Boligselskabet Æblegren", "Østerkøb Boligforening", "Sjøhus Almene"
    square = [(345.0, 536.0), (345.0, 695.0), (215.0, 695.0)]
    return [
        Row("TS-01", KOMMUNE, [(10, 450), (1190, 450)], 44, 4.2, LED_ROAD, 12, NIGHT_HALF),
        Row("TS-02", KOMMUNE, [(400, 462), (400, 895)], 54, 4.2, SODIUM_ROAD),
        Row("TS-03", KOMMUNE, [(805, 462), (805, 895)], 46, -4.2, LED_ROAD, 14, NIGHT_HALF),
        Row("TS-04", KOMMUNE, [(415, 120), (415, 440)], 46, -4.2, SODIUM_ROAD),
        Row("TS-05", KOMMUNE, [(690, 120), (690, 440)], 44, 4.2, LED_ROAD, 10, TWO_STEPS),
        Row(PLANNED, KOMMUNE, [(20, 110), (1180, 110)], 60, 4.2, SODIUM_ROAD, 10),
        Row("Æ-1", apple, corners_of("Æblestien"), 23, 2.1, LED_PATH, 8, NIGHT_HALF),
        Row("Æ-2", apple, corners_of("Vestre Gårdsti"), 36, -1.7, SODIUM, 20),
        Row("Æ-3", apple, square, 20, 1.7, LED_STRONG, 8),
        Row("Ø-1", east, corners_of("Søndre Østersti"), 26, 1.8, LED_PATH, 14, TWO_STEPS),
        Row("Ø-2", east, [(469, 508), (469, 704)], 23, -1.6, LED_DOOR, 12),
        Row("Ø-2", east, [(582, 508), (582, 704)], 23, 1.6, LED_DOOR, 12),
        Row("Ø-3", east, [(655, 470), (655, 730)], 30, 2.1, MERCURY, 6),
        Row("T-1", east, corners_of("Tårnstien")[1:], 24, -2.2, LED_PATH, 14, NIGHT_HALF),
        Row("T-2", east, corners_of("Fælleshusrunden"), 34, 1.8, OPAL, 20),
        Row("T-3", east, corners_of("Vestlinket"), 22, 2.0, LED_DOOR, 12),
        Row("T-4", east, [(1090, 680), (1140, 700), (1150, 745)], 42, 0.0, HALIDE, 4),
        *[
            Row("T-5", east, corners_of(f"Tårnstik {number}"), 20, 1.5, LED_DOOR, 12)
            for number in (1, 2, 4)
        ],
        Row("K-1", sea, corners_of("Kløverstien"), 25, 2.1, LED_PATH, 12, NIGHT_HALF),
        *[Row("K-2", sea, [(75, v), (345, v)], 25, 1.6, LED_DOOR, 12) for v in (298, 358)],
        *[Row("K-3", sea, [(62, v), (352, v)], 58, 1.6, OPAL, 30) for v in (178, 238)],
        Row("S-1", apple, corners_of("Solrunden"), 23, 1.6, LED_ROUND, 6, TWO_STEPS),
        Row("S-2", apple, corners_of("Havegangen"), 19, 1.3, BOLLARD, 12),
        Row("S-3", apple, corners_of("Butiksstien"), 20, 1.8, LED_PATH, 10),
        Row("S-3", apple, corners_of("Stationsstien"), 24, 1.8, LED_PATH, 6),
        Row("H-1", sea, [(695.5, 345), (905, 345), (905, 408)], 24, 1.8, LED_PATH, 12, NIGHT_HALF),
        Row("H-2", sea, corners_of("Nordgangen"), 31, 1.6, SODIUM, 22),
        Row("H-2", sea, corners_of("Sydgangen"), 31, -1.6, SODIUM, 22),
        Row("H-2", sea, corners_of("Rækkegangen"), 30, 1.6, SODIUM, 40),
        Row("H-2", sea, corners_of("Østgangen"), 40, 1.6, SODIUM, 22),
        Row("P-1", KOMMUNE, corners_of("Parkstien")[:20], 48, 1.9, MERCURY, 12),
        Row("P-2", KOMMUNE, corners_of("Skovruten"), 54, -2.1, SODIUM, 30),
    ]  # fmt: skip


@dataclass(frozen=True)
class Lamp:
    """One lamp of the register, still on the plan."""

    number: str
    spot: Point
    row: Row
    out: bool


OUT_OF_ORDER = {("Æ-2", 3), ("T-1", 5), ("H-1", 4)}


def lamps() -> list[Lamp]:
    """Answer every lamp; the eye of the surveyor moves each a few decimetres."""
    shake = np.random.default_rng(20261102)
    answer: list[Lamp] = []
    counted: dict[str, int] = {}
    for row in _rows():
        for u, v in along(row.corners, row.spacing, row.offset, row.start):
            step = shake.normal(0.0, 0.25, size=2)
            counted[row.circuit] = counted.get(row.circuit, 0) + 1
            here = (row.circuit, counted[row.circuit])
            spot = (u + float(step[0]), v + float(step[1]))
            answer.append(Lamp(f"M{1001 + len(answer)}", spot, row, here in OUT_OF_ORDER))
    return answer


COLUMNS = {
    "MAST_NR": "text", "LPH": "real", "LUMEN": "real", "EFFEKT": "real", "LYSKILDE": "text",
    "ARMATUR": "text", "KREDS": "text", "MF": "real", "TILSTAND": "text", "DÆMPNING": "text",
    "EJER": "text",
}  # fmt: skip


def lighting() -> Layer:
    """Answer the register: what is not known is an empty cell."""
    rows = []
    for lamp in lamps():
        row = lamp.row
        told = {"MAST_NR": lamp.number, "KREDS": row.circuit, "DÆMPNING": row.dimming}
        told |= {"TILSTAND": "Slukket" if lamp.out else "Tændt", "EJER": row.owner, **row.lamp}
        rows.append((point(*lamp.spot), tuple(told.get(column) for column in COLUMNS)))
    return Layer("belysning", COLUMNS, rows)
