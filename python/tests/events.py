"""Finding a captured function event by its name."""

from __future__ import annotations

from typing import Any

from convlog import testing


def logs_of(captured: testing.Captured) -> dict[str, list[str]]:
    """Return the contents of each function event's entries, by the function's name."""
    return {event["name"]: [entry["content"] for entry in event["logs"]] for event in captured.events()}


def event_named(captured: testing.Captured, name: str) -> dict[str, Any]:
    """Return the only event of that name."""
    (event,) = [event for event in captured.events() if event["name"] == name]
    return event
