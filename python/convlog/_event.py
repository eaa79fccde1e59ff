"""Function events: one call of one function, recorded when it begins and when it ends."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Any

from convlog import _cancellation, _core, _exceptions, _fields, _ids, _numbers, _state
from convlog._context import Activation, outer_scope
from convlog._harmless import harmless
from convlog._kinds import is_a

if TYPE_CHECKING:
    from convlog._conversation import Conversation

_SOURCE_BYTES_MAX = 200
#: Events that are open, by id, so that side effects (`conv.set_variant`) find the event they happen in.
_open: dict[str, FunctionEvent] = {}


class FunctionEvent:
    """One call of one function. Recorded when it begins and when it ends; what was logged inside belongs to it.

    A copy is the event itself. Pickled, it goes on in another process, which may end it.
    """

    def __init__(
        self,
        conv: Conversation,
        name: str,
        arguments: Any,
        *,
        function_id: str | None = None,
        function_version: str | None = None,
        llm_request_id: str | None = None,
        source: str | None = None,
    ) -> None:
        self.conv = conv
        self.id = _ids.random_uuid()
        self.variant_id_change: str | None = None
        self.transition: Any = None
        self.utterance: Any = None
        self._result: Any = None
        self._opening: dict[str, Any] = {
            "name": name,
            "arguments": _arguments(arguments),
            "function_id": function_id,
            "function_version": function_version,
            "llm_request_id": llm_request_id,
            "source": source,
        }
        self._scope: _core.Scope | None = None
        self._activation: Activation | None = None
        #: How often it went on after it had opened.
        self.steps = 0
        self._started = 0
        #: `None` where the state of before is not known here.
        self._before: _state.StateSnapshot | None = None

    def __copy__(self) -> FunctionEvent:
        return self

    def __deepcopy__(self, memo: object) -> FunctionEvent:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        told = {name: value for name, value in self.__dict__.items() if name not in _NOT_PICKLED}
        place = None if self._scope is None else (self._scope.turn_id, self._scope.ended)
        return _resumed, (self.id,), (told, place)

    def __setstate__(self, state: tuple[dict[str, Any], tuple[str | None, bool] | None]) -> None:
        told, place = state
        self.__dict__.update(told, _scope=None, _activation=None, _before=None)
        if place is not None:
            turn_id, ended = place
            ids = {"turn_id": turn_id, "function_event_id": self.id}
            self._scope = resumed_scope(self.conv, "function_event", ended=ended, **ids)
            self._activation = Activation(self._scope, self.conv)

    @staticmethod
    def current(conv: Conversation) -> FunctionEvent | None:
        """Return the event that a log call on this conversation, made here, would belong to."""
        scope = conv._home.find_scope()
        return _open.get(scope.function_event_id or "") if scope is not None else None

    @harmless
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

    @harmless
    def enter(self) -> None:
        """Become the innermost scope again (a generator goes on)."""
        self.steps += 1
        if self._activation is not None and self._scope is not None:
            self._scope.resume()
            self._activation.enter()

    @harmless
    def leave(self) -> None:
        """Stop being the innermost scope, without ending (a generator yields)."""
        if self._activation is not None and self._scope is not None:
            self._scope.pause()
            self._activation.leave()

    def set_result(self, result: Any) -> None:
        """Say what the function returned: a text, or a dict of content, utterance, handoff, hangup, transition …"""
        self._result = result

    @harmless
    def close(self, error: BaseException | None = None, *, cancelled_by: str | None = None) -> None:
        """Record the end; a second call does nothing.

        With an exception it says what was raised, or by whom the function was cancelled where the exception is how that
        is done: a cancelled task, a closed generator, an exit without an error. `cancelled_by` says that outright.
        """
        if self._activation is not None:
            self._activation.leave()
        if self._scope is None or not self._scope.close():
            return
        _open.pop(self.id, None)
        now = _core.now()
        members: dict[str, Any] = {"ended_at": _core.time_text(now), "duration_ms": (now - self._started) / 1000}
        if error is not None and cancelled_by is None:
            cancelled_by = _cancellation.cancelled_by(error)
        if cancelled_by is not None:
            members["cancelled_by"] = cancelled_by
        elif error is not None:
            members["error"] = _exceptions.describe(error, stacktrace=True)
        members |= self._told() or {}
        members["state_changes"] = self._state_changes()
        self._scope.record(_fields.fit("function_event", members))
        self._hand_over(members.get("handoff"))
        self._result = self._before = None

    @harmless
    def _state_changes(self) -> dict[str, Any] | None:
        if self._before is None:
            return None
        return _state.changes(self._before, _state.snapshot(self.conv.state))

    @harmless
    def _told(self) -> dict[str, Any]:
        """Return the fields that the result and the side effects stand for."""
        told: dict[str, Any] = {"result": self._result, "variant_id_change": self.variant_id_change}
        told |= {"transition": self.transition, "utterance": self.utterance}
        result, mark = _unmarked(self._result)
        if is_a(result, str):
            told["content"] = mark(result)
        elif is_a(result, dict):
            told |= _parts(result, mark)
        return told

    def _hand_over(self, handoff: Any) -> None:
        """Record with the conversation that the caller is handed over, and to whom and why."""
        told, mark = _unmarked(handoff)
        if not is_a(told, dict):
            return
        with contextlib.suppress(Exception):
            if len(told) > 0:
                reason, destination = (None if told.get(key) is None else mark(told[key]) for key in ("reason", "type"))
                self.conv.update(handoff=True, handoff_reason=reason, handoff_destination=destination)

    def __enter__(self) -> FunctionEvent:
        if self._scope is None:
            self.open()
        else:
            self.enter()
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
        return f"<FunctionEvent {_fields.text(self._opening['name'])} {self.id}>"


#: Keys of a returned dict, and the fields of the event that they are.
_OUTCOMES = {
    "content": "content",
    "utterance": "utterance",
    "handoff": "handoff",
    "hangup": "hangup",
    "transition": "transition",
    "variant": "variant_id_change",
}


def _parts(result: dict[Any, Any], mark: Callable[[Any], Any]) -> dict[str, Any]:
    """Return the fields that the items of a returned dict are."""
    parts: dict[str, Any] = {}
    for key, value in dict.items(result):
        if type(key) is not str or key not in _OUTCOMES or value is None:
            continue
        if key != "hangup":
            parts[_OUTCOMES[key]] = mark(value)
        elif is_true(_unmarked(value)[0]):
            parts["hangup"] = mark(_unmarked(value)[1](True))
    return parts


#: What is something if there is anything in it, without anybody being asked.
_BUILT_IN = (bool, int, float, str, bytes, bytearray, list, tuple, dict, set, frozenset)


def is_true(value: Any) -> bool:
    """Whether a value says yes. What says neither yes nor no, says no: words, an object that would have to be asked."""
    if is_a(value, str):
        return _core.yes_or_no(value) is True
    if _numbers.is_numpy(type(value)):
        value = value.item()
    try:
        return is_a(value, _BUILT_IN) and bool(value)
    except Exception:  # noqa: BLE001 - its truth cannot be told
        return False


def is_false(value: Any) -> bool:
    """Whether a value says no, as `is_true` asks it; a word that is neither says neither."""
    if is_a(value, str):
        return value == "" or _core.yes_or_no(value) is False
    return value is None or (is_a(value, _BUILT_IN) and not is_true(value))


def _unmarked(value: Any) -> tuple[Any, Callable[[Any], Any]]:
    """Return a value without its mark, and what puts the mark on a part of it."""
    if not is_a(value, _core.Pii):
        return value, lambda part: part
    return _unmarked(value.value)[0], marked


def marked(value: Any) -> _core.Pii[Any]:
    """Return a value with the mark of what is personal, once."""
    return value if is_a(value, _core.Pii) else _core.Pii(value)


def _arguments(given: Any) -> Any:
    """Return arguments as they are now; a mapping of somebody else's is read only when it is recorded."""
    if given is None:
        return {}
    return dict(dict.items(given)) if is_a(given, dict) else given


#: Made anew by the process that goes on with an event.
_NOT_PICKLED = frozenset({"_scope", "_activation", "_before"})


def _resumed(event_id: str) -> FunctionEvent:
    """Goes on with an event: the one that is open here, or one of another process."""
    return _open.get(event_id) or FunctionEvent.__new__(FunctionEvent)


def resumed_scope(conv: Conversation, kind: str, *, ended: bool, **ids: str | None) -> _core.Scope:
    """Return the open scope of these ids, or one that goes on with what another process opened, and says so."""
    for scope in conv._home.open_scopes():
        if scope.kind == kind and all(getattr(scope, name) == value for name, value in ids.items()):
            return scope
    scope = _core.Scope(conv._home, kind, outer=outer_scope(), **ids)
    if ended:
        scope.close()
    else:
        # This process may end it: what became of the other tells nothing any more.
        scope.record({})
    return scope


def source_of(file: str, line: int) -> str:
    """Return `file:line`, relative to the working directory where the file lies under it."""
    try:
        shown = os.path.relpath(file)
    except ValueError:
        shown = file
    if shown.startswith(".."):
        shown = os.path.basename(file)
    return f"{shown[-_SOURCE_BYTES_MAX:]}:{line}"
