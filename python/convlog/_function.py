"""Function events: one call of one function, as a context manager and as a decorator."""

from __future__ import annotations

import functools
import inspect
import linecache
import os
import uuid
from collections.abc import AsyncGenerator, Callable, Generator, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, overload

from convlog import _core, _exceptions, _fields, _hints, _state
from convlog._context import Activation, current_conversation, outer_scope

if TYPE_CHECKING:
    from convlog._conversation import Conversation

P = ParamSpec("P")
R = TypeVar("R")

_SOURCE_BYTES_MAX = 200
#: Events that are open, by id, so that side effects (`conv.set_variant`) find the event they happen in.
_open: dict[str, FunctionEvent] = {}


class FunctionEvent:
    """One call of one function. Recorded when it begins and when it ends; what was logged inside belongs to it."""

    def __init__(
        self,
        conv: Conversation,
        name: str,
        arguments: Mapping[str, Any],
        *,
        function_id: str | None = None,
        function_version: str | None = None,
        llm_request_id: str | None = None,
        source: str | None = None,
    ) -> None:
        self.conv = conv
        self.id = str(uuid.uuid4())
        self.variant_id_change: str | None = None
        self.transition: Any = None
        self.utterance: Any = None
        self._result: Any = None
        self._opening: dict[str, Any] = {
            "name": str(name),
            "arguments": arguments,
            "function_id": function_id,
            "function_version": function_version,
            "llm_request_id": llm_request_id,
            "source": source,
        }
        self._scope: _core.Scope | None = None
        self._activation: Activation | None = None
        self._started = 0
        self._before: _state.StateSnapshot = {}

    @staticmethod
    def current(conv: Conversation) -> FunctionEvent | None:
        """Return the event that a log call on this conversation, made here, would belong to."""
        scope = conv._home.find_scope()
        return _open.get(scope.function_event_id or "") if scope is not None else None

    def open(self) -> None:
        """Record the beginning and become the innermost scope."""
        home = self.conv._home
        around = home.find_scope()
        turn_id, parent_id = (around.turn_id, around.function_event_id) if around is not None else (None, None)
        # A thread without a context hangs its event under the one that the conversation has open.
        outer = outer_scope() or (around if around is not None and not around.ended else None)
        scope = _core.Scope(home, "function_event", turn_id=turn_id, function_event_id=self.id, outer=outer)
        self._scope, self._activation = scope, Activation(scope, self.conv)
        self._before = _state.snapshot(self.conv.state)
        self._started = _core.now()
        scope.open()
        _open[self.id] = self
        opening = {"parent_id": parent_id, "started_at": _core.time_text(self._started), **self._opening}
        scope.record(_fields.fit(opening))
        self._activation.enter()

    def enter(self) -> None:
        """Become the innermost scope again (a generator goes on)."""
        if self._activation is not None and self._scope is not None:
            self._scope.resume()
            self._activation.enter()

    def leave(self) -> None:
        """Stop being the innermost scope, without ending (a generator yields)."""
        if self._activation is not None and self._scope is not None:
            self._scope.pause()
            self._activation.leave()

    def set_result(self, result: Any) -> None:
        """Say what the function returned: a text, or a dict of content, utterance, handoff, hangup, transition …"""
        self._result = result

    def close(self, error: BaseException | None = None) -> None:
        """Record the end; a second call does nothing."""
        if self._activation is not None:
            self._activation.leave()
        if self._scope is None or not self._scope.close():
            return
        _open.pop(self.id, None)
        now = _core.now()
        members = {"ended_at": _core.time_text(now), "duration_ms": (now - self._started) / 1000}
        members |= self._outcome()
        if error is not None:
            members["error"] = _exceptions.describe(error, stacktrace=True)
        members["state_changes"] = _state.changes(self._before, _state.snapshot(self.conv.state))
        hints = _hints.of_event(self.id)
        members["hints"] = hints or None
        self._scope.record(_fields.fit(members))
        self._result, self._before = None, {}

    def _outcome(self) -> dict[str, Any]:
        """Return the fields that the result and the side effects stand for."""
        outcome: dict[str, Any] = {"result": self._result, "variant_id_change": self.variant_id_change}
        outcome |= {"transition": self.transition, "utterance": self.utterance}
        result, mark = _unmarked(self._result)
        if isinstance(result, str):
            outcome["content"] = mark(result)
        elif isinstance(result, dict):
            told = {
                _OUTCOMES[key]: mark(value) for key, value in result.items() if key in _OUTCOMES and value is not None
            }
            if not _unmarked(told.get("hangup"))[0]:
                told.pop("hangup", None)
            outcome |= told
        return outcome

    def __enter__(self) -> FunctionEvent:
        self.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close(error)

    async def __aenter__(self) -> FunctionEvent:
        return self.__enter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close(error)

    def __repr__(self) -> str:
        return f"<FunctionEvent {self._opening['name']} {self.id}>"


#: Keys of a returned dict, and the fields of the event that they are.
_OUTCOMES = {
    "content": "content",
    "utterance": "utterance",
    "handoff": "handoff",
    "hangup": "hangup",
    "transition": "transition",
    "variant": "variant_id_change",
}


def _unmarked(value: Any) -> tuple[Any, Callable[[Any], Any]]:
    """Return a value without its mark, and what puts the mark on a part of it."""
    if not isinstance(value, _core.Pii):
        return value, lambda part: part
    return _unmarked(value.value)[0], _core.Pii


def source_of(file: str, line: int) -> str:
    """Return `file:line`, relative to the working directory where the file lies under it."""
    try:
        shown = os.path.relpath(file)
    except ValueError:
        shown = file
    if shown.startswith(".."):
        shown = os.path.basename(file)
    return f"{shown[-_SOURCE_BYTES_MAX:]}:{line}"


@overload
def function(fn: Callable[P, R], /) -> Callable[P, R]: ...


@overload
def function(
    *,
    name: str | None = None,
    function_id: str | None = None,
    function_version: str | None = None,
    capture_arguments: bool = True,
    capture_result: bool = True,
) -> Callable[[Callable[P, R]], Callable[P, R]]: ...


def function(
    fn: Callable[..., Any] | None = None,
    /,
    *,
    name: str | None = None,
    function_id: str | None = None,
    function_version: str | None = None,
    capture_arguments: bool = True,
    capture_result: bool = True,
) -> Any:
    """Record each call of the decorated function as a function event.

    Works on functions, coroutine functions, generators and asynchronous generators (whose event opens with the first
    item). The conversation is the first argument that is one, else the one whose turn or function is running; without
    either the function runs unrecorded. Exceptions are recorded and go on untouched.
    """

    def decorate(fn: Callable[..., Any]) -> Callable[..., Any]:
        recipe = _Recipe(fn, name, function_id, function_version, capture_arguments, capture_result)
        return recipe.wrap()

    return decorate if fn is None else decorate(fn)


class _Recipe:
    """What there is to know about a decorated function before it is called."""

    def __init__(
        self,
        fn: Callable[..., Any],
        name: str | None,
        function_id: str | None,
        function_version: str | None,
        capture_arguments: bool,
        capture_result: bool,
    ) -> None:
        self.fn = fn
        self.name = name or str(getattr(fn, "__name__", type(fn).__name__))
        self.function_id = function_id
        self.function_version = function_version
        self.capture_arguments = capture_arguments
        self.capture_result = capture_result
        code = getattr(inspect.unwrap(fn), "__code__", None)
        self.source = source_of(code.co_filename, code.co_firstlineno) if code is not None else None
        if code is not None:
            # Read now, while nobody waits, so that a stack trace of this file has its lines later.
            linecache.getlines(code.co_filename)
        self.positional, self.rest = _parameters(fn)

    def event(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> FunctionEvent | None:
        conv = _conversation_in(args, kwargs)
        if conv is None:
            return None
        return FunctionEvent(
            conv,
            self.name,
            self.arguments(args, kwargs) if self.capture_arguments else {},
            function_id=self.function_id,
            function_version=self.function_version,
            source=self.source,
        )

    def arguments(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> dict[str, Any]:
        """Return what was passed, by name, without the conversation and the flow."""
        named = dict(zip(self.positional, args, strict=False))
        if len(args) > len(self.positional):
            named[self.rest] = list(args[len(self.positional) :])
        named |= kwargs
        return {name: value for name, value in named.items() if not _is_machinery(name, value)}

    def wrap(self) -> Callable[..., Any]:
        fn = self.fn
        if inspect.isasyncgenfunction(fn):
            wrapper: Callable[..., Any] = self._wrap_asyncgen()
        elif inspect.iscoroutinefunction(fn):
            wrapper = self._wrap_coroutine()
        elif inspect.isgeneratorfunction(fn):
            wrapper = self._wrap_generator()
        else:
            wrapper = self._wrap_plain()
        return functools.wraps(fn)(wrapper)

    def _finish(self, event: FunctionEvent, result: Any) -> None:
        if self.capture_result:
            event.set_result(result)
        event.close()

    def _wrap_plain(self) -> Callable[..., Any]:
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            event = self.event(args, kwargs)
            if event is None:
                return self.fn(*args, **kwargs)
            event.open()
            try:
                result = self.fn(*args, **kwargs)
            except BaseException as error:
                event.close(error)
                raise
            self._finish(event, result)
            return result

        return wrapper

    def _wrap_coroutine(self) -> Callable[..., Any]:
        async def wrapper(*args: Any, **kwargs: Any) -> Any:
            event = self.event(args, kwargs)
            if event is None:
                return await self.fn(*args, **kwargs)
            event.open()
            try:
                result = await self.fn(*args, **kwargs)
            except BaseException as error:
                event.close(error)
                raise
            self._finish(event, result)
            return result

        return wrapper

    def _wrap_generator(self) -> Callable[..., Any]:
        def wrapper(*args: Any, **kwargs: Any) -> Generator[Any, Any, Any]:
            event = self.event(args, kwargs)
            if event is None:
                return (yield from self.fn(*args, **kwargs))
            event.open()
            event.leave()
            try:
                result = yield from _Steps(self.fn(*args, **kwargs), event)
            except GeneratorExit:
                event.close()
                raise
            except BaseException as error:
                event.close(error)
                raise
            self._finish(event, result)
            return result

        return wrapper

    def _wrap_asyncgen(self) -> Callable[..., Any]:
        async def wrapper(*args: Any, **kwargs: Any) -> AsyncGenerator[Any, Any]:
            event = self.event(args, kwargs)
            inner = self.fn(*args, **kwargs)
            if event is not None:
                event.open()
                event.leave()
            step: Callable[[], Any] = lambda: inner.asend(None)  # noqa: E731 - replaced on each round
            try:
                while True:
                    if event is not None:
                        event.enter()
                    try:
                        item = await step()
                    except StopAsyncIteration:
                        break
                    finally:
                        if event is not None:
                            event.leave()
                    try:
                        sent = yield item
                    except GeneratorExit:
                        await inner.aclose()
                        raise
                    except BaseException as thrown:  # noqa: BLE001 - handed on to the generator
                        step = functools.partial(inner.athrow, thrown)
                    else:
                        step = functools.partial(inner.asend, sent)
            except GeneratorExit:
                if event is not None:
                    event.close()
                raise
            except BaseException as error:
                if event is not None:
                    event.close(error)
                raise
            if event is not None:
                event.close()

        return wrapper


class _Steps:
    """A generator whose event is the innermost scope only while its body runs, not while its consumer does."""

    def __init__(self, inner: Generator[Any, Any, Any], event: FunctionEvent) -> None:
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


def _parameters(fn: Callable[..., Any]) -> tuple[list[str], str]:
    """Return the names of the positional parameters, and the name for any more of them."""
    try:
        parameters = list(inspect.signature(fn).parameters.values())
    except (TypeError, ValueError):
        return [], "args"
    positional = [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    rest = next((p.name for p in parameters if p.kind is p.VAR_POSITIONAL), "args")
    return positional, rest


def _conversation_in(args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Conversation | None:
    from convlog._conversation import Conversation

    # The first two, because the first one of a method is the object.
    for value in (*args[:2], kwargs.get("conv")):
        if isinstance(value, Conversation):
            return value
    return current_conversation.get()


def _is_machinery(name: str, value: Any) -> bool:
    from convlog._conversation import Conversation

    return name in ("conv", "flow", "self", "cls") or isinstance(value, Conversation)
