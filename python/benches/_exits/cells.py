"""One cell of the table: a process that ends in one way, its server in one state, and what became of its lines."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from _exits.counters import Counting
from _exits.door import Door
from _exits.oracle import returned

STATES = ("up", "slow", "down")
#: A process that takes longer to end is killed, and the cell says so.
END_LIMIT_S = 60.0


@dataclass(frozen=True)
class Cell:
    """What happened."""

    logged: int
    #: Of the lines whose call returned.
    delivered: int
    #: Lines that are there more than once.
    duplicated: int
    #: From the last call that returned until all processes of it were gone.
    end_s: float

    @property
    def is_complete(self) -> bool:
        return self.logged > 0 and self.delivered == self.logged and self.duplicated == 0

    def __str__(self) -> str:
        text = f"{self.delivered}/{self.logged}"
        return text + (f" +{self.duplicated}" if self.duplicated else "")


@dataclass(frozen=True)
class Subject:
    """A way to log, the Python that has it, and the server that counts."""

    system: str
    python: Path
    server: Counting
    has_spool: bool = True
    #: How long is waited for the process that comes next to deliver what is missing.
    patience_s: float = 5.0


def play(subject: Subject, ending: str, state: str, folder: Path) -> Cell:
    """Run a process to its end, let the server come back and another process start, and count."""
    folder.mkdir(parents=True)
    name = f"{subject.system}-{ending}-{state}".replace(" ", "-")
    door = Door(subject.server.url, state)
    oracle = folder / "returned"
    own = {"EXITS_SYSTEM": subject.system, "EXITS_NAME": name, "EXITS_URL": door.url, "EXITS_ORACLE": str(oracle)}
    own["CONVLOG_SEND_IN_TESTS"] = "1"
    environment = os.environ | subject.server.variables(folder, door.url, subject.has_spool) | own
    with (folder / "said").open("wb") as said:

        def start(program: str) -> subprocess.Popen[bytes]:
            command = [subject.python, "-m", "_exits.producer", program]
            here = Path(__file__).parents[1]
            return subprocess.Popen(
                command, env=environment, cwd=here, stdin=subprocess.PIPE, stdout=said, stderr=said, process_group=0
            )

        end_s = _end(start(ending), oracle)
        door.open()
        missing = _missing(subject.server, name, oracle)
        if missing():
            after = start("next")
            _until(lambda: not missing(), subject.patience_s)
            assert after.stdin is not None
            after.stdin.close()
            _end(after, oracle)
    lines, there = returned(oracle), subject.server.delivered(name)
    door.close()
    assert len(lines) == len(set(lines)), "each call has a line of its own"
    delivered = sum(line in there for line in lines)
    return Cell(len(lines), delivered, sum(count - 1 for count in there.values()), end_s)


def _missing(server: Counting, name: str, oracle: Path) -> Callable[[], Counter[str]]:
    return lambda: Counter(returned(oracle)) - server.delivered(name)


def _end(process: subprocess.Popen[bytes], oracle: Path) -> float:
    """Wait for a process and all of its family; return how long after the last returned call that was."""
    try:
        process.wait(END_LIMIT_S)
    except subprocess.TimeoutExpired:
        pass
    # Nobody is left behind, such as a server of forks that was never told to end.
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait(END_LIMIT_S)
    last = oracle.stat().st_mtime if oracle.exists() else time.time()
    return max(0.0, time.time() - last)


def _until(condition: Callable[[], bool], limit_s: float) -> None:
    deadline = time.monotonic() + limit_s
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
