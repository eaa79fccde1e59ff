"""`@convlog.function`: each call of a function becomes a function event, whatever kind of function it is."""

from __future__ import annotations

import functools
import inspect
import linecache
from collections.abc import AsyncGenerator, Callable, Generator, Iterable, Mapping
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, overload

from convlog import _console
from convlog._context import current_conversation
from convlog._event import FunctionEvent, marked, source_of

if TYPE_CHECKING:
    from convlog._conversation import Conversation

P = ParamSpec("P")
R = TypeVar("R")

_said: set[str] = set()


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
    pii: str | Iterable[str] = (),
    pii_result: bool = False,
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
    pii: str | Iterable[str] = (),
    pii_result: bool = False,
) -> Any:
    """Record each call of the decorated function as a function event.

    Works on functions, coroutine functions, generators and asynchronous generators (whose event opens with the first
    item). The conversation is the first argument that is one, else the one whose turn or function is running; without
    either the function runs unrecorded. Exceptions are recorded and go on untouched.

    `pii` names the arguments whose values are personal, `pii_result` says that the result is. A name that is no
    argument of the function is said on stderr and does nothing.
    """

    def decorate(fn: Callable[..., Any]) -> Callable[..., Any]:
        recipe = _Recipe(
            fn,
            name or str(getattr(fn, "__name__", type(fn).__name__)),
            function_id=function_id,
            function_version=function_version,
            capture_arguments=capture_arguments,
            capture_result=capture_result,
            pii_result=pii_result,
        )
        recipe.personal = _personal(pii, recipe)
        return recipe.wrap()

    return decorate if fn is None else decorate(fn)


class _Recipe:
    """What there is to know about a decorated function before it is called."""

    def __init__(
        self,
        fn: Callable[..., Any],
        name: str,
        *,
        function_id: str | None,
        function_version: str | None,
        capture_arguments: bool,
        capture_result: bool,
        pii_result: bool,
    ) -> None:
        self.fn = fn
        self.name = name
        self.function_id = function_id
        self.function_version = function_version
        self.capture_arguments = capture_arguments
        self.capture_result = capture_result
        self.pii_result = pii_result
        self.personal: frozenset[str] = frozenset()
        code = getattr(inspect.unwrap(fn), "__code__", None)
        self.source = source_of(code.co_filename, code.co_firstlineno) if code is not None else None
        if code is not None:
            # Read now, while nobody waits, so that a stack trace of this file has its lines later.
            linecache.getlines(code.co_filename)
        self.parameters = _parameters(fn)
        self.positional = [p.name for p in self.parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
        self.rest = next((p.name for p in self.parameters if p.kind is p.VAR_POSITIONAL), "args")
        self.more = next((p.name for p in self.parameters if p.kind is p.VAR_KEYWORD), None)

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
        return {
            name: marked(value) if self._is_personal(name) else value
            for name, value in named.items()
            if not _is_machinery(name, value)
        }

    def _is_personal(self, name: str) -> bool:
        # The name of `**more` stands for all that it takes.
        return name in self.personal or (
            self.more in self.personal and all(name != parameter.name for parameter in self.parameters)
        )

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
            event.set_result(marked(result) if self.pii_result and result is not None else result)
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


def _parameters(fn: Callable[..., Any]) -> list[inspect.Parameter]:
    try:
        return list(inspect.signature(fn).parameters.values())
    except (TypeError, ValueError):
        return []


def _personal(pii: Any, recipe: _Recipe) -> frozenset[str]:
    """Return the names given as `pii`; those that name nothing are said, since a slip would leave a value open."""
    known = {parameter.name for parameter in recipe.parameters}
    try:
        names = frozenset([pii] if isinstance(pii, str) else map(str, pii or ()))
    except Exception:  # noqa: BLE001 - decorating never breaks the host
        _say(f"convlog: pii= of {recipe.name} takes names of arguments, so all of them are kept as personal")
        return frozenset(known)
    # With `**more` any name may be passed, and of some callables the names cannot be known.
    if known and recipe.more is None:
        for name in sorted(names - known):
            _say(f"convlog: pii= of {recipe.name} names {name!r}, which is none of its arguments")
    return names


def _say(sentence: str) -> None:
    if sentence not in _said:
        _said.add(sentence)
        _console.say(sentence)


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
