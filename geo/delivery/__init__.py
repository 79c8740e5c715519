"""What GIS staff hand over, read into layers the model knows, with everything that was done said.

reading          the one door: a folder, a zip or a file becomes a Delivery
peeking          a look at what opens, and tables with their own columns
describing       what lies in a delivery and what is known of it before it is opened
checking         every finding of a delivery, errors first
limits           how far a delivery is trusted
archive          files laid out in a private folder; hostile archives refused whole
files            which files make one dataset, and what kind it really is
sandbox          the child process that opens them, with few drivers, bounds and no network
understanding    the child's walk from tables to layers
looking          the child's walk for a look
raw              the child's walk for tables with their own columns
lists            CSV, Excel and dBASE without a map
opening          a dataset as it is, and what GDAL keeps silent
arrow            one layer through Arrow
encoding         which letters a table was written in
georeference     where the coordinates lie: declared, proposed, or refused
repair           geometry made fit to measure on
parts            one table becomes parts of layers
roles            which layer a table is, or which it mixes
remembered       what was decided of a source before, used again
columns          which delivered column is which of the model's
values           numbers, dates and codes out of what people write
identity         ids that stay
osm_cut          a municipality out of a region, in one pass
osm_parts        OpenStreetMap's layers, with what lies too far left out
osm              OpenStreetMap's objects, drawn and sorted
tags             what OpenStreetMap's tags mean for the model
height_model     a surface model beside a delivery, read in the child process
luminaire_table  luminaire files, kept for the lamps that name them
surface          heights of plants and fences from a delivered surface model
neighbours       departments that overlap, lamps that come twice
registers        what registers call things (codes.toml, words.toml)
folding          one way to compare names
findings         findings of many features without drowning the reader
"""

from geo.delivery.checking import check, inside_findings
from geo.delivery.describing import Hints
from geo.delivery.limits import LOCAL, LOCAL_GML, UPLOAD, Limits
from geo.delivery.peeking import Tables, look, read_tables
from geo.delivery.reading import read
from geo.delivery.sandbox import isolation

__all__ = [
    "LOCAL",
    "LOCAL_GML",
    "UPLOAD",
    "Hints",
    "Limits",
    "Tables",
    "check",
    "inside_findings",
    "isolation",
    "look",
    "read",
    "read_tables",
]
