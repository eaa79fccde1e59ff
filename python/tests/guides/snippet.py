"""Runs one Python snippet of a page as a program of its own, and insists that all it logged has arrived."""

from __future__ import annotations

import sys
from pathlib import Path

import convlog

PATIENCE_S = 20


def main(padded: str, page: str) -> None:
    code = compile(Path(padded).read_text(), page, "exec")
    exec(code, {"__name__": "__main__", "__file__": page})
    left = convlog.flush(PATIENCE_S)
    stats = convlog.stats()
    wrong = {name: stats.get(name) for name in ("problems", "settings_problems", "rejected", "last_error", "dropped")}
    wrong = {name: value for name, value in wrong.items() if value}
    if left.records or wrong:
        sys.exit(f"what it logged did not arrive as it should: {left} left, {wrong}")


main(*sys.argv[1:])
