"""Every way in which the package meets a value of the host's, and what must not be asked meanwhile."""

from __future__ import annotations

import json
import types
from typing import Any

import pytest

import convlog
from convlog import Conversation, _core


def shown(value: Any) -> Any:
    return json.loads(_core.Snapshot(value).json)


class Asked(Exception):
    """Somebody evaluated what was to be left alone."""


def forbidden(*_: Any, **__: Any) -> Any:
    raise Asked


def _as_content(conv: Conversation, value: Any) -> None:
    conv.log.info(value)


def _in_content(conv: Conversation, value: Any) -> None:
    conv.log.info({"a": [value, (value,)]})  # type: ignore[arg-type]


def _as_field(conv: Conversation, value: Any) -> None:
    conv.log.info("x", value=value, nested=[{"a": value}])


def _by_position(conv: Conversation, value: Any) -> None:
    conv.log.info("x", value, value)


def _as_flags(conv: Conversation, value: Any) -> None:
    conv.log.error("x", is_pii=value, exc_info=value, pii=value)


def _as_key(conv: Conversation, value: Any) -> None:
    conv.log.info("x", value={_Keyed(value): 1})


class _Keyed:
    """A key that holds something lazy, as a tuple does, without hashing it."""

    def __init__(self, value: Any) -> None:
        self.value = value


def _as_argument_and_result(conv: Conversation, value: Any) -> None:
    @convlog.function
    def passes(conv: Conversation, given: Any, *more: Any) -> Any:
        return given

    returned = passes(conv, value, value)
    assert returned is value or isinstance(value, types.GeneratorType), "a generator is driven by another one"


def _as_outcome(conv: Conversation, value: Any) -> None:
    @convlog.function
    def outcome(conv: Conversation) -> Any:
        return {"content": value, "hangup": value, "handoff": value, "variant": value, "utterance": value}

    outcome(conv)


def _as_state(conv: Conversation, value: Any) -> None:
    with conv.function("f"):
        conv.state.value = value
    conv.end()


def _in_records(conv: Conversation, value: Any) -> None:
    conv.update(summary=value, tags=value, handoff=value, poly_score=value, language=value, contact=value)
    with conv.turn(value, latency=value) as turn, conv.span("llm", input=value, usage=value):
        turn.barge_in = value
    conv.write_metric("m", value)
    with conv.function("f", arguments=value):
        pass


def _in_an_exception(conv: Conversation, value: Any) -> None:
    for error in (ValueError(value), KeyError(value), RuntimeError("x", value)):
        conv.log.error("x", exc_info=error)


def _as_response(conv: Conversation, value: Any) -> None:
    conv.log_api_response(value)


WAYS = [
    _as_content, _in_content, _as_field, _by_position, _as_flags, _as_key, _as_argument_and_result, _as_outcome,
    _as_state, _in_records, _in_an_exception, _as_response,
]  # fmt: skip
everywhere = pytest.mark.parametrize("use", WAYS)
