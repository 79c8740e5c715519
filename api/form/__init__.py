"""What the pages of residents share: the form's fields, its gate, the ground round a place.

fields     what came in, as a draft
languages  which languages are offered, and which of them are drafts
gate       who waits, who is shown the form again
ground     houses, paths, doors and lamps round a place, for the little map
places     metres and degrees, and what the workspace knows of a place
cookie     the one technical cookie
code       a code as a picture
"""
