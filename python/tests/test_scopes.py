"""To which function event, turn and conversation a line belongs, and what a function event tells."""

from __future__ import annotations

import asyncio
import contextvars
import datetime
import threading
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

import convlog
from convlog import Conversation, pii, testing
from convlog._context import current_scope


def _logs(captured: testing.Captured) -> dict[str, list[str]]:
    """Return the contents of each function event's entries, by the function's name."""
    return {event["name"]: [entry["content"] for entry in event["logs"]] for event in captured.events()}


def _event(captured: testing.Captured, name: str) -> dict[str, Any]:
    (event,) = [event for event in captured.events() if event["name"] == name]
    return event


def entries_before_inside_and_after_have_a_home_each(conv: Conversation, captured: testing.Captured) -> None:
    conv.log.info("before")
    with conv.turn("hello") as turn:
        conv.log.info("in the turn")
        with conv.function("f") as event:
            conv.log.info("in the function")
        conv.log.info("in the turn again")
    conv.end()
    conv.log.info("after the end")
    homes = [(record.turn_id, record.function_event_id) for record in captured.of("log")]
    assert homes == [(None, None), (turn.id, None), (turn.id, event.id), (turn.id, None), (None, None)]


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
    event = _event(captured, "book")
    assert event["arguments"] == {"size": 4, "extra": ["a", "b"], "name": "Ann", "phone": "+44 7700 900123"}
    assert captured.of("function_event")[0].pii == ["/arguments/phone"]
    assert captured.of("function_event")[0].fields["pii"] == ["/arguments/phone"]
    assert event["result"] == result
    told = {name: event[name] for name in ("content", "utterance", "handoff", "hangup", "transition")}
    assert told == {name: result[name] for name in told}
    assert (event["variant_id_change"], event["function_id"], event["function_version"]) == ("b", "FN-1", "3")
    assert event["source"].endswith(f"test_scopes.py:{book.__wrapped__.__code__.co_firstlineno}")  # type: ignore[attr-defined]
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
    assert (_event(captured, "says")["content"], _event(captured, "says")["result"]) == ("tell them", "tell them")
    assert "content" not in _event(captured, "silent")


def an_exception_is_recorded_and_goes_on_untouched(conv: Conversation, captured: testing.Captured) -> None:
    raised = ValueError("no table")

    @convlog.function
    def book(conv: Conversation) -> None:
        conv.log.info("before it fails")
        raise raised from KeyError("table")

    with pytest.raises(ValueError, match="no table") as caught:
        book(conv)
    assert caught.value is raised
    error = _event(captured, "book")["error"]
    assert (error["type"], error["message"]) == ("ValueError", "no table")
    assert [cause["type"] for cause in error["causes"]] == ["KeyError"]
    assert 'raise raised from KeyError("table")' in error["stacktrace"]
    assert "_function.py" not in error["stacktrace"]
    assert _logs(captured) == {"book": ["before it fails"]}


def nested_functions_name_their_parent(conv: Conversation, captured: testing.Captured) -> None:
    @convlog.function
    def inner(conv: Conversation) -> None:
        conv.log.info("inner")

    @convlog.function()
    def outer(conv: Conversation) -> None:
        conv.log.info("outer, before")
        inner(conv)
        conv.log.info("outer, after")

    with conv.turn() as turn:
        outer(conv)
    assert _logs(captured) == {"outer": ["outer, before", "outer, after"], "inner": ["inner"]}
    assert _event(captured, "inner")["parent_id"] == _event(captured, "outer")["id"]
    assert {event["turn_id"] for event in captured.events()} == {turn.id}
    assert "parent_id" not in _event(captured, "outer")


def a_function_without_a_conversation_argument_finds_the_running_one(
    conv: Conversation, captured: testing.Captured
) -> None:
    @convlog.function(name="helper function", capture_arguments=False, capture_result=False)
    def helper(secret: str) -> str:
        return secret

    assert helper("outside any conversation runs unrecorded") == "outside any conversation runs unrecorded"
    with conv.turn():
        helper("x")
    event = _event(captured, "helper function")
    assert event["arguments"] == {}
    assert "result" not in event


def a_method_is_recorded_without_its_object(conv: Conversation, captured: testing.Captured) -> None:
    class Booker:
        @convlog.function
        def book(self, conv: Conversation, size: int) -> None:
            conv.log.info("booking")

    Booker().book(conv, size=2)
    assert _event(captured, "book")["arguments"] == {"size": 2}


def coroutines_and_their_tasks_keep_their_places(conv: Conversation, captured: testing.Captured) -> None:
    @convlog.function
    async def look_up(conv: Conversation, number: int) -> int:
        conv.log.info(f"start {number}")
        await asyncio.sleep(0)
        conv.log.info(f"end {number}")
        return number

    async def call() -> list[int]:
        with conv.turn():
            return await asyncio.gather(*(look_up(conv, number) for number in range(20)))

    assert asyncio.run(call()) == list(range(20))
    events = captured.events()
    assert len(events) == 20
    for event in events:
        number = event["arguments"]["number"]
        assert [entry["content"] for entry in event["logs"]] == [f"start {number}", f"end {number}"]
        assert event["result"] == number


def a_cancelled_coroutine_says_so(conv: Conversation, captured: testing.Captured) -> None:
    @convlog.function
    async def hangs(conv: Conversation) -> None:
        conv.log.info("waiting")
        await asyncio.Event().wait()

    async def call() -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(hangs(conv), 0.01)

    asyncio.run(call())
    assert "CancelledError" in _event(captured, "hangs")["error"]["type"]


def a_generator_is_inside_only_while_its_body_runs(conv: Conversation, captured: testing.Captured) -> None:
    @convlog.function
    def stream(conv: Conversation) -> Iterator[int]:
        conv.log.info("first step")
        got = yield 1
        conv.log.info(f"second step {got}")
        yield 2

    with conv.turn() as turn:
        generator: Any = stream(conv)
        assert next(generator) == 1
        conv.log.info("the consumer")
        assert generator.send("sent") == 2
        generator.close()
    assert _logs(captured) == {"stream": ["first step", "second step sent"]}
    (outside,) = [record for record in captured.of("log") if record.function_event_id is None]
    assert (outside.fields["content"], outside.turn_id) == ("the consumer", turn.id)
    assert "error" not in _event(captured, "stream")
    assert "ended_at" in _event(captured, "stream")


def an_asynchronous_generator_is_recorded_like_one(conv: Conversation, captured: testing.Captured) -> None:
    @convlog.function
    async def stream(conv: Conversation) -> AsyncIterator[int]:
        for number in range(3):
            conv.log.info(f"step {number}")
            await asyncio.sleep(0)
            yield number

    async def call() -> list[int]:
        items = []
        async for item in stream(conv):
            conv.log.info("the consumer")
            items.append(item)
        return items

    assert asyncio.run(call()) == [0, 1, 2]
    assert _logs(captured) == {"stream": ["step 0", "step 1", "step 2"]}
    assert "ended_at" in _event(captured, "stream")


def a_generator_that_raises_tells_its_error(conv: Conversation, captured: testing.Captured) -> None:
    @convlog.function
    def stream(conv: Conversation) -> Iterator[int]:
        yield 1
        raise ValueError("dry")

    with pytest.raises(ValueError, match="dry"):
        list(stream(conv))
    assert _event(captured, "stream")["error"]["message"] == "dry"


def worker_threads_fall_back_to_the_only_open_function(conv: Conversation, captured: testing.Captured) -> None:
    @convlog.function
    def fan_out(conv: Conversation) -> None:
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda number: conv.log.info(f"worker {number}"), range(40)))

    with conv.turn():
        fan_out(conv)
    assert sorted(_logs(captured)["fan_out"]) == sorted(f"worker {number}" for number in range(40))


def worker_threads_between_two_open_functions_fall_back_to_the_turn(
    conv: Conversation, captured: testing.Captured
) -> None:
    opened, go_on = threading.Barrier(3), threading.Event()

    @convlog.function
    def busy(conv: Conversation) -> None:
        opened.wait(10)
        assert go_on.wait(10)

    with conv.turn() as turn:
        threads = [threading.Thread(target=contextvars.copy_context().run, args=(busy, conv)) for _ in range(2)]
        for thread in threads:
            thread.start()
        opened.wait(10)
        lonely = threading.Thread(target=conv.log.info, args=("which one?",))
        lonely.start()
        lonely.join(10)
        go_on.set()
        for thread in threads:
            thread.join(10)
    (record,) = captured.of("log")
    assert (record.turn_id, record.function_event_id) == (turn.id, None)


def two_conversations_interleaved_never_mix(captured: testing.Captured) -> None:
    one, two = Conversation("one"), Conversation("two")
    with one.turn() as first, two.turn() as second, one.function("of one"):
        two.log.info("two, in its turn")
        with two.function("of two"):
            one.log.info("one, in its function")
            two.log.info("two, in its function")
    assert _logs(captured) == {"of one": ["one, in its function"], "of two": ["two, in its function"]}
    assert captured.of("log")[0].turn_id == second.id
    assert {event["name"]: event["turn_id"] for event in captured.events()} == {"of one": first.id, "of two": second.id}
    for record in captured.of("log"):
        assert record.fields["content"].startswith(record.conversation_id)


def many_conversations_on_many_threads_never_mix(captured: testing.Captured) -> None:
    @convlog.function
    def work(conv: Conversation, number: int) -> None:
        for step in range(20):
            conv.log.info(f"{conv.id} {step}")

    def call(number: int) -> None:
        conv = Conversation(f"CA{number}")
        with conv.turn():
            work(conv, number)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(call, range(50)))
    events = captured.events()
    assert len(events) == 50
    for event in events:
        expected = [f"{event['conversation_id']} {step}" for step in range(20)]
        assert [entry["content"] for entry in event["logs"]] == expected


def a_task_that_outlives_its_function_still_belongs_to_it(conv: Conversation, captured: testing.Captured) -> None:
    async def call() -> None:
        tasks = []

        @convlog.function
        async def starts(conv: Conversation) -> None:
            async def later() -> None:
                await asyncio.sleep(0.01)
                conv.log.info("late")

            tasks.append(asyncio.create_task(later()))

        await starts(conv)
        await tasks[0]

    asyncio.run(call())
    assert _logs(captured) == {"starts": ["late"]}


def tasks_that_start_tasks_do_not_hold_every_scope_that_ever_was(
    conv: Conversation, captured: testing.Captured
) -> None:
    depths = []

    @convlog.function
    async def hop(conv: Conversation, left: int) -> asyncio.Task[Any] | None:
        async def onwards() -> asyncio.Task[Any] | None:
            await asyncio.sleep(0)
            return await hop(conv, left - 1)

        scope, depth = current_scope.get(), 0
        while scope is not None:
            scope, depth = scope.outer, depth + 1
        depths.append(depth)
        return asyncio.create_task(onwards()) if left else None

    async def call() -> None:
        task = await hop(conv, 20)
        while task is not None:
            task = await task

    asyncio.run(call())
    assert depths == [1] * 21


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


def state_holds_anything_and_is_copied_and_pickled(conv: Conversation) -> None:
    import copy
    import pickle

    conv.state.lock = threading.Lock()
    with conv.function("f"):
        conv.state.self = conv.state
    state = convlog.State(a=[1])
    assert pickle.loads(pickle.dumps(state)) == state
    assert copy.deepcopy(state) == state


def the_conversation_records_only_what_it_was_told(captured: testing.Captured) -> None:
    Conversation("bare")
    full = Conversation(
        "full", account_id="acme", project_id="front-desk", env="sandbox", channel="VOICE-SIP",
        caller_number="+44 7700 900123", callee_number="+1 555 0100", variant_id="a", language="en-GB", tags=["vip"],
        integration_attributes={"x": 1},
    )  # fmt: skip
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


def ending_the_conversation_ends_its_open_turns(conv: Conversation, captured: testing.Captured) -> None:
    turn = conv.turn()
    conv.end()
    assert turn.ended


def spans_know_their_turn_parent_and_error(conv: Conversation, captured: testing.Captured) -> None:
    with conv.turn() as turn, conv.function("f") as event:
        with pytest.raises(ValueError, match="down"), turn.span("llm", model="m-1", temperature=0.2) as outer:
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
        "in_flow": "b'x'",
    }
    assert (answered.fields["agent_response"], answered.pii) == ("5", ["/agent_response"])
    assert unusable.fields == {}
    conv.update(tags=["open", pii("Ann")])
    marked = captured.of("conversation")[-1]
    assert (marked.fields["tags"], marked.pii) == (["open", "Ann"], ["/tags/1"])
    assert captured.of("conversation")[1].fields == {"tags": ["vip"], "contact": "7", "pii": ["/contact"]}
    assert len(captured.of("conversation")[2].conversation_id) == 233
    told = captured.events()[0]
    assert len(told["name"]) == 233
    assert (told["function_id"], told["utterance"], told["hangup"]) == ("17", "['no', 'text']", True)
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


def a_tight_loop_is_pointed_out_beside_its_function(conv: Conversation, captured: testing.Captured) -> None:
    from convlog import _hints

    _hints.forget()
    with conv.function("loops"):
        for number in range(100):
            conv.log.info("step", number=number)
        conv.log.info("m" * 201)
        conv.log.info("payload", data="x" * 5000)
    event = _event(captured, "loops")
    assert len(event["logs"]) == 102
    assert [hint.split(" ", 1)[1].split(":")[0] for hint in event["hints"]] == [
        "logs in a tight loop",
        "logs a message of more than 200 characters",
        "logs more than 4 KiB at once",
    ]


def a_capture_has_a_fixed_clock_and_ids(convlog_capture: testing.Captured) -> None:
    conv = Conversation("CA1")
    with conv.turn() as turn, conv.function("f") as event:
        conv.log.info("x")
        convlog_capture.clock.advance(1.5)
    assert (turn.id, event.id) == ("0000000000000001", "00000000-0000-0000-0000-000000000002")
    assert convlog_capture.entries[0]["timestamp"] == "2025-01-01T10:00:00.000000Z"
    assert convlog_capture.events()[0]["duration_ms"] == 1500.0
