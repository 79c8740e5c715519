"""The six estates: their ground, blocks, doors, gardens and zones."""

from dataclasses import dataclass

import shapely
from ground import Point, area, box, house, stand
from shapefiles import Layer

BOLIG_A, BOLIG_B, BOLIG_C = "Boligselskabet Æblegren", "Østerkøb Boligforening", "Sjøhus Almene"


@dataclass(frozen=True)
class Estate:
    """A boligafdeling on the plan."""

    number: str
    name: str
    organisation: str
    organisation_number: str
    street: str
    ground: tuple[Point, ...]


def _rectangle(west: float, south: float, east: float, north: float) -> tuple[Point, ...]:
    return ((west, south), (east, south), (east, north), (west, north))


ESTATES = {
    "A": Estate(
        "9001-01", "Æblehaven", BOLIG_A, "9001", "Æblehaven", _rectangle(30, 470, 388, 750)
    ),
    "B": Estate(
        "9002-04", "Østervænget", BOLIG_B, "9002", "Østervænget", _rectangle(412, 470, 788, 746)
    ),
    "C": Estate(
        "9002-07",
        "Tårnparken",
        BOLIG_B,
        "9002",
        "Tårnparken",
        ((822, 466), (1172, 466), (1180, 700), (1120, 868), (822, 868)),
    ),
    "D": Estate(
        "9003-02", "Kløverrækkerne", BOLIG_C, "9003", "Kløverstien", _rectangle(30, 126, 398, 434)
    ),
    "E": Estate(
        "9001-09", "Solgården", BOLIG_A, "9001", "Solgården", _rectangle(430, 128, 661, 434)
    ),
    "F": Estate(
        "9003-05",
        "Hasselhegnet",
        BOLIG_C,
        "9003",
        "Hasselhegnet",
        ((702, 150), (1008, 160), (1008, 434), (702, 434)),
    ),
}


@dataclass(frozen=True)
class Block:
    """A residential block: its rectangle, the side its doors are on, and what lives behind them."""

    estate: str
    west: float
    south: float
    east: float
    north: float
    side: str
    doors: int
    per_door: int
    storeys: int

    @property
    def dwellings(self) -> int:
        """Answer the dwellings of the whole block."""
        return self.doors * self.per_door

    @property
    def height(self) -> float:
        """Answer the height: 2.8 m a storey and a roof."""
        return round(2.8 * self.storeys + (1.2 if self.storeys > 2 else 2.4), 1)  # noqa: PLR2004 - low houses have pitched roofs

    def footprint(self) -> shapely.Polygon:
        """Answer the outline on the map."""
        return house(self.west, self.south, self.east, self.north)

    def door_spots(self, outside: float = 0.0) -> list[shapely.Point]:
        """Answer where the doors are, evenly along their façade."""
        middle = ((self.west + self.east) / 2, (self.south + self.north) / 2)
        half_u, half_v = (self.east - self.west) / 2, (self.north - self.south) / 2
        shares = [(2 * number + 1) / self.doors - 1 for number in range(self.doors)]
        spots = {
            "north": [(share * half_u, half_v + outside) for share in shares],
            "south": [(share * half_u, -half_v - outside) for share in shares],
            "east": [(half_u + outside, share * half_v) for share in shares],
            "west": [(-half_u - outside, share * half_v) for share in shares],
        }[self.side]
        return [shapely.Point(spot) for spot in stand(middle, spots)]


SLABS = [
    Block("A", 78, 702, 188, 713, "south", 4, 8, 4),
    Block("A", 54, 560, 65, 670, "east", 4, 8, 4),
    Block("A", 78, 518, 188, 529, "north", 4, 8, 4),
    Block("A", 237, 702, 335, 713, "south", 4, 8, 4),
    Block("A", 353, 560, 364, 670, "west", 4, 8, 4),
    Block("A", 237, 518, 335, 529, "north", 4, 8, 4),
    Block("B", 450, 520, 461, 690, "east", 6, 6, 3),
    Block("B", 590, 520, 601, 690, "west", 6, 6, 3),
    Block("B", 735, 520, 746, 690, "west", 6, 6, 3),
]
TOWERS = [
    Block("C", 868, 558, 892, 582, "east", 1, 40, 10),
    Block("C", 988, 548, 1012, 572, "west", 1, 40, 10),
    Block("C", 918, 678, 942, 702, "east", 1, 40, 10),
    Block("C", 1058, 648, 1082, 672, "west", 1, 40, 10),
    Block("C", 978, 778, 1002, 802, "east", 1, 40, 10),
]
TERRACES = [
    Block("D", west, south, west + 105, south + 9, "north", 14, 1, 2)
    for south in (165, 225, 285, 345)
    for west in (75, 235)
]
ELDERS = [
    Block("E", 450, 180, 461, 292, "east", 8, 2, 1),
    Block("E", 450, 306, 461, 372, "east", 5, 2, 1),
    Block("E", 490, 386, 602, 397, "south", 8, 2, 1),
    Block("E", 641, 196, 652, 360, "west", 11, 2, 1),
    Block("E", 490, 160, 602, 171, "north", 8, 2, 1),
]
MIXED = [
    Block("F", 725, 380, 835, 391, "south", 4, 6, 3),
    Block("F", 725, 300, 835, 311, "north", 4, 6, 3),
    Block("F", 935, 380, 985, 391, "south", 2, 6, 3),
    Block("F", 922, 290, 1000, 299, "north", 10, 1, 2),
]
BLOCKS = [*SLABS, *TOWERS, *TERRACES, *ELDERS, *MIXED]
COMMON_HOUSES = {"A": (222, 720, 240, 732), "C": (1092, 552, 1114, 566), "D": (362, 396, 380, 408)}
GARAGES = [(725, 172, 813, 178), (817, 172, 905, 178)]
SHEDS = [
    (110, 600, 118, 606),
    (270, 630, 278, 636),
    (500, 600, 508, 605),
    (680, 640, 688, 645),
    (850, 500, 860, 504),
]
TOWN = {"school": (1075, 45, 1150, 80), "station": (535, 68, 590, 80), "shop": (663, 404, 681, 436)}
VILLAS = [(u, v) for u in range(60, 500, 42) for v in (78,)] + [
    (u, 78) for u in range(640, 1040, 44)
]
GARDEN_M = 8.0


def departments() -> Layer:
    """Answer the boligafdelinger: dwellings add up to those behind the doors."""
    rows = []
    for key, estate in ESTATES.items():
        homes = sum(block.dwellings for block in BLOCKS if block.estate == key)
        values = (
            estate.number,
            estate.name,
            estate.organisation,
            estate.organisation_number,
            homes,
        )
        rows.append((area(*estate.ground), values))
    columns = {"AFD_NR": "text", "AFDNAVN": "text", "BOLIGORG": "text", "ORG_NR": "text"}
    columns |= {"ANTAL_BOLI": "integer"}
    return Layer("boligafdelinger", columns, rows)


def buildings() -> Layer:
    """Answer the buildings: dwellings, common houses, garages and the town round about."""
    rows = [
        (block.footprint(), (block.height, block.storeys, block.dwellings, "Bolig"))
        for block in BLOCKS
    ]
    rows += [(house(*spot), (4.2, 1, 0, "Andet")) for spot in COMMON_HOUSES.values()]
    rows += [(house(*spot), (2.6, 1, 0, "Garage")) for spot in GARAGES]
    rows += [(house(*spot), (2.3, 1, 0, "Skur")) for spot in SHEDS]
    rows += [
        (house(*TOWN["school"]), (8.5, 2, 0, "Andet")),
        (house(*TOWN["station"]), (6.0, 1, 0, "Andet")),
        (house(*TOWN["shop"]), (5.5, 1, 0, "Andet")),
    ]
    # Nobody has measured the villas: the register knows their storeys and not their height.
    rows += [(house(u, v, u + 13, v + 9), (None, 1, 1, "Bolig")) for u, v in VILLAS]
    numbered = [(shape, (f"B{number:03d}", *row)) for number, (shape, row) in enumerate(rows, 1)]
    columns = {"BYG_NR": "text", "HØJDE": "real", "ETAGER": "integer"}
    columns |= {"ANTAL_BOLI": "integer", "ANVENDELSE": "text"}
    return Layer("bygninger", columns, numbered)


def entrances() -> Layer:
    """Answer the doors, numbered along their street: odd from one, one house number a door."""
    rows, next_number = [], dict.fromkeys(ESTATES, 1)
    for block in BLOCKS:
        for spot in block.door_spots():
            street = ESTATES[block.estate].street
            rows.append((spot, (f"{street} {next_number[block.estate]}", block.per_door)))
            next_number[block.estate] += 2
    return Layer("indgange", {"ADRESSE": "text", "ANTAL_BOLI": "integer"}, rows)


def gardens() -> list[shapely.Polygon]:
    """Answer the private gardens: the sunny side of every terrace."""
    rows = [block for block in BLOCKS if block.per_door == 1]
    return [box(b.west, b.south - GARDEN_M, b.east, b.south) for b in rows]


def _forecourts() -> list[shapely.Polygon]:
    """Answer the strips before the doors of the blocks, four metres deep."""
    strips = []
    for block in BLOCKS:
        if block.per_door > 1 and block.estate != "C":
            doors = shapely.LineString(block.door_spots(2.2))
            strips.append(doors.buffer(1.9, cap_style="flat"))
    return strips


def zones() -> Layer:
    """Answer the landscape plan: private gardens, forecourts, estate ground, public ground."""
    private = gardens()
    half_private = _forecourts()
    houses = shapely.union_all([block.footprint() for block in BLOCKS])
    taken = shapely.union_all([*private, *half_private, houses])
    rows = [(garden.difference(houses), ("Privat",)) for garden in private]
    rows += [(strip.difference(houses), ("Halvprivat",)) for strip in half_private]
    for estate in ESTATES.values():
        ground = area(*estate.ground).difference(taken)
        rows.append((shapely.set_precision(ground, 0.01), ("Halvoffentlig",)))
    estates = shapely.union_all([area(*estate.ground) for estate in ESTATES.values()])
    town = box(0, 20, 1200, 900).difference(estates)
    rows.append((shapely.set_precision(town, 0.01), ("Offentlig",)))
    return Layer("zoner", {"ZONETYPE": "text"}, rows)


def municipality() -> Layer:
    """Answer the invented municipality round it all."""
    corners = [
        (-180, -150),
        (600, -240),
        (1380, -120),
        (1420, 600),
        (1300, 1080),
        (300, 1120),
        (-210, 800),
    ]
    return Layer(
        "kommune",
        {"NAVN": "text", "KOMKODE": "text"},
        [(area(*corners, step=80.0), ("Eksempelkøbing (fiktiv)", "0999"))],
    )


def owners() -> Layer:
    """Answer who owns the ground."""
    rows = [
        (area(*estate.ground), (estate.organisation, "Boligorganisation"))
        for estate in ESTATES.values()
    ]
    rows += [
        (box(0, 752, 820, 900), ("Eksempelkøbing Kommune", "Kommune")),
        (box(0, 436, 1200, 464), ("Eksempelkøbing Kommune", "Kommune")),
        (box(0, 103, 1200, 117), ("Eksempelkøbing Kommune", "Kommune")),
        (
            area((1012, 118), (1190, 118), (1190, 434), (1012, 434)),
            ("Eksempelkøbing Kommune", "Kommune"),
        ),
        (box(525, 40, 600, 102), ("Fiktive Baner", "Stat")),
        (box(40, 55, 520, 102), ("Grundejerforeningen Syd", "Grundejerforening")),
        (box(620, 55, 1050, 102), ("Grundejerforeningen Syd", "Grundejerforening")),
    ]
    return Layer("ejerarealer", {"EJER": "text", "EJERTYPE": "text"}, rows)
