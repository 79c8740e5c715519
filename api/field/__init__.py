"""Tools for the field, phone first: counting lamps and holding safety walks, also without signal.

fields        forms of a phone as entries and notes
ground        the map of a department, for a phone without signal
showing       the frame of the pages, and the shell a phone keeps
worker        the script that keeps pages for when there is no signal
handing_over  a count becomes a delivery
drawing       a walk's map: its stops, its plan, and what was walked
pictures      a walk's photographs, as words and as paper shows them
proposing     stops of a walk, out of the dark stretches
telling       a walk's minutes, its sheet of paper, its feelings beside the light
"""
