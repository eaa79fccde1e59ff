"""The pytest plugin that comes with the package: the fixture, and that lines of tests are sent nowhere by accident."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from convlog import _test_run, testing

_test_run.has_plugin = True


@pytest.fixture
def convlog_capture() -> Iterator[testing.Captured]:
    """Keep everything recorded during the test in memory, with a fixed clock and ids."""
    with testing.capture(fixed_ids=True) as captured:
        yield captured


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say at the end what was said of the server, since pytest shows nothing of what tests say that pass."""
    if _test_run.said:
        terminalreporter.write_line(_test_run.said)
