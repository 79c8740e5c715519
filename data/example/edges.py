"""What stands between the eyes and the path: hedges, fences, walls, trees and scrub."""

import math

import numpy as np
import shapely
from estates import BLOCKS, GARDEN_M, buildings
from ground import Point, area, box, disc, line, point
from shapefiles import Layer
from ways import park_line, ways

WOOD = ((1030, 425), (1180, 420), (1188, 240), (1120, 190), (1060, 200), (1028, 230), (1034, 330))
SCRUB = ((720, 123), (905, 124), (1000, 140), (1004, 158), (905, 157), (720, 155))
THICKET = (
    (1040, 183),
    (1085, 158),
    (1112, 128),
    (1180, 130),
    (1186, 225),
    (1122, 180),
    (1062, 190),
)


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
        (line((225, 472), (386, 472), (386, 678)), ("Hæk", 1.6, "Ja")),
        (line((386, 690), (386, 748)), ("Hæk", 1.6, "Ja")),
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
        (line((396, 290), (396, 130)), ("Stakit", 1.8, "Ja")),
    ]
    return Layer("hegn", {"HEGNSTYPE": "text", "HØJDE": "real", "TÆT": "text"}, rows)


def _tree_spots() -> list[Point]:
    shake = np.random.default_rng(4711)
    spots = [(u, 459.5) for u in range(30, 1190, 40)] + [(u, 119.0) for u in range(90, 700, 36)]
    spots += [(u, park_line(u) + side) for u in range(45, 790, 45) for side in (-9.0, 8.0)]
    lawns = [(84, 545, 205, 685), (225, 545, 335, 685), (476, 508, 575, 700), (955, 655, 1010, 765)]
    lawns += [
        (480, 296, 622, 370),
        (480, 190, 622, 262),
        (728, 208, 832, 286),
        (1046, 775, 1118, 856),
    ]
    lawns += [
        (1104, 484, 1162, 636),
        (838, 644, 904, 720),
        (44, 375, 94, 426),
        (300, 132, 392, 156),
    ]
    lawns += [(928, 204, 1000, 274), (915, 316, 1000, 362)]
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
            rows.append((spot, ("Træ", height, crown, "Nej" if evergreen else "Ja")))
    columns = {"TYPE": "text", "HØJDE": "real", "KRONE": "real", "LØVFÆLD": "text"}
    return Layer("træer", columns, rows)


def thickets() -> Layer:
    """Answer the wood and the scrub."""
    rows = [
        (area(*WOOD), ("Skov", 14.0, "Ja")),
        (area(*SCRUB), ("Krat", 2.4, "Ja")),
        (area(*THICKET), ("Krat", 3.0, "Ja")),
        (box(896, 466, 901, 486), ("Busket", 1.9, "Nej")),
        (box(912, 420, 922, 428), ("Busket", 1.6, "Ja")),
        (box(240, 690.2, 330, 692.4), ("Busket", 0.7, "Ja")),
        (disc(470, 860, 16, squash=0.6), ("Krat", 2.8, "Ja")),
    ]
    return Layer("krat", {"TYPE": "text", "HØJDE": "real", "LØVFÆLD": "text"}, rows)
