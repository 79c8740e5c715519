"""What the pages of staff are made of; who may ask for which stands in ``api/auth.py``.

showing      the frame of every page of staff
fields       what came in with a form
queue        the queue of cases, filtered and drawn as points
light        the light at a case, and what a repaired lamp does to it
light_lists  reports held against the light: work lists, and a layer of the map
sketch       a little map of one place, for a mail and for paper
boxes        black boxes over a picture
telling      a step with a case, and the replies to those who asked
sending      a case on its way to its owner
mail         mails by the operator's own server
exports      cases as files for staff
oidc         signing in at the municipality
"""
