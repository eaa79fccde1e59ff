"""Starts producers and kills them: as processes of their own, or as children of one that has everything imported."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from _kills.producer import returned

HERE = Path(__file__).parents[1]
_PATIENCE_S = 30.0


@dataclass
class Life:
    """One producer, from its start until it is killed."""

    name: str
    oracle: Path
    pid: int
    process: subprocess.Popen[bytes] | None

    @property
    def returned(self) -> int:
        return returned(self.oracle)

    def wait_for_a_line(self) -> None:
        wait(lambda: self.returned > 0, f"{self.name} logs")

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        if self.process is not None:
            self.process.wait(_PATIENCE_S)
        wait(lambda: not _exists(self.pid), f"{self.name} is gone")


class Starter:
    """Starts lives in one folder, all on one spool."""

    def __init__(self, folder: Path, environment: dict[str, str], parent_started: bool) -> None:
        self._folder = folder
        self._environment = environment | {"PYTHONPATH": str(HERE)}
        #: What the producers say to their users, such as that they log a lot.
        self._said = (folder.parent / "said").open("wb")
        started = {"KILLS_PARENT_STARTED": "1"} if parent_started else {}
        self._parent = subprocess.Popen(
            [sys.executable, "-m", "_kills.producer", "-"],
            env=self._environment | started,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            text=True,
        )

    def spawn(self, name: str) -> Life:
        """Start a process of its own."""
        oracle = self._folder / name
        command = [sys.executable, "-m", "_kills.producer", name, str(oracle)]
        process = subprocess.Popen(command, env=self._environment, stdin=subprocess.DEVNULL, stderr=self._said)
        return Life(name, oracle, process.pid, process)

    def fork(self, name: str) -> Life:
        """Fork one off the parent, which is much quicker."""
        oracle = self._folder / name
        assert self._parent.stdin is not None
        assert self._parent.stdout is not None
        self._parent.stdin.write(f"{name} {oracle}\n")
        self._parent.stdin.flush()
        return Life(name, oracle, int(self._parent.stdout.readline()), None)

    def end(self) -> None:
        self._parent.kill()
        self._parent.communicate(timeout=_PATIENCE_S)
        self._said.close()


def wait(condition: Callable[[], bool], what: str, limit_s: float = _PATIENCE_S) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + limit_s
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"after {limit_s} s still not: {what}")
        time.sleep(0.002)


def _exists(pid: int) -> bool:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False
