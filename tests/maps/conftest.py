"""What the tests of the maps share."""

from typing import Any

import pytest

from maps.testing import invented


@pytest.fixture(name="invented")
def invented_fixture() -> Any:
    """Give the maker of invented workspaces."""
    return invented
