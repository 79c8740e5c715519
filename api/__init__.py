"""The faces: the web side and the command line. Thin: they parse, call, and answer.

app           settings in, application out
settings      what an operator may set
dependencies  the workspace, and departments scored once per state of the workspace
answers       a page or JSON, from one object
pages         templates, words, navigation
models        the shapes others may rely on
public        what anybody may read of a department
departments   the departments as a list tells them
scorings      the saved profile where nothing has changed, else scored anew
errors        the one table from an error to a status
refusals      errors told, as a page or as JSON
headers       what every answer carries
static_files  our own style sheet and typeface
language      words of the faces, in any language there is a catalogue for
examination   what ``doctor`` looks at
routes        one file per idea
cli           the command ``tryghedskort``; one file per verb
"""
