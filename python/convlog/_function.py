"""`@convlog.function`: each call of a function becomes a function event, whatever kind of function it is."""

from __future__ import annotations

import functools
import inspect
import linecache
import types
from collections import deque
from collections.abc import AsyncGenerator, Callable, Generator, Iterable, KeysView, Mapping, ValuesView
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast, overload

from convlog import _console, _descriptors, _fields, _harmless
from convlog._context import current_conversation
from convlog._event import FunctionEvent, is_false, is_true, marked, source_of
from convlog._kinds import is_a, plain
from convlog._running import Finish, Recorded, Unrecorded, async_driver, awaited, follow, iterated

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

    Works on whatever can be called: functions, coroutine functions, generators and asynchronous generators (whose event
    opens with the first item), methods, partial functions, objects with `__call__`; and on what stands in a class:
    static, class and abstract methods, properties, cached properties, `singledispatchmethod`, `partialmethod`. Where a
    function returns a coroutine, a generator or a future, the event ends when that is over. The conversation is the
    first argument that is one, else the one whose turn or function is running; without either the function runs
    unrecorded. Exceptions are recorded and go on untouched; a cancelled task, a closed generator and an exit without an
    error are recorded as cancelled.

    `pii` names the arguments whose values are personal, `pii_result` says that the result is. A name that is no
    argument of the function is said on stderr and does nothing.
    """
    options: dict[str, Any] = {
        "name": name,
        "function_id": function_id,
        "function_version": function_version,
        "capture_arguments": capture_arguments,
        "capture_result": capture_result,
        "pii": _names(pii),
        "pii_result": pii_result,
    }
    return functools.partial(decorate, **options) if fn is None else decorate(fn, **options)


def decorate(fn: Any, **options: Any) -> Any:
    """Return what stands for something that can be called, or that gives a class something to call."""
    try:
        inside = _descriptors.rebuilt(fn, functools.partial(decorate, **options))
        if inside is not None:
            return inside
        if callable(fn):
            return _Recipe(fn, **options).wrap()
    except Exception:  # noqa: BLE001 - decorating never breaks the host
        _harmless.note()
    _say(f"convlog: @convlog.function cannot record a {type(fn).__name__}; it is returned unchanged")
    return fn


class _Recipe:
    """What there is to know about a decorated function before it is called."""

    def __init__(
        self,
        fn: Callable[..., Any],
        *,
        name: str | None,
        function_id: str | None,
        function_version: str | None,
        capture_arguments: bool,
        capture_result: bool,
        pii: tuple[str, ...] | None,
        pii_result: bool,
    ) -> None:
        self.options = {key: value for key, value in locals().items() if key not in ("self", "fn")}
        self.fn = fn
        self.name = _name_of(fn) if name is None or (type(name) is str and not name) else name
        self.function_id = function_id
        self.function_version = function_version
        self.capture_arguments = is_true(capture_arguments)
        self.capture_result = is_true(capture_result)
        # What says neither yes nor no hides, as what is about privacy does.
        self.pii_result = not is_false(pii_result)
        self.bound = _bound(fn)
        code = getattr(inspect.unwrap(_called(fn)), "__code__", None)
        self.source = source_of(code.co_filename, code.co_firstlineno) if code is not None else None
        if code is not None:
            # Read now, while nobody waits, so that a stack trace of this file has its lines later.
            linecache.getlines(code.co_filename)
        self.parameters = _parameters(fn)
        self.positional = [p.name for p in self.parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
        self.rest = next((p.name for p in self.parameters if p.kind is p.VAR_POSITIONAL), "args")
        self.more = next((p.name for p in self.parameters if p.kind is p.VAR_KEYWORD), None)
        self.personal = _personal(pii, self)

    @_harmless.harmless
    def event(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> FunctionEvent | None:
        conv = _conversation_in(args, kwargs) or _conversation_in(*self.bound) or current_conversation.get()
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
        called = _called(self.fn)
        if inspect.isasyncgenfunction(called):
            wrapper: Callable[..., Any] = self._wrap_asyncgen()
        elif inspect.iscoroutinefunction(called):
            wrapper = self._wrap_coroutine()
        elif inspect.isgeneratorfunction(called):
            wrapper = self._wrap_generator()
        else:
            wrapper = self._wrap_plain()
        wrapper = functools.wraps(self.fn)(wrapper)
        if isinstance(self.fn, types.FunctionType):
            return wrapper
        return _descriptors.StandIn(wrapper, self.fn, functools.partial(decorate, **self.options))

    def _finish(self, event: FunctionEvent, result: Any) -> Any:
        if self.capture_result:
            event.set_result(marked(result) if self.pii_result and result is not None else result)
        event.close()
        return result

    def _call(self, event: FunctionEvent, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
        """Open the event and call the function, which returns at once what it returns or what has yet to run."""
        event.open()
        try:
            return self.fn(*args, **kwargs)
        except BaseException as error:
            event.close(error)
            raise

    def _wrap_plain(self) -> Callable[..., Any]:
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            event = self.event(args, kwargs)
            if event is None:
                return self.fn(*args, **kwargs)
            result = self._call(event, args, kwargs)
            return follow(event, result, functools.partial(self._finish, event))

        return wrapper

    def _wrap_coroutine(self) -> Callable[..., Any]:
        async def wrapper(*args: Any, **kwargs: Any) -> Any:
            event = self.event(args, kwargs)
            if event is None:
                return await self.fn(*args, **kwargs)
            inner = self._call(event, args, kwargs)
            return await awaited(event, inner, functools.partial(self._finish, event))

        return wrapper

    def _wrap_generator(self) -> Callable[..., Any]:
        def wrapper(*args: Any, **kwargs: Any) -> Generator[Any, Any, Any]:
            event = self.event(args, kwargs)
            if event is None:
                return (yield from self.fn(*args, **kwargs))
            inner = self._call(event, args, kwargs)
            event.leave()
            return (yield from iterated(event, inner, functools.partial(self._finish, event)))

        # One that can be awaited, as coroutines were before there was `async def`, stays so.
        is_awaitable = _called(self.fn).__code__.co_flags & inspect.CO_ITERABLE_COROUTINE
        return types.coroutine(wrapper) if is_awaitable else wrapper

    def _wrap_asyncgen(self) -> Callable[..., Any]:
        def begin(*args: Any, **kwargs: Any) -> tuple[Recorded, AsyncGenerator[Any, Any], Finish]:
            event = self.event(args, kwargs)
            if event is None:
                return Unrecorded(), self.fn(*args, **kwargs), lambda result: result
            inner = self._call(event, args, kwargs)
            event.leave()
            return event, inner, functools.partial(self._finish, event)

        return async_driver(begin)


def _called(fn: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function that runs when something is called: what a partial one is of, the `__call__` of an object."""
    while isinstance(fn, functools.partial):
        fn = fn.func
    if isinstance(fn, type) or inspect.isroutine(fn):
        return fn
    return getattr(type(fn), "__call__", fn)  # noqa: B004 - the method itself is wanted, not whether there is one


def _bound(fn: Callable[..., Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Return the arguments that a partial function brings along."""
    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] = {}
    while isinstance(fn, functools.partial):
        args, kwargs = fn.args + args, fn.keywords | kwargs
        fn = fn.func
    return args, kwargs


def _name_of(fn: Callable[..., Any]) -> str:
    while isinstance(fn, functools.partial):
        fn = fn.func
    return str(getattr(fn, "__name__", type(fn).__name__))


def _parameters(fn: Callable[..., Any]) -> list[inspect.Parameter]:
    try:
        return list(inspect.signature(fn).parameters.values())
    except (TypeError, ValueError):
        return []


def _names(pii: Any) -> tuple[str, ...] | None:
    """Return the names given as `pii`; `None` if they are none."""
    try:
        pii = plain(pii)
        if type(pii) is str:
            return (pii,)
        # Anything else may be a query to go through.
        if pii is None:
            return ()
        return tuple(map(_fields.text, pii)) if is_a(pii, _NAMES) else None
    except Exception:  # noqa: BLE001 - decorating never breaks the host
        return None


#: What names of arguments come in.
_NAMES = (tuple, list, set, frozenset, dict, deque, KeysView, ValuesView, types.GeneratorType)


def _personal(names: tuple[str, ...] | None, recipe: _Recipe) -> frozenset[str]:
    """Return the arguments that are personal; names of nothing are said, since a slip would leave a value open."""
    known = {parameter.name for parameter in recipe.parameters}
    if names is None:
        _say(f"convlog: pii= of {recipe.name} must be names of arguments; all arguments are treated as personal")
        return frozenset(known)
    # With `**more` any name may be passed, and of some callables the names cannot be known.
    if known and recipe.more is None:
        for name in sorted(set(names) - known):
            _say(f"convlog: pii= of {recipe.name} names {name!r}, which is not one of its arguments")
    return frozenset(names)


def _say(sentence: str) -> None:
    if sentence not in _said:
        _said.add(sentence)
        _console.say(sentence)


def _conversation_in(args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Conversation | None:
    from convlog._conversation import Conversation

    # The first two, because the first one of a method is the object.
    for value in (*args[:2], kwargs.get("conv")):
        # By its type: a stand-in of a test says that it is one, and has nothing behind it.
        if is_a(value, Conversation):
            return cast("Conversation", value)
    return None


def _is_machinery(name: str, value: Any) -> bool:
    from convlog._conversation import Conversation

    return name in ("conv", "flow", "self", "cls") or is_a(value, Conversation)
