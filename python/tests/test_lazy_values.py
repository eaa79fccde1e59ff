"""A log call, and the capture of arguments and results, evaluates nothing: what is lazy is named, the rest is shown."""

from __future__ import annotations

import shelve
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import dask
import dask.bag
import polars
import pytest
import wrapt
from django.utils.functional import SimpleLazyObject
from ways import everywhere, forbidden, shown

import convlog
from convlog import Conversation, testing


class Counted:
    """Does what a lazy collection does, and counts that it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def _note(name: str) -> Any:
        def method(self: Any, *_: Any) -> Any:
            object.__getattribute__(self, "asked").append(name)
            return iter(()) if name == "__iter__" else ("" if name in ("__repr__", "__str__") else 0)

        return method

    __iter__, __len__, __bool__ = _note("__iter__"), _note("__len__"), _note("__bool__")
    __repr__, __str__, __getitem__ = _note("__repr__"), _note("__str__"), _note("__getitem__")
    __eq__, __contains__ = _note("__eq__"), _note("__contains__")
    __hash__ = object.__hash__


def _numbers() -> Iterator[int]:
    forbidden()
    yield 1


class Proxied:
    @property
    def __class__(self) -> type:  # type: ignore[override]
        return forbidden()  # type: ignore[no-any-return]

    def __repr__(self) -> str:
        return str(forbidden())


class WithProperty:
    def __init__(self) -> None:
        self.plain = 1

    @property
    def status_code(self) -> int:
        return 200

    @property
    def content(self) -> bytes:
        return forbidden()  # type: ignore[no-any-return]


OTHERS: dict[str, Callable[[], Any]] = {
    "polars lazy frame": lambda: polars.LazyFrame({"a": [1]}).map_batches(forbidden),
    "dask bag": lambda: dask.bag.from_sequence([1]).map(forbidden),
    "dask delayed": lambda: dask.delayed(forbidden)(),
    "wrapt proxy": lambda: wrapt.LazyObjectProxy(forbidden),
    "generator": _numbers,
    "map": lambda: map(forbidden, [1]),
    "stand-in": Proxied,
    "response that is read when asked": WithProperty,
    "in a namespace": lambda: types.SimpleNamespace(rows=SimpleLazyObject(forbidden)),
}


@everywhere
@pytest.mark.parametrize("kind", OTHERS)
def nothing_of_others_is_evaluated(conv: Conversation, captured: testing.Captured, kind: str, use: Any) -> None:
    value = OTHERS[kind]()
    before = convlog.stats()["internal_failures"]
    use(conv, value)
    assert convlog.stats()["internal_failures"] == before
    assert "Asked" not in "".join(record.json for record in captured.records)


@everywhere
def no_method_of_an_unknown_collection_is_called(conv: Conversation, captured: testing.Captured, use: Any) -> None:
    value = Counted()
    use(conv, value)
    assert value.asked == []


def a_shelf_is_not_read(tmp_path: Path) -> None:
    with shelve.open(str(tmp_path / "shelf")) as shelf:
        shelf["a"] = 1
        assert shown(shelf) == "<shelve.DbfilenameShelf>"


def what_a_proxy_stands_for_is_not_recorded_as_a_conversation(conv: Conversation, captured: testing.Captured) -> None:
    @convlog.function
    def runs(value: Any) -> int:
        return 1

    assert runs(SimpleLazyObject(forbidden)) == 1


def what_is_in_memory_is_shown_as_ever() -> None:
    assert shown(polars.DataFrame({"a": [1]})).startswith("shape: (1, 1)")
    assert shown(types.SimpleNamespace(a=1)) == {"a": 1}
    assert shown(wrapt.ObjectProxy({"a": 1})) == f"<{wrapt.ObjectProxy.__module__}.ObjectProxy>"
