"""How a function came out, and that all of what belongs to it is inside it."""

from __future__ import annotations

import asyncio
import concurrent.futures
import functools
import gc
import sys
import threading
import types
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Coroutine, Generator, Iterator
from typing import Any

import pytest
from events import event_named, logs_of

import convlog
from convlog import Conversation, pii, testing
from convlog._cancellation import cancelled_by


def told_of(captured: testing.Captured, name: str) -> str:
    """Return how a function ended, as its records tell."""
    event = event_named(captured, name)
    if "error" in event:
        assert "cancelled_by" not in event
        return f"raised {event['error']['type']}"
    if "cancelled_by" in event:
        assert "ended_at" in event
        return f"cancelled by {event['cancelled_by']}"
    return "returned" if "ended_at" in event else "open"


@pytest.fixture
def waits(conv: Conversation) -> Callable[[], Coroutine[Any, Any, None]]:
    """A coroutine function that waits for ever, and logs when it is made to stop."""

    @convlog.function
    async def waits(conv: Conversation) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            conv.log.info("stopped")

    return functools.partial(waits, conv)


# Cancelled.


@pytest.mark.parametrize(("message", "by"), [("barge-in", "barge-in"), (None, "unknown"), ("  ", "unknown")])
def a_cancelled_task_is_no_error(
    waits: Callable[[], Coroutine[Any, Any, None]], captured: testing.Captured, message: str | None, by: str
) -> None:
    async def call() -> None:
        task = asyncio.create_task(waits())
        await asyncio.sleep(0)
        task.cancel(message)
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(call())
    assert told_of(captured, "waits") == f"cancelled by {by}"
    assert logs_of(captured) == {"waits": ["stopped"]}


def a_timeout_around_a_function_cancels_it_and_one_inside_it_raises(
    conv: Conversation, waits: Callable[[], Coroutine[Any, Any, None]], captured: testing.Captured
) -> None:
    @convlog.function
    async def times_out(conv: Conversation) -> None:
        async with asyncio.timeout(0.01):
            await asyncio.Event().wait()

    async def call() -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(waits(), 0.01)
        with pytest.raises(TimeoutError):
            await times_out(conv)

    asyncio.run(call())
    assert told_of(captured, "waits") == "cancelled by unknown"
    assert told_of(captured, "times_out") == "raised TimeoutError"


def what_a_task_group_stops_is_cancelled_and_what_made_it_stop_raised(
    conv: Conversation, waits: Callable[[], Coroutine[Any, Any, None]], captured: testing.Captured
) -> None:
    @convlog.function
    async def fails(conv: Conversation) -> None:
        await asyncio.sleep(0)
        raise ValueError("no table")

    @convlog.function
    async def both(conv: Conversation) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(waits())
            group.create_task(fails(conv))

    async def call() -> None:
        with pytest.raises(ExceptionGroup):
            await both(conv)

    asyncio.run(call())
    assert told_of(captured, "waits") == "cancelled by unknown"
    assert told_of(captured, "fails") == "raised ValueError"
    assert told_of(captured, "both") == "raised ExceptionGroup"


def a_function_that_bears_being_cancelled_returned(conv: Conversation, captured: testing.Captured) -> None:
    @convlog.function
    async def bears(conv: Conversation) -> str:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            pass
        return "done"

    async def call() -> None:
        task = asyncio.create_task(bears(conv))
        await asyncio.sleep(0)
        task.cancel()
        assert await task == "done"

    asyncio.run(call())
    assert told_of(captured, "bears") == "returned"


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (0, "cancelled by exit"),
        (None, "cancelled by exit"),
        (False, "cancelled by exit"),
        (1, "raised SystemExit"),
        ("no table", "raised SystemExit"),
        (0.0, "raised SystemExit"),
    ],
)
def an_exit_without_an_error_is_none(conv: Conversation, captured: testing.Captured, code: Any, told: str) -> None:
    @convlog.function
    def leaves(conv: Conversation) -> None:
        sys.exit(code)

    with pytest.raises(SystemExit):
        leaves(conv)
    with pytest.raises(SystemExit), conv.function("by hand"):
        sys.exit(code)
    assert told_of(captured, "leaves") == told_of(captured, "by hand") == told


def exceptions_that_cancel_are_known_by_their_types() -> None:
    class Odd:
        def __eq__(self, other: object) -> bool:
            raise RuntimeError

        __hash__ = None  # type: ignore[assignment]

    Cancelled = type("Cancelled", (BaseException,), {})
    for module, name in [("trio", "Cancelled"), ("curio", "CancelledError"), ("greenlet", "GreenletExit")]:
        stand_in = types.ModuleType(module)
        setattr(stand_in, name, Cancelled)
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(sys.modules, module, stand_in)
            assert cancelled_by(Cancelled()) == "unknown"
            error = Cancelled()
            error.reason = "barge-in"
            assert cancelled_by(error) == "barge-in"
        assert cancelled_by(Cancelled()) is None, "of a library that is not there it says nothing"
    assert cancelled_by(concurrent.futures.CancelledError()) == "unknown"
    assert cancelled_by(KeyboardInterrupt()) == "keyboard"
    assert cancelled_by(SystemExit(Odd())) is None
    several = BaseExceptionGroup("x", [asyncio.CancelledError(), BaseExceptionGroup("y", [GeneratorExit()])])
    assert cancelled_by(several) == "consumer"
    assert cancelled_by(BaseExceptionGroup("x", [asyncio.CancelledError(), ValueError()])) is None
    assert cancelled_by(ValueError("cancelled")) is None


def a_span_that_was_cancelled_is_no_error(conv: Conversation, captured: testing.Captured) -> None:
    async def call() -> None:
        with conv.span("llm"):
            await asyncio.Event().wait()

    async def cancel() -> None:
        task = asyncio.create_task(call())
        await asyncio.sleep(0)
        task.cancel("barge-in")
        await asyncio.wait([task])

    asyncio.run(cancel())
    ended = captured.of("span")[-1].fields
    assert ended["cancelled_by"] == "barge-in"
    assert "error" not in ended


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


# Results.


class NoTruth:
    def __bool__(self) -> bool:
        raise ValueError("the truth of an array is ambiguous")

    def __eq__(self, other: object) -> Any:
        raise ValueError("no two are alike")

    __hash__ = object.__hash__


class NoItems(dict[str, Any]):
    def items(self) -> Any:
        raise RuntimeError("no items")

    def __len__(self) -> int:
        raise RuntimeError("no length")


@pytest.mark.parametrize(
    ("said", "hangs_up"),
    [
        (True, True), ("yes", True), (" TRUE ", True), (1, True), ({"reason": "done"}, True), (pii(True), True),
        ("no", False), ("false", False), ("", False), ("not yet", False), (0, False), (None, False), ({}, False),
        (False, False), (pii("no"), False), (NoTruth(), False), ([], False),
    ],
)  # fmt: skip
def only_what_says_yes_hangs_up(conv: Conversation, captured: testing.Captured, said: Any, hangs_up: bool) -> None:
    @convlog.function
    def says(conv: Conversation) -> Any:
        return {"hangup": said, "utterance": "Bye."}

    assert says(conv)["hangup"] is said
    event = event_named(captured, "says")
    assert event.get("hangup") == (True if hangs_up else None)
    assert event["utterance"] == "Bye."


@pytest.mark.parametrize("result", [NoTruth(), [NoTruth()], NoItems(), NoItems(handoff=NoItems()), {NoTruth(): 1}])
def a_result_whose_truth_cannot_be_told_raises_nothing(
    conv: Conversation, captured: testing.Captured, result: Any
) -> None:
    @convlog.function
    def gives(conv: Conversation) -> Any:
        return result

    @convlog.function(pii_result=True)
    def hands_over(conv: Conversation) -> Any:
        return {"handoff": NoItems(reason="r"), "content": result, "hangup": result, "variant": "b"}

    assert gives(conv) is result
    hands_over(conv)
    assert told_of(captured, "gives") == told_of(captured, "hands_over") == "returned"
