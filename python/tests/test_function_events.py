"""What a function event tells, though nobody logs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from events import event_named, logs_of

import convlog
from convlog import Conversation, _console, pii, testing


def the_event_tells_everything_though_nobody_logs(conv: Conversation, captured: testing.Captured) -> None:
    captured.clock.step = 1000

    @convlog.function(function_id="FN-1", function_version="3")
    def book(conv: Conversation, size: int, *extra: Any, name: str = "x", **more: Any) -> dict[str, Any]:
        return {
            "content": "booked",
            "utterance": "Done.",
            "handoff": {"reason": "r", "type": "t"},
            "hangup": True,
            "transition": {"goto_step": "s"},
            "variant": "b",
            "listen": {"asr": 1},
        }

    with conv.turn():
        result = book(conv, 4, "a", "b", name="Ann", phone=pii("+44 7700 900123"))
    event = event_named(captured, "book")
    assert event["arguments"] == {"size": 4, "extra": ["a", "b"], "name": "Ann", "phone": "+44 7700 900123"}
    assert captured.of("function_event")[0].pii == ["/arguments/phone"]
    assert captured.of("function_event")[0].fields["pii"] == ["/arguments/phone"]
    assert event["result"] == result
    told = {name: event[name] for name in ("content", "utterance", "handoff", "hangup", "transition")}
    assert told == {name: result[name] for name in told}
    assert (event["variant_id_change"], event["function_id"], event["function_version"]) == ("b", "FN-1", "3")
    assert event["source"].endswith(f"test_function_events.py:{book.__wrapped__.__code__.co_firstlineno}")  # type: ignore[attr-defined]
    assert event["duration_ms"] > 0
    assert event["started_at"] < event["ended_at"]


def a_string_result_is_content_and_none_is_nothing(conv: Conversation, captured: testing.Captured) -> None:
    @convlog.function
    def says(conv: Conversation) -> str:
        return "tell them"

    @convlog.function
    def silent(conv: Conversation) -> None:
        return None

    says(conv)
    silent(conv)
    assert (event_named(captured, "says")["content"], event_named(captured, "says")["result"]) == (
        "tell them",
        "tell them",
    )
    assert "content" not in event_named(captured, "silent")


def an_exception_is_recorded_and_goes_on_untouched(conv: Conversation, captured: testing.Captured) -> None:
    raised = ValueError("no table")

    @convlog.function
    def book(conv: Conversation) -> None:
        conv.log.info("before it fails")
        raise raised from KeyError("table")

    with pytest.raises(ValueError, match="no table") as caught:
        book(conv)
    assert caught.value is raised
    error = event_named(captured, "book")["error"]
    assert (error["type"], error["message"]) == ("ValueError", "no table")
    assert [cause["type"] for cause in error["causes"]] == ["KeyError"]
    assert 'raise raised from KeyError("table")' in error["stacktrace"]
    assert "_function.py" not in error["stacktrace"]
    assert logs_of(captured) == {"book": ["before it fails"]}


def a_method_is_recorded_without_its_object(conv: Conversation, captured: testing.Captured) -> None:
    class Booker:
        @convlog.function
        def book(self, conv: Conversation, size: int) -> None:
            conv.log.info("booking")

    Booker().book(conv, size=2)
    assert event_named(captured, "book")["arguments"] == {"size": 2}


def a_generator_that_raises_tells_its_error(conv: Conversation, captured: testing.Captured) -> None:
    @convlog.function
    def stream(conv: Conversation) -> Iterator[int]:
        yield 1
        raise ValueError("dry")

    with pytest.raises(ValueError, match="dry"):
        list(stream(conv))
    assert event_named(captured, "stream")["error"]["message"] == "dry"


def state_changes_are_told_per_function(conv: Conversation, captured: testing.Captured) -> None:
    conv.state.update({"kept": 1, "changed": {"deep": [1]}, "dropped": "x", 5: "odd"})

    @convlog.function
    def change(conv: Conversation) -> None:
        conv.state["changed"]["deep"].append(2)
        conv.state.new = pii("secret")
        del conv.state.dropped
        assert conv.state.missing is None
        assert getattr(conv.state, "missing", "default") is None
        with pytest.raises(KeyError):
            conv.state["missing"]

    change(conv)
    change_record = captured.of("function_event")[-1]
    assert change_record.fields["state_changes"] == {
        "added": {"new": "secret"},
        "updated": {"changed": [{"deep": [1]}, {"deep": [1, 2]}]},
        "removed": ["dropped"],
    }
    assert change_record.pii == ["/state_changes/added/new"]
    conv.end()
    assert captured.of("conversation")[-1].fields["state"]["kept"] == 1


def a_marked_result_keeps_its_mark_in_every_part(conv: Conversation, captured: testing.Captured) -> None:
    with conv.function("text") as event:
        event.set_result(pii("Ann was born in May"))
    with conv.function("dict") as event:
        event.set_result(pii({"utterance": "Hello Ann", "hangup": True, "variant": 5}))
    with conv.function("part") as event:
        event.set_result({"utterance": pii("Hello Ann"), "hangup": pii(False), "content": pii("Ann")})
    text, whole, part = (record for record in captured.of("function_event") if "ended_at" in record.fields)
    assert text.fields["content"] == text.fields["result"] == "Ann was born in May"
    assert sorted(text.pii) == ["/content", "/result"]
    assert (whole.fields["utterance"], whole.fields["hangup"]) == ("Hello Ann", True)
    assert sorted(whole.pii) == ["/hangup", "/result", "/utterance", "/variant_id_change"]
    assert (part.fields["utterance"], part.fields["content"]) == ("Hello Ann", "Ann")
    assert "hangup" not in part.fields
    assert {"/utterance", "/content", "/result/utterance"} <= set(part.pii)


def habits_are_pointed_out_beside_the_lines_that_have_them(conv: Conversation, captured: testing.Captured) -> None:
    with conv.function("loops"):
        for number in range(100):
            conv.log.info("step", number=number)
        for _ in range(2):
            conv.log.info("m" * 201)
        conv.log.info("payload", data="x" * 5000)
        conv.log.warning("%s", "y", exc_info=ValueError("x"), pii=True)  # type: ignore[arg-type]
    event = event_named(captured, "loops")
    assert len(event["logs"]) == 104
    assert "hints" not in event
    found = [(at, hint) for at, record in enumerate(captured.of("log")) for hint in record.hints]
    assert [(at, hint["habit"], hint.get("lines")) for at, hint in found] == [
        (67, "loop", 68),
        (100, "long_message", None),
        (101, "long_message", None),
        (102, "large_payload", None),
        (103, "positional_args", None),
        (103, "pii_alias", None),
    ]
    places = [hint["at"] for _, hint in found]
    assert places[1] == places[2]
    assert all(place.startswith("test_function_events.py:") for place in places)


def what_is_pointed_out_about_open_lines_depends_on_open_lines_alone(
    conv: Conversation, captured: testing.Captured
) -> None:
    def play(hidden: int) -> list[tuple[str, int]]:
        captured.clear()
        with conv.function("loops"):
            for number in range(100):
                for step in range(hidden):
                    say("h" * 201, True, step)
                say("step", False, number)
            say("m" * 201, False, 0)
        records = captured.of("log")
        open_ones = [record for record in records if not record.fields["is_pii"]]
        return [(hint["habit"], at) for at, record in enumerate(open_ones) for hint in record.hints]

    def say(content: str, personal: bool, number: int) -> None:
        conv.log.info(content, is_pii=personal, number=number)

    assert play(0) == play(1) == play(3) == [("loop", 67), ("long_message", 100)]


def arguments_named_as_personal_are_pointed_at(conv: Conversation, captured: testing.Captured) -> None:
    @convlog.function(pii=("born", "extra", "more"), pii_result=True)
    def check(conv: Conversation, number: str, born: str, *extra: str, shown: int = 1, **more: str) -> dict[str, str]:
        assert (born, extra, more) == ("1984-03-07", ("a",), {"street": "High Street"})
        return {"utterance": "Hello Ann"}

    assert check(conv, "17", "1984-03-07", "a", shown=2, street="High Street") == {"utterance": "Hello Ann"}
    opened, ended = captured.of("function_event")
    assert opened.fields == {
        "name": "check",
        "arguments": {
            "number": "17",
            "born": "1984-03-07",
            "extra": ["a"],
            "shown": 2,
            "street": "High Street",
        },
        "source": opened.fields["source"],
        "started_at": "2025-01-01T10:00:00.000000Z",
        "pii": ["/arguments/born", "/arguments/extra", "/arguments/street"],
    }
    assert opened.pii == opened.fields["pii"]
    assert ended.fields == {
        "ended_at": "2025-01-01T10:00:00.000000Z",
        "duration_ms": 0.0,
        "result": {"utterance": "Hello Ann"},
        "utterance": "Hello Ann",
        "pii": ["/result", "/utterance"],
    }


def one_name_may_be_given_and_a_marked_argument_stays_marked(conv: Conversation, captured: testing.Captured) -> None:
    @convlog.function(pii="born", pii_result=True)
    def check(conv: Conversation, born: object) -> None: ...

    check(conv, born=pii("1984-03-07"))
    with conv.function("by hand", arguments={"number": "17", "born": pii("1984-03-07")}):
        pass
    decorated, ended, by_hand, _ = captured.of("function_event")
    assert (decorated.fields["arguments"], decorated.pii) == ({"born": "1984-03-07"}, ["/arguments/born"])
    assert "result" not in ended.fields
    assert by_hand.fields["arguments"] == {"number": "17", "born": "1984-03-07"}
    assert by_hand.pii == ["/arguments/born"]


def a_name_that_is_no_argument_is_said_once_and_breaks_nothing(
    conv: Conversation, captured: testing.Captured, capfd: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):

        @convlog.function(pii=("bron", "number"))
        def misspelt(conv: Conversation, number: str, born: str) -> str:
            return born

        assert misspelt(conv, "17", "1984") == "1984"
    _console.drain(5)
    said = capfd.readouterr().err
    assert said == "convlog: pii= of misspelt names 'bron', which is not one of its arguments\n"
    assert captured.of("function_event")[0].pii == ["/arguments/number"]


def names_that_cannot_be_read_hide_every_argument(conv: Conversation, captured: testing.Captured) -> None:
    @convlog.function(pii=True)  # type: ignore[call-overload,untyped-decorator]
    def unclear(conv: Conversation, number: str, born: str) -> str:
        return born

    assert unclear(conv, "17", "1984") == "1984"
    assert captured.of("function_event")[0].pii == ["/arguments/number", "/arguments/born"]


def a_hand_off_is_told_by_the_conversation_too(conv: Conversation, captured: testing.Captured) -> None:
    @convlog.function
    def gives_up(conv: Conversation) -> dict[str, Any]:
        return {
            "utterance": "One moment.",
            "handoff": {"type": "billing desk", "reason": "REFUND", "refer": {"to": "x"}},
        }

    captured.clear()
    gives_up(conv)
    *_, ended, told = captured.records
    assert ended.fields["handoff"] == {"type": "billing desk", "reason": "REFUND", "refer": {"to": "x"}}
    assert (told.type, told.conversation_id, told.turn_id, told.pii) == ("conversation", "CA1", None, [])
    assert told.fields == {"handoff": True, "handoff_reason": "REFUND", "handoff_destination": "billing desk"}


def what_is_personal_of_a_hand_off_stays_so(conv: Conversation, captured: testing.Captured) -> None:
    captured.clear()
    with conv.function("by hand") as event:
        event.set_result({"handoff": {"type": "billing desk", "reason": pii("Ann wants a refund")}})
    with conv.function("whole") as event:
        event.set_result(pii({"handoff": {"type": "Ann's desk"}}))
    by_hand, whole = captured.of("conversation")
    assert by_hand.fields == {
        "handoff": True,
        "handoff_reason": "Ann wants a refund",
        "handoff_destination": "billing desk",
        "pii": ["/handoff_reason"],
    }
    assert whole.fields == {"handoff": True, "handoff_destination": "Ann's desk", "pii": ["/handoff_destination"]}


@pytest.mark.parametrize("handoff", [None, {}, False, "billing desk"])
def what_is_no_hand_off_leaves_the_conversation_alone(
    conv: Conversation, captured: testing.Captured, handoff: object
) -> None:
    captured.clear()
    with conv.function("stays") as event:
        event.set_result({"handoff": handoff, "hangup": True})
    assert captured.of("conversation") == []
