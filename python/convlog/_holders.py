"""Objects of the standard library that hold others, and whose `repr` would ask each of those for its own.

Each is shown by its parts, of which whoever renders says how they are shown.
"""

from __future__ import annotations

import functools
import types
from collections import ChainMap, OrderedDict, UserDict, UserList, deque
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from convlog._models import instance_dict

Show = Callable[[Any], str]
#: Parts of one holder that are shown.
_PARTS_MAX = 10_000
_VIEWS = tuple(
    type(view)
    for some in (dict[str, int](), OrderedDict[str, int]())
    for view in (some.keys(), some.values(), some.items())
)


def holder_of(kind: type) -> Callable[[Any, Show], str] | None:
    """Return how objects of a type are shown by their parts, if that is known of it."""
    return next((shown for base, shown in _HOLDERS if issubclass(kind, base)), None)


def _exception(value: BaseException, show: Show) -> str:
    return _called(type(value).__name__, map(show, BaseException.args.__get__(value)))  # type: ignore[attr-defined]


def _items(value: Any, show: Show) -> str:
    return _called(type(value).__name__, [_list(value, show)])


def _deque(value: deque[Any], show: Show) -> str:
    return _called(type(value).__name__, [_list(deque.__iter__(value), show)])


def _mapping_proxy(value: Any, show: Show) -> str:
    return _called("mappingproxy", [show(dict(islice(value.items(), _PARTS_MAX)))])


def _user_collection(value: Any, show: Show) -> str:
    own = instance_dict(value)
    held = own.get("maps") if issubclass(type(value), ChainMap) else [own.get("data")]
    return _called(type(value).__name__, map(show, held if type(held) is list else ()))


def _partial(value: functools.partial[Any], show: Show) -> str:
    named = [f"{name}={show(given)}" for name, given in value.keywords.items()]
    return _called("functools.partial", [*map(show, (value.func, *value.args)), *named])


def _method(value: types.MethodType, show: Show) -> str:
    function = value.__func__
    name = function.__qualname__ if type(function) is types.FunctionType else type(function).__qualname__
    return f"<bound method {name}>"


def _slice(value: slice, show: Show) -> str:
    return _called("slice", map(show, (value.start, value.stop, value.step)))


def _list(values: Iterable[Any], show: Show) -> str:
    return f"[{', '.join(map(show, islice(values, _PARTS_MAX)))}]"


def _called(name: str, parts: Iterable[str]) -> str:
    return f"{name}({', '.join(parts)})"


_HOLDERS: list[tuple[Any, Callable[[Any, Show], str]]] = [
    (BaseException, _exception),
    (_VIEWS, _items),
    (deque, _deque),
    (types.MappingProxyType, _mapping_proxy),
    ((ChainMap, UserDict, UserList), _user_collection),
    (functools.partial, _partial),
    (types.MethodType, _method),
    (slice, _slice),
]
