"""Who counts what arrived in the end: readers of convlog's real server, and of the ledger of the OTLP receiver."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Protocol, Self

sys.path.insert(0, str(Path(__file__).parents[2] / "tests" / "e2e"))

from live_server import Server


class Counting(Protocol):
    """A running server that knows what it was given."""

    url: str

    def variables(self, folder: Path, url: str, spool: bool) -> dict[str, str]:
        """Return what a producer has to know of it beside its address."""

    def delivered(self, name: str) -> Counter[str]:
        """Return how often each line of a name is there."""


class ConvlogServer:
    """The real binary, read through its API."""

    def __init__(self, folder: Path) -> None:
        self._server = Server(folder)

    def __enter__(self) -> Self:
        self._server.start()
        self.url = self._server.url
        self._reader = self._server.reader("read,pii")
        self._server.key("ingest")
        return self

    def __exit__(self, *_: object) -> None:
        self._server.end()

    def variables(self, folder: Path, url: str, spool: bool) -> dict[str, str]:
        place = folder / "spool"
        if not spool:
            # A folder that cannot be made, whoever tries.
            (folder / "file").touch()
            place = folder / "file" / "spool"
        return self._server.environment(place, CONVLOG_URL=url, CONVLOG_CONSOLE="0")

    def delivered(self, name: str) -> Counter[str]:
        answer = self._reader.detail(name)
        return Counter(entry["line"] for entry in self._reader.entries(name)) if answer.status == 200 else Counter()


class Receiver:
    """The OTLP receiver, run by the Python that has its packages."""

    def __init__(self, folder: Path, python: Path) -> None:
        self._ledger = folder / "ledger"
        self._python = python

    def __enter__(self) -> Self:
        command = [self._python, "-m", "_exits.receiver", self._ledger]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1])
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().strip()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def variables(self, folder: Path, url: str, spool: bool) -> dict[str, str]:
        return {}

    def delivered(self, name: str) -> Counter[str]:
        # What is being written at this moment may be there in part.
        whole, _, _ = self._ledger.read_text().rpartition("\n")
        pairs = (line.split("\t") for line in whole.splitlines())
        return Counter(line for of, line in pairs if of == name)
