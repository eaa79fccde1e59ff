"""A field that is not of its form costs its record nothing else, from the keyword in Python to what a reader gets."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest
from conftest import Start
from live_server import Server


def _sent(
    server: Server, start: Start, call: str, fields: dict[str, Any], turn: dict[str, Any]
) -> tuple[Any, Any, list[Any], str]:
    """Log a call with these fields; return the figures, what a reader gets, its notices, and what stderr said."""
    given = (call, json.dumps(fields), json.dumps(turn))
    process = start("sends_odd_fields", *given, stderr=subprocess.PIPE, CONVLOG_CONSOLE="0")
    printed, said = process.communicate(timeout=120)
    assert process.returncode == 0, said
    figures = json.loads(printed)
    assert (figures["rejected"], figures["dead_letters"]) == (0, 0)
    read = server.reader("read,pii").detail(call).json
    # What was good beside it is there: the exchange, the function, and its line.
    (exchange,) = read["turns"]
    assert (exchange["user_input"], exchange["agent_response"]) == ("I can't log in", "Let me try that again.")
    ((event,),) = read["functionEvents"].values()
    ((entry,),) = event["logs"].values()
    assert (event["name"], entry["content"], entry["status"]) == ("crm_upsert", "CRM upsert failed", 409)
    assert server.reader().detail(f"{call}-again").status == 200
    head = server.reader("read,pii").get(f"/api/projects/front-desk/conversations/{call}")
    assert head.status == 200, head.body
    return figures, read, head.json["notices"], said


@pytest.mark.parametrize(
    ("fields", "turn", "name", "value"),
    [
        ({"language": " en-GB\n"}, {}, "language", "en-GB"),
        ({"channel": "\tVOICE-SIP "}, {}, "channel", "VOICE-SIP"),
        ({"direction": "outbound "}, {}, "direction", "outbound"),
        ({"channel": 17}, {}, "channel", "17"),
        ({"tags": ["billing", None, 7]}, {}, "tags", ["billing", "7"]),
        ({"handoff": "Yes"}, {}, "handoff", True),
        ({"handoff": 1}, {}, "handoff", True),
        ({}, {"latency": " 12.5 "}, "latency", 12.5),
    ],
)
def what_is_plainly_meant_is_kept_in_the_form_of_its_field(
    server: Server,
    conversation: str,
    start: Start,
    fields: dict[str, Any],
    turn: dict[str, Any],
    name: str,
    value: object,
) -> None:
    figures, read, notices, said = _sent(server, start, conversation, fields, turn)
    found = read["turns"][0]["latency"]["perceived_latency"] if turn else read[name]
    assert found == value
    # As the server says it of what others send.
    assert (figures["last_error"]["code"], figures["last_error"]["field"]) == ("field_mended", name)
    assert [notice["kind"] for notice in notices] == ["field_mended"]
    (line,) = said.splitlines()
    assert line.startswith(f"convlog: `{name}` of a record: corrected and kept")


@pytest.mark.parametrize(
    ("direction", "kept", "kind"),
    [
        ("INBOUND", "inbound", "field_mended"),
        ("Inbound-API", "inbound", "field_mended"),
        ("outbound_dial", "outbound", "field_mended"),
        ("sideways", None, "field_left_out"),
        ("inbound or outbound", None, "field_left_out"),
        ("-", None, "field_left_out"),
    ],
)
def what_the_server_makes_of_a_field_is_said_to_all_who_have_to_know(
    server: Server, conversation: str, start: Start, direction: str, kept: str | None, kind: str
) -> None:
    figures, read, notices, said = _sent(server, start, conversation, {"direction": direction}, {})
    assert read["direction"] == kept
    problem = figures["last_error"]
    assert (problem["code"], problem["field"]) == (kind, "direction")
    assert [(notice["kind"], notice["field"]) for notice in notices] == [(kind, "conversation.direction")]
    (line,) = said.splitlines()
    assert "`direction`" in line
    assert kind in line
    if kept is None and len(direction) > 1:
        assert direction not in line.replace("give inbound or outbound", ""), "no value is repeated"


@pytest.mark.parametrize(
    ("fields", "turn", "name"),
    [
        ({"handoff": "perhaps"}, {}, "handoff"),
        ({"handoff": {"to": "nobody"}}, {}, "handoff"),
        ({"started_at": "yesterday"}, {}, "started_at"),
        ({"started_at": [2026]}, {}, "started_at"),
        ({}, {"latency": "fast"}, "latency"),
        ({}, {"number": "two"}, "number"),
    ],
)
def what_cannot_be_put_into_the_form_of_its_field_is_left_out_and_said_to_all_who_have_to_know(
    server: Server, conversation: str, start: Start, fields: dict[str, Any], turn: dict[str, Any], name: str
) -> None:
    figures, _, notices, said = _sent(server, start, conversation, fields, turn)
    assert figures["fields_left_out"] == (2 if fields else 1)
    assert (figures["last_error"]["code"], figures["last_error"]["field"]) == ("field_left_out", name)
    record = "turn" if turn else "conversation"
    assert [(notice["kind"], notice["field"]) for notice in notices] == [("field_left_out", f"{record}.{name}")]
    (line,) = said.splitlines()
    assert line.startswith(f"convlog: `{name}` of a record: left out")
    for value in (*fields.values(), *turn.values()):
        assert str(value) not in line, "no value is repeated"
