"""What the pages of residents share: the form's fields, its gate, the ground round a place.

fields     what came in, as a draft
answering  one sentence beside a field where something is missing
replying   replies by e-mail to those who asked for one
showing    the frame of every page of residents
languages  which languages are offered, and which of them are drafts
gate       who waits, who is shown the form again
ground     houses, paths, doors and lamps round a place, for the little map
places     metres and degrees, and what the workspace knows of a place
cookie     the one technical cookie
"""
