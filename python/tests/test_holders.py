"""What holds other values is shown by its parts or named: whatever it holds is never asked, nor shown where hidden."""

from __future__ import annotations

import asyncio
import collections
import concurrent.futures
import contextvars
import dataclasses
import functools
import inspect
import itertools
import operator
import types
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from ways import everywhere, forbidden

import convlog
from convlog import Conversation, testing


class Lazy:
    """A collection that raises whatever it is asked."""

    __iter__ = __len__ = __getitem__ = __bool__ = __str__ = __repr__ = forbidden

    def method(self) -> None:
        pass


@dataclasses.dataclass
class Secretive:
    name: str = "open"
    secret: str = dataclasses.field(default="HIDDEN", repr=False)


class Field:
    """As a form's field: a collection whose `str` makes a page of what it stands for."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __iter__(self) -> Iterator[Any]:
        return iter([forbidden()])

    def __str__(self) -> str:
        return str(forbidden())


class Raised(Exception):
    pass


def _done(value: Any, kind: Any = concurrent.futures.Future) -> Any:
    future = kind()
    future.set_result(value)
    return future


def _variable(value: Any) -> Any:
    return contextvars.ContextVar("variable", default=value)


def _bound(value: Any) -> Any:
    return inspect.signature(lambda given: given).bind(value)


def _defaulted(value: Any) -> Any:
    return inspect.Signature([inspect.Parameter("a", inspect.Parameter.KEYWORD_ONLY, default=value)])


HOLDERS: dict[str, Callable[[Any], Any]] = {
    "exception": lambda value: Raised("x", value),
    "exception of one": Raised,
    "error of the system": OSError,
    "error of a file": lambda value: OSError(2, "x", value),
    "error of syntax": lambda value: SyntaxError(value),
    "missing key": KeyError,
    "group of exceptions": lambda value: ExceptionGroup("x", [ValueError(value)]),
    "values of a dict": lambda value: {"a": value}.values(),
    "items of a dict": lambda value: {"a": value}.items(),
    "values of an ordered dict": lambda value: collections.OrderedDict(a=value).values(),
    "deque": lambda value: collections.deque([value]),
    "proxy of a mapping": lambda value: types.MappingProxyType({"a": value}),
    "chain": lambda value: collections.ChainMap({"a": value}),
    "user's dict": lambda value: collections.UserDict({"a": value}),
    "user's list": lambda value: collections.UserList([value]),
    "partial": lambda value: functools.partial(print, value, sep=value),
    "future": _done,
    "future of asyncio": lambda value: _done(value, lambda: asyncio.Future(loop=asyncio.new_event_loop())),
    "slice": lambda value: slice(value),
    "repeat": itertools.repeat,
    "getter": operator.itemgetter,
    "caller": lambda value: operator.methodcaller("a", value),
    "variable": _variable,
    "signature": _defaulted,
    "bound arguments": _bound,
    "default dict": lambda value: collections.defaultdict(list, a=value),
}
OF_LAZY = HOLDERS | {
    "method": lambda value: value.method,
    "reference": lambda value: weakref.ref(value),
    "form's field": Field,
}


@everywhere
@pytest.mark.parametrize("holder", OF_LAZY)
def what_is_held_is_not_asked(conv: Conversation, captured: testing.Captured, holder: str, use: Any) -> None:
    lazy = Lazy()
    before = convlog.stats()["internal_failures"]
    use(conv, OF_LAZY[holder](lazy))
    assert convlog.stats()["internal_failures"] == before
    assert "Asked" not in "".join(record.json for record in captured.records)


@everywhere
@pytest.mark.parametrize("holder", HOLDERS)
def what_is_hidden_is_not_shown_by_what_holds_it(
    conv: Conversation, captured: testing.Captured, holder: str, use: Any
) -> None:
    use(conv, HOLDERS[holder](Secretive()))
    for record in captured.records:
        shown = convlog._core.open_part(record.type, record.json.encode(), record.pii)
        assert b"HIDDEN" not in (shown or b"")


def what_holders_hold_is_still_told(conv: Conversation, captured: testing.Captured) -> None:
    for value in (Raised("x", 1), collections.deque([1]), {"a": 1}.values(), functools.partial(int, base=2), slice(1)):
        conv.log.info([value])  # type: ignore[arg-type]
    assert [entry["content"] for entry in captured.entries] == [
        "[Raised('x', 1)]",
        "[deque([1])]",
        "[dict_values([1])]",
        "[functools.partial(<class 'int'>, base=2)]",
        "[slice(None, 1, None)]",
    ]


def an_error_of_the_system_is_told_as_ever(conv: Conversation, captured: testing.Captured) -> None:
    conv.log.error("x", exc_info=FileNotFoundError(2, "No such file", "/a"))
    assert captured.entries[0]["exception"]["message"] == "[Errno 2] No such file: '/a'"
