"""Two clients read whatever the agents API answers: one that checks everything, and one that checks nothing."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Callable
from typing import Any

import lenient_client
import pytest
import strict_client
from conftest import Run, Start
from live_server import Server

READERS = ("read", "read,pii")
_numbers = itertools.count(1)


@pytest.fixture
def conversations(run: Run) -> list[str]:
    return run("many_kinds", f"kind-{next(_numbers)}").splitlines()


@pytest.mark.parametrize("permissions", READERS)
def both_clients_read_conversations_of_every_kind(server: Server, conversations: list[str], permissions: str) -> None:
    reader = server.reader(permissions)
    for conversation in conversations:
        answer = reader.detail(conversation)
        assert answer.status == 200, (conversation, answer.body)
        try:
            assert strict_client.detail(answer.json)["conversationId"] == conversation
        except strict_client.Refused as refused:
            raise AssertionError(f"{conversation}: {refused}") from None
        assert lenient_client.conversation(answer.json)


@pytest.mark.parametrize("permissions", READERS)
def both_clients_read_the_list_page_by_page(server: Server, conversations: list[str], permissions: str) -> None:
    reader = server.reader(permissions)
    seen: list[str] = []
    while True:
        answer = reader.listed(limit=3, offset=len(seen)).json
        page = strict_client.listed(answer)["conversations"]
        assert lenient_client.listing(answer)
        seen += [summary["conversationId"] for summary in page]
        if not page:
            break
    assert set(conversations) <= set(seen)
    assert len(seen) == len(set(seen)) == answer["count"]


@pytest.mark.parametrize("permissions", READERS)
def both_clients_read_a_call_that_goes_on(server: Server, conversation: str, start: Start, permissions: str) -> None:
    process = start("holds_a_call", conversation, "delivered")
    assert process.stdout is not None
    assert process.stdout.readline() == "waiting\n"
    answer = server.reader(permissions).detail(conversation)
    read = strict_client.detail(answer.json)
    assert (read["inProgress"], read["finishedAt"], read["duration"]) == (True, None, None)
    (event,) = read["functionEvents"]["1"]
    assert (event["duration"], event["error"]) == (None, None)
    assert "live" in lenient_client.conversation(answer.json)


def errors_are_in_the_agreed_envelope(server: Server) -> None:
    reader = server.reader()
    project = f"/v1/agents/{reader.project}/conversations"
    wrong = {
        "no key": server.ask("GET", project),
        "a wrong key": server.ask("GET", project, "convlog_nothing"),
        "a key that may not read": server.ask("GET", project, server.key("ingest")),
        "another project": reader.get("/v1/agents/nowhere/conversations"),
        "another account": reader.get("/v1/example/front-desk/conversations"),
        "no such conversation": reader.detail("nowhere"),
        "no such page": reader.get("/v1/nothing"),
        "a wrong method": server.ask("DELETE", project, reader.key),
        "a wrong limit": reader.listed(limit="-1"),
        "a wrong cursor": reader.v3(cursor="!"),
        "a wrong time": reader.v1(start_time="yesterday"),
    }
    statuses = {name: answer.status for name, answer in wrong.items()}
    assert all(400 <= status < 500 for status in statuses.values()), statuses
    for name, answer in wrong.items():
        assert strict_client.problem(answer.json), name
        correlation = dict((header.lower(), value) for header, value in answer.headers)["x-polyai-correlation-id"]
        assert answer.json["error_id"] == correlation, name


GOOD: dict[str, Any] = {
    "conversationId": "c", "accountId": "a", "projectId": "p", "createdAt": "2025-01-01T10:00:00.000000+00:00",
    "startedAt": "2025-01-01T10:00:00.000000+00:00", "finishedAt": None, "channel": None, "direction": "inbound",
    "fromNumber": "REDACTED", "toNumber": None, "clientEnv": "live", "duration": 61, "totalDuration": 61,
    "polyaiDuration": None, "inProgress": False, "handoff": False, "handoffDestination": None, "handoffReason": None,
    "language": None, "variantId": None, "deploymentId": None, "note": None, "audioUrl": None, "polyScore": 4.5,
    "shortSummary": {"heading": "h", "content": "c"}, "tags": ["vip"],
}  # fmt: skip
GOOD_LIST: dict[str, Any] = {"conversations": [GOOD], "count": 1, "limit": 50, "offset": 0}
GOOD_ENTRY: dict[str, Any] = {
    "level": "info", "content": "c", "is_pii": False, "timestamp": "2025-01-01T10:00:00Z",
    "logger": "conversation_logger", "extra": 1,
}  # fmt: skip
GOOD_EVENT: dict[str, Any] = {
    "id": "e", "conversation_id": "c", "turn_id": 1, "name": "f", "function_id": "f", "function_version": None,
    "arguments": {}, "start_time": "Wed, 01 Jan 2025 10:00:00 GMT", "duration": 1, "content": None, "utterance": None,
    "state_changes": {"added": {}, "updated": {"a": [1, 2]}, "removed": []}, "transition": None, "handoff": None,
    "hangup": None, "variant_id_change": None, "error": {"type": "t", "message": "m", "stacktrace": "s"},
    "llm_request_id": None, "logs": {"conversation_logger": [GOOD_ENTRY]},
}  # fmt: skip
GOOD_DETAIL: dict[str, Any] = GOOD | {"turns": [], "metrics": {}, "functionEvents": {"1": [GOOD_EVENT]}}

Break = Callable[[dict[str, Any]], Any]
WAYS_TO_BREAK_A_LIST: dict[str, Break] = {
    "no id": lambda it: it["conversations"][0].pop("conversationId"),
    "an id that is a number": lambda it: it["conversations"][0].update(conversationId=17),
    "no account": lambda it: it["conversations"][0].pop("accountId"),
    "no project": lambda it: it["conversations"][0].update(projectId=None),
    "no count": lambda it: it.pop("count"),
    "a count that is text": lambda it: it.update(count="1"),
    "no limit": lambda it: it.pop("limit"),
    "no offset": lambda it: it.pop("offset"),
    "tags that are null": lambda it: it["conversations"][0].update(tags=None),
    "a tag that is a number": lambda it: it["conversations"][0].update(tags=[7]),
    "a duration with a fraction": lambda it: it["conversations"][0].update(duration=61.0),
    "a duration below zero": lambda it: it["conversations"][0].update(totalDuration=-1),
    "a duration that is true": lambda it: it["conversations"][0].update(polyaiDuration=True),
    "a score that is text": lambda it: it["conversations"][0].update(polyScore="high"),
    "a key more": lambda it: it["conversations"][0].update(pii=[]),
    "more than the limit": lambda it: it.update(limit=0),
    "a time without an offset": lambda it: it["conversations"][0].update(startedAt="2025-01-01T10:00:00.000000"),
}
WAYS_TO_BREAK_A_CONVERSATION: dict[str, Break] = {
    "turns that are null": lambda it: it.update(turns=None),
    "an event under 0": lambda it: it.update(functionEvents={"0": [GOOD_EVENT]}),
    "an event under another turn": lambda it: it.update(functionEvents={"2": [GOOD_EVENT]}),
    "an event that names another turn": lambda it: it["functionEvents"]["1"][0].update(turn_id=2),
    "a key less in an event": lambda it: it["functionEvents"]["1"][0].pop("llm_request_id"),
    "an empty list of events": lambda it: it.update(functionEvents={"1": []}),
    "logs without an entry": lambda it: it["functionEvents"]["1"][0].update(logs={"conversation_logger": []}),
    "an entry without its level": lambda it: it["functionEvents"]["1"][0]["logs"]["conversation_logger"][0].pop(
        "level"
    ),
    "an entry of another logger": lambda it: it["functionEvents"]["1"][0]["logs"]["conversation_logger"][0].update(
        logger="x"
    ),
    "a flag that is text": lambda it: it["functionEvents"]["1"][0]["logs"]["conversation_logger"][0].update(is_pii="x"),
    "an error that is text": lambda it: it["functionEvents"]["1"][0].update(error="broken"),
    "a start that is no HTTP date": lambda it: it["functionEvents"]["1"][0].update(start_time="2025-01-01T10:00:00Z"),
    "a metric that is a number": lambda it: it.update(
        metrics={"m": [{"timestamp": "2025-01-01T10:00:00.000000", "value": 1}]}
    ),
}


@pytest.mark.parametrize("way", WAYS_TO_BREAK_A_LIST)
def the_strict_client_refuses_a_list_with(way: str) -> None:
    strict_client.listed(GOOD_LIST)
    broken = copy.deepcopy(GOOD_LIST)
    WAYS_TO_BREAK_A_LIST[way](broken)
    with pytest.raises(strict_client.Refused):
        strict_client.listed(broken)


@pytest.mark.parametrize("way", WAYS_TO_BREAK_A_CONVERSATION)
def the_strict_client_refuses_a_conversation_with(way: str) -> None:
    strict_client.detail(GOOD_DETAIL)
    broken = copy.deepcopy(GOOD_DETAIL)
    WAYS_TO_BREAK_A_CONVERSATION[way](broken)
    with pytest.raises(strict_client.Refused):
        strict_client.detail(broken)


@pytest.mark.parametrize("broken", [{"duration": 61.0}, {"tags": [7]}], ids=["a fraction", "a number among the tags"])
def the_lenient_client_crashes_over(broken: dict[str, Any]) -> None:
    lenient_client.listing(GOOD_LIST)
    with pytest.raises((ValueError, TypeError)):
        lenient_client.listing({"conversations": [GOOD | broken], "count": 1})
