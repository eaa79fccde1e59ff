"""Turns and spans: one exchange, and what else took time in it."""

from __future__ import annotations

from contextvars import ContextVar, Token
from types import TracebackType
from typing import TYPE_CHECKING, Any

from convlog import _cancellation, _core, _exceptions, _fields, _ids
from convlog._context import Activation, outer_scope
from convlog._event import marked, resumed_scope
from convlog._harmless import harmless
from convlog._kinds import is_a
from convlog._state import items_of
from convlog._types import SpanKind, Time

if TYPE_CHECKING:
    from convlog._conversation import Conversation

#: Fields of a turn's record; set as attributes, each is recorded at once, so that a dying process loses none.
_TURN_FIELDS = _fields.names("turn", without="turn_id number started_at ended_at")
#: Fields of a span's record; any other keyword becomes an attribute of it.
_SPAN_FIELDS = _fields.names("span", without="span_id turn_id parent_id kind name started_at ended_at duration_ms")
_KINDS = frozenset({"llm", "asr", "tts", "http", "other"})

_current_span: ContextVar[tuple[str, str] | None] = ContextVar("convlog_span", default=None)

#: Spans that are open in this process, by id; each counts as open once, however many copies of it there are.
_open: dict[str, Span] = {}


class Turn:
    """One exchange. Open from the moment it is made; `with` also makes it the place of entries written inside.

    A copy is the turn itself. Pickled, it goes on in another process, which may end it.
    """

    conv: Conversation
    id: str
    number: int | None
    _scope: _core.Scope
    _activation: Activation

    if TYPE_CHECKING:
        # Every field of the record; `__init__` gives each its value, or None.
        user_input: str | None
        user_input_datetime: Time | None
        user_input_dtmf: str | None
        user_input_dtmf_finish_key: str | None
        agent_response: str | None
        agent_response_datetime: Time | None
        translated_user_input: str | None
        english_agent_response: str | None
        asr_lang_code: str | None
        tts_lang_code: str | None
        barge_in: bool | None
        intents: Any
        entities: Any
        is_ood: bool | None
        is_silence: bool | None
        latency: float | None
        asr_corrected_user_input: str | None
        top_transcripts: Any
        retrieved_topics: Any
        retrieved_sources: Any
        safety: Any
        current_node: str | None
        in_flow: str | None
        in_step: str | None
        variant: str | None

    def __init__(
        self,
        conv: Conversation,
        home: _core.Home,
        *,
        id: str | None,  # noqa: A002 - the name that callers know
        number: int | None,
        **fields: Any,
    ) -> None:
        _fields.insist("a turn", fields, _TURN_FIELDS)
        turn_id = ("" if id is None else _fields.name(id)) or _ids.random_hex(8)
        scope = _core.Scope(home, "turn", turn_id=turn_id, outer=outer_scope())
        self.__dict__.update(conv=conv, id=turn_id, number=number, _scope=scope, _activation=Activation(scope, conv))
        self.__dict__.update({name: fields.get(name) for name in _TURN_FIELDS})
        scope.open()
        self._record({"number": number, "started_at": _core.time_text(_core.now()), **fields})

    @harmless
    def _record(self, fields: dict[str, Any]) -> None:
        self._scope.record(_fields.fit("turn", fields))

    def __setattr__(self, name: str, value: Any) -> None:
        self.__dict__[name] = value
        if name in _TURN_FIELDS:
            self._record({name: value})

    def __copy__(self) -> Turn:
        return self

    def __deepcopy__(self, memo: object) -> Turn:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        told = {name: value for name, value in self.__dict__.items() if name not in ("_scope", "_activation")}
        return Turn.__new__, (Turn,), (told, self.ended)

    def __setstate__(self, state: tuple[dict[str, Any], bool]) -> None:
        told, ended = state
        self.__dict__.update(told)
        scope = resumed_scope(self.conv, "turn", ended=ended, turn_id=self.id)
        self.__dict__.update(_scope=scope, _activation=Activation(scope, self.conv))

    @property
    def ended(self) -> bool:
        """Whether the turn is over."""
        return self._scope.ended

    def span(self, kind: SpanKind, name: str | None = None, **fields: Any) -> Span:
        """Return a context manager that records something that takes time: `llm`, `asr`, `tts`, `http`, `other`."""
        return Span(self.conv, kind, name, turn_id=self.id, **fields)

    @harmless
    def end(self) -> None:
        """End the turn; a second call does nothing."""
        if self._scope.close():
            self._scope.record({"ended_at": _core.time_text(_core.now())})

    def __enter__(self) -> Turn:
        self._activation.enter()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._activation.leave()
        self.end()

    async def __aenter__(self) -> Turn:
        return self.__enter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.__exit__(kind, error, trace)

    def __repr__(self) -> str:
        return f"<Turn {self.id}>"


class Span:
    """Something that takes time in a turn: a language model, speech recognition, speech synthesis, HTTP.

    Fields of its record are set as attributes; any other attribute becomes one of the span's `attributes`.
    A copy is the span itself. Pickled, it goes on in another process, which may end it.
    """

    conv: Conversation
    id: str
    _turn_id: str | None
    _started: int
    _ended: bool
    _scope: _core.Scope
    _token: Token[tuple[str, str] | None] | None
    _fields: dict[str, Any]
    _attributes: dict[str, Any]

    def __init__(
        self, conv: Conversation, kind: SpanKind, name: str | None, *, turn_id: str | None = None, **fields: Any
    ) -> None:
        _fields.insist("a span", fields, _SPAN_FIELDS)
        self.__dict__.update(conv=conv, id=_ids.random_hex(8), _turn_id=turn_id, _started=0, _ended=False, _token=None)
        self.__dict__.update(_fields=fields, _attributes=_attributes_of(fields.pop("attributes", None)))
        given = _fields.text(kind)
        named = given if name is None or (type(name) is str and not name) else name
        self._fields.update(kind=given if given in _KINDS else "other", name=named)

    def __setattr__(self, name: str, value: Any) -> None:
        self.__dict__[name] = value
        if name == "attributes":
            self._attributes.update(_attributes_of(value))
        elif not name.startswith("_"):
            (self._fields if name in _SPAN_FIELDS else self._attributes)[name] = value

    def __copy__(self) -> Span:
        return self

    def __deepcopy__(self, memo: object) -> Span:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        told = {name: value for name, value in self.__dict__.items() if name not in ("_scope", "_token")}
        scope = self.__dict__.get("_scope")
        return _resumed, (self.id,), (told, None if scope is None else scope.turn_id)

    def __setstate__(self, state: tuple[dict[str, Any], str | None]) -> None:
        if self.__dict__:
            return
        told, turn_id = state
        self.__dict__.update(told, _token=None)
        if self._started:
            self.__dict__["_scope"] = _core.Scope(self.conv._home, "span", turn_id=turn_id, span_id=self.id)

    def __enter__(self) -> Span:
        self._open()
        return self

    @harmless
    def _open(self) -> None:
        if self._started:
            return
        home = self.conv._home
        around = home.find_scope()
        turn_id = self._turn_id or (around.turn_id if around is not None else None)
        parent = _current_span.get()
        if parent is not None and parent[0] == self.conv.id:
            parent_id: str | None = parent[1]
        else:
            parent_id = around.function_event_id if around is not None else None
        scope = _core.Scope(home, "span", turn_id=turn_id, span_id=self.id, outer=outer_scope())
        self.__dict__.update(_scope=scope, _started=_core.now(), _token=_current_span.set((self.conv.id, self.id)))
        _open[self.id] = self
        # The process says that it lives while this is open; entries belong to turns and functions alone.
        scope.open()
        scope.pause()
        opening = {"parent_id": parent_id, "started_at": _core.time_text(self._started), **self._fields}
        scope.record(_fields.fit("span", opening))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close(error)

    @harmless
    def _close(self, error: BaseException | None) -> None:
        if self._ended or not self._started:
            return
        self.__dict__["_ended"] = True
        self._leave()
        if _open.pop(self.id, None) is self:
            self._scope.close()
        now = _core.now()
        members = {key: value for key, value in self._fields.items() if key not in ("kind", "name")}
        cancelled_by = None if error is None else _cancellation.cancelled_by(error)
        if cancelled_by is not None:
            members["cancelled_by"] = cancelled_by
        elif error is not None:
            members["error"] = _exceptions.describe(error, stacktrace=True)
        members |= {"attributes": self._attributes or None, "ended_at": _core.time_text(now)}
        self._scope.record(_fields.fit("span", members | {"duration_ms": (now - self._started) / 1000}))

    async def __aenter__(self) -> Span:
        return self.__enter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.__exit__(kind, error, trace)

    def _leave(self) -> None:
        if self._token is None:
            return
        try:
            _current_span.reset(self._token)
        except (ValueError, RuntimeError):
            _current_span.set(None)

    def __repr__(self) -> str:
        return f"<Span {self.id}>"


def _resumed(span_id: str) -> Span:
    """Goes on with a span: the one that is open here, or one of another process."""
    return _open.get(span_id) or Span.__new__(Span)


def _attributes_of(given: Any) -> dict[str, Any]:
    """Return what was given as a span's attributes, each marked if all of it is."""
    if is_a(given, _core.Pii):
        return {name: marked(value) for name, value in _attributes_of(given.value).items()}
    if given is None:
        return {}
    return items_of(given)
