"""What GIS staff hand over, read into layers the model knows, with everything that was done said.

reading        the one door: a folder, a zip or a file becomes a Delivery
checking       every finding of a delivery, errors first
limits         how far a delivery is trusted
archive        files laid out in a private folder; hostile archives refused whole
files          which files make one dataset, and what kind it really is
sandbox        the child process that opens them, with few drivers, bounds and no network
understanding  the child's walk from tables to layers
opening        a dataset as it is, and what GDAL keeps silent
arrow          one layer through Arrow
encoding       which letters a table was written in
georeference   where the coordinates lie: declared, proposed, or refused
repair         geometry made fit to measure on
parts          one table becomes parts of layers
roles          which layer a table is, or which it mixes
columns        which delivered column is which of the model's
values         numbers, dates and codes out of what people write
identity       ids that stay
osm            OpenStreetMap's objects, drawn and sorted
tags           what OpenStreetMap's tags mean for the model
neighbours     departments that overlap, lamps that come twice
registers      what registers call things (codes.toml, words.toml)
folding        one way to compare names
findings       findings of many features without drowning the reader
"""

from geo.delivery.checking import check, inside_findings
from geo.delivery.limits import LOCAL, LOCAL_GML, UPLOAD, Limits
from geo.delivery.reading import read
from geo.delivery.sandbox import isolation

__all__ = [
    "LOCAL",
    "LOCAL_GML",
    "UPLOAD",
    "Limits",
    "check",
    "inside_findings",
    "isolation",
    "read",
]
