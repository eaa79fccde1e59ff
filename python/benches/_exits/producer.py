"""A process that logs and ends in a certain way: `python -m _exits.producer ENDING`, the rest in `EXITS_` variables."""

from __future__ import annotations

import sys

from _exits import endings


def next_process(process: endings.Process) -> None:
    """Be the process that comes after one that died: set up, say nothing, live until standard input ends."""
    process.start()
    sys.stdin.read()
    process.system.end()


if __name__ == "__main__":
    name = sys.argv[1]
    programs = {"next": next_process, "without_end": endings.without_end, **endings.ENDINGS}
    programs[name](endings.Process())
