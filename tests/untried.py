"""What this machine does not let a test try."""

import os
from typing import NoReturn

import pytest


def not_tried(message: str) -> NoReturn:
    """Skip loudly; CI has to try everything, so there it is an error."""
    if os.environ.get("REQUIRE_JOURNEYS", "0") == "1":
        pytest.fail(message)
    pytest.skip(message)
