"""The faces: the web side and the command line. Thin: they parse, call, and answer.

app           settings in, application out
settings      what an operator may set
dependencies  the workspace, and departments scored once per state of the workspace
auth          who may ask for what: one rule per route
keeping       what was made once per state of the workspace
scorer        one thread that scores what no page has waited for yet
waiting       what a page says meanwhile
answers       a page or JSON, from one object
pages         templates, words, navigation
models        the shapes others may rely on
public        what anybody may read of a department
departments   the departments as a list tells them
scorings      the saved profile where nothing has changed, else scored anew
released      the cases a map shows
ways          walks between two places, and their sketch
boards        papers of a department that hang in a stairwell
plan_papers   what the papers of a plan are written from
degrees       metres to degrees and back at the edge
errors        the one table from an error to a status
refusals      errors told, as a page or as JSON
headers       what every answer carries
logs          one line per request, with nobody's anything
static_files  our own style sheet and typeface
language      words of the faces, in any language there is a catalogue for
examination   what ``doctor`` looks at
routes        one file per idea
form          what the pages of residents share
office        what the pages of staff are made of
field         tools for the field, phone first
plans         what the pages of plans are made of
papers        stickers, and the form on paper
deliveries    deliveries handed over on the web
ogc           OGC API – Features
open311       Open311 GeoReport v2
tiles         an operator's tiles under the map
cli           the command ``tryghedskort``; one file per verb
"""
