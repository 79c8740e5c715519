"""What holds for every test."""

import os

from hypothesis import settings

# A busy machine is no fault of the code, so no example has a deadline; CI draws the same examples
# in every run, so that a change is judged by what it did.
# Nor is it one that a page says it is still at work; what a test asks of that, it sets itself.
os.environ.setdefault("TRYGHED_PATIENCE", "600")

settings.register_profile("project", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("project")
