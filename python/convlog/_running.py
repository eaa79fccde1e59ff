"""Keeping a function event around what its function returned and what has yet to run.

A coroutine, a generator or an asynchronous generator is driven by another one of the same type. That is the place of
log calls only while the body runs, and ends the event when the body is over, whoever ends it: the consumer, another
task, the garbage collector. A future stays the object that it is; the event ends when it is done.
"""

from __future__ import annotations

import functools
import sys
import types
import weakref
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator
from inspect import CO_ITERABLE_COROUTINE
from typing import Any, Protocol

from convlog._cancellation import UNKNOWN
from convlog._event import FunctionEvent
from convlog._kinds import is_a


class Recorded(Protocol):
    """What of a function event its driver needs."""

    def enter(self) -> None: ...

    def leave(self) -> None: ...

    def close(self, error: BaseException | None = None) -> None: ...


class Unrecorded:
    """Stands for the event of a call that is not recorded."""

    def enter(self) -> None: ...

    def leave(self) -> None: ...

    def close(self, error: BaseException | None = None) -> None: ...


#: Ends an event with what its function returned, which it returns.
Finish = Callable[[Any], Any]


def follow(event: FunctionEvent, result: Any, finish: Finish) -> Any:
    """Return what a function returned, or what stands for it and keeps the event open until it has run.

    What is awaitable in a way of its own is returned as it is: whatever stood for it would be another object.
    """
    if is_a(result, types.CoroutineType):
        return _standing_for(result, event, awaited(event, result, finish))
    if is_a(result, types.GeneratorType):
        is_awaitable = result.gi_code.co_flags & CO_ITERABLE_COROUTINE
        driver = _iterated_and_awaited if is_awaitable else iterated
        return _standing_for(result, event, driver(event, result, finish))
    if is_a(result, types.AsyncGeneratorType):
        return _standing_for(result, event, _iterated_async(event, result, finish))
    if _is_future(result) and _ends_with(result, event, finish):
        return result
    return finish(result)


async def awaited(event: FunctionEvent, inner: Coroutine[Any, Any, Any], finish: Finish) -> Any:
    """Await a coroutine within its event."""
    event.enter()
    try:
        result = await inner
    except BaseException as error:
        event.close(error)
        raise
    # Whoever starts a task and returns it from a coroutine has awaited what it had to.
    return finish(result) if _is_future(result) else follow(event, result, finish)


def iterated(event: Recorded, inner: Generator[Any, Any, Any], finish: Finish) -> Generator[Any, Any, Any]:
    """Drive a generator within its event."""
    try:
        result = yield from _Steps(inner, event)
    except BaseException as error:
        event.close(error)
        raise
    return finish(result)


_iterated_and_awaited = types.coroutine(iterated)


class _Steps:
    """A generator whose event is the innermost scope only while its body runs, not while its consumer does."""

    def __init__(self, inner: Generator[Any, Any, Any], event: Recorded) -> None:
        self._inner = inner
        self._event = event

    def __iter__(self) -> _Steps:
        return self

    def __next__(self) -> Any:
        return self.send(None)

    def send(self, value: Any) -> Any:
        return self._step(self._inner.send, value)

    def throw(self, *error: Any) -> Any:
        return self._step(self._inner.throw, *error)

    def close(self) -> None:
        self._step(self._inner.close)

    def _step(self, step: Callable[..., Any], *args: Any) -> Any:
        self._event.enter()
        try:
            return step(*args)
        finally:
            self._event.leave()


def async_driver(
    begin: Callable[..., tuple[Recorded, AsyncGenerator[Any, Any], Finish]],
) -> Callable[..., AsyncGenerator[Any, Any]]:
    """Return an asynchronous generator function that drives, within its event, what `begin` returns."""

    async def driver(*args: Any, **kwargs: Any) -> AsyncGenerator[Any, Any]:
        event, inner, finish = begin(*args, **kwargs)
        first = _first_step(inner)
        step: Callable[[], Any] = lambda: first  # noqa: E731 - replaced on each round
        try:
            while True:
                try:
                    item = await _inside(event, step)
                except StopAsyncIteration:
                    break
                try:
                    sent = yield item
                except GeneratorExit:
                    await _inside(event, inner.aclose)
                    raise
                except BaseException as thrown:  # noqa: BLE001 - handed on to the generator
                    step = functools.partial(inner.athrow, thrown)
                else:
                    step = functools.partial(inner.asend, sent)
        except BaseException as error:
            event.close(error)
            raise
        finish(None)

    return driver


_iterated_async = async_driver(lambda *begun: begun)


def _first_step(inner: AsyncGenerator[Any, Any]) -> Any:
    """Begin an asynchronous generator of which the event loop is not told.

    A loop that shuts down closes all that it knows of at once. It knows the driver, which closes this one inside the
    event.
    """
    hooks = sys.get_asyncgen_hooks()
    sys.set_asyncgen_hooks(None, None)
    try:
        return inner.asend(None)
    finally:
        sys.set_asyncgen_hooks(*hooks)


async def _inside(event: Recorded, step: Callable[[], Any]) -> Any:
    event.enter()
    try:
        return await step()
    finally:
        event.leave()


def _standing_for(inner: Any, event: FunctionEvent, outer: Any) -> Any:
    """Let one object go by the name of another, and end the event if it goes away before it ever ran."""
    event.leave()
    outer.__name__, outer.__qualname__ = inner.__name__, inner.__qualname__
    unused = weakref.finalize(outer, _drop, inner, event, event.steps)
    unused.atexit = False
    return outer


def _drop(inner: Any, event: FunctionEvent, steps: int) -> None:
    """Close what never ran, so that Python warns once of a coroutine that nobody awaited, and not of ours as well."""
    if event.steps != steps:
        return
    close = getattr(inner, "close", None)
    if close is not None:
        close()
    event.close(cancelled_by="consumer")


def _is_future(result: Any) -> bool:
    # This is what makes a future for asyncio itself; of concurrent futures the class is asked, if anybody imported it.
    if getattr(type(result), "_asyncio_future_blocking", None) is not None:
        return True
    kind = getattr(sys.modules.get("concurrent.futures._base"), "Future", None)
    return isinstance(kind, type) and is_a(result, kind)


def _ends_with(future: Any, event: FunctionEvent, finish: Finish) -> bool:
    """Have an event end when a future is done; says whether that can be."""
    try:
        event.leave()
        future.add_done_callback(functools.partial(_done, event, finish))
    except Exception:  # noqa: BLE001 - a future of somebody else's
        return False
    return True


def _done(event: FunctionEvent, finish: Finish, future: Any) -> None:
    try:
        if future.cancelled():
            message = getattr(future, "_cancel_message", None)
            event.close(cancelled_by=message if isinstance(message, str) and message else UNKNOWN)
            return
        # `exception()` would count as somebody having looked, and silence the warning that nobody did.
        error = getattr(future, "_exception", None)
        if isinstance(error, BaseException):
            event.close(error)
        else:
            finish(getattr(future, "_result", None))
    except Exception:  # noqa: BLE001 - a future of somebody else's
        event.close()
