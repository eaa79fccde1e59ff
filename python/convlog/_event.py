"""Function events: one call of one function, recorded when it begins and when it ends."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any

from convlog import _core, _exceptions, _fields, _state
from convlog._context import Activation, outer_scope

if TYPE_CHECKING:
    from convlog._conversation import Conversation

_SOURCE_BYTES_MAX = 200
#: Events that are open, by id, so that side effects (`conv.set_variant`) find the event they happen in.
_open: dict[str, FunctionEvent] = {}


class FunctionEvent:
    """One call of one function. Recorded when it begins and when it ends; what was logged inside belongs to it."""

    def __init__(
        self,
        conv: Conversation,
        name: str,
        arguments: Mapping[str, Any],
        *,
        function_id: str | None = None,
        function_version: str | None = None,
        llm_request_id: str | None = None,
        source: str | None = None,
    ) -> None:
        self.conv = conv
        self.id = str(uuid.uuid4())
        self.variant_id_change: str | None = None
        self.transition: Any = None
        self.utterance: Any = None
        self._result: Any = None
        self._opening: dict[str, Any] = {
            "name": str(name),
            "arguments": arguments,
            "function_id": function_id,
            "function_version": function_version,
            "llm_request_id": llm_request_id,
            "source": source,
        }
        self._scope: _core.Scope | None = None
        self._activation: Activation | None = None
        self._started = 0
        self._before: _state.StateSnapshot = {}

    @staticmethod
    def current(conv: Conversation) -> FunctionEvent | None:
        """Return the event that a log call on this conversation, made here, would belong to."""
        scope = conv._home.find_scope()
        return _open.get(scope.function_event_id or "") if scope is not None else None

    def open(self) -> None:
        """Record the beginning and become the innermost scope."""
        home = self.conv._home
        around = home.find_scope()
        turn_id, parent_id = (around.turn_id, around.function_event_id) if around is not None else (None, None)
        # A thread without a context hangs its event under the one that the conversation has open.
        outer = outer_scope() or (around if around is not None and not around.ended else None)
        scope = _core.Scope(home, "function_event", turn_id=turn_id, function_event_id=self.id, outer=outer)
        self._scope, self._activation = scope, Activation(scope, self.conv)
        self._before = _state.snapshot(self.conv.state)
        self._started = _core.now()
        scope.open()
        _open[self.id] = self
        opening = {"parent_id": parent_id, "started_at": _core.time_text(self._started), **self._opening}
        scope.record(_fields.fit("function_event", opening))
        self._activation.enter()

    def enter(self) -> None:
        """Become the innermost scope again (a generator goes on)."""
        if self._activation is not None and self._scope is not None:
            self._scope.resume()
            self._activation.enter()

    def leave(self) -> None:
        """Stop being the innermost scope, without ending (a generator yields)."""
        if self._activation is not None and self._scope is not None:
            self._scope.pause()
            self._activation.leave()

    def set_result(self, result: Any) -> None:
        """Say what the function returned: a text, or a dict of content, utterance, handoff, hangup, transition …"""
        self._result = result

    def close(self, error: BaseException | None = None) -> None:
        """Record the end; a second call does nothing."""
        if self._activation is not None:
            self._activation.leave()
        if self._scope is None or not self._scope.close():
            return
        _open.pop(self.id, None)
        now = _core.now()
        members = {"ended_at": _core.time_text(now), "duration_ms": (now - self._started) / 1000}
        members |= self._outcome()
        if error is not None:
            members["error"] = _exceptions.describe(error, stacktrace=True)
        members["state_changes"] = _state.changes(self._before, _state.snapshot(self.conv.state))
        self._scope.record(_fields.fit("function_event", members))
        self._hand_over(members.get("handoff"))
        self._result, self._before = None, {}

    def _outcome(self) -> dict[str, Any]:
        """Return the fields that the result and the side effects stand for."""
        outcome: dict[str, Any] = {"result": self._result, "variant_id_change": self.variant_id_change}
        outcome |= {"transition": self.transition, "utterance": self.utterance}
        result, mark = _unmarked(self._result)
        if isinstance(result, str):
            outcome["content"] = mark(result)
        elif isinstance(result, dict):
            told = {
                _OUTCOMES[key]: mark(value) for key, value in result.items() if key in _OUTCOMES and value is not None
            }
            if not _unmarked(told.get("hangup"))[0]:
                told.pop("hangup", None)
            outcome |= told
        return outcome

    def _hand_over(self, handoff: Any) -> None:
        """Record with the conversation that the caller is handed over, and to whom and why."""
        told, mark = _unmarked(handoff)
        if not isinstance(told, dict) or not told:
            return
        reason, destination = (None if told.get(key) is None else mark(told[key]) for key in ("reason", "type"))
        self.conv.update(handoff=True, handoff_reason=reason, handoff_destination=destination)

    def __enter__(self) -> FunctionEvent:
        self.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close(error)

    async def __aenter__(self) -> FunctionEvent:
        return self.__enter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close(error)

    def __repr__(self) -> str:
        return f"<FunctionEvent {self._opening['name']} {self.id}>"


#: Keys of a returned dict, and the fields of the event that they are.
_OUTCOMES = {
    "content": "content",
    "utterance": "utterance",
    "handoff": "handoff",
    "hangup": "hangup",
    "transition": "transition",
    "variant": "variant_id_change",
}


def _unmarked(value: Any) -> tuple[Any, Callable[[Any], Any]]:
    """Return a value without its mark, and what puts the mark on a part of it."""
    if not isinstance(value, _core.Pii):
        return value, lambda part: part
    return _unmarked(value.value)[0], marked


def marked(value: Any) -> _core.Pii[Any]:
    """Return a value with the mark of what is personal, once."""
    return value if isinstance(value, _core.Pii) else _core.Pii(value)


def source_of(file: str, line: int) -> str:
    """Return `file:line`, relative to the working directory where the file lies under it."""
    try:
        shown = os.path.relpath(file)
    except ValueError:
        shown = file
    if shown.startswith(".."):
        shown = os.path.basename(file)
    return f"{shown[-_SOURCE_BYTES_MAX:]}:{line}"
