"""What an author says of a field, a number or an exception is kept to: hidden stays hidden, and 0.1 is 0.1."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import json
import traceback
from typing import Annotated, Any

import attrs
import msgspec
import numpy
import pandas
import pydantic
import pydantic.dataclasses
import pytest
from pydantic import v1

from convlog import Conversation, _console, _core, pii, testing

HIDDEN = "h1dden"


@dataclasses.dataclass
class Plain:
    name: str = "Ann"
    token: str = dataclasses.field(default=HIDDEN, repr=False)


@dataclasses.dataclass(slots=True, frozen=True)
class Slotted:
    name: str = "Ann"
    token: str = dataclasses.field(default=HIDDEN, repr=False)


@dataclasses.dataclass
class Inherits(Plain):
    more: int = 1


@attrs.define
class Attrs:
    name: str = "Ann"
    token: str = attrs.field(default=HIDDEN, repr=False)


@attrs.define(slots=False)
class Masked:
    name: str = "Ann"
    token: str = attrs.field(default=HIDDEN, repr=lambda value: "***")


class Model(pydantic.BaseModel):
    name: str = "Ann"
    token: str = pydantic.Field(default=HIDDEN, repr=False)


class Excluded(pydantic.BaseModel):
    name: str = "Ann"
    token: Annotated[str, pydantic.Field(exclude=True)] = HIDDEN


class Sometimes(pydantic.BaseModel):
    name: str = "Ann"
    token: str = pydantic.Field(default=HIDDEN, exclude_if=lambda value: True)


class Generic(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="allow", frozen=True)
    name: str = "Ann"
    token: str | None = pydantic.Field(default=HIDDEN, alias="t", exclude=True)


@pydantic.dataclasses.dataclass
class OfPydantic:
    name: str = "Ann"
    token: str = pydantic.Field(default=HIDDEN, repr=False)


@pydantic.dataclasses.dataclass
class ExcludedOfPydantic:
    name: str = "Ann"
    token: str = pydantic.Field(default=HIDDEN, exclude=True)


class Old(v1.BaseModel):
    name: str = "Ann"
    token: str = v1.Field(HIDDEN, exclude=True)


class OldRepr(v1.BaseModel):
    name: str = "Ann"
    token: str = v1.Field(HIDDEN, repr=False)


OBJECTS = [
    Plain(), Slotted(), Inherits(), Attrs(), Masked(), Model(), Excluded(), Sometimes(), Generic(), OfPydantic(),
    ExcludedOfPydantic(), Old(), OldRepr(),
]  # fmt: skip
each_object = pytest.mark.parametrize("value", OBJECTS, ids=[type(value).__name__ for value in OBJECTS])


@each_object
def a_field_that_its_author_hides_is_personal(conv: Conversation, captured: testing.Captured, value: Any) -> None:
    conv.log.info("x", value=value, deep=[{"a": value}])
    record = captured.of("log")[0]
    assert record.pii == ["/entry/value/token", "/entry/deep/0/a/token"]
    assert record.fields["value"]["name"] == "Ann"
    assert record.fields["value"]["token"] == HIDDEN, "readers with pii see it"


@each_object
def it_is_personal_wherever_the_object_goes(conv: Conversation, captured: testing.Captured, value: Any) -> None:
    with conv.function("f", {"value": value}) as event:
        conv.state.value = value
        event.set_result({"utterance": value, "value": value})
    with conv.span("llm", attributes={"value": value}):
        pass
    conv.write_metric("m", value)
    conv.update(summary=value)
    conv.log.info(value)
    for record in filter(lambda record: record.fields, captured.records):
        shown = _core.open_part(record.type, record.json.encode(), record.pii)
        assert HIDDEN.encode() not in (shown or HIDDEN.encode()), record
    printed = [
        _console.render(r.type, (None, None, "c", None, None, None), r.json.encode(), r.pii, colour=False)
        for r in captured.of("log")
    ]
    assert HIDDEN not in "".join(printed)


def a_mark_within_a_hidden_field_and_a_field_that_is_marked_need_no_second_one() -> None:
    rendered = _core.Snapshot(Plain(token=pii("x")))  # type: ignore[arg-type]
    assert rendered.pii == ["/token"]


def secrets_are_shown_to_nobody() -> None:
    class Keeps(pydantic.BaseModel):
        text: pydantic.SecretStr = pydantic.SecretStr(HIDDEN)
        raw: pydantic.SecretBytes = pydantic.SecretBytes(HIDDEN.encode())
        number: pydantic.Secret[int] = pydantic.Secret[int](424242)
        old: Any = v1.SecretStr(HIDDEN)

    rendered = _core.Snapshot([Keeps(), {"a": pydantic.SecretStr(HIDDEN)}]).json.decode()
    assert HIDDEN not in rendered
    assert "424242" not in rendered
    assert rendered.count("**********") == 5


def a_struct_is_its_fields() -> None:
    class Point(msgspec.Struct, frozen=True, tag=True):
        x: int
        y: list[int] = []

    assert json.loads(_core.Snapshot(Point(1, [2])).json) == {"x": 1, "y": [2]}


def properties_and_computed_fields_of_an_object_are_not_asked() -> None:
    class Computes(pydantic.BaseModel):
        a: int = 1

        @pydantic.computed_field  # type: ignore[prop-decorator]
        @property
        def b(self) -> int:
            raise AssertionError("asked")

    @dataclasses.dataclass
    class Descends:
        a: int

        @property
        def b(self) -> int:
            raise AssertionError("asked")

        def __getattr__(self, name: str) -> Any:
            raise AssertionError("asked")

    unset = Descends.__new__(Descends)
    rendered = [json.loads(_core.Snapshot(value).json) for value in (Computes(), Descends(1), unset)]
    assert rendered == [{"a": 1}, {"a": 1}, {}]


# Numbers and times of others.


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (numpy.datetime64("2025-01-02T03:04:05.123456789"), "2025-01-02T03:04:05.123456789"),
        (numpy.datetime64("2025-01-02T03:04:05"), "2025-01-02T03:04:05"),
        (numpy.datetime64("2025-01-02"), "2025-01-02"),
        (numpy.datetime64("2025-01"), "2025-01"),
        (numpy.datetime64("NaT"), "NaT"),
        (numpy.datetime64("1970-01-02T03:04:05.000000000001"), "1970-01-02T03:04:05.000000000001"),
        (numpy.timedelta64(5, "ns"), "PT0.000000005S"),
        (numpy.timedelta64(-1500, "ms"), "-PT1.5S"),
        (numpy.timedelta64(90, "m"), "PT1H30M"),
        (numpy.timedelta64(2, "W"), "P14D"),
        (numpy.timedelta64(3, "M"), "P3M"),
        (numpy.timedelta64(-2, "Y"), "-P2Y"),
        (numpy.timedelta64(7), 7),
        (numpy.timedelta64("NaT"), "NaT"),
        (numpy.timedelta64(25, "10ms"), "PT0.25S"),
        (numpy.longdouble("0.1"), "0.1"),
        (numpy.longdouble("1e4000"), "1e+4000"),
        (numpy.longdouble(0.5), 0.5),
        (numpy.longdouble("nan"), "NaN"),
        (numpy.longdouble("-inf"), "-Infinity"),
        (numpy.clongdouble(1 + 2j), "(1+2j)"),
        (numpy.complex64(1 + 2j), "(1+2j)"),
        (numpy.float16(0.1), 0.1),
        (numpy.float32(0.1), 0.1),
        (numpy.float32(16777216), 16777216.0),
        (numpy.float64(0.1), 0.1),
        (numpy.int8(-5), -5),
        (numpy.uint64(2**64 - 1), 2**64 - 1),
        (numpy.bool_(True), True),
        (numpy.str_("é"), "é"),
        (numpy.bytes_(b"b"), "b"),
        (numpy.array((1, "2025-01-02"), dtype=[("n", "i4"), ("d", "M8[ns]")])[()], {
            "n": 1, "d": "2025-01-02T00:00:00.000000000"}),
        (pandas.Timestamp("2025-01-02T03:04:05.123456789Z"), "2025-01-02T03:04:05.123456789+00:00"),
        (pandas.Timedelta("1 days 00:00:05.000000005"), "P1DT5.000000005S"),
        (pandas.Timedelta(-1, "ms"), "-PT0.001S"),
        (pandas.NaT, "NaT"),
        (pandas.NA, "<NA>"),
        (datetime.timedelta(microseconds=-1), "-PT0.000001S"),
        (datetime.timedelta(days=400, seconds=1), "P400DT1S"),
        (datetime.timedelta.max, "P999999999DT23H59M59.999999S"),
    ],
)  # fmt: skip
def a_number_or_time_of_somebody_elses_is_what_it_says(value: Any, says: Any) -> None:
    assert json.loads(_core.Snapshot(value).json) == says
    assert type(json.loads(_core.Snapshot(value).json)) is type(says)
    with contextlib.suppress(TypeError, ValueError):  # not all of them can be keys
        (key,) = json.loads(_core.Snapshot({value: 1}).json)
        assert key == (json.dumps(says) if says in (True, 7, 0.5) else str(says)) or says in ("NaN", "-Infinity")


def fields_take_numbers_and_times_of_numpy(conv: Conversation, captured: testing.Captured) -> None:
    conv.turn(latency=numpy.float32(1.5), number=numpy.int64(3), barge_in=numpy.bool_(True))
    conv.update(started_at=numpy.datetime64("2025-01-02T03:04:05.123456789"), poly_score=numpy.datetime64("NaT"))
    told = captured.of("turn")[0].fields
    assert (told["latency"], told["number"], told["barge_in"]) == (1.5, 3, True)
    assert captured.of("conversation")[-1].fields == {
        "started_at": "2025-01-02T03:04:05.123456Z",
        "poly_score": None,
        "_mended": {"poly_score": "left_out"},
    }


# Exceptions.


def _raised(error: BaseException, *notes: str, cause: BaseException | None = None) -> Any:
    try:
        raise error from cause
    except BaseException as raised:  # noqa: BLE001 - whatever it is
        for note in notes:
            raised.add_note(note)
        return raised


def _everywhere(conv: Conversation, captured: testing.Captured, error: Any) -> list[dict[str, Any]]:
    """Return an exception as every place has it that exceptions go to."""
    conv.log.error("x", exc_info=error)
    conv.log.error("x", exc_info=(type(error), error, error.__traceback__))
    for around in (conv.function("f"), conv.span("llm")):
        try:
            with around:
                raise error
        except type(error):
            pass
    conv.log.info("x", value=error)
    spans, events = list(captured.merged("span").values()), captured.events()
    return [
        *(entry["exception"] for entry in captured.entries[:2]), events[0]["error"], spans[0]["error"],
        captured.entries[2]["value"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    "notes", [["seen by 3"], ["one", "two"], ["with\nlines"], ["é ☃"], [f"{number}" for number in range(16)]]
)
def notes_are_kept_wherever_exceptions_are(conv: Conversation, captured: testing.Captured, notes: list[str]) -> None:
    error = _raised(ValueError("bad"), *notes, cause=_raised(KeyError("k"), "of the cause"))
    for described in _everywhere(conv, captured, error):
        assert described["notes"] == notes
        assert described["causes"][0]["notes"] == ["of the cause"]
        if "stacktrace" in described:
            assert described["stacktrace"].endswith("\n".join(["ValueError: bad", *notes]))
            assert traceback.format_exception_only(error)[-1].strip() == notes[-1].split("\n")[-1]


@pytest.mark.parametrize("notes", [None, 5, "text", {"a": 1}, [], [object()], (1, 2)])
def notes_that_are_none_harm_nothing(conv: Conversation, captured: testing.Captured, notes: Any) -> None:
    error = ValueError("bad")
    error.__notes__ = notes
    conv.log.error("x", exc_info=error)
    exception = captured.entries[0]["exception"]
    assert (exception["type"], "notes" in exception) == ("ValueError", type(notes) in (list, tuple) and bool(notes))


def each_part_of_a_group_is_whole(conv: Conversation, captured: testing.Captured) -> None:
    inner = _raised(
        ExceptionGroup("inner", [_raised(OSError("c"), "a note", cause=_raised(LookupError("root"))), TypeError("d")])
    )
    group = _raised(
        ExceptionGroup("outer", [_raised(KeyError("a"), cause=_raised(ValueError("why"))), inner]),
        "of the group",
        cause=_raised(RuntimeError("before")),
    )
    for described in _everywhere(conv, captured, group):
        first, second, before = described["causes"]
        assert described["notes"] == ["of the group"]
        assert (first["type"], first["causes"][0]["message"]) == ("KeyError", "why")
        assert (second["message"], before["message"]) == ("inner (2 sub-exceptions)", "before")
        third, fourth = second["causes"]
        assert (third["notes"], third["causes"][0]["message"]) == (["a note"], "root")
        assert (fourth["type"], "causes" in fourth) == ("TypeError", False)
        if "stacktrace" in described:
            assert "_raised" in first["stacktrace"]
            assert "LookupError: root" in third["causes"][0]["stacktrace"]


def a_group_with_many_parts_keeps_a_hundred_and_says_so(conv: Conversation, captured: testing.Captured) -> None:
    conv.log.error("x", exc_info=ExceptionGroup("many", [ValueError(str(number)) for number in range(150)]))
    entry = captured.entries[0]
    assert [cause["message"] for cause in entry["exception"]["causes"]] == [str(number) for number in range(99)]
    assert entry["_truncated"] == ["/exception/causes"]


def groups_within_groups_end(conv: Conversation, captured: testing.Captured) -> None:
    group: Any = ValueError("core")
    for _ in range(30):
        group = ExceptionGroup("around", [group, KeyError("beside")])
    conv.log.error("x", exc_info=group)
    assert "_truncated" in captured.entries[0]
    shared = ValueError("shared")
    conv.log.error("x", exc_info=ExceptionGroup("twice", [shared, ExceptionGroup("again", [shared])]))
    first, second = captured.entries[1]["exception"]["causes"]
    assert (first["message"], [part["message"] for part in second["causes"]]) == ("shared", ["shared"])
