"""Drawing: interactive Folium maps that ask no outside host for anything.

planner_map   the call: a workspace and its profiles become one page
sides         one side of the map: today, or a plan
plan_side     a plan as such a side
plan_choice   plans that may be picked on the map itself
site          a folder that any web server can show
canvas        the figure round Folium: own assets, own template, data in after the last template
payload       the data as one escaped JSON script
packing       geometry as short text
departments   polygons, factors in words, what lies behind them
segments      paths by light against their target, and the dark stretches
places        lamps and meeting places
edges         boundaries, trees and what else is worth drawing
cases         cases by state, never at their exact point
report_light  report × light, for staff
surface       light on the ground as one small image
eyes          who sees the ground, for staff
tiles         tiles an operator may lay under the map
basemap       the quiet background from the workspace's own layers
labels        where names stand
legend        shares, sources, licences, dates
panel         the frames that the browser fills
welcome       the welcome card on paper
lit_way       the ways that feel best in the dark, for it
noticeboard   the sheet for the noticeboard
drawing       a plan of one department as lines for paper
qr            an address as a square code
plan_figure   a plan before and after, for paper
trade_chart   where plans lie between kroner, score and lumens
trade_figure  the same as one drawing for a paper
walk_figure   a safety walk as a drawing
palette       colours, classes, words
words         the catalogue
testing       an invented workspace in memory
"""

from maps.cases import case_frame, case_table
from maps.planner_map import PlannerMap, planner_map
from maps.sides import Alternative
from maps.tiles import Background

__all__ = ["Alternative", "Background", "PlannerMap", "case_frame", "case_table", "planner_map"]
