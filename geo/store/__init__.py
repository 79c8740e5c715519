"""Where a municipality's layers, their history and the scorings are kept.

workspace      the one door: add, read, undo, score, export
engines        a file in a folder or a server, and what either refuses
opening        a folder or a PostgreSQL server, behind the same transactions
migrations     made new, or brought to the schema of today
tables         the tables, made from the layers of the model
columns        the kinds of column that all tables are made of
geometry_type  geometry in a column, and the spatial index in a condition
geopackage     what makes the file a valid GeoPackage
rtree          a layer's R*Tree, filled at once
importing      a delivery in, or the last one out
landing        one layer in the place of another, the old one in history
drawing        departments drawn where none was delivered
findings       what only the whole workspace can tell of a delivery
conditions     what may be asked of features, as a tree of plain values
querying       a page of features for the web
comparing      a delivered layer held against the one that stands
shifted        a delivery that lies a street away
remembering    column maps, standing sources and past states
weightings     weight sets that somebody decided
moments        the layers as they stood at a moment
results        scorings as map layers
copying        a whole database elsewhere, and the proof of it
moving         layers and cases together, whole or not at all
one_moment     layers and cases as they stood together
styles         how each layer looks in QGIS (styles.toml)
qml            a style as XML
formats        the layers as files of other formats
reading        layers and sources out of a transaction
rows           frames to rows and back
cutting        one department with what lies near enough to matter
fallbacks      doors, storeys and dwellings where no register holds them
fingerprints   one hash of all a department was measured from
scorings       profiles as JSON records
alphabet       names in Danish order
export         a copy for QGIS

Reports and cases lie apart, in ``sager.db`` or the schema ``sager``:

case_opening      the same two doors for them
case_steps        made new, or brought to the schema of today
case_tables       reports, cases and what happened to them
added_tables      families of tables that came later: staff_tables, field_tables, plan_tables
                  and follow_up_tables
cases             cases in and out of a transaction
reports           reports in and out of a transaction
field             counts and walks in and out of a transaction
case_clocks       what has outlived its clock, and its removal
field_clocks      the same of what was seen in the field
moving_cases      all of it elsewhere, and the proof of it
"""

from geo.store.fingerprints import department_fingerprint
from geo.store.workspace import Workspace

__all__ = ["Workspace", "department_fingerprint"]
