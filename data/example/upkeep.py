"""What is worn: faults that staff have confirmed, and the walk-round of the autumn."""

from datetime import date

from ground import point
from lights import lamps
from shapefiles import Layer


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
        (150, 655, "Legeplads", 3), (215, 620, "Sti", 3), (120, 630, "Sti", 2),
        (345, 615, "Husnumre", 3),
        (180, 640, "Grillplads", 2), (535, 595, "Legeplads", 1), (582, 600, "Sti", 2),
        (469, 560, "Husnumre", 2), (655, 742, "Trappe", 1), (682, 631, "Boldbane", 1),
        (905, 450, "Tunnel", 0), (940, 600, "Sti", 2), (985, 735, "Legeplads", 2),
        (1046, 772, "Opholdssted", 2), (1078, 540, "Husnumre", 1), (207, 238, "Sti", 3),
        (110, 402, "Legeplads", 3), (300, 298, "Husnumre", 3), (560, 345, "Terrasse", 3),
        (470, 280, "Sti", 3), (552, 378, "Husnumre", 3), (632, 250, "Bænke", 3),
        (800, 164, "Sti", 0),
        (775, 250, "Legeplads", 0), (850, 345, "Husnumre", 1), (815, 190, "Parkering", 1),
    ]  # fmt: skip
    rows = [
        (point(u, v), (item, rating, f"{7 + number % 9:02d}-10-2026"))
        for number, (u, v, item, rating) in enumerate(walk)
    ]
    return Layer("tilsyn", {"EMNE": "text", "VURDERING": "integer", "DATO": "text"}, rows)
