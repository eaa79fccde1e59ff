"""Functions in the style that exists in the world lose nothing on the way to the server and back."""

from __future__ import annotations

import json
import re
from typing import Any

from conftest import Run
from live_server import Server


def every_line_of_every_existing_function_is_read_back(server: Server, conversation: str, run: Run) -> None:
    said: dict[str, Any] = json.loads(run("runs_existing_functions", conversation))
    assert len(said) >= 20
    for name, events in said.items():
        read = server.reader("read,pii").events(f"{conversation}-{name}")
        told = [{"name": event["name"], "entries": _lines(event["logs"])} for event in read]
        # Threads write in any order.
        key = _in_any_order if name == "in_threads" else _in_order
        assert key(told) == key(events), name
        assert any(event["entries"] for event in events), f"{name} says nothing"


def _lines(logs: dict[str, list[Any]] | None) -> list[Any]:
    entries = [entry for entries in (logs or {}).values() for entry in entries]
    return sorted(entries, key=lambda entry: entry["timestamp"])


def _in_order(events: list[dict[str, Any]]) -> list[Any]:
    return [(event["name"], [_lasting(entry) for entry in event["entries"]]) for event in events]


def _in_any_order(events: list[dict[str, Any]]) -> list[Any]:
    return [(name, sorted(entries)) for name, entries in _in_order(events)]


def _lasting(entry: dict[str, Any]) -> str:
    """The entry without what is another in each run (times, addresses), and with its keys in their order."""
    lasting = json.dumps({name: value for name, value in entry.items() if name != "timestamp"})
    return re.sub("at 0x[0-9a-f]+", "at 0x", lasting)
