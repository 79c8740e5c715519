"""Drawing: interactive Folium maps that ask no outside host for anything.

planner_map  the call: a workspace and its profiles become one page
canvas       the figure round Folium: own assets, own template, data in after the last template
payload      the data as one escaped JSON script
packing      geometry as short text
departments  polygons, factors in words, what lies behind them
segments     paths by light against their target, and the dark stretches
places       lamps and meeting places
basemap      the quiet background from the workspace's own layers
labels       where names stand
legend       shares, sources, licences, dates
panel        the frames that the browser fills
walk_figure  a safety walk as a drawing
palette      colours, classes, words
words        the catalogue
"""

from maps.cases import case_frame, case_table
from maps.planner_map import PlannerMap, planner_map
from maps.sides import Alternative
from maps.tiles import Background

__all__ = ["Alternative", "Background", "PlannerMap", "case_frame", "case_table", "planner_map"]
