"""Functions in the style that exists in the world, run unmodified: each keeps working and loses nothing."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import convlog
from convlog import studio, testing

FOLDER = Path(__file__).parent / "existing_functions"
NAMES = sorted(path.stem for path in (FOLDER / "functions").glob("*.py"))

#: How many `conv.log` and `plog` calls each function makes when run as below.
LINES = {
    "alias_of_the_flag": 2, "api_call": 2, "asynchronous": 6, "awkward_values": 4, "calls_another": 9,
    "end_function": 1, "exception_field": 3, "formatted_content": 2, "goes_to_a_step": 1, "hands_off": 1,
    "in_threads": 11, "live_state": 3, "percent_habit": 2, "pydantic_model": 1, "raises": 1, "read_only_config": 1,
    "sms_templates": 2, "start_function": 2, "urls_of_a_set": 1, "uses_plog": 4, "whole_exchange": 1,
}  # fmt: skip

PARAMETERS: dict[str, dict[str, Any]] = {
    "percent_habit": {"reference": "R-1"},
    "exception_field": {"amount": 3.5},
    "formatted_content": {"heard": "yes"},
    "uses_plog": {"size": 4},
}


@pytest.fixture(autouse=True)
def _project_on_the_path(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.syspath_prepend(str(FOLDER))
    studio.install()
    yield
    for name in [name for name in sys.modules if name in ("_gen", "plog") or name.split(".")[0] == "functions"]:
        del sys.modules[name]


def _run(name: str) -> tuple[Any, studio.Conversation, BaseException | None]:
    """Run a function as a platform does: decorated, in a turn, with a conversation and what it asks for."""
    conv = studio.Conversation("CA1", project_id="front-desk", caller_number="+44 7700 900123")
    function = convlog.function(getattr(importlib.import_module(f"functions.{name}"), name))
    parameters = dict(PARAMETERS.get(name, {}))
    if name == "goes_to_a_step":
        parameters["flow"] = studio.Flow(conv, "booking")
    with conv.turn("hello"):
        try:
            return function(conv, **parameters), conv, None
        except Exception as error:  # noqa: BLE001 - the function's own
            return None, conv, error


def there_are_at_least_twenty_of_them() -> None:
    assert len(NAMES) >= 20
    assert set(NAMES) == set(LINES)


@pytest.mark.parametrize("name", NAMES)
def each_keeps_working_and_every_line_is_under_its_event(name: str, captured: testing.Captured) -> None:
    _, _, error = _run(name)
    assert (error is not None) == (name == "raises")
    assert len(captured.entries) == LINES[name]
    event = next(event for event in captured.events() if event["name"] == name)
    assert event["arguments"] == PARAMETERS.get(name, {})
    assert "ended_at" in event
    assert all(record.function_event_id for record in captured.of("log"))
    assert captured.of("log")[0].turn_id == event["turn_id"]


def the_percent_habit_loses_nothing(captured: testing.Captured) -> None:
    _run("percent_habit")
    first, second = captured.entries
    assert (first["content"], first["is_pii"], first["_args"]) == (
        "Look-up failed with error: %s", True, ["no booking R-1"],
    )  # fmt: skip
    assert second["_args"] == ["look-up", "R-1", {"type": "LookupError", "message": "no booking R-1"}]


def live_state_is_told_as_it_was_at_each_line(captured: testing.Captured) -> None:
    _run("live_state")
    histories = [entry["state"]["history"] for entry in captured.entries]
    assert histories == [["ask"], ["ask", "check"], ["ask", "check", "book"]]
    assert captured.events()[0]["state_changes"]["added"] == {"attempts": 1, "history": []}


def plog_lines_carry_what_was_bound(captured: testing.Captured) -> None:
    _run("uses_plog")
    entries = captured.events()[0]["logs"]
    assert [entry.get("api_integration") for entry in entries] == ["booking"] * 4
    assert entries[3]["step"] == 2
    assert entries[1]["exception"]["type"] == "ConnectionError"
    assert entries[2]["is_pii"] is True


def plog_outside_any_conversation_is_kept_too(captured: testing.Captured) -> None:
    import plog  # type: ignore[import-not-found]

    plog.info("lonely", a=1)
    assert captured.entries[-1]["content"] == "lonely"


def nested_calls_have_events_of_their_own(captured: testing.Captured) -> None:
    result, _, _ = _run("calls_another")
    assert result == "not found"
    events = {event["name"]: event for event in captured.events()}
    outer = events["calls_another"]
    called = {name: event.get("parent_id") for name, event in events.items() if name != "calls_another"}
    assert called == dict.fromkeys(("percent_habit", "formatted_content", "alias_of_the_flag"), outer["id"])
    # A plain import and call is part of the caller's event.
    assert [entry["content"] for entry in outer["logs"]] == ["before", "URLs", "after"]


def side_effects_are_told_on_the_event(captured: testing.Captured) -> None:
    _, conv, _ = _run("goes_to_a_step")
    event = captured.events()[0]
    assert event["transition"] == {"goto_flow": "booking", "goto_step": "ask_date"}
    assert (event["variant_id_change"], event["utterance"]) == ("b", "Let's book.")
    assert not conv.transition.is_noop()
    assert conv.variant == "b"


def results_are_told_on_the_event(captured: testing.Captured) -> None:
    _run("hands_off")
    event = captured.events()[0]
    assert event["handoff"]["reason"] == "billing"
    assert event["utterance"] == "I'll put you through."
    assert "hangup" not in event
    assert event["state_changes"]["added"] == {"handoff_reason": "billing"}


def an_exception_is_told_with_its_cause_and_lines(captured: testing.Captured) -> None:
    _, _, error = _run("raises")
    assert isinstance(error, RuntimeError)
    told = captured.events()[0]["error"]
    assert (told["type"], told["causes"][0]["type"]) == ("RuntimeError", "KeyError")
    assert 'raise RuntimeError("could not continue") from e' in told["stacktrace"]


def awkward_values_all_arrive(captured: testing.Captured) -> None:
    _run("awkward_values")
    entry = captured.entries[0]
    assert entry["nan"] == "NaN"
    assert entry["loop"] == {"name": "loop", "self": "[cycle]"}
    assert entry["keys"] == {"1_": "a", "1": "b", "null": "c", "(1, 2)": "d"}
    assert entry["odd"] == "<unrepresentable Odd: ValueError>"
    assert entry["big"] == 2**80
    assert (entry["level"], entry["level_"], entry["timestamp_"]) == ("info", "mine", "mine")
    assert entry["_truncated"] == ["/loop/self"]
    assert [other["content"] for other in captured.entries[1:]] == ["", "None", "{'dumped': True}"]


def an_api_response_is_an_entry_of_its_own_logger(captured: testing.Captured) -> None:
    _run("api_call")
    record = captured.of("log")[0]
    assert record.fields | {"timestamp": ""} == {
        "level": "error",
        "content": "POST https://api.example.com/bookings/{booking_id} 409",
        "is_pii": False,
        "timestamp": "",
        "logger": "api_responses",
        "url": "https://api.example.com/bookings/{booking_id}",
        "method": "POST",
        "status_code": 409,
        "response_time": 0.0,
        "error": {"error": "already booked"},
        "query": "phone=%2B447700900123",
    }
    assert record.pii == ["/entry/error", "/entry/query"]
    as_value = captured.of("log")[1]
    assert as_value.fields["response"]["url"] == "https://api.example.com/bookings/17"
    assert as_value.pii == ["/entry/response/query", "/entry/response/body"]
