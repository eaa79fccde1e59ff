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
    """Stands for a callable that is no plain function: has its attributes and state, is copied and pickled as it is.

    A partial function, because that is what others look through to see whether a coroutine function is inside.
    """

    _fn: Any
    _decorate: Decorate
    __wrapped__: Any

    def __new__(cls, wrapper: Callable[..., Any], fn: Any, decorate: Decorate) -> StandIn:
        own: Any = type(fn)
        kind: Any = _kind_for(own)
        self: StandIn = super().__new__(kind, wrapper)
        self.__dict__.update(_fn=fn, _decorate=decorate)
        # Its attributes are asked of it itself, each time: they may become others.
        functools.update_wrapper(self, wrapper, updated=())
        self.__wrapped__ = fn
        return self

    def __getattr__(self, name: str) -> Any:
        if name in ("_fn", "_decorate") or (name.startswith("__") and name not in _ASKED):
            raise AttributeError(name)
        return getattr(self._fn, name)

    def __setattr__(self, name: str, value: Any) -> None:
        if name.startswith("__"):
            super().__setattr__(name, value)
        else:
            setattr(self._fn, name, value)

    def __delattr__(self, name: str) -> None:
        delattr(self._fn, name)

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

    # A class that was wrapped where it stands already, and is what it is there.

    def __instancecheck__(self, instance: Any) -> bool:
        return isinstance(instance, self._fn)

    def __subclasscheck__(self, subclass: type) -> bool:
        return issubclass(subclass, self._fn)

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[Any, ...]:
        return (self._fn,)


#: Attributes of an object that others ask for, beside those that have no underscores.
_ASKED = frozenset(
    {"__isabstractmethod__", "__signature__", "__annotations__", "__dataclass_fields__", "__attrs_attrs__"}
)
#: What Python asks of a type and never of an object, and what of it an object may have beside being called.
_SPECIAL = (
    *("__len__", "__bool__", "__contains__", "__iter__", "__next__", "__aiter__", "__anext__", "__reversed__"),
    *("__getitem__", "__setitem__", "__delitem__", "__enter__", "__exit__", "__aenter__", "__aexit__"),
    *("__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__hash__", "__str__", "__int__", "__float__"),
    *("__index__", "__add__", "__or__", "__and__", "__fspath__", "__await__"),
)


@functools.lru_cache(maxsize=1024)
def _kind_for(kind: type) -> type[StandIn]:
    """Return the stand-in for objects of a type, with the special methods that those have."""
    own = [base for base in kind.__mro__ if base not in (object, type)]
    names = [name for name in _SPECIAL if any(vars(base).get(name) is not None for base in own)]
    members = {name: _handed_on(name) for name in names}
    return type(StandIn.__name__, (StandIn,), members) if members else StandIn


def _handed_on(name: str) -> Callable[..., Any]:
    def handed_on(self: StandIn, *args: Any) -> Any:
        return getattr(type(self._fn), name)(self._fn, *args)

    return handed_on


def stands_already(made: type) -> bool:
    """Whether a class is found under its name, so that somebody else has it and it is not the one being decorated."""
    found: Any = sys.modules.get(made.__module__)
    for name in made.__qualname__.split("."):
        found = getattr(found, name, None)
    return found is made


def _without_first(fn: Callable[..., Any]) -> inspect.Signature:
    signature = inspect.signature(fn)
    return signature.replace(parameters=list(signature.parameters.values())[1:])


def _again(decorate: Decorate, fn: Any) -> Any:
    return decorate(fn)
