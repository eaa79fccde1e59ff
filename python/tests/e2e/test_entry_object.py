"""The entry object of the documentation comes back to the byte."""

from __future__ import annotations

import json
from typing import Any

import pytest
from live_server import Server

import convlog
from convlog import testing

EXAMPLES: list[tuple[str, str, dict[str, Any], str]] = [
    (
        "info",
        "Validated inputs",
        {"validation_passed": True},
        '{"level":"info","content":"Validated inputs","is_pii":false,"timestamp":"TIME","logger":"conversation_logger",'
        '"validation_passed":true}',
    ),
    (
        "warning",
        "quota almost used",
        {"provider": "geo", "left": 5, "cap": 10},
        '{"level":"warning","content":"quota almost used","is_pii":false,"timestamp":"TIME",'
        '"logger":"conversation_logger","provider":"geo","left":5,"cap":10}',
    ),
    (
        "error",
        "CRM upsert failed",
        {"status": 409, "retriable": True, "attempt": 2},
        '{"level":"error","content":"CRM upsert failed","is_pii":false,"timestamp":"TIME",'
        '"logger":"conversation_logger","status":409,"retriable":true,"attempt":2}',
    ),
]
levels = pytest.mark.parametrize(("level", "content", "extras", "expected"), EXAMPLES, ids=[row[0] for row in EXAMPLES])


@levels
def an_entry_written_with_python_comes_back_to_the_byte(
    server: Server, conversation: str, level: str, content: str, extras: dict[str, Any], expected: str
) -> None:
    with testing.capture() as captured:  # its clock stands at 2025-01-01T10:00:00Z
        conv = convlog.Conversation(conversation, account_id="acme", project_id="front-desk")
        with conv.turn(), conv.function("crm_upsert"):
            getattr(conv.log, level)(content, **extras)
        conv.end()
    server.send(_as_sent(record) for record in captured.records)
    wanted = expected.replace("TIME", "2025-01-01T10:00:00.000000Z").encode()
    assert b'"logs":{"conversation_logger":[' + wanted + b"]}" in server.reader().detail(conversation).body


@levels
def an_entry_sent_by_hand_comes_back_to_the_byte(
    server: Server, conversation: str, level: str, content: str, extras: dict[str, Any], expected: str
) -> None:
    entry = expected.replace("TIME", "2025-01-01T10:00:00Z")
    turn = {"type": "turn", "conversation_id": conversation, "turn_id": "t1", "timestamp": "2025-01-01T09:59:59Z"}
    event = turn | {"type": "function_event", "function_event_id": "f1", "name": "crm_upsert"}
    ids = f'"conversation_id":"{conversation}","turn_id":"t1","function_event_id":"f1"'
    server.send([turn, event, f'{{"type":"log",{ids},"entry":{entry}}}'])
    for permissions in ("read", "read,pii"):
        body = server.reader(permissions).detail(conversation).body
        assert b'"logs":{"conversation_logger":[' + entry.encode() + b"]}" in body


def an_entry_sent_by_hand_gets_the_fixed_keys_that_it_lacks(server: Server, conversation: str) -> None:
    line = {
        "type": "log",
        "conversation_id": conversation,
        "entry": {"level": "info", "content": "Hello", "answer": 42},
    }
    server.send([line])
    (entry,) = server.reader().entries(conversation)
    assert list(entry) == ["level", "content", "is_pii", "timestamp", "logger", "answer"]
    assert (entry["is_pii"], entry["logger"], entry["answer"]) == (False, "conversation_logger", 42)


def _as_sent(record: testing.Record) -> str:
    ids = {
        "turn_id": record.turn_id,
        "function_event_id": record.function_event_id,
        "conversation_id": record.conversation_id,
        "timestamp": "2025-01-01T10:00:00Z",
    }
    head = {"type": record.type} | {name: value for name, value in ids.items() if value}
    if record.type == "log":
        head.pop("timestamp")
        return json.dumps(head)[:-1] + ',"entry":' + record.json + "}"
    return json.dumps(head | record.fields)
