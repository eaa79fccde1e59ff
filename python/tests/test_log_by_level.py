"""`conv.log.log(level, ...)`, and stand-ins over what belongs to a conversation, as tests put them there."""

from __future__ import annotations

import enum
import logging
from typing import Any
from unittest import mock

import pytest

import convlog
from convlog import Conversation, testing


class Severity(enum.IntEnum):
    HIGH = 40


class Unhelpful:
    """What raises whatever it is asked."""

    def __getattribute__(self, name: str) -> Any:
        raise RuntimeError

    def __int__(self) -> int:
        raise RuntimeError

    __index__ = __float__ = __int__


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        ("info", "info"), ("WARNING", "warning"), (" Warn ", "warning"), ("fatal", "error"), ("debug", "info"),
        (logging.DEBUG, "info"), (logging.INFO, "info"), (25, "info"), (logging.WARNING, "warning"), (39, "warning"),
        (logging.ERROR, "error"), (logging.CRITICAL, "error"), (Severity.HIGH, "error"), ("40", "error"),
        (30.0, "warning"), (0, "info"), (-5, "info"), (10**400, "info"), (float("nan"), "info"),
    ],
)  # fmt: skip
def a_level_is_a_name_or_a_number_of_logging(
    conv: Conversation, captured: testing.Captured, level: Any, expected: str
) -> None:
    conv.log.log(level, "said", step=2)
    conv.log.log(level=level, content="by name")
    assert [(entry["level"], entry["content"]) for entry in captured.entries] == [
        (expected, "said"),
        (expected, "by name"),
    ]
    assert captured.entries[0]["step"] == 2


NO_LEVELS: dict[str, Any] = {
    "a word": "loud",
    "nothing": None,
    "a list": [],
    "what raises": Unhelpful(),
    "an object": object(),
    "bytes": b"error",
}


@pytest.mark.parametrize("kind", NO_LEVELS)
def what_is_no_level_is_kept_beside_what_was_logged(conv: Conversation, captured: testing.Captured, kind: str) -> None:
    conv.log.log(NO_LEVELS[kind], "said", True, "more", step=2)
    (entry,) = captured.entries
    assert (entry["level"], entry["content"], entry["is_pii"], entry["step"]) == ("info", "said", True, 2)
    assert entry["_args"] == ["more"]
    assert [name for name in entry if name.startswith("level") and name != "level"] != []


def a_level_that_was_forgotten_costs_no_line(conv: Conversation, captured: testing.Captured) -> None:
    before = convlog.stats()["internal_failures"]
    conv.log.log("Booked a table", size=4)
    conv.log.log()  # type: ignore[call-arg]
    conv.log.log("error")
    conv.log.log("info", "of both", level=7)
    assert [(entry["level"], entry["content"]) for entry in captured.entries] == [
        ("info", "Booked a table"), ("info", ""), ("error", ""), ("info", "of both"),
    ]  # fmt: skip
    assert convlog.stats()["internal_failures"] == before


def an_exception_that_is_handled_goes_along(conv: Conversation, captured: testing.Captured) -> None:
    try:
        raise KeyError("a")
    except KeyError:
        conv.log.log(logging.ERROR, "failed", exc_info=True)
    assert captured.entries[0]["exception"]["type"] == "KeyError"


@pytest.mark.parametrize("name", ["info", "warning", "error", "debug", "fatal", "log", "exception"])
def a_method_of_a_logger_can_be_stood_in_for(conv: Conversation, captured: testing.Captured, name: str) -> None:
    with mock.patch.object(conv.log, name) as stand_in:
        getattr(conv.log, name)("error", "not written", a=1)
        stand_in.assert_called_once_with("error", "not written", a=1)
    with mock.patch.object(conv.log, name, autospec=True) as stand_in:
        getattr(conv.log, name)("error", "not written", a=1)
        assert stand_in.call_count == 1
    assert captured.entries == []
    getattr(conv.log, name)("error", "written")
    assert len(captured.entries) == 1
    assert Conversation("CA2").log.info.__name__ == "info", "no other logger is touched"


def a_stand_in_for_a_level_is_called_by_log_too(conv: Conversation, captured: testing.Captured) -> None:
    with mock.patch.object(conv.log, "warning", side_effect=RuntimeError) as stand_in:
        conv.log.log("warn", "said", a=1)
    stand_in.assert_called_once_with("said", a=1)


@pytest.mark.parametrize("name", ["state", "log", "id", "turn", "update", "language", "env"])
def whatever_a_conversation_has_can_be_stood_in_for(conv: Conversation, captured: testing.Captured, name: str) -> None:
    conv.state.kept = 1
    conv.update(language="en", env="uat")
    before = getattr(conv, name)
    if name in ("env", "language"):
        with mock.patch.object(Conversation, name, new_callable=mock.PropertyMock, return_value="x"):
            assert getattr(conv, name) == "x"
    else:
        with mock.patch.object(conv, name) as stand_in:
            assert getattr(conv, name) is stand_in
    assert getattr(conv, name) == before
    assert conv.state.kept == 1


def deleting_the_state_takes_back_what_was_assigned_or_empties_it(conv: Conversation) -> None:
    conv.state.own = 1
    conv.state = {"assigned": 2}
    conv.state = {"again": 3}
    del conv.state
    assert dict(conv.state) == {"own": 1}
    del conv.state
    assert dict(conv.state) == {}
    conv.state.more = 4
    assert (conv.state.more, conv.state.missing) == (4, None)
