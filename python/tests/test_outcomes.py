"""How a function came out: returned, raised or cancelled, and what its result asks for."""

from __future__ import annotations

import asyncio
import concurrent.futures
import functools
import sys
import types
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from events import event_named, logs_of, told_of

import convlog
from convlog import Conversation, pii, testing
from convlog._cancellation import cancelled_by


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
