"""A member of an enumeration is its value, and a class below `str` or `int` its text or number, wherever it is given.

What such a class writes of itself in `__repr__` and `__str__` is not what it stands for.
"""

from __future__ import annotations

import enum
from typing import Any

import pytest

from convlog import Conversation, testing


class Plain(enum.Enum):
    LIVE = "live"


class Strings(enum.StrEnum):
    LIVE = "live"


class Mixed(str, enum.Enum):  # noqa: UP042 - the older form is the point
    LIVE = "live"


class Telling(enum.Enum):
    LIVE = "live"

    def __str__(self) -> str:
        return "anything else"

    __repr__ = __str__


class Sid(str):
    def __repr__(self) -> str:
        return "<Sid>"

    __str__ = __repr__


class Markup(str):
    """As markupsafe's: a text that says of itself that it is HTML."""

    def __repr__(self) -> str:
        return f"Markup({super().__repr__()})"

    def __html__(self) -> str:
        return str(self)


class Nested(enum.Enum):
    LIVE = Strings.LIVE


class Number(int):
    def __repr__(self) -> str:
        return "<Number>"

    __str__ = __repr__


class Level(enum.IntEnum):
    SEVEN = 7


class Flags(enum.IntFlag):
    SEVEN = 7


class Counted(enum.Enum):
    SEVEN = 7


TEXTS = {
    kind.__name__: value
    for kind, value in {
        Plain: Plain.LIVE,
        Strings: Strings.LIVE,
        Mixed: Mixed.LIVE,
        Telling: Telling.LIVE,
        Sid: Sid("live"),
        Markup: Markup("live"),
        Nested: Nested.LIVE,
    }.items()
}
NUMBERS = {type(value).__name__: value for value in (Number(7), Level.SEVEN, Flags.SEVEN, Counted.SEVEN)}


@pytest.mark.parametrize("kind", TEXTS)
def is_its_text_wherever_a_conversation_is_told_of_it(captured: testing.Captured, kind: str) -> None:
    text: Any = TEXTS[kind]
    conv = Conversation(text, account_id=text, project_id=text, env=text, channel=text, language=text, tags=[text])
    conv.set_variant(text)
    first = captured.of("conversation")[0]
    assert (first.conversation_id, first.account_id, first.project_id) == ("live", "live", "live")
    told = captured.merged("conversation")["live"]
    assert [told[name] for name in ("environment", "channel", "language", "variant_id")] == ["live"] * 4
    assert told["tags"] == ["live"]


@pytest.mark.parametrize("kind", TEXTS)
def is_its_text_in_turns_functions_spans_and_metrics(conv: Conversation, captured: testing.Captured, kind: str) -> None:
    text: Any = TEXTS[kind]
    with conv.turn(text, id=text) as turn:
        turn.agent_response = text
        with conv.function(text, {text: text}, function_id=text):
            conv.set_variant(text)
        with conv.span("llm", text):
            pass
        conv.write_metric(text, text)
    assert captured.of("turn")[0].turn_id == "live"
    turn_fields = captured.merged("turn")["live"]
    assert (turn_fields["user_input"], turn_fields["agent_response"]) == ("live", "live")
    (event,) = captured.events()
    assert (event["name"], event["function_id"], event["arguments"]) == ("live", "live", {"live": "live"})
    assert event["variant_id_change"] == "live"
    assert [span["name"] for span in captured.merged("span").values()] == ["live"]
    (metric,) = captured.of("metric")
    assert (metric.fields["name"], metric.fields["value"]) == ("live", "live")


@pytest.mark.parametrize("kind", TEXTS)
def is_its_text_in_content_also_inside_and_in_exceptions(
    conv: Conversation, captured: testing.Captured, kind: str
) -> None:
    text: Any = TEXTS[kind]
    conv.log.info(text)
    conv.log.info({"a": [text]})  # type: ignore[arg-type]
    conv.log.error("x", exc_info=ValueError(text))
    conv.log.error("x", exc_info=KeyError(text))
    conv.log.error("x", exc_info=ValueError(text, 1))
    contents = [entry["content"] for entry in captured.entries]
    messages = [entry["exception"]["message"] for entry in captured.entries[2:]]
    assert contents[:2] == ["live", "{'a': ['live']}"]
    assert messages == ["live", "'live'", "('live', 1)"]


@pytest.mark.parametrize("kind", NUMBERS)
def is_its_number_wherever_one_is_wanted(conv: Conversation, captured: testing.Captured, kind: str) -> None:
    number: Any = NUMBERS[kind]
    turn = conv.turn(number=number, id=number)
    conv.log.info(number)
    conv.log.info((number,))  # type: ignore[arg-type]
    conv.log.error("x", exc_info=ValueError(number), value=number)
    assert [entry["content"] for entry in captured.entries] == ["7", "(7,)", "x"]
    assert captured.entries[2]["exception"]["message"] == "7"
    assert captured.entries[2]["value"] == 7
    assert captured.merged("turn")[turn.id]["number"] == 7
    assert turn.id == "7"


def different_calls_keep_different_ids(captured: testing.Captured) -> None:
    for name in ("CA1", "CA2"):
        Conversation(Sid(name))
    assert [record.conversation_id for record in captured.of("conversation")] == ["CA1", "CA2"]


def a_number_of_more_digits_than_an_interpreter_writes_is_shown(conv: Conversation, captured: testing.Captured) -> None:
    conv.log.info(10**5000)  # type: ignore[arg-type]
    assert captured.entries[0]["content"].startswith("0x")
