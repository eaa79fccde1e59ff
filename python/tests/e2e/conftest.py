"""One server for all tests of a session, and real Python processes that log to it."""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import live_server
import pytest

AGENTS = Path(__file__).parent / "agents"
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[live_server.Server]:
    running = live_server.Server(tmp_path_factory.mktemp("server")).start()
    yield running
    running.end()


@pytest.fixture
def conversation() -> str:
    """An id that no other test has."""
    return f"call-{next(_numbers)}"


Start = Callable[..., "subprocess.Popen[str]"]
Run = Callable[..., str]


@pytest.fixture
def spool(tmp_path: Path) -> Path:
    return tmp_path / "spool"


@pytest.fixture
def start(server: live_server.Server, spool: Path) -> Iterator[Start]:
    """Starts a script of `agents/` in a process of its own; whatever still runs at the end is killed."""
    started: list[subprocess.Popen[str]] = []

    def start_one(
        script: str, *arguments: str, to: live_server.Server = server, stderr: int | None = None, **variables: str
    ) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, AGENTS / f"{script}.py", *arguments],
            env=to.environment(spool, **variables),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        )
        started.append(process)
        return process

    yield start_one
    for process in started:
        process.kill()
        process.communicate(timeout=30)


@pytest.fixture
def run(start: Start) -> Run:
    """Runs a script of `agents/` to its good end and returns what it printed."""

    def run_one(script: str, *arguments: str, **options: object) -> str:
        process = start(script, *arguments, **options)
        printed, _ = process.communicate(timeout=120)
        assert process.returncode == 0, f"{script} ended with {process.returncode}"
        return printed

    return run_one
