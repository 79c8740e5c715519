"""Where people meet and where they walk to: greens, meeting places and goals."""

from ground import area, box, disc, point
from shapefiles import Layer
from ways import park_line

NEW_BENCHES = 11


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
        (
            area((950, 640), (990, 650), (1015, 690), (1020, 750), (960, 770), (950, 710)),
            ("Tårnplænen", "Plæne"),
        ),
        (area((1100, 480), (1164, 480), (1170, 640), (1100, 640)), ("Østre tårnplæne", "Plæne")),
        (box(834, 640, 908, 725), ("Vestre tårnplæne", "Plæne")),
        (box(1044, 770, 1120, 858), ("Nordre tårnplæne", "Plæne")),
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
        (box(925, 200, 1002, 278), ("Hasselhaven", "Have")),
        (box(912, 312, 1002, 366), ("Østre plæne", "Plæne")),
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
        (230, 726, ("Æblehuset", "Fælleshus", "Alle", 60, yes, yes, yes, 3, "man-fre 10-21")),
        (180, 640, ("Grillen", "Grillplads", "Alle", 8, no, yes, no, 2, None)),
        (300, 660, ("Æblebordene", "Borde-bænkesæt", "Alle", 12, no, yes, no, 2, None)),
        (520, 560, ("Bordtennis", "Bordtennis", "Unge", None, no, yes, no, 1, None)),
        (530, 640, ("Østergrill", "Grillplads", "Alle", 6, no, no, no, 1, None)),
        (628, 560, ("Bænken ved Midterstien", "Bænk", "Ældre", 3, no, yes, no, 2, None)),
        (1103, 548, ("Tårnhuset", "Fælleshus", "Alle", 80, yes, yes, yes, 3, "alle dage 9-22")),
        (1100, 735, ("Skatebanen", "Skatebane", "Unge", 6, no, yes, no, 2, None)),
        (1046, 772, ("Hængestedet", "Hængested", "Unge", 10, yes, yes, no, 2, None)),
        (975, 715, ("Motionsstativet", "Motionsredskab", "Alle", 2, no, yes, no, 3, None)),
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
        (800, 195, ("Hjørnet ved garagerne", "Hængested", "Unge", None, no, yes, no, 0, None)),
    ]
    benches = [(472.5, 230), (472.5, 330), (510, 380), (552, 380), (598, 380), (629.5, 330)]
    benches += [
        (629.5, 250),
        (590, 182),
        (510, 182),
        (545, 275),
        (644, 394),
        (634, 150),
        (575, 119),
    ]
    benches += [(130, park_line(130) + 3), (370, park_line(370) + 3), (600, park_line(600) + 3)]
    spots += [
        (
            u,
            v,
            (
                f"Bænk {n}",
                "Bænk",
                "Ældre",
                3,
                "Nej",
                "Ja",
                None,
                3 if n <= NEW_BENCHES else 1,
                None,
            ),
        )
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
        (
            disc(775, 250, 10),
            ("Bagplænens gynger", "Legeplads", "Børn", None, "Nej", "Nej", "Nej", 0),
        ),
    ]
    columns = dict(list(MEETING_COLUMNS.items())[:-1])
    return Layer("legepladser", columns, rows)


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
        (221, 726, ("Æblehuset", "Fælleshus", None, None)),
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
