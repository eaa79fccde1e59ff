"""Fills a server with conversations in which every field holds what nobody would expect there."""

import json
import os
import sys
import urllib.request
from typing import Any

VALUES: list[Any] = ["text", ["a", 1], {"a": {"b": [None, True]}}, 7, 1.5, False, [], {}]
UNCLEAR = {"pii": ["/nothing"]}


def conversation(number: int, value: Any) -> list[dict[str, Any]]:
    """Return the records of one call; every eighth of a kind is hidden whole."""
    day = f"2026-11-{10 + number}T10:00"
    place = {"conversation_id": f"CA{number}", "turn_id": "t1", "function_event_id": "f1"}
    call = {"type": "conversation", "conversation_id": f"CA{number}"}
    return [
        call
        | {
            "started_at": f"{day}:00Z",
            "channel": "VOICE-SIP",
            "direction": "inbound" if number % 2 else "outbound",
            "from_number": "+44 7700 900123",
            "to_number": "+44 113 496 0000",
            "contact": "ada@example.org",
            "variant_id": "v1",
            "variant_name": "A",
            "tags": ["vip"],
            "summary": value,
            "state": {"a": value},
            "poly_score": 4.5,
            "polyai_duration_ms": 12.5,
        }
        | (UNCLEAR if number == 5 else {}),
        {"type": "turn", "conversation_id": f"CA{number}", "turn_id": "t1", "number": 1, "started_at": f"{day}:01Z"}
        | {name: value for name in ("entities", "intents", "retrieved_topics", "retrieved_sources", "safety")}
        | {"user_input": "write to ada@example.org", "user_input_dtmf": "12", "top_transcripts": value, "latency": 0.5}
        | (UNCLEAR if number == 6 else {}),
        {"type": "function_event", **place, "name": "look_up", "started_at": f"{day}:02Z"}
        | {"arguments": {"phone": "07700 900123"}, "state_changes": {"updated": {"y": [1, value]}, "removed": ["z"]}}
        | {name: value for name in ("result", "content", "handoff", "transition")}
        | ({"ended_at": f"{day}:03Z"} if number != 3 else {})
        | ({"error": value} if number > 1 else {})
        | (UNCLEAR if number == 7 else {}),
        {"type": "log", "conversation_id": f"CA{number}", "entry": {"level": "info", "content": "outside", "n": value}},
        {"type": "log", **place, "entry": {"level": "warning", "content": "x", "logger": "other", "n": value}},
        {"type": "log", **place, "entry": {"level": "error", "content": "hidden", "is_pii": True}},
        {"type": "span", **place, "span_id": "s1", "kind": "llm", "name": "chat", "input": value, "error": value}
        | {"started_at": f"{day}:02Z", "duration_ms": 5},
        {"type": "metric", "conversation_id": f"CA{number}", "name": "m", "value": value},
        {"type": "metric", "conversation_id": f"CA{number}", "name": "m", "value": "ada@example.org"},
        call | {"handoff": True, "handoff_reason": "asked"} | ({"ended_at": f"{day}:59Z"} if number != 4 else {}),
    ]


def main() -> None:
    """Send the records to the server whose URL is given."""
    records = [record for number, value in enumerate(VALUES) for record in conversation(number, value)]
    entry = {"level": "error", "content": "hidden", "is_pii": True}
    records.append({"type": "log", "conversation_id": "hidden", "entry": entry})
    body = "\n".join(map(json.dumps, records)).encode()
    headers = {"x-api-key": os.environ["CONVLOG_API_KEY"]}
    request = urllib.request.Request(f"{sys.argv[1]}/v1/ingest", data=body, headers=headers, method="POST")
    with urllib.request.urlopen(request, timeout=30) as answer:
        report = json.load(answer)
    if report["accepted"] != len(records):
        sys.exit(f"the server took {report['accepted']} of {len(records)} records: {report['errors'][:3]}")


if __name__ == "__main__":
    main()
