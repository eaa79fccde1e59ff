"""A log call, and the capture of arguments and results, evaluates nothing: what is lazy is named, the rest is shown."""

from __future__ import annotations

import shelve
import subprocess
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import dask
import dask.bag
import numpy
import pandas
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


class Unshown:
    __repr__ = __str__ = __len__ = __iter__ = forbidden


class WithProperty:
    def __init__(self) -> None:
        self.plain = 1

    @property
    def status_code(self) -> int:
        return 200

    @property
    def content(self) -> bytes:
        return forbidden()  # type: ignore[no-any-return]


def _cells(*cells: Any) -> Any:
    """Return an array of these, of which none is asked while it is made."""
    array = numpy.empty(len(cells), dtype=object)
    for at, cell in enumerate(cells):
        array[at] = cell
    return array


OTHERS: dict[str, Callable[[], Any]] = {
    "polars lazy frame": lambda: polars.LazyFrame({"a": [1]}).map_batches(forbidden),
    "dask bag": lambda: dask.bag.from_sequence([1]).map(forbidden),
    "dask delayed": lambda: dask.delayed(forbidden)(),
    "wrapt proxy": lambda: wrapt.LazyObjectProxy(forbidden),
    "generator": _numbers,
    "map": lambda: map(forbidden, [1]),
    "stand-in": Proxied,
    "response that is read when asked": WithProperty,
    "cell of an array": lambda: _cells(1, SimpleLazyObject(forbidden)),
    "cell of a nested array": lambda: _cells(1, [SimpleLazyObject(forbidden)]).reshape(2, 1),
    "field of a structured array": lambda: numpy.rec.fromarrays([[1], _cells(SimpleLazyObject(forbidden))]),
    "cell of a masked array": lambda: numpy.ma.array(_cells(SimpleLazyObject(forbidden))),
    "cell of a series": lambda: pandas.Series(_cells(SimpleLazyObject(forbidden), 2), dtype=object),
    "cell of a frame": lambda: pandas.DataFrame(
        {"a": pandas.Series(_cells(SimpleLazyObject(forbidden)), dtype=object)}
    ),
    "list in a frame": lambda: pandas.DataFrame({"a": _cells([1, {"k": SimpleLazyObject(forbidden)}])}),
    "end of a long frame": lambda: pandas.DataFrame({"a": _cells(*range(5000), SimpleLazyObject(forbidden))}),
    "unknown collection in a frame": lambda: pandas.DataFrame({"a": _cells(types.SimpleNamespace(x=Proxied()))}),
    "series of polars": lambda: polars.Series([Unshown()], dtype=polars.Object),
    "frame of polars": lambda: polars.DataFrame({"a": polars.Series([Unshown()], dtype=polars.Object)}),
    "command that failed": lambda: subprocess.CalledProcessError(1, ["run", SimpleLazyObject(forbidden)]),
    "what a command printed": lambda: subprocess.CalledProcessError(1, "run", SimpleLazyObject(forbidden)),
    "command that took too long": lambda: subprocess.TimeoutExpired(SimpleLazyObject(forbidden), 3),
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
    for table in (
        pandas.DataFrame({"a": ["x", None], "b": [1.5, 2], "c": [[1, "y"], {"k": (1, 2)}]}),
        pandas.DataFrame({"a": ["x"] * 5000}),
        pandas.DataFrame({"a": [1]}, index=pandas.MultiIndex.from_tuples([("x", 1)])),
        pandas.Series(["x", None, pandas.NaT], name="s"),
        pandas.Series(["x", "y"], dtype="category"),
        pandas.Index(["a", "b"]),
        numpy.array(["x", 1, None], dtype=object),
        numpy.arange(20_000),
    ):
        assert shown(table) == repr(table)[: len(shown(table))]
        assert len(shown(table)) > 10
    assert shown(subprocess.CalledProcessError(3, ["ls", "-l"]))["message"] == (
        "Command '['ls', '-l']' returned non-zero exit status 3."
    )
    assert shown(types.SimpleNamespace(a=1)) == {"a": 1}
    assert shown(wrapt.ObjectProxy({"a": 1})) == f"<{wrapt.ObjectProxy.__module__}.ObjectProxy>"
