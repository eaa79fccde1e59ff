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


def told_of(captured: testing.Captured, name: str) -> str:
    """Return how a function ended, as its records tell."""
    event = event_named(captured, name)
    if "error" in event:
        assert "cancelled_by" not in event
        return f"raised {event['error']['type']}"
    if "cancelled_by" in event:
        assert "ended_at" in event
        return f"cancelled by {event['cancelled_by']}"
    return "returned" if "ended_at" in event else "open"
