"""Exceptions that lead to others: each part of a group has all that led to it, and what is cut says so."""

from __future__ import annotations

import json
from typing import Any

import pytest

from convlog import Conversation, _exceptions, testing


def _parts(count: int, cause: BaseException, attribute: str = "__cause__") -> list[Exception]:
    parts: list[Exception] = [ValueError(str(index)) for index in range(count)]
    for part in parts:
        setattr(part, attribute, cause)
    return parts


def _logged(conv: Conversation, captured: testing.Captured, error: BaseException) -> dict[str, Any]:
    conv.log.error("x", exc_info=error)
    return captured.entries[-1]


@pytest.mark.parametrize("attribute", ["__cause__", "__context__"])
@pytest.mark.parametrize("count", [2, 5])
def a_cause_that_parts_share_is_told_with_each(
    conv: Conversation, captured: testing.Captured, attribute: str, count: int
) -> None:
    entry = _logged(conv, captured, ExceptionGroup("x", _parts(count, OSError("shared"), attribute)))
    told = [[cause["message"] for cause in part["causes"]] for part in entry["exception"]["causes"]]
    assert told == [["shared"]] * count


def a_group_that_parts_share_is_told_with_each(conv: Conversation, captured: testing.Captured) -> None:
    shared = ExceptionGroup("shared", [KeyError("a")])
    entry = _logged(conv, captured, ExceptionGroup("x", _parts(2, shared)))
    told = [part["causes"][0]["causes"][0]["type"] for part in entry["exception"]["causes"]]
    assert told == ["KeyError"] * 2


def the_same_part_twice_is_told_twice(conv: Conversation, captured: testing.Captured) -> None:
    part = ValueError("same")
    entry = _logged(conv, captured, ExceptionGroup("x", [part, part]))
    assert [told["message"] for told in entry["exception"]["causes"]] == ["same", "same"]


def a_circle_ends_where_it_began(conv: Conversation, captured: testing.Captured) -> None:
    first, second = ValueError("first"), ValueError("second")
    first.__cause__, second.__cause__ = second, first
    entry = _logged(conv, captured, ExceptionGroup("x", [first, second]))
    told = [[cause["message"] for cause in part["causes"]] for part in entry["exception"]["causes"]]
    assert told == [["second"], ["first"]]
    assert "_truncated" not in entry


def what_is_shared_by_many_in_many_is_bounded_and_said(conv: Conversation, captured: testing.Captured) -> None:
    error: Exception = ValueError("deep")
    for _ in range(6):
        error = ExceptionGroup("x", _parts(10, error))
    described = _exceptions.describe(error, stacktrace=False)
    assert _count(described) <= _exceptions.EXCEPTIONS_MAX
    assert "_truncated" in _logged(conv, captured, error)


def _count(described: Any) -> int:
    if isinstance(described, dict):
        return ("message" in described) + _count(described.get("causes"))
    items = getattr(described, "value", described)
    return sum(map(_count, items)) if isinstance(items, list) else 0


@pytest.mark.parametrize(("count", "is_cut"), [(16, False), (17, True), (500, True)])
def more_notes_than_are_kept_are_said(conv: Conversation, captured: testing.Captured, count: int, is_cut: bool) -> None:
    error = ValueError("x")
    for index in range(count):
        error.add_note(str(index))
    entry = _logged(conv, captured, error)
    assert entry["exception"]["notes"] == [str(index) for index in range(16)]
    assert ("/exception/notes" in json.dumps(entry.get("_truncated", []))) == is_cut


@pytest.mark.parametrize("length", [8192, 8193, 20_000])
def a_message_and_a_note_that_are_cut_say_so(conv: Conversation, captured: testing.Captured, length: int) -> None:
    error = ValueError("m" * length)
    other = ValueError("x")
    other.add_note("n" * length)
    for raised, place in ((error, "/exception/message"), (other, "/exception/notes/0")):
        cut = json.dumps(_logged(conv, captured, raised).get("_truncated", []))
        assert (f'"{place}"' in cut, '"/exception/stacktrace"' in cut) == (length > 8192, length > 8192)
