"""What holds for every test."""

import os

from hypothesis import settings

# A busy machine is no fault of the code, so no example has a deadline; CI draws the same examples
# in every run, so that a change is judged by what it did.
settings.register_profile("project", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("project")
