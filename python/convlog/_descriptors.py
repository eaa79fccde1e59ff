"""What a decorator finds in a class, or in place of a function, and what stands for it."""

from __future__ import annotations

import copy
import functools
import inspect
import sys
import types
from collections.abc import Callable
from typing import Any

Decorate = Callable[[Any], Any]


def rebuilt(thing: Any, decorate: Decorate) -> Any:
    """Return a descriptor of the same kind whose functions are decorated; `None` for what is called itself."""
    kind = type(thing)
    if isinstance(thing, (staticmethod, classmethod)):
        return kind(decorate(thing.__func__))
    if isinstance(thing, property):
        parts = (thing.fget, thing.fset, thing.fdel)
        return kind(*(part if part is None else decorate(part) for part in parts), thing.__doc__)
    if isinstance(thing, functools.cached_property):
        cached = copy.copy(thing)
        cached.func = decorate(thing.func)
        return cached
    if isinstance(thing, types.FunctionType) or callable(thing) or not hasattr(kind, "__get__"):
        return None
    # Whatever takes what is assigned has to stand in its class itself.
    return thing if hasattr(kind, "__set__") else InClass(thing, decorate)


class InClass:
    """Stands in a class for a descriptor that gives something to call: a `partialmethod`, a `singledispatchmethod`."""

    def __init__(self, inner: Any, decorate: Decorate) -> None:
        self._inner = inner
        self._decorate = decorate
        self.__doc__ = getattr(inner, "__doc__", None)

    def __set_name__(self, owner: type, name: str) -> None:
        called = getattr(type(self._inner), "__set_name__", None)
        if called is not None:
            called(self._inner, owner, name)

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        found = type(self._inner).__get__(self._inner, instance, owner)
        if not callable(found):
            return found
        if isinstance(self._inner, functools.singledispatchmethod):
            # A function made for this access, which passes the object on by itself.
            found.__signature__ = _without_first(self._inner.func)
        return self._decorate(found)

    def __getattr__(self, name: str) -> Any:
        if name in ("_inner", "_decorate"):
            raise AttributeError(name)
        return getattr(self._inner, name)

    def __reduce__(self) -> tuple[Any, ...]:
        return InClass, (self._inner, self._decorate)


class StandIn(functools.partial[Any]):
    """Stands for a callable that is no plain function: has its attributes, is copied and pickled as it is.

    A partial function, because that is what others look through to see whether a coroutine function is inside.
    """

    _fn: Any
    _decorate: Decorate
    __wrapped__: Any

    def __new__(cls, wrapper: Callable[..., Any], fn: Any, decorate: Decorate) -> StandIn:
        self = super().__new__(cls, wrapper)
        self._fn, self._decorate = fn, decorate
        functools.update_wrapper(self, wrapper)
        self.__wrapped__ = fn
        return self

    def __getattr__(self, name: str) -> Any:
        if name in ("_fn", "_decorate") or name.startswith("__"):
            raise AttributeError(name)
        return getattr(self._fn, name)

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        # Bound to an object where what it stands for would be, such as a cached function.
        bind = getattr(type(self._fn), "__get__", None)
        if instance is None or bind is None or bind(self._fn, instance, owner) is self._fn:
            return self
        return types.MethodType(self, instance)

    def __copy__(self) -> StandIn:
        return self

    def __deepcopy__(self, memo: object) -> StandIn:
        return self

    def __reduce__(self) -> Any:
        # By its name where that is what it is found under, as a function is.
        found: Any = sys.modules.get(self.__module__)
        for name in self.__qualname__.split("."):
            found = getattr(found, name, None)
        return self.__qualname__ if found is self else (_again, (self._decorate, self._fn))


def _without_first(fn: Callable[..., Any]) -> inspect.Signature:
    signature = inspect.signature(fn)
    return signature.replace(parameters=list(signature.parameters.values())[1:])


def _again(decorate: Decorate, fn: Any) -> Any:
    return decorate(fn)
