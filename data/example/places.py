"""What lies between the houses: greens, meeting places, edges, trees, goals and what is worn."""

import math
from datetime import date

import numpy as np
import shapely
from estates import BLOCKS, GARDEN_M, buildings
from ground import Point, area, box, disc, line, point
from lights import lamps
from shapefiles import Layer
from ways import park_line, ways

OAK = (1030.0, 425.0)
WOOD = ((1030, 425), (1180, 420), (1188, 240), (1120, 190), (1060, 200), (1028, 230), (1034, 330))
SCRUB = ((720, 123), (905, 124), (1000, 140), (1004, 158), (905, 157), (720, 155))
THICKET = ((1040, 183), (1085, 158), (1112, 128), (1180, 130), (1186, 225), (1122, 180), (1062, 190))


def common_areas() -> Layer:
    """Answer greens, courtyards, squares and parking."""
    south = [(u, park_line(u) - 62) for u in range(20, 800, 40)]
    north = [(u, 893.0) for u in range(780, 0, -80)]
    rows = [
        (box(78, 541, 210, 690), ("Vestre gård", "Gårdrum")),
        (box(220, 541, 340, 690), ("Østre gård", "Gårdrum")),
        (box(474, 505, 577, 703), ("Østerplænen", "Plæne")),
        (box(606, 505, 650, 703), ("Smalplænen", "Plæne")),
        (box(660, 615, 722, 703), ("Boldplænen", "Plæne")),
        (area(*[(u, max(v, 766.0)) for u, v in south], *north), ("Eksempelparken", "Park")),
        (area((950, 640), (990, 650), (1015, 690), (1020, 750), (960, 770), (950, 710)), ("Tårnplænen", "Plæne")),
        (box(1080, 690, 1150, 760), ("Aktivitetspladsen", "Plads")),
        (box(826, 478, 868, 540), ("Parkering Tårnparken", "Parkering")),
        (box(214, 184, 230, 216), ("Lille plads", "Plads")),
        (box(40, 372, 190, 428), ("Kløvermarken", "Plæne")),
        (box(476, 292, 626, 372), ("Solhaven", "Have")),
        (box(476, 186, 626, 268), ("Søndre have", "Plæne")),
        (box(725, 324, 845, 340), ("Hasselgården", "Gårdrum")),
        (box(725, 350, 845, 368), ("Nordre gård", "Gårdrum")),
        (box(725, 181, 905, 201), ("Garagepladsen", "Parkering")),
        (box(725, 205, 835, 290), ("Bagplænen", "Plæne")),
        (box(300, 474, 380, 506), ("Parkering Æblehaven", "Parkering")),
    ]
    return Layer("fællesarealer", {"NAVN": "text", "AREALTYPE": "text"}, rows)


MEETING_COLUMNS = {
    "NAVN": "text", "TYPE": "text", "MÅLGRUPPE": "text", "PLADSER": "integer", "LÆ": "text",
    "NIVEAUFRI": "text", "VOKSENSTYR": "text", "TILSTAND": "integer", "AABNINGSTI": "text",
}  # fmt: skip


def meeting_places() -> Layer:
    """Answer meeting places for every age, and benches above all where the elders walk."""
    yes, no = "Ja", "Nej"
    spots = [
        (140, 580, ("Sandkassen", "Sandkasse", "Småbørn", 4, no, yes, no, 2, None)),
        (280, 600, ("Østre sandkasse", "Sandkasse", "Småbørn", 2, no, yes, no, 1, None)),
        (217, 738, ("Æblehuset", "Fælleshus", "Alle", 60, yes, yes, yes, 3, "man-fre 10-21")),
        (180, 640, ("Grillen", "Grillplads", "Alle", 8, no, yes, no, 2, None)),
        (300, 660, ("Æblebordene", "Borde-bænkesæt", "Alle", 12, no, yes, no, 2, None)),
        (520, 560, ("Bordtennis", "Bordtennis", "Unge", None, no, yes, no, 1, None)),
        (530, 640, ("Østergrill", "Grillplads", "Alle", 6, no, no, no, 1, None)),
        (628, 560, ("Bænken ved Midterstien", "Bænk", "Ældre", 3, no, yes, no, 2, None)),
        (1103, 548, ("Tårnhuset", "Fælleshus", "Alle", 80, yes, yes, yes, 3, "alle dage 9-22")),
        (1100, 735, ("Skatebanen", "Skatebane", "Unge", 6, no, yes, no, 2, None)),
        (1046, 772, ("Hængestedet", "Ungested", "Unge", 10, yes, yes, no, 2, None)),
        (975, 715, ("Motionsstativet", "Motionsredskaber", "Alle", 2, no, yes, no, 3, None)),
        (950, 655, ("Bænk ved Tårnstien", "Bænk", "Ældre", 3, no, yes, no, 1, None)),
        (371, 391, ("Kløverhuset", "Fælleslokale", "Alle", 30, yes, yes, yes, 2, "man-tor 16-20")),
        (371, 412, ("Vaskeriet", "Vaskeri", "Alle", 6, yes, yes, None, 2, "alle dage 7-21")),
        (222, 195, ("Kløversandet", "Sandkasse", "Småbørn", 4, no, yes, no, 3, None)),
        (222, 208, ("Lille plads", "Plads", "Alle", 8, no, yes, no, 3, None)),
        (520, 330, ("Petanquebanen", "Petanque", "Ældre", 6, no, yes, no, 3, None)),
        (560, 345, ("Solterrassen", "Terrasse", "Ældre", 16, yes, yes, no, 3, None)),
        (600, 330, ("Fælleshaven", "Fælleshave", "Alle", 8, no, yes, no, 3, None)),
        (640, 386, ("Solcaféen", "Café", "Ældre", 24, yes, yes, yes, 3, "tir-søn 11-16")),
        (785, 332, ("Hasselbordet", "Borde-bænkesæt", "Alle", 6, no, None, no, 1, None)),
        (800, 195, ("Hjørnet ved garagerne", "Ungested", "Unge", None, no, yes, no, 0, None)),
    ]
    benches = [(472.5, 230), (472.5, 330), (510, 380), (552, 380), (598, 380), (629.5, 330)]
    benches += [(629.5, 250), (590, 182), (510, 182), (545, 275), (644, 394), (634, 150), (575, 119)]
    benches += [(130, park_line(130) + 3), (370, park_line(370) + 3), (600, park_line(600) + 3)]
    spots += [
        (u, v, (f"Bænk {n}", "Bænk", "Ældre", 3, "Nej", "Ja", None, 3 if n < 12 else 1, None))
        for n, (u, v) in enumerate(benches, 1)
    ]
    return Layer("mødesteder", MEETING_COLUMNS, [(point(u, v), row) for u, v, row in spots])


def playgrounds() -> Layer:
    """Answer the meeting places that were drawn as areas."""
    rows = [
        (disc(150, 655, 12), ("Æblelegepladsen", "Legeplads", "Børn", 6, "Nej", "Ja", "Nej", 3)),
        (disc(535, 595, 11), ("Østerlegepladsen", "Legeplads", "Børn", 4, "Nej", "Ja", "Nej", 1)),
        (box(664, 620, 700, 642), ("Boldburet", "Boldbane", "Unge", 4, "Nej", "Nej", "Nej", 1)),
        (box(1096, 695, 1130, 715), ("Tårnbanen", "Boldbane", "Unge", 8, "Nej", "Ja", "Nej", 2)),
        (disc(985, 735, 13), ("Tårnlegepladsen", "Legeplads", "Børn", 6, "Ja", "Ja", "Nej", 2)),
        (disc(110, 402, 14), ("Kløverlegepladsen", "Legeplads", "Børn", 8, "Nej", "Ja", "Nej", 3)),
        (disc(775, 250, 10), ("Bagplænens gynger", "Legeplads", "Børn", None, "Nej", "Nej", "Nej", 0)),
    ]
    columns = dict(list(MEETING_COLUMNS.items())[:-1])
    return Layer("legepladser", columns, rows)


def boundaries() -> Layer:
    """Answer hedges, fences, walls and beds: some keep the eyes out, some do not."""
    shake = np.random.default_rng(1018)
    rows = []
    for block in (b for b in BLOCKS if b.per_door == 1):
        south, heights = block.south - GARDEN_M, shake.uniform(1.0, 1.8, size=2).round(1)
        front = [(block.west, south), (block.east, south)]
        sides = [((u, south), (u, block.south)) for u in (block.west, block.east)]
        rows.append((line(*front), ("Hæk", float(heights[0]), "Ja")))
        rows += [(line(*side), ("Plankeværk", float(heights[1]), "Ja")) for side in sides]
    rows += [
        (line((722, 161.4), (912, 161.4)), ("Hæk", 1.8, "Ja")),
        (line((32, 472), (205, 472)), ("Hæk", 1.1, "Ja")),
        (line((225, 472), (386, 472), (386, 606)), ("Hæk", 1.6, "Ja")),
        (line((386, 622), (386, 748)), ("Hæk", 1.6, "Ja")),
        (line((414, 506), (414, 744)), ("Trådhegn", 1.2, "Nej")),
        (line((786, 505), (786, 704)), ("Trådhegn", 1.8, "Nej")),
        (line((606, 505), (606, 600)), ("Bed", 0.4, "Nej")),
        (line((606, 610), (606, 700)), ("Bed", 0.4, "Nej")),
        (line((902.6, 420), (902.6, 437)), ("Mur", 2.4, "Ja")),
        (line((902.6, 463), (902.6, 486)), ("Mur", 2.4, "Ja")),
        (line((824, 470), (824, 615)), ("Kantsten", 0.1, "Nej")),
        (line((824, 635), (824, 735)), ("Niveauspring", 0.6, "Nej")),
        (line((1094, 693), (1132, 693), (1132, 717)), ("Trådhegn", 3.0, "Nej")),
        (line((432, 132), (432, 292)), ("Hæk", 1.0, "Ja")),
        (line((432, 308), (432, 432), (640, 432)), ("Hæk", 1.0, "Ja")),
        (line((704, 352), (704, 430), (890, 430)), ("Hæk", 1.7, "Ja")),
        (line((704, 200), (704, 338)), ("Belægningsskift", 0.0, "Nej")),
        (line((32, 132), (32, 430), (200, 430)), ("Hæk", 1.4, "Ja")),
        (line((214, 430), (396, 430), (396, 306)), ("Hæk", 1.4, "Ja")),
        (line((396, 290), (396, 130)), ("Raftehegn", 1.8, "Ja")),
    ]
    return Layer("hegn", {"HEGNSTYPE": "text", "HØJDE": "real", "TÆT": "text"}, rows)


def _tree_spots() -> list[Point]:
    shake = np.random.default_rng(4711)
    spots = [(u, 459.5) for u in range(30, 1190, 40)]
    spots += [(u, park_line(u) + side) for u in range(45, 790, 45) for side in (-9.0, 8.0)]
    lawns = [(84, 545, 205, 685), (225, 545, 335, 685), (476, 508, 575, 700), (955, 655, 1010, 765)]
    lawns += [(480, 296, 622, 370), (480, 190, 622, 262), (728, 208, 832, 286), (1020, 790, 1120, 860)]
    for west, south, east, north in lawns:
        spots += [
            (float(shake.uniform(west, east)), float(shake.uniform(south, north)))
            for _ in range(math.ceil((east - west) * (north - south) / 1300))
        ]
    return spots


def trees() -> Layer:
    """Answer the trees that are measured one by one, none of them in a wall or on a path."""
    shake = np.random.default_rng(31)
    walls = shapely.union_all([shape for shape, _ in buildings().rows]).buffer(3.5)
    taken = walls.union(shapely.union_all([line(*way.corners) for way in ways()]).buffer(2.2))
    rows = []
    for u, v in _tree_spots():
        height = round(float(shake.uniform(5.0, 16.0)), 1)
        crown = round(height * float(shake.uniform(0.4, 0.7)), 1)
        evergreen = shake.random() < 0.15  # noqa: PLR2004 - one in seven is a pine
        spot = point(u, v)
        if not taken.contains(spot):
            rows.append((spot, ("Nåletræ" if evergreen else "Løvtræ", height, crown, "Nej" if evergreen else "Ja")))
    columns = {"ART": "text", "HØJDE": "real", "KRONE": "real", "LØVFÆLD": "text"}
    return Layer("træer", columns, rows)


def thickets() -> Layer:
    """Answer the wood and the scrub."""
    rows = [
        (area(*WOOD), ("Skov", 14.0, "Ja")),
        (area(*SCRUB), ("Krat", 2.4, "Ja")),
        (area(*THICKET), ("Krat", 3.0, "Ja")),
        (box(896, 466, 901, 486), ("Busket", 1.9, "Nej")),
        (box(912, 420, 922, 428), ("Busket", 1.6, "Ja")),
        (box(240, 531, 330, 533), ("Busket", 0.7, "Ja")),
        (disc(470, 860, 16, squash=0.6), ("Krat", 2.8, "Ja")),
    ]
    return Layer("krat", {"TYPE": "text", "HØJDE": "real", "LØVFÆLD": "text"}, rows)


def destinations() -> Layer:
    """Answer where people walk to, and what greets those who arrive."""
    goals = [
        (300, 457, ("Eksempelgade/Æblehaven", "Stoppested", None, None)),
        (285, 443, ("Eksempelgade/Kløverstien", "Stoppested", None, None)),
        (740, 457, ("Eksempelgade/Østervænget", "Stoppested", None, None)),
        (725, 443, ("Eksempelgade/Hasselhegnet", "Stoppested", None, None)),
        (1030, 457, ("Eksempelgade/Tårnparken", "Stoppested", None, None)),
        (560, 82, ("Eksempelkøbing Station", "Station", None, None)),
        (662, 432, ("Dagligvarer", "Butik", None, None)),
        (1120, 82, ("Prøveskolen", "Skole", None, None)),
        (217, 733.5, ("Æblehuset", "Fælleshus", None, None)),
        (1103, 551, ("Tårnhuset", "Fælleshus", None, None)),
        (371, 395, ("Kløverhuset", "Fælleshus", None, None)),
        (340, 490, ("Parkering Æblehaven", "Parkering", None, None)),
        (847, 508, ("Parkering Tårnparken", "Parkering", None, None)),
        (815, 190, ("Garagepladsen", "Parkering", None, None)),
        (219, 476, ("Velkomsttavle Æblehaven", "Skilt", "da, en, ar", "Ja")),
        (652, 476, ("Oversigtskort Østervænget", "Skilt", "da", "Nej")),
        (902, 494, ("Velkomsttavle Tårnparken", "Skilt", "da, en, tr, ar, so", "Ja")),
        (210, 428, ("Oversigtskort Kløverrækkerne", "Skilt", "da", "Nej")),
        (637, 135, ("Velkomsttavle Solgården", "Skilt", "da, de", "Ja")),
        (30, 452, ("Vesterkvarteret", "Nabokvarter", None, None)),
        (1190, 452, ("Østerkvarteret", "Nabokvarter", None, None)),
        (400, park_line(400), ("Eksempelparken", "Grønt område", None, None)),
        (1018, 300, ("Prøveskoven", "Grønt område", None, None)),
    ]
    columns = {"NAVN": "text", "TYPE": "text", "SPROG": "text", "PIKTOGRAM": "text"}
    return Layer("målpunkter", columns, [(point(u, v), row) for u, v, row in goals])


def faults() -> Layer:
    """Answer what staff have found and confirmed: open and closed."""
    open_, shut = "Åben", "Lukket"
    rows = []
    reported = [date(2026, 7, 14), date(2026, 9, 28), date(2026, 10, 21)]
    for lamp, day in zip([lamp for lamp in lamps() if lamp.out], reported, strict=True):
        rows.append((point(*lamp.spot), ("Lampe slukket", open_, day, None, lamp.number)))
    seen = [
        (760, 165, "Glasskår", open_, date(2026, 8, 3), None),
        (820, 164, "Graffiti", open_, date(2026, 6, 11), None),
        (880, 163, "Tilgroet", open_, date(2026, 9, 2), None),
        (905, 448, "Graffiti", open_, date(2026, 5, 19), None),
        (905, 456, "Glasskår", open_, date(2026, 10, 12), None),
        (535, 600, "Ødelagt legeredskab", open_, date(2026, 9, 15), None),
        (655, 742, "Løst trin", open_, date(2026, 10, 5), None),
        (727, 560, "Affald", shut, date(2026, 8, 20), date(2026, 8, 27)),
        (140, 560, "Affald", shut, date(2026, 9, 9), date(2026, 9, 11)),
        (207, 300, "Løs flise", shut, date(2026, 7, 1), date(2026, 7, 22)),
        (552, 378, "Løs flise", shut, date(2026, 9, 24), date(2026, 9, 29)),
        (1040, 508, "Tilgroet", open_, date(2026, 8, 12), None),
        (970, 174, "Tilgroet", open_, date(2026, 7, 30), None),
        (1100, 735, "Graffiti", shut, date(2026, 6, 2), date(2026, 6, 18)),
    ]
    rows += [(point(u, v), (kind, state, day, end, None)) for u, v, kind, state, day, end in seen]
    columns = {"FEJLTYPE": "text", "STATUS": "text", "MELDT": "date", "LUKKET": "date"}
    return Layer("fejl", columns | {"LAMPE_NR": "text"}, rows)


def audits() -> Layer:
    """Answer the walk-round of the autumn: 0 is bad and 3 is good, dates as people write them."""
    walk = [
        (150, 655, "Legeplads", 3), (215, 620, "Sti", 3), (120, 630, "Sti", 2), (345, 615, "Husnumre", 3),
        (180, 640, "Grillplads", 2), (535, 595, "Legeplads", 1), (582, 600, "Sti", 2),
        (469, 560, "Husnumre", 2), (655, 742, "Trappe", 1), (682, 631, "Boldbane", 1),
        (905, 450, "Tunnel", 0), (940, 600, "Sti", 2), (985, 735, "Legeplads", 2),
        (1046, 772, "Opholdssted", 2), (1078, 540, "Husnumre", 1), (207, 238, "Sti", 3),
        (110, 402, "Legeplads", 3), (300, 298, "Husnumre", 3), (560, 345, "Terrasse", 3),
        (470, 280, "Sti", 3), (552, 378, "Husnumre", 3), (632, 250, "Bænke", 3), (800, 164, "Sti", 0),
        (775, 250, "Legeplads", 0), (850, 345, "Husnumre", 1), (815, 190, "Parkering", 1),
    ]  # fmt: skip
    rows = [
        (point(u, v), (item, rating, f"{7 + number % 9:02d}-10-2026"))
        for number, (u, v, item, rating) in enumerate(walk)
    ]
    return Layer("tilsyn", {"EMNE": "text", "VURDERING": "integer", "DATO": "text"}, rows)
