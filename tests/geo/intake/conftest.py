"""Registers and standing sources written by the tests themselves."""

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from geo.store import Workspace

EAST, NORTH = 713_500.0, 6_181_500.0


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """Answer an empty workspace."""
    with Workspace(tmp_path / "område") as made:
        yield made


@pytest.fixture
def lamps() -> gpd.GeoDataFrame:
    """Ten lamps as a supplier writes them."""
    return gpd.GeoDataFrame(
        {"mast_nr": [f"L{number:03d}" for number in range(10)], "hoejde": [4.5] * 10},
        geometry=shapely.points([(EAST + 20 * number, NORTH) for number in range(10)]),
        crs="EPSG:25832",
    )


LBF = (
    "Udtræk fra stamdata;;;;;\r\n"
    "Organisationsnr;Boligorganisation;Afdelingsnr;Afdelingsnavn;BBR-ejendomsnr;Antal boliger\r\n"
    "0123;Boligselskabet Å;001;Hedeparken;151-0011;40\r\n"
    "0123;Boligselskabet Å;001;Hedeparken;0012;20\r\n"
    "0123;Boligselskabet Å;002;Mågevangen;0013;30\r\n"
    "0123;;003;Sønderly;0099;12\r\n"
    "0123;Boligselskabet Å;004;Æblegården;;8\r\n"
)
BBR = [
    ("Ejendomsnummer", "Ejerlavskode", "Matrikelnr", "Antal boliger", "Ejerforhold"),
    ("0011", "20001", "1a", "40", "20"),
    ("0012", "20001", "0001b", "20", "20"),
    ("0013", "20001", "2", "29", "20"),
    ("0013", "20001", "3", "29", "20"),
    ("0014", "20001", "4", "9", "20"),
    ("0015", "20001", "5", "1", "10"),
]


@pytest.fixture
def registers(tmp_path: Path) -> list[Path]:
    """Answer LBF's list as CSV in Windows' letters, BBR as Excel, and parcels as a shapefile."""
    lbf = tmp_path / "lbf.csv"
    lbf.write_bytes(LBF.encode("cp1252"))
    bbr = tmp_path / "bbr.xlsx"
    write_sheet(bbr, BBR)
    parcels = gpd.GeoDataFrame(
        {"ejerlavsko": [20001] * 5, "matrikelnr": ["1a", "1b", "2", "4", "5"]},
        geometry=[
            shapely.box(EAST + 50 * n, NORTH, EAST + 50 * n + 50, NORTH + 40) for n in range(5)
        ],
        crs="EPSG:25832",
    )
    folder = tmp_path / "jordstykker"
    folder.mkdir()
    parcels.to_file(folder / "jordstykke.shp", encoding="UTF-8")
    return [lbf, bbr, folder]


def write_sheet(path: Path, rows: Sequence[tuple[str, ...]]) -> None:
    """Write a workbook of texts as Excel does, the first kept apart as a shared one."""
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    words = sorted({cell for row in rows for cell in row})
    shared = "".join(f"<si><t>{word}</t></si>" for word in words)
    body = "".join(
        f'<row r="{number}">'
        + "".join(
            f'<c r="{chr(65 + column)}{number}" t="s"><v>{words.index(cell)}</v></c>'
            for column, cell in enumerate(row)
        )
        + "</row>"
        for number, row in enumerate(rows, 1)
    )
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("xl/sharedStrings.xml", f"<sst {space}>{shared}</sst>")
        book.writestr(
            "xl/worksheets/sheet1.xml",
            f"<worksheet {space}><sheetData>{body}</sheetData></worksheet>",
        )
