"""What the pages of plans are made of; what a plan may hold and costs stands in ``geo.planning``.

desk      the shelf, and departments kept warm so that a dragged lamp is answered at once
asking    the fields of a change as a form asks for them, and back
ground    what the map of a plan shows
telling   figures of a plan as a page and its script read them
drawing   a plan beside today, as a map draws it
trading   plans between kroner, score and light, a row each
"""
