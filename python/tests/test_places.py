"""To which function event, turn and conversation a line belongs."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from events import event_named, logs_of

import convlog
from convlog import Conversation, testing
from convlog._context import current_scope


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
    assert logs_of(captured) == {"outer": ["outer, before", "outer, after"], "inner": ["inner"]}
    assert event_named(captured, "inner")["parent_id"] == event_named(captured, "outer")["id"]
    assert {event["turn_id"] for event in captured.events()} == {turn.id}
    assert "parent_id" not in event_named(captured, "outer")


def a_function_without_a_conversation_argument_finds_the_running_one(
    conv: Conversation, captured: testing.Captured
) -> None:
    @convlog.function(name="helper function", capture_arguments=False, capture_result=False)
    def helper(secret: str) -> str:
        return secret

    assert helper("outside any conversation runs unrecorded") == "outside any conversation runs unrecorded"
    with conv.turn():
        helper("x")
    event = event_named(captured, "helper function")
    assert event["arguments"] == {}
    assert "result" not in event


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
    assert logs_of(captured) == {"stream": ["first step", "second step sent"]}
    (outside,) = [record for record in captured.of("log") if record.function_event_id is None]
    assert (outside.fields["content"], outside.turn_id) == ("the consumer", turn.id)
    assert "error" not in event_named(captured, "stream")
    assert "ended_at" in event_named(captured, "stream")


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
    assert logs_of(captured) == {"stream": ["step 0", "step 1", "step 2"]}
    assert "ended_at" in event_named(captured, "stream")


def worker_threads_fall_back_to_the_only_open_function(conv: Conversation, captured: testing.Captured) -> None:
    @convlog.function
    def fan_out(conv: Conversation) -> None:
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda number: conv.log.info(f"worker {number}"), range(40)))

    with conv.turn():
        fan_out(conv)
    assert sorted(logs_of(captured)["fan_out"]) == sorted(f"worker {number}" for number in range(40))


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
    assert logs_of(captured) == {"of one": ["one, in its function"], "of two": ["two, in its function"]}
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
    assert logs_of(captured) == {"starts": ["late"]}


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
