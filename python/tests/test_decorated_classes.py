"""The decorator on classes, which stay what they are, and on objects that are called and have a state."""

from __future__ import annotations

import abc
import collections
import copy
import dataclasses
import functools
import inspect
import pickle
import sys
from typing import Any, ClassVar, NamedTuple

import pytest
from events import event_named

import convlog
from convlog import Conversation, testing


@convlog.function
class Booking:
    """A booking."""

    size = 1

    def __init__(self, conv: Conversation, size: int = 2, *, note: str = "") -> None:
        conv.log.info("Booked", size=size)
        self.size = size

    @classmethod
    def of_two(cls, conv: Conversation) -> Booking:
        return cls(conv, 2)

    @staticmethod
    def cost(size: int) -> int:
        return size * 10


@convlog.function
@dataclasses.dataclass(frozen=True)
class Caller:
    conv: Any
    name: str
    tags: list[str] = dataclasses.field(default_factory=list)


@convlog.function(name="refusal", pii=["why"])
class RefusalError(Exception):
    def __init__(self, conv: Conversation, why: str) -> None:
        super().__init__(why)


@convlog.function
class Slotted:
    __slots__ = ("conv",)

    def __init__(self, conv: Conversation) -> None:
        self.conv = conv


class Base(abc.ABC):
    made: ClassVar[list[type]] = []

    def __init_subclass__(cls) -> None:
        Base.made.append(cls)

    @abc.abstractmethod
    def step(self) -> int: ...


@convlog.function
class Step(Base):
    def __init__(self, conv: Conversation) -> None: ...

    def step(self) -> int:
        return 1


class Later(Booking):
    pass


MAKES: dict[str, Any] = {
    "Booking": lambda conv: Booking(conv, 3, note="x"),
    "Caller": lambda conv: Caller(conv, "zeb"),
    "refusal": lambda conv: RefusalError(conv, "zeb quill"),
    "Slotted": Slotted,
    "Step": Step,
}


@pytest.mark.parametrize("name", MAKES)
def a_class_stays_what_it_is_and_records_how_its_objects_are_made(
    conv: Conversation, captured: testing.Captured, name: str
) -> None:
    made = MAKES[name](conv)
    kind = type(made)
    assert isinstance(kind, type)
    assert getattr(sys.modules[__name__], kind.__name__) is kind
    assert isinstance(made, kind)
    event = event_named(captured, name)
    assert "ended_at" in event
    assert pickle.loads(pickle.dumps(kind)) is kind
    assert copy.deepcopy(kind) is kind
    below = type("Below", (kind,), {})
    assert isinstance(below.__new__(below), kind)
    assert "conv" in inspect.signature(kind).parameters


def what_belongs_to_a_class_works_as_before(conv: Conversation, captured: testing.Captured) -> None:
    assert (Booking.size, Booking.cost(3), Booking.__doc__) == (1, 30, "A booking.")
    assert Booking.of_two(conv).size == 2
    event = event_named(captured, "Booking")
    assert event["arguments"] == {"size": 2}
    assert captured.of("log")[0].function_event_id is not None
    assert dataclasses.asdict(Caller(None, "zeb")) == {"conv": None, "name": "zeb", "tags": []}
    assert pickle.loads(pickle.dumps(Caller(None, "zeb"))) == Caller(None, "zeb")
    assert Base.made.count(Step) == 1, "no class is made a second time"
    with pytest.raises(RefusalError, match="quill"):
        raise RefusalError(conv, "zeb quill")
    told = event_named(captured, "refusal")
    assert told["arguments"] == {"why": "zeb quill"}
    assert told["pii"] == ["/arguments/why"]


def objects_of_a_class_below_are_not_its_own(conv: Conversation, captured: testing.Captured) -> None:
    assert Later(conv, 5).size == 5
    assert captured.events() == []


def a_making_that_fails_is_recorded_and_raises(conv: Conversation, captured: testing.Captured) -> None:
    @convlog.function
    class Fails:
        def __init__(self, conv: Conversation) -> None:
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        Fails(conv)
    assert event_named(captured, "Fails")["error"]["type"] == "ValueError"


class Found(NamedTuple):
    conv: Any
    size: int


@pytest.mark.parametrize("kind", [Found, dict, int, collections.OrderedDict, Base, Exception])
def a_class_that_stands_already_is_wrapped_and_not_touched(
    conv: Conversation, captured: testing.Captured, kind: Any
) -> None:
    before = dict(vars(kind))
    wrapped = convlog.function(kind)
    assert dict(vars(kind)) == before
    assert wrapped is not kind
    if kind is not Base:
        made = wrapped(conv, 2) if kind is Found else wrapped()
        assert isinstance(made, wrapped)
        assert issubclass(type(made), wrapped)

    class Below(wrapped):  # type: ignore[misc, valid-type]
        pass

    assert kind in Below.__mro__


def a_class_of_which_nothing_can_be_recorded_is_left_as_it_is(captured: testing.Captured) -> None:
    class Frozen(tuple):
        def __new__(cls, conv: Any) -> Frozen:
            return super().__new__(cls, (conv,))

    assert convlog.function(Frozen) is Frozen
    assert Frozen(1) == (1,)


class Counter:
    """What is called, counts, and holds what it was called with."""

    total = 0

    def __init__(self) -> None:
        self.count = 0
        self.seen: list[int] = []

    def __call__(self, conv: Conversation, number: int) -> int:
        self.count += 1
        self.seen.append(number)
        return self.count

    def reset(self) -> None:
        self.count = 0

    def __len__(self) -> int:
        return len(self.seen)

    def __iter__(self) -> Any:
        return iter(self.seen)

    def __getitem__(self, at: int) -> int:
        return self.seen[at]

    def __contains__(self, number: int) -> bool:
        return number in self.seen

    def __enter__(self) -> Counter:
        return self

    def __exit__(self, *_: object) -> None:
        self.reset()

    def __eq__(self, other: object) -> bool:
        return self.count == getattr(other, "count", None)

    def __hash__(self) -> int:
        return 7


def an_object_that_is_called_keeps_one_state(conv: Conversation, captured: testing.Captured) -> None:
    counter = Counter()
    decorated: Any = convlog.function(counter)
    assert [decorated(conv, 5), decorated(conv, 6)] == [1, 2]
    assert (decorated.count, counter.count) == (2, 2)
    decorated.count = 50
    assert counter.count == 50
    decorated.reset()
    assert (decorated.count, counter.count) == (0, 0)
    counter.added = "later"  # type: ignore[attr-defined]
    assert decorated.added == "later"
    del decorated.added
    assert not hasattr(counter, "added")
    assert (len(decorated), list(decorated), decorated[1], 6 in decorated, 9 in decorated) == (
        2,
        [5, 6],
        6,
        True,
        False,
    )
    assert decorated == counter
    assert hash(decorated) == 7
    with decorated as entered:
        assert entered is counter
    assert bool(convlog.function(Counter())) is False, "as the object itself"
    assert len(captured.events()) == 2


@pytest.mark.parametrize("fn", [functools.lru_cache(lambda conv: 1), functools.partial(print), len, "a".upper])
def other_callables_are_looked_through_as_before(fn: Any) -> None:
    decorated = convlog.function(fn)
    assert callable(decorated)
    assert bool(decorated)
    assert decorated == decorated
    assert {decorated: 1}[decorated] == 1
