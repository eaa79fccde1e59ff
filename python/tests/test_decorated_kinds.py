"""The decorator above and below everything that a class or a module may hold: it runs as before, and is recorded."""

from __future__ import annotations

import abc
import asyncio
import contextlib
import functools
import inspect
import random
import secrets
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from events import event_named

import convlog
from convlog import Conversation, testing


class Everything:
    def __init__(self) -> None:
        self.log: list[str] = []

    @convlog.function
    @classmethod
    def above_class(cls, conv: Conversation, size: int) -> tuple[str, int]:
        return cls.__name__, size

    @classmethod
    @convlog.function
    def below_class(cls, conv: Conversation, size: int) -> tuple[str, int]:
        return cls.__name__, size

    @convlog.function
    @staticmethod
    def above_static(conv: Conversation, size: int) -> int:
        return size

    @staticmethod
    @convlog.function
    def below_static(conv: Conversation, size: int) -> int:
        return size

    @convlog.function(pii=["size"])
    @classmethod
    async def async_class(cls, conv: Conversation, size: int) -> int:
        return size

    @convlog.function
    @functools.lru_cache  # noqa: B019 - what a user writes
    def cached(self, conv: Conversation, size: int) -> int:
        return size

    @convlog.function
    @functools.singledispatchmethod
    def single(self, conv: Any, size: Any) -> Any:
        return size

    @single.register
    def _(self, conv: Conversation, size: Any) -> Any:
        return ("of a conversation", size)

    def _partial(self, factor: int, conv: Conversation, size: int) -> int:
        return factor * size

    partial = convlog.function(functools.partialmethod(_partial, 2))

    @convlog.function
    @property
    def above_property(self) -> int:
        return 5

    @above_property.setter
    def above_property(self, value: int) -> None:
        self.log.append(f"set {value}")

    @property
    @convlog.function
    def below_property(self) -> int:
        return 6

    @convlog.function
    @functools.cached_property
    def computed_once(self) -> int:
        self.log.append("computed")
        return 7


METHODS = {
    "above_class": ("Everything", 4), "below_class": ("Everything", 4), "above_static": 4, "below_static": 4,
    "cached": 4, "single": ("of a conversation", 4), "partial": 8,
}  # fmt: skip


@pytest.mark.parametrize("name", METHODS)
def a_method_of_any_kind_is_called_and_recorded(conv: Conversation, captured: testing.Captured, name: str) -> None:
    assert getattr(Everything(), name)(conv, 4) == METHODS[name]
    (event,) = captured.events()
    assert event["arguments"].get("size", event["arguments"].get("args")) in (4, [4])
    assert event["arguments"].keys().isdisjoint({"conv", "self", "cls"})


@pytest.mark.parametrize("name", ["above_class", "below_class", "above_static", "below_static"])
def a_method_that_needs_no_object_is_called_on_its_class(
    conv: Conversation, captured: testing.Captured, name: str
) -> None:
    assert getattr(Everything, name)(conv, 4) == METHODS[name]
    assert captured.events()[0]["arguments"] == {"size": 4}


def an_asynchronous_class_method_keeps_its_marks(conv: Conversation, captured: testing.Captured) -> None:
    assert inspect.iscoroutinefunction(Everything.async_class)
    assert asyncio.run(Everything().async_class(conv, 4)) == 4
    assert captured.of("function_event")[0].pii == ["/arguments/size"]


def properties_are_recorded_where_a_call_is_running(conv: Conversation, captured: testing.Captured) -> None:
    thing = Everything()
    with conv.turn():
        assert (thing.above_property, thing.below_property) == (5, 6)
        assert (thing.computed_once, thing.computed_once) == (7, 7)
        thing.above_property = 1
    assert thing.log == ["computed", "set 1"]
    assert [event["name"] for event in captured.events()] == ["above_property", "below_property", "computed_once"]


def abstract_methods_stay_abstract() -> None:
    class Shape(abc.ABC):
        @convlog.function
        @abc.abstractmethod
        def area(self) -> int: ...

        @convlog.function
        @classmethod
        @abc.abstractmethod
        def make(cls) -> Any: ...

        @convlog.function
        @property
        @abc.abstractmethod
        def name(self) -> str: ...

    assert Shape.__abstractmethods__ == {"area", "make", "name"}
    with pytest.raises(TypeError, match="abstract"):
        Shape()  # type: ignore[abstract]


@convlog.function
@functools.singledispatch
def describe(value: Any) -> str:
    return "anything"


@describe.register
def _(value: int) -> str:
    return "a number"


def a_dispatching_function_dispatches_and_can_be_extended(conv: Conversation, captured: testing.Captured) -> None:
    with conv.turn():
        assert (describe(5), describe("x")) == ("a number", "anything")
    assert [event["arguments"] for event in captured.events()] == [{"value": 5}, {"value": "x"}]


class Sync:
    def __call__(self, conv: Conversation, size: int) -> int:
        return size

    def reset(self) -> str:
        return "reset"


class Async:
    async def __call__(self, conv: Conversation, size: int) -> int:
        return size


async def coroutine(factor: int, conv: Conversation, size: int) -> int:
    return factor * size


async def items(conv: Conversation, size: int) -> AsyncIterator[int]:
    yield size


def generated(conv: Conversation, size: int) -> Iterator[int]:
    yield size


def callables_keep_their_nature_and_attributes(conv: Conversation, captured: testing.Captured) -> None:
    sync, awaited = convlog.function(Sync()), convlog.function(Async())
    partial = convlog.function(functools.partial(coroutine, 3))
    assert sync(conv, 4) == 4
    assert sync.reset() == "reset"  # type: ignore[attr-defined]
    assert asyncio.run(awaited(conv, 4)) == 4
    assert inspect.iscoroutinefunction(partial)
    assert asyncio.run(partial(conv, 4)) == 12
    assert list(inspect.signature(sync).parameters) == ["conv", "size"]
    assert [event["name"] for event in captured.events()] == ["Sync", "Async", "coroutine"]

    class Holds:
        instance = sync
        through = partial

    assert Holds().instance(conv, 5) == 5, "an object in a class is not bound, and neither is what stands for it"
    cached = convlog.function(functools.lru_cache(lambda conv, size: size))
    assert cached(conv, 1) == cached(conv, 1) == 1
    assert cached.cache_info().hits == 1  # type: ignore[attr-defined]
    cached.cache_clear()  # type: ignore[attr-defined]


def generators_behind_partials_are_driven(conv: Conversation, captured: testing.Captured) -> None:
    async def collect() -> list[int]:
        return [item async for item in convlog.function(functools.partial(items, conv))(4)]

    assert list(convlog.function(functools.partial(generated, conv))(4)) == [4]
    assert asyncio.run(collect()) == [4]
    assert "ended_at" in event_named(captured, "items")


class Reads:
    """A descriptor that somebody else made, and that knows the name it got."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, instance: Any, owner: Any) -> Any:
        return lambda conv, size: (self.name, size)


class Sets(Reads):
    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__["was set"] = value


class Refuses:
    """A callable whose attributes cannot be read."""

    def __call__(self, conv: Conversation) -> int:
        return 1

    @property
    def __name__(self) -> str:
        raise RuntimeError("no name")


def what_nobody_knows_is_left_to_work_as_it_does(conv: Conversation, captured: testing.Captured) -> None:
    class Holds:
        reads = convlog.function(Reads())  # type: ignore[arg-type,var-annotated]
        sets = convlog.function(Sets())  # type: ignore[arg-type,var-annotated]
        number = convlog.function(3)  # type: ignore[arg-type,var-annotated]

    holds = Holds()
    assert holds.reads(conv, 4) == ("reads", 4)  # type: ignore[attr-defined]
    holds.sets = 1  # type: ignore[assignment]
    assert (holds.__dict__, Holds.number) == ({"was set": 1}, 3)
    assert convlog.function(Refuses())(conv) == 1
    assert convlog.function(contextlib.nullcontext)("x").enter_result == "x"


# What is the host's stays the host's.


def the_fixture_leaves_the_hosts_sources_alone(convlog_capture: testing.Captured) -> None:
    sources = (uuid.uuid4, uuid.uuid1, secrets.token_hex, secrets.token_bytes, random.random, time.time)
    assert all(getattr(source, "__module__", "") in ("uuid", "secrets", "random", "time", None) for source in sources)
    assert len({uuid.uuid4() for _ in range(3)}) == 3
    assert uuid.uuid4().version == 4
    assert len({secrets.token_hex(8) for _ in range(3)}) == 3
    conv = Conversation("CA1")
    with conv.turn() as turn, conv.function("f") as event, conv.span("llm") as span:
        uuid.uuid4()
    assert [turn.id, event.id[-4:], span.id] == ["0000000000000001", "0002", "0000000000000003"]
    assert Conversation("").id.endswith("0004")


def a_host_that_replaces_its_sources_changes_none_of_our_ids(
    conv: Conversation, captured: testing.Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uuid, "uuid4", lambda: uuid.UUID(int=7))
    monkeypatch.setattr(secrets, "token_hex", lambda length=None: "7")
    monkeypatch.setattr("os.urandom", lambda length: b"\x07" * length)
    random.seed(7)
    with conv.turn() as turn, conv.function("f") as event, conv.function("f") as other:
        pass
    assert len({turn.id, event.id, other.id, "7", str(uuid.UUID(int=7))}) == 5
    state = random.getstate()
    with conv.turn():
        conv.log.info("x")
    assert random.getstate() == state


def captures_within_captures_count_on_their_own() -> None:
    with testing.capture(fixed_ids=True):
        assert Conversation("").id[-1] == "1"
        with testing.capture(fixed_ids=True):
            assert Conversation("").id[-1] == "1"
        assert Conversation("").id[-1] == "2"
    assert Conversation("").id[:8] != "00000000"


# A failure of ours.


def a_failure_of_ours_is_counted_and_reaches_nobody(
    conv: Conversation, captured: testing.Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any, **__: Any) -> Any:
        raise AssertionError("of ours")

    @convlog.function
    def books(conv: Conversation, size: int) -> int:
        return size

    before = convlog.stats()["internal_failures"]
    monkeypatch.setattr("convlog._fields.fit", fails)
    assert books(conv, 4) == 4
    with conv.turn("hello") as turn, conv.span("llm"), conv.function("f", {"a": 1}) as event:
        turn.agent_response = "hi"
        event.set_result(1)
    conv.update(language="en")
    conv.end()
    with pytest.raises(ValueError, match="of the host"), conv.function("g"):
        raise ValueError("of the host")
    monkeypatch.setattr("convlog._function.FunctionEvent", fails)
    assert books(conv, 5) == 5
    assert convlog.stats()["internal_failures"] > before + 5


@pytest.mark.parametrize(
    "arguments", [5, "text", [1, 2], [("a", 1)], {1: 2}, convlog.pii({"a": 1}), object(), {"a"}, lambda: 1, 0]
)
def any_arguments_are_taken(conv: Conversation, captured: testing.Captured, arguments: Any) -> None:
    with conv.function("f", arguments):
        pass
    assert "ended_at" in captured.events()[0]
    assert captured.events()[0]["arguments"] is not None
