"""A client of the agents API that checks nothing and prints: what it cannot print, crashes it.

It does with the answers what a terminal view does: minutes and seconds of whole numbers, tags side by side, the last
of a changed variable's values, a summary in any of its three forms.
"""

from __future__ import annotations

import json
from typing import Any


def listing(answer: dict[str, Any]) -> str:
    """Return a list as a table, one conversation a line."""
    rows = [_row(summary) for summary in answer["conversations"]]
    return "\n".join([*rows, f"{len(rows)} of {answer['count']}"])


def conversation(answer: dict[str, Any]) -> str:
    """Return a conversation for reading: who said what, which functions ran, what they logged."""
    lines = [_row(answer)]
    for position, turn in enumerate(answer.get("turns") or []):
        if turn["user_input"]:
            lines.append("> " + turn["user_input"])
        lines += [line for event in answer["functionEvents"].get(str(position + 1), []) for line in _event(event)]
        lines.append("< " + turn["agent_response"])
    for name, values in answer["metrics"].items():
        lines.append(name + " = " + ", ".join(value["value"] for value in values))
    return "\n".join(lines)


def _row(summary: dict[str, Any]) -> str:
    cells = [summary["conversationId"], summary["startedAt"][:19].replace("T", " "), _duration(summary["duration"])]
    cells += [summary["channel"] or "-", summary["fromNumber"] or "-", _heading(summary.get("shortSummary"))]
    cells.append(", ".join(summary["tags"]))
    if summary["polyScore"] is not None:
        cells.append(f"{summary['polyScore']:.1f}")
    return "  ".join(cells)


def _duration(seconds: int | None) -> str:
    if seconds is None:
        return "live"
    if seconds < 60:
        return f"{seconds}s"
    minutes, rest = divmod(seconds, 60)
    return f"{minutes:d}m {rest:02d}s"


def _heading(summary: Any) -> str:
    if isinstance(summary, str) and summary.startswith("{"):
        summary = json.loads(summary)
    if isinstance(summary, dict):
        return str(summary.get("heading", ""))
    return summary or ""


def _event(event: dict[str, Any]) -> list[str]:
    arguments = ", ".join(f"{name}={value!r}" for name, value in event["arguments"].items())
    lines = [
        f"  {event['name']}({arguments})" + (f" {event['duration']:d} ms" if event["duration"] is not None else "")
    ]
    for name, value in ((event["state_changes"] or {}).get("updated") or {}).items():
        lines.append(f"    {name} -> {value[-1] if isinstance(value, list) and value else value}")
    for entry in (event["logs"] or {}).get("conversation_logger", []):
        lines.append(f"    {entry['timestamp'][11:19]} {entry['level'].upper()} {entry['content']}")
    if event["error"]:
        lines.append("    " + event["error"]["type"] + ": " + event["error"]["message"])
    return lines
