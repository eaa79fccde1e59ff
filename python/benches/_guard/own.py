"""convlog's guard, by its command: `convlog guard test --ndjson` reads entries and says where something is personal."""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from .lines import Index, Line
from .score import Finding

_COMMAND = ("guard", "test", "--ndjson")


class Guard:
    """The binary and what it finds."""

    def __init__(self, binary: Path) -> None:
        self._binary = binary

    def findings(self, lines: Sequence[Line]) -> list[list[Finding]]:
        """Return what it finds in each line."""
        with tempfile.TemporaryFile() as entries:
            _write(entries, lines)
            entries.seek(0)
            done = subprocess.run(
                [self._binary, *_COMMAND], stdin=entries, capture_output=True, text=True, check=True, timeout=120
            )
        answers = done.stdout.split("\n")[:-1]
        assert len(answers) == len(lines), f"{len(answers)} answers to {len(lines)} lines"
        return [_findings(line, answer) for line, answer in zip(lines, answers, strict=True)]

    def seconds(self, lines: Sequence[Line], times: int) -> float:
        """Return how long one process takes to read all lines so many times, its start and its answers included."""
        with tempfile.TemporaryFile() as entries:
            for _ in range(times):
                _write(entries, lines)
            entries.seek(0)
            started = time.perf_counter()
            subprocess.run([self._binary, *_COMMAND], stdin=entries, stdout=subprocess.DEVNULL, check=True, timeout=300)
            return time.perf_counter() - started


def _write(entries: IO[bytes], lines: Sequence[Line]) -> None:
    entries.writelines(line.text.encode() + b"\n" for line in lines)


def _findings(line: Line, answer: str) -> list[Finding]:
    places = json.loads(answer)
    if not places:
        return []
    index = Index(line.text)
    return [Finding(*index.span(place["pointer"], place["part"]), place["rule"]) for place in places]
