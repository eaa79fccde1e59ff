"""Every way in which `conv.log` is called, and what becomes of it: nothing raises and nothing is lost."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest

import convlog
from convlog import Conversation, testing

FIXED = ["level", "content", "is_pii", "timestamp", "logger"]


def _last(captured: testing.Captured) -> dict[str, Any]:
    return captured.entries[-1]


def _extras(captured: testing.Captured) -> dict[str, Any]:
    return {name: value for name, value in _last(captured).items() if name not in FIXED}


def the_documented_entry_comes_out_byte_for_byte(conv: Conversation, captured: testing.Captured) -> None:
    conv.log.warning("quota almost used", provider="geo", left=5, cap=10)
    assert captured.of("log")[0].json == (
        '{"level":"warning","content":"quota almost used","is_pii":false,"timestamp":"2025-01-01T10:00:00.000000Z",'
        '"logger":"conversation_logger","provider":"geo","left":5,"cap":10}'
    )


@pytest.mark.parametrize("level", ["info", "warning", "error"])
def each_level_says_its_name(conv: Conversation, captured: testing.Captured, level: str) -> None:
    getattr(conv.log, level)("x")
    assert _last(captured)["level"] == level
    assert list(_last(captured)) == FIXED


def there_are_three_methods_and_six_for_the_habit(conv: Conversation) -> None:
    names = ["critical", "debug", "error", "exception", "fatal", "info", "log", "warn", "warning"]
    assert [name for name in dir(conv.log) if not name.startswith("_")] == names
    for missing in ("bind", "setLevel", "isEnabledFor"):
        assert not hasattr(conv.log, missing)


def a_call_returns_none(conv: Conversation) -> None:
    assert conv.log.info("x") is None  # type: ignore[func-returns-value]
    assert conv.log.info() is None  # type: ignore[func-returns-value]


@pytest.mark.parametrize(
    ("arguments", "keywords", "content"),
    [
        ((), {}, ""),
        (("x",), {}, "x"),
        ((), {"content": "by name"}, "by name"),
        ((None,), {}, "None"),
        ((17,), {}, "17"),
        ((["a", 1],), {}, "['a', 1]"),
        ((b"raw",), {}, "b'raw'"),
        ((ValueError("bad"),), {}, "bad"),
        (("%s and $name {x}",), {}, "%s and $name {x}"),
        (("two\nlines\t\x00\x1b",), {}, "two\nlines\t\x00\x1b"),
        (("\ud800",), {}, "\\ud800"),
    ],
)
def content_is_kept_verbatim_or_by_str(
    conv: Conversation, captured: testing.Captured, arguments: tuple[Any, ...], keywords: dict[str, Any], content: str
) -> None:
    conv.log.info(*arguments, **keywords)
    assert _last(captured)["content"] == content
    assert _extras(captured) == {}


@pytest.mark.parametrize(
    ("value", "flag"),
    [
        (True, True),
        (False, False),
        (None, False),
        (0, False),
        (1, True),
        ("", False),
        ("yes", True),
        ([], False),
        ({1}, True),
    ],
)
def is_pii_is_the_truth_of_its_value_as_a_bool(
    conv: Conversation, captured: testing.Captured, value: object, flag: bool
) -> None:
    conv.log.info("by name", is_pii=value)  # type: ignore[arg-type]
    conv.log.info("by position", value)  # type: ignore[arg-type]
    assert [entry["is_pii"] for entry in captured.entries] == [flag, flag]


def a_value_whose_truth_cannot_be_told_counts_as_personal(conv: Conversation, captured: testing.Captured) -> None:
    class Undecided:
        def __bool__(self) -> bool:
            raise RuntimeError

    conv.log.info("x", is_pii=Undecided())  # type: ignore[arg-type]
    assert _last(captured)["is_pii"] is True


def a_string_in_second_position_flags_and_is_kept(conv: Conversation, captured: testing.Captured) -> None:
    conv.log.error("booking failed: %s", "no such table")  # type: ignore[arg-type]
    assert _last(captured)["content"] == "booking failed: %s"
    assert _last(captured)["is_pii"] is True
    assert _extras(captured) == {"_args": ["no such table"]}


def further_positional_values_are_kept_in_order(conv: Conversation, captured: testing.Captured) -> None:
    conv.log.error("%s %s", "a", 2, None, {"b": [3]}, key="k")  # type: ignore[arg-type]
    assert _extras(captured) == {"key": "k", "_args": ["a", 2, None, {"b": [3]}]}
    assert list(_last(captured))[-1] == "_args"
    conv.log.error("flag first", True, "then this")
    assert _extras(captured) == {"_args": ["then this"]}
    conv.log.error("an exception second", ValueError("lost?"))  # type: ignore[arg-type]
    assert _extras(captured) == {"_args": [{"type": "ValueError", "message": "lost?"}]}


@pytest.mark.parametrize("name", ["level", "timestamp", "logger", "exception", "self", "_args", "_truncated"])
def a_colliding_name_gives_way_with_its_value(conv: Conversation, captured: testing.Captured, name: str) -> None:
    conv.log.info("x", **{name: "mine"})  # type: ignore[arg-type]
    assert _extras(captured) == {f"{name}_": "mine"}
    assert _last(captured)["level"] == "info"


def content_given_twice_keeps_both(conv: Conversation, captured: testing.Captured) -> None:
    conv.log.info("first", content="second")  # type: ignore[misc]
    assert _last(captured)["content"] == "first"
    assert _extras(captured) == {"content_": "second"}


def is_pii_given_twice_is_personal_if_either_says_so(conv: Conversation, captured: testing.Captured) -> None:
    conv.log.info("x", False, is_pii=True)  # type: ignore[misc]
    conv.log.info("x", True, is_pii=False)  # type: ignore[misc]
    conv.log.info("x", False, is_pii=False)  # type: ignore[misc]
    assert [entry["is_pii"] for entry in captured.entries] == [True, True, False]


def a_made_name_never_displaces_one_the_caller_wrote(conv: Conversation, captured: testing.Captured) -> None:
    conv.log.info("x", level=1, level_=2, level__=3)
    assert _extras(captured) == {"level___": 1, "level_": 2, "level__": 3}


def pii_true_is_an_alias_and_anything_else_a_field(conv: Conversation, captured: testing.Captured) -> None:
    conv.log.info("x", pii=True)
    assert (_last(captured)["is_pii"], _extras(captured)) == (True, {})
    conv.log.info("x", pii=False)
    assert (_last(captured)["is_pii"], _extras(captured)) == (False, {})
    conv.log.info("x", pii="about names")
    assert (_last(captured)["is_pii"], _extras(captured)) == (False, {"pii_": "about names"})


def an_is_pii_inside_a_value_flags_nothing(conv: Conversation, captured: testing.Captured) -> None:
    conv.log.info("x", request={"is_pii": True})
    assert _last(captured)["is_pii"] is False


def names_that_are_no_identifiers_are_kept(conv: Conversation, captured: testing.Captured) -> None:
    given = {"with space": 1, "": 2, "naïve/~": 3, 'q"': 4, "x" * 300: 5, "\x00": 6}
    conv.log.info("x", **given)  # type: ignore[arg-type]
    assert _extras(captured) == given


def names_of_odd_kinds_of_text_are_kept_apart(conv: Conversation, captured: testing.Captured) -> None:
    class Name(str):
        __slots__ = ()

        def __hash__(self) -> int:
            return 1

        def __eq__(self, other: object) -> bool:
            return self is other

    conv.log.info("x", **{"a": 1, Name("a"): 2, "\ud800": 3, "\\ud800": 4})  # type: ignore[arg-type]
    assert _extras(captured) == {"a": 1, "a_": 2, "\\ud800_": 3, "\\ud800": 4}


def three_hundred_fields_are_cut_to_the_limit_and_say_so(conv: Conversation, captured: testing.Captured) -> None:
    conv.log.info("x", **{f"k{number}": number for number in range(300)})  # type: ignore[arg-type]
    extras = _extras(captured)
    assert extras.pop("_truncated") == [""]
    assert extras == {f"k{number}": number for number in range(256)}


def forty_fields_keep_their_order(conv: Conversation, captured: testing.Captured) -> None:
    conv.log.info("x", **{f"k{number}": number for number in range(40)})  # type: ignore[arg-type]
    assert list(_extras(captured)) == [f"k{number}" for number in range(40)]


def exc_info_true_renders_the_active_exception(conv: Conversation, captured: testing.Captured) -> None:
    try:
        try:
            raise KeyError("inner")
        except KeyError as inner:
            raise ValueError("outer") from inner
    except ValueError:
        conv.log.error("failed", exc_info=True, attempt=2)
    extras = _extras(captured)
    exception = extras.pop("exception")
    assert extras == {"attempt": 2}
    assert (exception["type"], exception["message"]) == ("ValueError", "outer")
    assert exception["stacktrace"].startswith("Traceback (most recent call last):\n")
    assert "exc_info_true_renders_the_active_exception" in exception["stacktrace"]
    assert exception["stacktrace"].endswith("ValueError: outer")
    assert [cause["type"] for cause in exception["causes"]] == ["KeyError"]


def exc_info_takes_an_exception_and_a_triple(conv: Conversation, captured: testing.Captured) -> None:
    try:
        raise ValueError("raised")
    except ValueError as error:
        caught = error
        triple = sys.exc_info()
    conv.log.error("outside", exc_info=caught)
    conv.log.error("outside", exc_info=triple)
    conv.log.error("never raised", exc_info=RuntimeError("made"))
    messages = [entry["exception"]["message"] for entry in captured.entries]
    assert messages == ["raised", "raised", "made"]
    assert all("exc_info" not in entry for entry in captured.entries)


@pytest.mark.parametrize("value", [True, False, None, "text", (None, None, None), 0])
def exc_info_without_an_exception_is_a_plain_field(
    conv: Conversation, captured: testing.Captured, value: object
) -> None:
    conv.log.error("x", exc_info=value)
    assert "exception" not in _last(captured)
    assert json.dumps(_extras(captured)) == json.dumps({"exc_info": value})


def exc_info_beside_a_field_called_exception_keeps_both(conv: Conversation, captured: testing.Captured) -> None:
    conv.log.error("x", exc_info=ValueError("real"), exception="mine")
    extras = _extras(captured)
    assert (extras["exception"]["message"], extras["exception_"]) == ("real", "mine")


def causes_follow_context_unless_suppressed_and_groups_and_end(conv: Conversation, captured: testing.Captured) -> None:
    first, second = ValueError("first"), ValueError("second")
    first.__cause__, second.__cause__ = second, first
    conv.log.error("cycle", exc_info=first)
    hidden = ValueError("shown")
    hidden.__context__, hidden.__suppress_context__ = KeyError("hidden"), True
    conv.log.error("suppressed", exc_info=hidden)
    conv.log.error("group", exc_info=ExceptionGroup("both", [KeyError("a"), OSError("b")]))
    causes = [[cause["message"] for cause in entry["exception"]["causes"]] for entry in captured.entries]
    assert causes == [["second"], [], ["'a'", "b"]]


def a_very_deep_stack_is_bounded(conv: Conversation, captured: testing.Captured) -> None:
    def descend(depth: int) -> None:
        if depth == 0:
            raise RecursionError("deep enough")
        descend(depth - 1)

    try:
        descend(500)
    except RecursionError:
        conv.log.error("x", exc_info=True)
    stack = _extras(captured)["exception"]["stacktrace"]
    assert "frames left out" in stack
    assert len(stack) < 16_000


def each_habit_is_reported_once_per_call_site(conv: Conversation, captured: testing.Captured) -> None:
    from convlog import _hints

    _hints.forget()
    for _ in range(3):
        conv.log.error("x %s", "y")  # type: ignore[arg-type]
        conv.log.info("x", pii=True)
    conv.log.info("x", pii=False)
    conv.log.info("fine", is_pii=True, detail=1)
    sites = [site for site in convlog.stats()["call_sites"] if site["file"] == __file__]
    found = [(site["habit"], site["function"], site["count"], site["personal"]) for site in sites]
    here = "each_habit_is_reported_once_per_call_site"
    assert found == [("positional_args", here, 3, 3), ("pii_alias", here, 3, 3), ("pii_alias", here, 1, 0)]
    assert len({site["line"] for site in sites}) == 3


def default_pii_flags_what_does_not_say_otherwise() -> None:
    with testing.capture(default_pii=True) as captured:
        log = Conversation("CA1").log
        log.info("nothing said")
        log.info("denied", is_pii=False)
        log.info("denied", False)
        log.info("said", is_pii=True)
        log.info("none is no answer", is_pii=None)  # type: ignore[arg-type]
    assert [entry["is_pii"] for entry in captured.entries] == [True, False, False, True, True]


def a_level_switched_off_does_nothing_at_all() -> None:
    class Loud:
        def __repr__(self) -> str:
            raise AssertionError("rendered")

    with testing.capture(level="error") as captured:
        log = Conversation("CA1").log
        log.info("x", value=Loud())
        log.warning("x")
        log.error("kept")
    assert [entry["content"] for entry in captured.entries] == ["kept"]
    with testing.capture(level="off") as captured:
        Conversation("CA1").log.error("x")
    assert captured.entries == []


def the_logger_under_utils_says_where_it_lives(conv: Conversation) -> None:
    with pytest.raises(AttributeError, match=r"conv\.log, not conv\.utils\.log"):
        conv.utils.log.info("x")
