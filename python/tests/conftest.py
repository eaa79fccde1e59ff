"""What the tests share: a capture in memory, and a spool of their own for those that start processes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from convlog import Conversation, _console, testing


@pytest.fixture
def captured() -> Iterator[testing.Captured]:
    with testing.capture() as captured:
        yield captured
    # What one test has said is not taken for what the next one says.
    _console.drain(5)


@pytest.fixture
def conv(captured: testing.Captured) -> Conversation:
    return Conversation("CA1", account_id="acme", project_id="front-desk")
