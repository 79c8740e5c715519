"""Deliveries that are taken, with a finding about a column, a code or a value."""

import shapely
from parts import (
    EAST,
    NORTH,
    Counterexample,
    Files,
    departments,
    lamps,
    notice,
    patched,
    shapefile,
    warning,
    with_column,
    with_rows,
    zipped,
)
from shapefiles import Layer


def misread() -> list[Counterexample]:
    """Answer every delivery whose columns or values have a finding."""
    more = lamps()
    return [
        warning(
            "column.ambiguous",
            "To kolonner om højde er uenige",
            shapefile(with_column(more, "HOEJDE", "real", 4.5, 5.0, 6.0, 8.0)),
            "column.unused",
        ),
        notice(
            "column.personal",
            "En kontaktperson fulgte med",
            shapefile(with_column(more, "TELEFON", "text", "1", "2", "3", "4")),
        ),
        notice(
            "column.unused",
            "En kolonne, modellen ikke kender",
            shapefile(with_column(more, "FARVEKODE", "text", "a", "b", "a", "b")),
        ),
        warning(
            "id.repeated",
            "To lamper med samme nummer",
            shapefile(with_rows(more, MAST_NR=("M1", "M1", "M2", "M3"))),
        ),
        warning(
            "department.same_number",
            "To afdelinger med samme nummer",
            shapefile(with_rows(departments(), AFD_NR=("9001-01", "9001-01"))),
        ),
        warning(
            "department.joined",
            "En afdeling i to stykker",
            shapefile(
                with_rows(departments(), AFD_NR=("9001-01",) * 2, AFDNAVN=("Æblehaven",) * 2)
            ),
        ),
        warning(
            "column.repeated",
            "To kolonner med samme navn",
            _renamed(shapefile(with_column(more, "LPI", "real", 4.5, 4.5, 4.5, 4.5))),
            "column.unused",
        ),
        Counterexample(
            "value.required", "error", 1, "En zone uden zonetype", zipped(shapefile(_zones()))
        ),
        warning(
            "row.code_not_taken",
            "Et eludtag blandt lamperne",
            shapefile(_elements("ETYPE_KEY", "text", "L", "L", "EUT", "L")),
            "column.unused",
        ),
        notice(
            "row.not_current",
            "En lampe, der kun er et forslag",
            shapefile(_elements("STATUSKODE", "integer", 3, 3, 2, 3)),
            "column.unused",
        ),
        warning(
            "value.not_a_number",
            "Højden er skrevet med ord",
            shapefile(with_rows(_worded(), LPH=("4,5", "høj", "5,0", "4,5"))),
        ),
        warning(
            "value.out_of_range",
            "En lampe på 450 m",
            shapefile(with_rows(more, LPH=(4.5, 450.0, 5.0, 4.5))),
        ),
        notice(
            "value.placeholder",
            "-999 i stedet for tomt",
            shapefile(with_rows(more, LPH=(4.5, -999.0, 5.0, 4.5))),
        ),
        warning(
            "value.unknown_code",
            "En lyskilde, ingen kender",
            shapefile(with_rows(more, LYSKILDE=("LED", "Plasma", "LED", "LED"))),
        ),
        warning("value.not_a_date", "Den 31. februar", shapefile(_faults("31-02-2026"))),
        warning("value.overflowed", "Tallet kunne ikke være i feltet", _starred(shapefile(more))),
    ]


def _worded() -> Layer:
    return lamps(columns={"MAST_NR": "text", "LPH": "text", "LYSKILDE": "text"})


def _faults(day: str) -> Layer:
    place = shapely.Point(EAST, NORTH)
    return Layer(
        "fejl",
        {"FEJLTYPE": "text", "STATUS": "text", "MELDT": "text"},
        [
            (place, ("Graffiti", "Åben", day)),
            (shapely.Point(EAST + 9, NORTH), ("Affald", "Åben", "02-03-2026")),
        ],
    )


def _starred(files: Files) -> Files:
    """Answer files whose first height is written as stars, as dBASE does when it has no room."""
    table = files["lys.dbf"]
    at = table.find(b"4.5")
    return patched(files, ".dbf", at, b"***")


def _renamed(files: Files) -> Files:
    """Answer files whose last column is called as the second."""
    return patched(files, ".dbf", files["lys.dbf"].find(b"LPI"), b"LPH")


def _zones() -> Layer:
    rows = [
        (shape, (zone,))
        for (shape, _), zone in zip(departments().rows, ("Privat", None), strict=True)
    ]
    return Layer("zoner", {"ZONETYPE": "text"}, rows)


def _elements(name: str, kind: str, *cells: object) -> Layer:
    return with_column(lamps(), name, kind, *cells)
