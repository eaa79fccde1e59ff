"""Starts the processes that are measured, each with its server in one state."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from _exits.door import Door
from live_server import Server

HERE = Path(__file__).parents[1]
FULL = os.environ.get("CONVLOG_BENCH") != "short"
STATES = ("up", "slow", "gone")

Runs = list[dict[str, Any]]


def measure(folder: Path, state: str, *what: object) -> dict[str, Any]:
    """Run one process with its server in one state."""
    with server_in(folder, state) as environment, started(environment, *what) as process:
        output, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors
    told: dict[str, Any] = json.loads(output)
    return told


def started(environment: dict[str, str], *what: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "_calls.measured", *map(str, what)]
    return subprocess.Popen(
        command,
        env=environment,
        cwd=HERE,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextlib.contextmanager
def server_in(folder: Path, state: str) -> Iterator[dict[str, str]]:
    server = Server(folder / "server").start()
    try:
        environment = server.environment(folder / "spool", PYTHONPATH=str(HERE))
        if state == "up":
            yield environment
            return
        door = Door(server.url, "slow" if state == "slow" else "down")
        if state != "slow":
            server.end()
        yield environment | {"CONVLOG_URL": door.url}
        door.close()
    finally:
        server.end()
