"""One call over many processes, many calls in one, and processes that do not live to the end."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from conftest import Run, Start
from live_server import Server, until


def one_call_over_five_processes_is_one_conversation(server: Server, conversation: str, run: Run, spool: Any) -> None:
    for number in range(1, 6):
        run("holds_one_turn", conversation, str(number), CONVLOG_SPOOL_DIR=f"{spool}-{number}")
    read = server.reader("read,pii").detail(conversation).json
    assert [turn["user_input"] for turn in read["turns"]] == [f"Question {number}" for number in range(1, 6)]
    assert [turn["agent_response"] for turn in read["turns"]] == [f"Answer {number}" for number in range(1, 6)]
    assert [turn["turn_id"] for turn in read["turns"]] == [1, 2, 3, 4, 5]
    for number in range(1, 6):
        (event,) = read["functionEvents"][str(number)]
        assert (event["name"], event["arguments"]) == (f"step_{number}", {"number": number})
        assert [entry["content"] for entry in event["logs"]["conversation_logger"]] == [f"Line {number}"]
    assert read["fromNumber"] == "+447700900123"
    assert read["inProgress"] is False
    listed = [summary["conversationId"] for summary in server.reader().listed(limit=1000).json["conversations"]]
    assert listed.count(conversation) == 1


def many_calls_in_one_process_never_mix(server: Server, conversation: str, run: Run) -> None:
    run("many_at_once", conversation)
    lines = {"thread": 4, "task": 12, "mixed": 10}  # that each turn of such a call has
    for kind, per_turn in lines.items():
        for number in range(6):
            call = f"{conversation}-{kind}-{number}"
            seen: Counter[int] = Counter()
            for event in server.reader().events(call):
                for entry in (event["logs"] or {}).get("conversation_logger", []):
                    where = (entry["call"], entry["turn"], entry["function"])
                    assert where == (call, event["turn_id"], event["name"])
                    seen[entry["turn"]] += 1
            assert seen == dict.fromkeys(range(1, 5), per_turn), call


def lines_of_a_thread_pool_stay_in_the_turn(server: Server, conversation: str, run: Run) -> None:
    run("many_at_once", conversation)
    events = server.reader().events(f"{conversation}-pool")
    assert {event["turn_id"] for event in events} == {1}
    numbers = [entry["number"] for entry in server.reader().entries(f"{conversation}-pool")]
    assert sorted(numbers) == list(range(50))


def an_exception_is_shown_with_its_causes_and_goes_on(server: Server, conversation: str, run: Run) -> None:
    run("fails", conversation)
    (event,) = server.reader().events(conversation)
    error = event["error"]
    assert (error["type"], error["message"]) == ("LookupError", "no such customer")
    assert [cause["type"] for cause in error["causes"]] == ["KeyError"]
    assert 'raise LookupError("no such customer") from error' in error["stacktrace"]
    assert event["duration"] is not None
    assert [entry["content"] for entry in event["logs"]["conversation_logger"]] == ["Looking up"]


@pytest.mark.parametrize("first_line", ["delivered", "kept"])
def lines_of_a_killed_process_are_read_after_the_next_one_adopted_them(
    server: Server, conversation: str, start: Start, run: Run, spool: Any, first_line: str
) -> None:
    process = start("holds_a_call", conversation, first_line)
    assert process.stdout is not None
    assert process.stdout.readline() == "waiting\n"
    process.kill()
    process.wait(timeout=30)
    run("adopts", str(spool))
    _insist_on_an_open_call(server, conversation)


@pytest.mark.parametrize("repetition", range(5))
def a_process_that_kills_itself_right_after_a_line_loses_none(
    server: Server, conversation: str, start: Start, run: Run, spool: Any, repetition: int
) -> None:
    # No server at first, so that nothing but the spool can have kept the lines.
    process = start("holds_a_call", conversation, "killed", CONVLOG_URL="http://127.0.0.1:9")
    assert process.wait(timeout=30) == -9
    assert server.reader().detail(conversation).status == 404
    run("adopts", str(spool))
    _insist_on_an_open_call(server, conversation)


def _insist_on_an_open_call(server: Server, conversation: str) -> None:
    """The function never ended: its beginning and every line are there, and nothing pretends that it ended."""
    (event,) = until(lambda: server.reader().events(conversation), "the adopted call is there")
    assert [entry["number"] for entry in event["logs"]["conversation_logger"]] == [1, 2]
    assert (event["name"], event["arguments"], event["turn_id"]) == ("slow_function", {"seconds": 3600}, 1)
    assert event["duration"] is None
    # Right after the end it may still pass for alive; half a minute later it reads unfinished.
    assert (event["error"] or {"type": None})["type"] in (None, "LostContact", "Unfinished")
