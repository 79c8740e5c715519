"""What the pages of staff are made of; who may ask for which stands in ``api/auth.py``.

showing   the frame of every page of staff
fields    what came in with a form
"""
