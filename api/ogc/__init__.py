"""OGC API – Features: what may be public of the workspace, for QGIS and other programs.

collections   which layers and columns are public, and what they are called
asking        one parameter each: bbox, limit, crs, datetime, filter; whatever is unknown is refused
filtering     CQL2 to a condition of the store; no text becomes SQL
features      features as GeoJSON in the system that was asked for
describing    landing page, conformance, collections and queryables as JSON
openapi       the description of it all for programs
answering     JSON or a page, and errors as the standard tells them
"""
