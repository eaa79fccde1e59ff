"""One rendering for each kind of value. `docs/guides/python.md` has the same table."""

from __future__ import annotations

import collections
import dataclasses
import datetime
import decimal
import enum
import fractions
import ipaddress
import json
import math
import pathlib
import types
import uuid
from typing import Any, NamedTuple

import pydantic
import pytest

from convlog import Conversation, State, _core, pii, testing


class Colour(enum.Enum):
    RED = "red"


class Number(enum.IntEnum):
    ONE = 1


class Point(NamedTuple):
    x: int
    y: int


@dataclasses.dataclass
class Booking:
    name: str
    at: datetime.date
    guests: list[Point]


@dataclasses.dataclass(slots=True)
class Slotted:
    a: int
    b: int = dataclasses.field(init=False)


class Model(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="allow")
    when: datetime.date
    secret: pydantic.SecretStr = pydantic.SecretStr("s3cret")


class Text(str):
    __slots__ = ()


class Plain:
    def __repr__(self) -> str:
        return "<Plain>"


class Broken:
    def __repr__(self) -> str:
        raise RuntimeError("no")


UTC = datetime.UTC
BIG = 10**400


@pytest.mark.parametrize(
    ("value", "rendered"),
    [
        (None, "null"),
        (True, "true"),
        (-17, "-17"),
        (2**63 - 1, "9223372036854775807"),
        (2**63, "9223372036854775808"),
        (-(2**70), str(-(2**70))),
        (BIG, str(BIG)),
        (0.1, "0.1"),
        (1.0, "1.0"),
        (-0.0, "-0.0"),
        (1e300, "1e300"),
        (41.725, "41.725"),
        (math.nan, '"NaN"'),
        (math.inf, '"Infinity"'),
        (-math.inf, '"-Infinity"'),
        ("naïve ☃ 😀", '"naïve ☃ 😀"'),
        ('"\\\n\x00\x7f', '"\\"\\\\\\n\\u0000\x7f"'),
        ("\ud800 alone", '"\\\\ud800 alone"'),
        (Text("sub"), '"sub"'),
        (datetime.datetime(2025, 1, 2, 3, 4, 5, 6, UTC), '"2025-01-02T03:04:05.000006+00:00"'),
        (datetime.datetime(2025, 1, 2, 3, 4, 5), '"2025-01-02T03:04:05"'),
        (datetime.date(2025, 1, 2), '"2025-01-02"'),
        (datetime.time(3, 4, 5), '"03:04:05"'),
        (datetime.timedelta(days=1, hours=2, seconds=3.5), '"P1DT2H3.5S"'),
        (datetime.timedelta(), '"PT0S"'),
        (-datetime.timedelta(minutes=5), '"-PT5M"'),
        (decimal.Decimal("1.10"), '"1.10"'),
        (fractions.Fraction(1, 3), '"1/3"'),
        (1 + 2j, '"(1+2j)"'),
        (uuid.UUID(int=5), '"00000000-0000-0000-0000-000000000005"'),
        (pathlib.PurePosixPath("/a/b"), '"/a/b"'),
        (ipaddress.ip_address("192.0.2.1"), '"192.0.2.1"'),
        (Colour.RED, '"red"'),
        (Number.ONE, "1"),
        (b"text", '"text"'),
        (b"\xff\x00", '"base64:/wA="'),
        (bytearray(b"text"), '"text"'),
        (memoryview(b"text"), '"text"'),
        ({3, 1, 2}, "[1,2,3]"),
        (frozenset("b"), '["b"]'),
        ((1, "a"), '[1,"a"]'),
        (Point(1, 2), '{"x":1,"y":2}'),
        (collections.deque([1, 2]), "[1,2]"),
        (collections.OrderedDict(b=1, a=2), '{"b":1,"a":2}'),
        (types.MappingProxyType({"a": 1}), '{"a":1}'),
        (collections.ChainMap({"a": 1}), '{"a":1}'),
        (State(a=1), '{"a":1}'),
        ({"a": 1}.keys(), '["a"]'),
        (
            Booking("x", datetime.date(2025, 1, 2), [Point(1, 2)]),
            '{"name":"x","at":"2025-01-02","guests":[{"x":1,"y":2}]}',
        ),
        (Slotted(1), '{"a":1}'),
        (ValueError("bad"), '{"type":"ValueError","message":"bad"}'),
        (int, '"int"'),
        (Booking, f'"{__name__}.Booking"'),
        (range(3), '"range(0, 3)"'),
        (Plain(), '"<Plain>"'),
        (Broken(), '"<unrepresentable Broken: RuntimeError>"'),
        ({1: "a", "1": "b", None: "c", 2.5: 1, (1, 2): 2}, '{"1_":"a","1":"b","null":"c","2.5":1,"(1, 2)":2}'),
        ({Colour.RED: 1, datetime.date(2025, 1, 2): 2, b"k": 3}, '{"red":1,"2025-01-02":2,"k":3}'),
        ({"\ud800": 1, "\\ud800": 2}, '{"\\\\ud800_":1,"\\\\ud800":2}'),
        ([], "[]"),
        ({}, "{}"),
        ([[], {}, [{}]], "[[],{},[{}]]"),
    ],
)
def each_kind_of_value_has_one_rendering(value: object, rendered: str) -> None:
    assert _core.Snapshot(value).json.decode() == rendered


def a_pydantic_model_is_its_fields_without_its_secrets() -> None:
    model = Model.model_validate({"when": "2025-01-02", "more": [1]})
    assert json.loads(_core.Snapshot(model).json) == {
        "when": "2025-01-02",
        "secret": "SecretStr('**********')",
        "more": [1],
    }


def a_set_that_cannot_be_sorted_is_still_whole() -> None:
    items = json.loads(_core.Snapshot({1, "a", None}).json)
    assert sorted(map(str, items)) == ["1", "None", "a"]


def an_exception_with_a_cause_names_it() -> None:
    error = ValueError("outer")
    error.__cause__ = OSError("inner")
    assert json.loads(_core.Snapshot(error).json)["causes"] == [{"type": "OSError", "message": "inner"}]


def a_generator_is_never_consumed() -> None:
    def count() -> Any:
        yield 1

    counting = count()
    assert "generator object" in json.loads(_core.Snapshot(counting).json)
    assert next(counting) == 1


def entries_are_snapshots_of_the_moment_of_the_call(conv: Conversation, captured: testing.Captured) -> None:
    conv.state.items_seen = [1]
    conv.log.info("before", state=conv.state)
    conv.state["items_seen"].append(2)
    conv.state.later = True
    assert captured.entries[0]["state"] == {"items_seen": [1]}


def a_value_marked_personal_is_rendered_in_place_and_pointed_at(conv: Conversation, captured: testing.Captured) -> None:
    conv.log.info(
        "x", phone=pii("+44 7700 900123"), nested={"a/b": [1, {"c": pii({"d": 1})}], 5: pii(2)}, key={pii("k"): 1}
    )
    record = captured.of("log")[0]
    assert record.fields["phone"] == "+44 7700 900123"
    assert record.fields["nested"] == {"a/b": [1, {"c": {"d": 1}}], "5": 2}
    assert record.fields["key"] == {"<pii>": 1}
    assert record.pii == ["/entry/phone", "/entry/nested/a~1b/1/c", "/entry/nested/5"]


def content_and_arguments_may_be_marked_personal(conv: Conversation, captured: testing.Captured) -> None:
    conv.log.info(pii("the number"), True, pii("extra"))  # type: ignore[arg-type]
    record = captured.of("log")[0]
    assert (record.fields["content"], record.fields["_args"]) == ("the number", ["extra"])
    assert record.pii == ["/entry/content", "/entry/_args/0"]


def a_marked_value_never_shows_itself() -> None:
    marked = pii("s3cret")
    assert f"{marked} {marked!r} {[marked]}" == "<pii> <pii> [<pii>]"
    assert marked.value == "s3cret"


def a_pointer_that_would_be_too_long_hides_more_not_less(conv: Conversation, captured: testing.Captured) -> None:
    conv.log.info("x", **{"a": {"k" * 600: pii(1)}, "b" * 600: pii(2)})  # type: ignore[arg-type]
    assert captured.of("log")[0].pii == ["/entry/a", "/entry"]


def a_repr_that_logs_writes_its_own_entry(conv: Conversation, captured: testing.Captured) -> None:
    class Chatty:
        def __repr__(self) -> str:
            conv.log.info("from inside", deep=[1, 2])
            return "<Chatty>"

    conv.log.info("outside", before=1, value=Chatty(), after=2)
    inner, outer = captured.entries
    assert inner["content"] == "from inside"
    assert (outer["before"], outer["value"], outer["after"]) == (1, "<Chatty>", 2)


def a_container_changed_while_it_is_rendered_harms_nothing(conv: Conversation, captured: testing.Captured) -> None:
    shared: dict[Any, Any] = {}
    items: list[Any] = []

    class Meddler:
        def __repr__(self) -> str:
            shared.clear()
            items.clear()
            for number in range(1000):
                shared[f"new{number}"] = [number]
            return "<Meddler>"

    shared.update({"a": Meddler(), "b": {"c": 1}, **{f"k{n}": [n] for n in range(100)}})
    items.extend([Meddler(), [1], [2]])
    conv.log.info("x", shared=shared, items=items)
    assert captured.entries[0]["shared"]["a"] == "<Meddler>"


def a_repr_that_raises_past_exception_is_a_marker(conv: Conversation, captured: testing.Captured) -> None:
    class Leaver:
        def __repr__(self) -> str:
            raise SystemExit(3)

    conv.log.info("x", value=Leaver(), after=1)
    assert captured.entries[0]["value"] == "<unrepresentable: SystemExit>"
    assert captured.entries[0]["after"] == 1


def an_interrupt_during_a_rendering_reaches_the_host_after_the_call(
    conv: Conversation, captured: testing.Captured
) -> None:
    class Interrupted:
        def __repr__(self) -> str:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        conv.log.info("x", value=Interrupted())
        for _ in range(1000):
            pass
    assert captured.entries[0]["value"] == "<unrepresentable: KeyboardInterrupt>"


def calling_does_not_leak(conv: Conversation, captured: testing.Captured) -> None:
    import gc
    import sys

    value = {"a": [object(), {"b": pii(1)}], 5: Colour.RED}
    conv.log.info("warm", value=value)
    gc.collect()
    before = (sys.getrefcount(value), sys.getrefcount(value["a"]), sys.getrefcount(None))
    for _ in range(1000):
        conv.log.info("x", value=value, content="again", level=None)  # type: ignore[misc]
        captured.clear()
    after = (sys.getrefcount(value), sys.getrefcount(value["a"]), sys.getrefcount(None))
    assert before[:2] == after[:2]
    assert abs(after[2] - before[2]) < 500
