"""The real server on a directory of its own: sends what the calls hold and reads what a key without `pii` is shown."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).parents[2] / "tests" / "e2e"))

from _guard.templates import HALVES
from live_server import Server, until

from .calls import PROJECT, Call, Flagged
from .places import Record
from .values import Value

_BATCH, _CONNECTIONS = 1000, 4
#: The pass for what was sent before the flag takes conversations in turn; this one is the last.
_LAST = Value("ZQ-71-KX", "code", "", HALVES[0])
_PASS_LIMIT_S = 400.0

#: What is read of a record: its fields or its entry.
Read = dict[str, Any]


class Exchange:
    """A running server, two ingest keys that reach the project, and a reader."""

    def __init__(self, server: Server) -> None:
        self._server = server
        # The second one reaches every project of the account, and so this one too.
        self._own, self._other = server.key("ingest", projects=(PROJECT,)), server.key("ingest", projects=())
        self._reader = server.reader("read", project=PROJECT)

    def send(self, calls: Sequence[Call]) -> int:
        """Send everything, what stands before the flags first, and return how many records that were."""
        count = 0
        for is_before_flag in (True, False):
            for key, records in ((self._own, Call.records), (self._other, Call.foreign)):
                made = (
                    record
                    for call in calls
                    for is_control in (False, True)
                    for record in records(call, is_control, is_before_flag)
                )
                count += self._deliver(made, key)
        return count

    def wait_for_the_pass(self, calls: Sequence[Call]) -> None:
        """Return when what stood before the flags was looked through: the last conversation is, which has its turn."""
        line = {"content": _LAST.text, "level": "info"}
        last = Call(len(calls), HALVES[0], (Flagged(_LAST, "extra"),), (), (line, line))
        name = last.name(is_control=False)
        self._deliver(last.records(is_control=False, is_before_flag=True), self._own)
        assert self.read(name)["line-0"]["content"] == _LAST.text, "the guard finds nothing in it"
        self._deliver(last.records(is_control=False, is_before_flag=False), self._own)
        until(lambda: self.read(name)["line-0"]["content"] != _LAST.text, "the pass is done", _PASS_LIMIT_S)

    def read_all(self, names: Iterable[str]) -> Iterator[dict[str, Read]]:
        """Yield what is shown of each conversation."""
        with ThreadPoolExecutor(_CONNECTIONS) as pool:
            yield from pool.map(self.read, names)

    def read(self, name: str) -> dict[str, Read]:
        """Return what is shown of a conversation, by what the records were called."""
        answer = self._reader.get(f"/api/projects/{PROJECT}/conversations/{quote(name, safe='')}")
        assert answer.status == 200, answer.body
        found: dict[str, Read] = {}
        for turn in answer.json["turns"]:
            if turn["id"] is not None:
                found[turn["id"]] = turn["fields"]
            for event in turn["events"]:
                if event["id"] is not None:
                    found[event["id"]] = event["fields"]
                found.update((entry["entry"].get("ref", ""), entry["entry"]) for entry in event["entries"])
        return found

    def _deliver(self, records: Iterable[Record], key: str) -> int:
        def deliver(batch: tuple[Record, ...]) -> int:
            self._server.send(batch, key)
            return len(batch)

        with ThreadPoolExecutor(_CONNECTIONS) as pool:
            return sum(pool.map(deliver, _batches(records)))


def _batches(records: Iterable[Record]) -> Iterator[tuple[Record, ...]]:
    waiting = iter(records)
    return iter(lambda: tuple(itertools.islice(waiting, _BATCH)), ())
