"""That all of what belongs to a function is inside it: its closing too, and what it returns to be awaited or read."""

from __future__ import annotations

import asyncio
import concurrent.futures
import functools
import gc
import threading
import types
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Generator, Iterator
from typing import Any

import pytest
from events import event_named, logs_of, told_of

import convlog
from convlog import Conversation, testing

# Generators.


def generator_of(conv: Conversation, wrap: Callable[..., Any] = lambda fn: fn) -> Callable[[Conversation], Any]:
    @convlog.function
    @wrap
    def stream(conv: Conversation) -> Iterator[int]:
        try:
            conv.log.info("first")
            yield 1
            yield 2
        finally:
            conv.log.info("stopped")

    return stream


def returning(fn: Callable[..., Any]) -> Callable[..., Any]:
    """Make of a generator function, or of a coroutine function, a plain one that returns what it makes."""

    def stream(conv: Conversation) -> Any:
        conv.log.info("plain")
        return fn(conv)

    return stream


@pytest.mark.parametrize("wrap", [lambda fn: fn, returning])
@pytest.mark.parametrize("close", ["break", "close", "collect", "thread"])
def a_generator_ends_inside_its_event_whoever_closes_it(
    conv: Conversation, captured: testing.Captured, wrap: Callable[..., Any], close: str
) -> None:
    stream = generator_of(conv, wrap)(conv)
    for item in stream:
        conv.log.info(f"used {item}")
        break
    if close == "close":
        stream.close()
    elif close == "thread":
        thread = threading.Thread(target=stream.close)
        thread.start()
        thread.join()
    del stream
    gc.collect()
    assert told_of(captured, "stream") == "cancelled by consumer"
    plain = ["plain"] if wrap is returning else []
    assert logs_of(captured) == {"stream": [*plain, "first", "stopped"]}
    outside = [record.fields["content"] for record in captured.of("log") if record.function_event_id is None]
    assert outside == ["used 1"]
    conv.log.info("afterwards")
    assert captured.of("log")[-1].function_event_id is None


@pytest.mark.parametrize("wrap", [lambda fn: fn, returning])
def a_generator_that_is_read_to_its_end_returned(
    conv: Conversation, captured: testing.Captured, wrap: Callable[..., Any]
) -> None:
    assert list(generator_of(conv, wrap)(conv)) == [1, 2]
    assert told_of(captured, "stream") == "returned"


def a_generator_that_fails_while_it_is_closed_raised(conv: Conversation, captured: testing.Captured) -> None:
    @convlog.function
    def stream(conv: Conversation) -> Iterator[int]:
        try:
            yield 1
        finally:
            raise ValueError("dry")

    opened = stream(conv)
    next(iter(opened))
    with pytest.raises(ValueError, match="dry"):
        opened.close()  # type: ignore[attr-defined]
    assert told_of(captured, "stream") == "raised ValueError"


def asyncgen_of(wrap: Callable[..., Any]) -> Callable[[Conversation], Any]:
    @convlog.function
    @wrap
    async def stream(conv: Conversation) -> AsyncIterator[int]:
        try:
            conv.log.info("first")
            yield 1
            await asyncio.sleep(0)
            yield 2
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            conv.log.info("stopped")

    return stream


@pytest.mark.parametrize("wrap", [lambda fn: fn, returning])
@pytest.mark.parametrize("close", ["break", "aclose", "task", "shutdown"])
def an_async_generator_ends_inside_its_event_whoever_closes_it(
    conv: Conversation, captured: testing.Captured, wrap: Callable[..., Any], close: str
) -> None:
    held: list[Any] = []

    async def read(stream: AsyncGenerator[int, None]) -> None:
        async for item in stream:
            conv.log.info(f"used {item}")
            break

    async def call() -> None:
        stream = asyncgen_of(wrap)(conv)
        await read(stream)
        if close == "aclose":
            await stream.aclose()
        elif close == "task":
            await asyncio.create_task(stream.aclose())
        elif close == "shutdown":
            held.append(stream)
        del stream
        gc.collect()
        for _ in range(5):
            await asyncio.sleep(0)

    asyncio.run(call())
    assert told_of(captured, "stream") == "cancelled by consumer"
    plain = ["plain"] if wrap is returning else []
    assert logs_of(captured) == {"stream": [*plain, "first", "stopped"]}
    outside = [record.fields["content"] for record in captured.of("log") if record.function_event_id is None]
    assert outside == ["used 1"]


def a_loop_that_ends_closes_what_is_still_held_in_whatever_order(
    conv: Conversation, captured: testing.Captured, caplog: pytest.LogCaptureFixture
) -> None:
    held: list[Any] = []

    async def call() -> None:
        for _ in range(30):
            held.append(asyncgen_of(lambda fn: fn)(conv))
            await anext(held[-1])

    asyncio.run(call())
    assert [event["cancelled_by"] for event in captured.events()] == ["consumer"] * 30
    assert list(logs_of(captured).values()) == [["first", "stopped"]]
    assert all(event["logs"][-1]["content"] == "stopped" for event in captured.events())
    assert caplog.text == ""


@pytest.mark.parametrize("wrap", [lambda fn: fn, returning])
def an_async_generator_whose_reader_is_cancelled_is_too(
    conv: Conversation, captured: testing.Captured, wrap: Callable[..., Any]
) -> None:
    async def read() -> None:
        async for _ in asyncgen_of(wrap)(conv):
            pass

    async def call() -> None:
        task = asyncio.create_task(read())
        for _ in range(5):
            await asyncio.sleep(0)
        task.cancel("barge-in")
        await asyncio.wait([task])

    asyncio.run(call())
    assert told_of(captured, "stream") == "cancelled by barge-in"
    assert logs_of(captured)["stream"][-1] == "stopped"


def what_is_sent_and_thrown_reaches_an_async_generator(conv: Conversation, captured: testing.Captured) -> None:
    @convlog.function
    async def echo(conv: Conversation) -> AsyncGenerator[Any, Any]:
        got: Any = "nothing"
        while got != "stop":
            try:
                got = yield got
            except ValueError as error:
                got = str(error)

    async def call() -> None:
        stream = echo(conv)
        assert await anext(stream) == "nothing"
        assert await stream.asend("a") == "a"
        assert await stream.athrow(ValueError("b")) == "b"
        with pytest.raises(StopAsyncIteration):
            await stream.asend("stop")

    asyncio.run(call())
    assert told_of(captured, "echo") == "returned"


# What a plain function returns.


async def works(conv: Conversation) -> dict[str, str]:
    conv.log.info("working")
    await asyncio.sleep(0)
    conv.log.info("done")
    return {"utterance": "Done."}


@types.coroutine
def _works_in_the_old_way(conv: Conversation) -> Generator[Any, Any, dict[str, str]]:
    return (yield from works(conv).__await__())


class Callable_:
    async def __call__(self, conv: Conversation) -> dict[str, str]:
        return await works(conv)


class Methods:
    @convlog.function
    @staticmethod
    async def static(conv: Conversation) -> dict[str, str]:
        return await works(conv)

    @convlog.function(name="of_class")
    @classmethod
    async def of_class(cls, conv: Conversation) -> dict[str, str]:
        assert cls is Methods
        return await works(conv)


def _in_a_task(conv: Conversation) -> asyncio.Task[dict[str, str]]:
    return asyncio.create_task(works(conv))


async def _returns_a_coroutine(conv: Conversation) -> Any:
    return works(conv)


@pytest.mark.parametrize(
    ("name", "fn"),
    [
        ("works", works),
        ("<lambda>", lambda conv: works(conv)),
        ("_works_in_the_old_way", _works_in_the_old_way),
        ("Callable_", Callable_()),
        ("works", functools.partial(works)),
        ("Callable_", functools.partial(functools.partial(Callable_()))),
        ("_in_a_task", _in_a_task),
    ],
)
def what_is_awaited_is_inside_whatever_kind_of_function_returned_it(
    conv: Conversation, captured: testing.Captured, name: str, fn: Callable[[Conversation], Awaitable[Any]]
) -> None:
    captured.clock.step = 1000
    decorated = convlog.function(fn)

    async def call() -> None:
        awaitable = decorated(conv)
        conv.log.info("beside")
        assert await awaitable == {"utterance": "Done."}
        await asyncio.sleep(0)

    asyncio.run(call())
    event = event_named(captured, name)
    assert told_of(captured, name) == "returned"
    assert event["utterance"] == "Done."
    assert event["ended_at"] > event["logs"][-1]["timestamp"]
    assert [entry["content"] for entry in event["logs"]] == ["working", "done"]
    assert [record.function_event_id for record in captured.of("log") if record.fields["content"] == "beside"] == [None]


def static_and_class_methods_stay_what_they_are(conv: Conversation, captured: testing.Captured) -> None:
    for call in (Methods.static, Methods().static, Methods.of_class, Methods().of_class):
        captured.clear()
        assert asyncio.run(call(conv)) == {"utterance": "Done."}
        assert [event["arguments"] for event in captured.events()] == [{}]
        assert list(logs_of(captured).values()) == [["working", "done"]]


def a_conversation_that_a_partial_function_brings_along_is_found(
    conv: Conversation, captured: testing.Captured
) -> None:
    def greets(conv: Conversation, name: str) -> str:
        return name

    assert convlog.function(functools.partial(greets, conv))("Ann") == "Ann"
    assert convlog.function(functools.partial(greets, conv=conv))(name="Ann") == "Ann"
    assert [(event["name"], event["arguments"]) for event in captured.events()] == [("greets", {"name": "Ann"})] * 2
    assert all(":" in event["source"] for event in captured.events())


def a_coroutine_that_returns_another_is_one_call(conv: Conversation, captured: testing.Captured) -> None:
    async def call() -> None:
        assert await (await convlog.function(_returns_a_coroutine)(conv)) == {"utterance": "Done."}

    asyncio.run(call())
    assert logs_of(captured) == {"_returns_a_coroutine": ["working", "done"]}
    assert told_of(captured, "_returns_a_coroutine") == "returned"


def a_future_stays_the_object_that_it_is_and_its_end_is_that_of_the_function(
    conv: Conversation, captured: testing.Captured
) -> None:
    made: list[Any] = []

    @convlog.function
    def submits(conv: Conversation, work: Callable[[], Any]) -> concurrent.futures.Future[Any]:
        future = pool.submit(work)
        made.append(future)
        return future

    def fails() -> None:
        raise ValueError("no table")

    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        gate = threading.Event()
        blocks, waits = submits(conv, gate.wait), submits(conv, fails)
        cancelled = submits(conv, fails)
        assert [blocks, waits, cancelled] == made
        cancelled.cancel()
        assert "ended_at" not in captured.events()[0]
        gate.set()
    ends = [(event.get("cancelled_by"), event.get("error", {}).get("type")) for event in captured.events()]
    assert ends == [(None, None), (None, "ValueError"), ("unknown", None)]


def a_task_that_nobody_awaits_still_warns(
    conv: Conversation, captured: testing.Captured, caplog: pytest.LogCaptureFixture
) -> None:
    async def fails() -> None:
        raise ValueError("no table")

    @convlog.function
    def starts(conv: Conversation) -> asyncio.Task[None]:
        return asyncio.create_task(fails())

    async def call() -> None:
        starts(conv)
        for _ in range(3):
            await asyncio.sleep(0)
        gc.collect()

    asyncio.run(call())
    assert told_of(captured, "starts") == "raised ValueError"
    assert "Task exception was never retrieved" in caplog.text


@pytest.mark.parametrize("close", [True, False])
def a_coroutine_that_nobody_awaits_warns_once_and_ends_its_event(
    conv: Conversation, captured: testing.Captured, recwarn: pytest.WarningsRecorder, close: bool
) -> None:
    coroutine = convlog.function(lambda conv: works(conv))(conv)
    if close:
        coroutine.close()
    del coroutine
    gc.collect()
    warned = [str(warning.message) for warning in recwarn if "never awaited" in str(warning.message)]
    assert warned == ([] if close else ["coroutine 'works' was never awaited"])
    assert told_of(captured, "<lambda>") == "cancelled by consumer"


def what_a_plain_function_returned_is_of_the_type_that_it_was(conv: Conversation, captured: testing.Captured) -> None:
    def stream() -> Iterator[int]:
        yield 1

    async def async_stream() -> AsyncIterator[int]:
        yield 1

    class Own:
        def __await__(self) -> Generator[Any, Any, None]:
            yield from works(conv).__await__()

    for made in (works(conv), stream(), async_stream(), Own()):
        result = convlog.function(lambda conv, made=made: made)(conv)
        assert type(result) is type(made)
        assert getattr(result, "__name__", None) == getattr(made, "__name__", None)
        if isinstance(result, types.CoroutineType):
            result.close()
