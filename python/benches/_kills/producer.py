"""Somebody who logs until killed: `python -m _kills.producer NAME ORACLE`, or `-` to fork one for each line read.

The oracle is a shared mapping of a file with the number of calls that returned: a store into it is the kernel's at
once, so what kills the process takes none of it back.
"""

from __future__ import annotations

import mmap
import os
import random
import signal
import struct
import sys
import time
from pathlib import Path

import convlog
from _kills import content

_COUNT = struct.Struct("<Q")


def run(name: str, oracle: Path) -> None:
    """Log in bursts, as functions do, and say after each call that it returned."""
    with oracle.open("w+b") as file:
        file.truncate(_COUNT.size)
        returned = mmap.mmap(file.fileno(), _COUNT.size)
    rng = random.Random(name)
    conv = convlog.Conversation(name)
    conv.turn().__enter__()
    conv.function("work").open()
    calls = {level: getattr(conv.log, level) for level in content.LEVELS}
    number = 0
    while True:
        for _ in range(rng.randint(1, 40)):
            line = content.line(name, number)
            calls[line.level]("A line", line.is_pii, number=number, text=line.text)
            number += 1
            _COUNT.pack_into(returned, 0, number)
        time.sleep(rng.random() * 0.008)


def returned(oracle: Path) -> int:
    """Return how many calls returned."""
    data = oracle.read_bytes() if oracle.exists() else b""
    return int(_COUNT.unpack(data)[0]) if len(data) == _COUNT.size else 0


def fork_for_each_line() -> None:
    """Be the parent of producers: read `NAME ORACLE`, print the child's pid."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    if os.environ.get("KILLS_PARENT_STARTED"):
        convlog.configure()
    for order in sys.stdin:
        name, oracle = order.split()
        child = os.fork()
        if child == 0:
            run(name, Path(oracle))
        print(child, flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "-":
        fork_for_each_line()
    else:
        run(sys.argv[1], Path(sys.argv[2]))
