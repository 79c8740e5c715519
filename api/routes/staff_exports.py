"""``/personale/sager.{fmt}``: the cases as a file, for staff."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from starlette.responses import Response

from api.auth import OFFICE, Signed, staff
from api.dependencies import ServicesHere
from api.office.exports import TYPES, exported
from geo.reporting.staff import all_cases

router = APIRouter(include_in_schema=False)


@router.get("/personale/sager.{fmt}")
def cases(
    held: ServicesHere,
    _signed: Annotated[Signed, Depends(staff(*OFFICE))],
    fmt: Literal["csv", "geojson", "gpkg"],
) -> Response:
    """Answer every case as CSV, GeoJSON (degrees) or GeoPackage (EPSG:25832)."""
    headers = {
        "Content-Disposition": f'attachment; filename="sager.{fmt}"',
        "Cache-Control": "private, no-store",
    }
    content = exported(all_cases(held.desk.database), fmt)
    return Response(content, media_type=TYPES[fmt], headers=headers)
