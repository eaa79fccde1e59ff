"""What conversations, turns, spans and metrics tell."""

from __future__ import annotations

import datetime
import threading
from typing import Any

import pytest

import convlog
from convlog import Conversation, _core, pii, testing


def the_conversation_records_only_what_it_was_told(captured: testing.Captured) -> None:
    Conversation("bare")
    full = Conversation(
        "full", account_id="acme", project_id="front-desk", env="sandbox", channel="VOICE-SIP",
        caller_number="+44 7700 900123", callee_number="+1 555 0100", variant_id="a", language="en-GB", tags=["vip"],
    )  # fmt: skip
    full.integration_attributes = {"x": 1}  # type: ignore[attr-defined]
    full.set_variant("b")
    full.end(ended_by="caller", reason="hung up")
    full.end(ended_by="twice")
    bare, told, variant, ended = captured.of("conversation")
    assert bare.fields == {}
    assert told.fields == {
        "environment": "sandbox", "channel": "VOICE-SIP", "from_number": "+44 7700 900123", "to_number": "+1 555 0100",
        "variant_id": "a", "language": "en-GB", "tags": ["vip"],
    }  # fmt: skip
    assert (told.account_id, told.project_id) == ("acme", "front-desk")
    assert variant.fields == {"variant_id": "b"}
    assert (ended.fields["ended_by"], ended.fields["end_reason"]) == ("caller", "hung up")
    assert (full.env, full.variant, full.integration_attributes) == ("sandbox", "b", {"x": 1})  # type: ignore[attr-defined]


def turn_fields_are_recorded_as_they_are_set(conv: Conversation, captured: testing.Captured) -> None:
    turn = conv.turn("hello", number=3, latency=1.5)
    turn.agent_response = "hi"
    turn.end()
    turn.end()
    records = [record.fields for record in captured.of("turn")]
    assert records[0] | {"started_at": ""} == {"number": 3, "started_at": "", "user_input": "hello", "latency": 1.5}
    assert records[1] == {"agent_response": "hi"}
    assert list(records[2]) == ["ended_at"]
    assert len(records) == 3


def every_field_of_the_schema_is_recorded_under_its_own_name(conv: Conversation, captured: testing.Captured) -> None:
    values = {"time": "2025-01-01T10:00:00Z", "flag": True, "count": 1, "number": 0.5, "object": {"a": 1}, "any": [1]}
    of = {
        record: {name: values.get(kind, ["a"] if kind == "text_list" else "a") for name, kind in fields.items()}
        for record, fields in _core.FIELDS.items()
    }
    turn = conv.turn()
    for name in set(of["turn"]) - {"turn_id", "number", "started_at", "ended_at"}:
        setattr(turn, name, of["turn"][name])
        assert captured.of("turn")[-1].fields.keys() == {name}
    told = {name: value for name, value in of["span"].items() if not name.endswith(("_id", "_at", "duration_ms"))}
    told |= {"kind": "http", "name": "n"}
    with conv.span(**told):
        pass
    opened, closed = (record.fields for record in captured.of("span"))
    attributes = told.pop("attributes")
    assert told.items() <= opened.items()
    assert closed["attributes"] == attributes
    conv.update(**of["conversation"])
    assert captured.of("conversation")[-1].fields.keys() - {"_mended"} == of["conversation"].keys()


def a_value_takes_the_form_that_its_own_record_has_for_the_field(
    conv: Conversation, captured: testing.Captured
) -> None:
    before = convlog.stats()
    conv.update(handoff=1)
    with conv.function("f") as event:
        event.set_result({"handoff": {"type": "queue"}})
    assert captured.of("conversation")[-2].fields == {"handoff": True, "_mended": {"handoff": "mended"}}
    assert captured.events()[0]["handoff"] == {"type": "queue"}
    assert _grown(before)["fields_coerced"] == 1


def ending_the_conversation_ends_its_open_turns(conv: Conversation, captured: testing.Captured) -> None:
    turn = conv.turn()
    conv.end()
    assert turn.ended


def spans_know_their_turn_parent_and_error(conv: Conversation, captured: testing.Captured) -> None:
    with conv.turn() as turn, conv.function("f") as event:
        with (
            pytest.raises(ValueError, match="down"),
            turn.span("llm", model="m-1", attributes={"temperature": 0.2}) as outer,
        ):
            with conv.span("http", "fetch", url="https://example.com") as inner:
                inner.status_code = 503
                conv.log.info("inside")
            outer.output = "text"
            raise ValueError("down")
    spans = captured.merged("span")
    assert spans[outer.id]["parent_id"] == event.id
    assert spans[inner.id]["parent_id"] == outer.id
    assert spans[inner.id]["status_code"] == 503
    told = spans[outer.id]
    assert (told["kind"], told["model"], told["output"], told["turn_id"]) == ("llm", "m-1", "text", turn.id)
    assert told["attributes"] == {"temperature": 0.2}
    assert told["error"]["message"] == "down"
    assert captured.of("log")[0].function_event_id == event.id


def values_of_records_are_put_into_the_form_a_server_takes(conv: Conversation, captured: testing.Captured) -> None:
    when = datetime.datetime(2025, 1, 2, 3, 4, tzinfo=datetime.timezone(datetime.timedelta(hours=1)))
    turn = conv.turn(17, number="3", user_input_datetime=when, barge_in=1, latency="1.5", in_flow=b"x")  # type: ignore[arg-type]
    turn.agent_response = pii(5)
    turn.latency = "soon"
    conv.update(tags="vip", contact=pii(7))
    Conversation("long" * 100)
    with conv.function("n" * 400, function_id=17) as event:  # type: ignore[arg-type]
        event.set_result({"utterance": ["no", "text"], "hangup": "yes", "variant": 3})
    opened, answered, unusable = captured.of("turn")
    assert opened.fields | {"started_at": ""} == {
        "number": 3,
        "started_at": "",
        "user_input": "17",
        "user_input_datetime": "2025-01-02T02:04:00.000000Z",
        "barge_in": True,
        "latency": 1.5,
        "in_flow": "x",
        "_mended": {"number": "mended", "user_input": "mended", "barge_in": "mended", "latency": "mended"},
    }
    assert (answered.fields["agent_response"], answered.pii) == ("5", ["/agent_response"])
    assert unusable.fields == {"latency": None, "_mended": {"latency": "left_out"}}
    conv.update(tags=["open", pii("Ann")])
    marked = captured.of("conversation")[-1]
    assert (marked.fields["tags"], marked.pii) == (["open", "Ann"], ["/tags/1"])
    mended = {"tags": "mended", "contact": "mended"}
    given = {"tags": ["vip"], "contact": "7", "pii": ["/contact"], "_mended": mended}
    assert captured.of("conversation")[1].fields == given
    assert len(captured.of("conversation")[2].conversation_id) == 233
    told = captured.events()[0]
    assert len(told["name"]) == 233
    assert (told["function_id"], told["utterance"], told["hangup"]) == ("17", '["no","text"]', True)
    assert told["variant_id_change"] == "3"


def metrics_belong_to_their_turn(conv: Conversation, captured: testing.Captured) -> None:
    conv.write_metric("early", 1)
    with conv.turn() as turn, conv.function("f"):
        conv.write_metric("score", 4.5, write_once=True)
        conv.write_metric("flag")
    early, score, flag = captured.of("metric")
    assert (early.turn_id, score.turn_id) == (None, turn.id)
    assert score.fields == {"name": "score", "value": 4.5, "write_once": True}
    assert flag.fields == {"name": "flag", "value": True}


def state_holds_anything_and_is_copied_and_pickled(conv: Conversation) -> None:
    import copy
    import pickle

    conv.state.lock = threading.Lock()
    with conv.function("f"):
        conv.state.self = conv.state
    state = convlog.State(a=[1])
    assert pickle.loads(pickle.dumps(state)) == state
    assert copy.deepcopy(state) == state


def a_capture_has_a_fixed_clock_and_ids(convlog_capture: testing.Captured) -> None:
    conv = Conversation("CA1")
    with conv.turn() as turn, conv.function("f") as event:
        conv.log.info("x")
        convlog_capture.clock.advance(1.5)
    assert (turn.id, event.id) == ("0000000000000001", "00000000-0000-0000-0000-000000000002")
    assert convlog_capture.entries[0]["timestamp"] == "2025-01-01T10:00:00.000000Z"
    assert convlog_capture.events()[0]["duration_ms"] == 1500.0


def what_the_forms_of_fields_changed_is_counted(conv: Conversation, captured: testing.Captured) -> None:
    before = convlog.stats()
    conv.turn("hello", number=3, latency=1, user_input_datetime=datetime.datetime.now(), barge_in=True)
    conv.update(tags=["a", pii("b")], contact=pii("c"))
    assert _grown(before) == {"fields_left_out": 0, "fields_coerced": 0, "ids_shortened": 0}
    conv.turn(17, number="3", latency="soon", barge_in=pii(1))  # type: ignore[arg-type]
    conv.update(tags=["a", 5], poly_score=object())
    Conversation("long" * 100)
    assert _grown(before) == {"fields_left_out": 2, "fields_coerced": 4, "ids_shortened": 1}


def _grown(before: dict[str, Any]) -> dict[str, int]:
    after = convlog.stats()
    return {name: after[name] - before[name] for name in ("fields_left_out", "fields_coerced", "ids_shortened")}
