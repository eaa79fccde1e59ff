"""The pytest fixture that comes with the package."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from convlog import testing


@pytest.fixture
def convlog_capture() -> Iterator[testing.Captured]:
    """Keep everything recorded during the test in memory, with a fixed clock and ids."""
    with testing.capture(fixed_ids=True) as captured:
        yield captured
