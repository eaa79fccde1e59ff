"""`Conversation`: one call or chat, as the functions that serve it see it."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any, Self

from convlog import _config, _core, _fields, _homes, _http, _state
from convlog._event import FunctionEvent, is_true, source_of
from convlog._harmless import harmless
from convlog._state import State
from convlog._turn import Span, Turn
from convlog._types import Channel, Direction, Environment, SpanKind

#: What a conversation may be told, under the names of its record.
_FIELDS = _fields.names("conversation")
#: Fields that the arguments of a conversation have another name for.
_ARGUMENTS = {"env": "environment", "caller_number": "from_number", "callee_number": "to_number"}
#: What a conversation is, and so never becomes.
_IDENTITY = frozenset({"id", "account_id", "project_id"})
#: Every name that a conversation takes.
NAMES = _FIELDS | _ARGUMENTS.keys() | _IDENTITY


class Utilities:
    """`conv.utils`: empty here, but it knows where the logger lives."""

    def __getattr__(self, name: str) -> Any:
        if name == "log":
            raise AttributeError("the logger is conv.log, not conv.utils.log")
        raise AttributeError(f"conv.utils has no attribute {name!r}")


class Conversation:
    """One call or chat.

    Only the id is needed: several processes may each make a `Conversation` of the same id and hold one turn of it.
    Of the other arguments only those that are given are recorded, so that a later process does not overwrite what an
    earlier one knew. Further keywords are fields of its record, and attributes.

    A copy is the conversation itself. Pickled, it goes on in another process.
    """

    # Slots for what the hot path reads; existing functions put whatever they like beside them.
    __slots__ = ("__dict__", "__weakref__", "_ended", "_home", "_known", "_state", "_turns", "id", "log")
    _ended: bool
    _home: _core.Home
    _known: dict[str, Any]
    _state: Any
    _turns: list[Turn]
    id: str
    log: _core.Logger

    def __init__(
        self,
        id: str,  # noqa: A002 - the name that callers know
        *,
        account_id: str | None = None,
        project_id: str | None = None,
        env: Environment | None = None,
        channel: Channel | None = None,
        direction: Direction | None = None,
        caller_number: str | None = None,
        callee_number: str | None = None,
        variant_id: str | None = None,
        language: str | None = None,
        started_at: str | None = None,
        state: Mapping[str, Any] | None = None,
        **fields: Any,
    ) -> None:
        _fields.insist("a conversation", fields, _FIELDS)
        account, project, identity = _text(account_id), _text(project_id), _fields.identity(id)
        self._settle(identity, _homes.make(account, project, identity))
        self.state = state
        settings = _config.settings()
        self._known = {
            "environment": settings.get("environment") if _is_nothing(env) else env,
            "channel": channel,
            "direction": direction,
            "from_number": caller_number,
            "to_number": callee_number,
            "variant_id": variant_id,
            "language": language,
            "started_at": started_at,
        }
        self._known |= fields
        self.account_id: str | None = account or settings.get("account_id")
        self.project_id: str | None = project or settings.get("project_id")
        for name, value in fields.items():
            setattr(self, name, value)
        self._record(self._known)

    def _settle(self, identity: str, home: _core.Home) -> None:
        self.id = identity
        self._home = home
        self.log = _core.Logger(home)
        self._state = State()
        self._ended = False
        self._turns = []
        self._known = {}
        self.utils = Utilities()

    @harmless
    def _record(self, fields: Mapping[str, Any]) -> None:
        self._home.record(_fields.fit("conversation", fields))

    # A handle: whoever copies it, or what holds it, goes on with the same conversation.

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickles what a later process needs to go on with the call: ids, what is known of it, and its state.

        It takes its origin along, so that a worker's lines are compared with the same known values.
        """
        given = {name: value for name, value in self.__dict__.items() if name not in _NOT_PICKLED}
        # Apart from what it is made of, because attributes and state may lead back to it.
        return _resumed, (type(self), self.id, self._home), (dict(self._known), self._state, given)

    def __setstate__(self, told: tuple[dict[str, Any], Any, dict[str, Any]]) -> None:
        self._known, self._state, given = told
        self.__dict__.update(given)

    @property
    def state(self) -> Any:
        """What functions of this conversation remember: a dict whose items are attributes too."""
        return self._state

    @state.setter
    def state(self, state: Any) -> None:
        self._state = _state.of(state)

    # What the conversation is known by.

    def _text(self, field: str) -> str | None:
        value: str | None = self._known.get(field)
        return None if _is_nothing(value) else value

    @property
    def env(self) -> str:
        """`sandbox`, `pre-release`, `live` or `draft`; `live` if nobody said."""
        environment = self._text("environment")
        return "live" if environment is None else environment

    @property
    def channel(self) -> str | None:
        """The channel through which the caller reached the agent."""
        return self._text("channel")

    @property
    def direction(self) -> str:
        """`inbound` or `outbound`; `inbound` if nobody said."""
        direction = self._text("direction")
        return "inbound" if direction is None else direction

    @property
    def caller_number(self) -> str | None:
        """The calling side's number."""
        return self._text("from_number")

    @property
    def callee_number(self) -> str | None:
        """The called side's number."""
        return self._text("to_number")

    @property
    def language(self) -> str | None:
        """The language, as a BCP 47 tag."""
        return self._text("language")

    @language.setter
    def language(self, language: str | None) -> None:
        self.update(language=language)

    @property
    def variant(self) -> str | None:
        """The id of the variant in force."""
        return self._text("variant_id")

    @variant.setter
    def variant(self, variant_id: str | None) -> None:
        self.set_variant(variant_id)

    def set_variant(self, variant_id: str | None) -> None:
        """Change the variant; the function event in which this happens says so."""
        self.update(variant_id=variant_id)
        event = FunctionEvent.current(self)
        if event is not None and variant_id is not None:
            event.variant_id_change = _fields.text(variant_id)

    def update(self, **fields: Any) -> None:
        """Record what became known of the conversation: any field of its record (`contact=`, `tags=`, `summary=`).

        The names of the constructor are taken too (`env=`, `caller_number=`).

        Raises:
            TypeError: a name is no field of a conversation, or is part of what identifies it.
        """
        fixed = sorted(_IDENTITY.intersection(fields))
        if fixed:
            raise TypeError(f"{', '.join(fixed)} of a conversation cannot be changed: create another Conversation")
        fields = {_ARGUMENTS.get(name, name): value for name, value in fields.items()}
        _fields.insist("a conversation", fields, _FIELDS)
        self._known |= fields
        if fields.get("state") is not None:
            _state.add(self._state, fields["state"])
        self._record(fields)

    # Turns, functions and spans.

    def turn(
        self,
        user_input: str | None = None,
        *,
        id: str | None = None,  # noqa: A002 - the name that callers know
        number: int | None = None,
        **fields: Any,
    ) -> Turn:
        """Open a turn. Use it as a context manager, or call its `end()`."""
        turn = Turn(self, self._home, id=id, number=number, user_input=user_input, **fields)
        self._turns = [open_turn for open_turn in self._turns if not open_turn.ended]
        self._turns.append(turn)
        return turn

    def function(
        self,
        name: str,
        arguments: Any = None,
        *,
        function_id: str | None = None,
        function_version: str | None = None,
        llm_request_id: str | None = None,
    ) -> FunctionEvent:
        """Return a context manager that records one call of one function."""
        frame = sys._getframe(1)
        return FunctionEvent(
            self,
            name,
            arguments,
            function_id=function_id,
            function_version=function_version,
            llm_request_id=llm_request_id,
            source=source_of(frame.f_code.co_filename, frame.f_lineno),
        )

    def span(self, kind: SpanKind, name: str | None = None, **fields: Any) -> Span:
        """Return a context manager that records what else takes time: `llm`, `asr`, `tts`, `http`, `other`."""
        return Span(self, kind, name, **fields)

    # Single records.

    def write_metric(self, name: str, value: Any = None, *, write_once: bool = False) -> None:
        """Record a named value; one without a value says that something happened, and is recorded as `True`.

        With `write_once` the first value of that name counts.
        """
        members = {
            "name": _fields.name(name),
            "value": True if value is None else value,
            "write_once": True if is_true(write_once) else None,
        }
        scope = self._home.find_scope()
        if scope is None:
            self._home.metric(members)
        else:
            scope.metric(members)

    def log_api_response(self, response: Any, override_url: str | None = None) -> None:
        """Record an HTTP response (requests, httpx, or anything with the same attributes) as an entry. Never raises.

        Method, URL without its query, status and time are kept; the body only if the status is not 2xx, marked
        personal like the query. `override_url` stands in for the URL, so that ids in paths do not scatter it.
        """
        _http.log_response(self._home, response, override_url)

    def end(self, ended_by: str | None = None, reason: str | None = None) -> None:
        """End the conversation here: open turns end too. Entries written later are kept."""
        if self._ended:
            return
        self._ended = True
        for turn in self._turns:
            turn.end()
        state = _state.items(self._state) or None
        self._record(
            {"ended_at": _core.time_text(_core.now()), "ended_by": ended_by, "end_reason": reason, "state": state}
        )

    def __enter__(self) -> Conversation:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        self.end(reason=f"{kind.__name__}" if kind is not None else None)

    def __repr__(self) -> str:
        return f"<Conversation {self.id}>"


def _text(value: object) -> str | None:
    """Return an account or a project as an id; one that says nothing is left to the settings."""
    return None if value is None else _fields.name(value) or None


def _is_nothing(value: object) -> bool:
    """Whether nothing was said; of anything but a text it may be a query to ask for its truth."""
    return value is None or (type(value) is str and not value)


#: Made anew by the process that goes on with a conversation.
_NOT_PICKLED = frozenset({"utils"})


def _resumed(kind: type[Conversation], identity: str, home: _core.Home) -> Conversation:
    """Goes on with a conversation of another process, or with a copy in this one."""
    conv = kind.__new__(kind)
    conv._settle(identity, home)
    return conv
