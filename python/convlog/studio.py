"""What functions written for Agent Studio expect to find, so that they run unmodified.

    import convlog.studio
    convlog.studio.install()          # now `from _gen import *` and `import plog` work

The names of `_gen` are a conversation with the side effects that such functions have, a flow, the decorators (which
change nothing) and a few small classes. Side effects are deferred there; here they are recorded on the function event
in which they happen, and kept on the conversation for whoever runs the function.
"""

from __future__ import annotations

import functools
import importlib
import sys
import types
from collections.abc import Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

from convlog import _conversation
from convlog._context import current_conversation
from convlog._event import FunctionEvent
from convlog._function import function
from convlog._kinds import is_a

__all__ = [
    "Conversation",
    "ElevenLabsVoice",
    "Flow",
    "FlowTransition",
    "Transition",
    "func_description",
    "func_latency_control",
    "func_parameter",
    "install",
]

F = TypeVar("F", bound=Callable[..., Any])


@dataclass
class Transition:
    """Where the dialogue goes after a function."""

    exit_flow: bool = False
    goto_flow: str | None = None
    goto_step: str | None = None

    def is_noop(self) -> bool:
        """Return whether the dialogue stays where it is."""
        return not (self.exit_flow or self.goto_flow or self.goto_step)


@dataclass
class FlowTransition:
    """A change of flow."""

    goto_flow: str | None = None
    exit_flow: bool = False


class ElevenLabsVoice:
    """A voice, as a name and its settings; nothing here speaks."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        self.args = args
        self.settings = settings

    def __repr__(self) -> str:
        return f"ElevenLabsVoice{self.args}"


#: What a conversation takes by its name.
_NAMES = _conversation.NAMES


class Conversation(_conversation.Conversation):
    """A conversation with the attributes and the side effects that functions use.

    An attribute that nobody set reads `None`, as most of the platform's are for most conversations.
    """

    def __init__(self, id: str, **attributes: Any) -> None:  # noqa: A002 - the name that callers know
        super().__init__(id, **{name: value for name, value in attributes.items() if name in _NAMES})
        self._take(attributes)
        self.transition = Transition()
        self.said: list[str] = []
        self.functions = Functions(self, "functions")

    def update(self, **fields: Any) -> None:
        """Record what became known; a name that is no field of a conversation becomes an attribute."""
        super().update(**{name: value for name, value in fields.items() if name in _NAMES})
        self._take(fields)

    def _take(self, attributes: dict[str, Any]) -> None:
        for name, value in attributes.items():
            if name not in _NAMES:
                setattr(self, name, value)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return None

    @property
    def call_sid(self) -> str:
        """The id under the name that telephony gives it."""
        return self.id

    def goto_flow(self, name: str) -> None:
        """Go to a flow once the function is over; the last call counts."""
        self._go(goto_flow=name)

    def exit_flow(self) -> None:
        """Leave the flow once the function is over."""
        self._go(exit_flow=True)

    def say(self, utterance: str) -> None:
        """Have something spoken."""
        self.said.append(utterance)
        event = FunctionEvent.current(self)
        if event is not None:
            event.utterance = utterance

    def _go(self, **where: Any) -> None:
        for name, value in where.items():
            setattr(self.transition, name, value)
        event = FunctionEvent.current(self)
        if event is not None:
            event.transition = (event.transition or {}) | where


class Flow:
    """The flow that a step's function runs in."""

    def __init__(self, conv: Conversation | None = None, name: str | None = None) -> None:
        self.conv = conv
        self.name = name
        self.goto: str | None = None
        self.functions = Functions(conv, f"flows.{name}.functions", self)

    def goto_step(self, name: str, label: str | None = None) -> None:
        """Go to a step once the function is over; the last call counts, and the label is decoration."""
        self.goto = name
        conv: Any = self.conv or current_conversation.get()
        if is_a(conv, Conversation):
            conv._go(goto_step=name)


class Functions:
    """`conv.functions.NAME(...)`: imports `functions.NAME` and calls the function of that name, recorded."""

    def __init__(self, conv: Conversation | None, package: str, flow: Flow | None = None) -> None:
        self._conv = conv
        self._package = package
        self._flow = flow

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("__"):
            raise AttributeError(name)
        wanted: Callable[..., Any] = getattr(importlib.import_module(f"{self._package}.{name}"), name)
        if not hasattr(wanted, "__wrapped__"):
            wanted = function(wanted)
        given = [value for value in (self._conv, self._flow) if value is not None]

        @functools.wraps(wanted)
        def call(*args: Any, **kwargs: Any) -> Any:
            # Some functions pass conversation and flow along themselves, which is tolerated.
            rest = [value for value in args if not is_a(value, (Conversation, Flow))]
            return wanted(*given, *rest, **kwargs)

        return call


def func_description(description: str) -> Callable[[F], F]:
    """Describe a function to the language model; changes nothing here."""
    return lambda fn: fn


def func_parameter(name: str, description: str) -> Callable[[F], F]:
    """Describe a parameter to the language model; changes nothing here."""
    return lambda fn: fn


def func_latency_control(
    delay_before_responses_start: float = 0,
    silence_after_each_response: float = 0,
    delay_responses: list[tuple[str, float]] | None = None,
    randomize: bool = False,
) -> Callable[[F], F]:
    """Say what is spoken while a function takes its time; changes nothing here."""
    return lambda fn: fn


_bound: ContextVar[dict[str, Any]] = ContextVar("convlog_plog_bound", default={})  # noqa: B039 - never changed in place


class _Plog(types.ModuleType):
    """The module `plog`: a logger that writes where `conv.log` of the running conversation does."""

    def info(self, content: Any = "", *args: Any, **extras: Any) -> None:
        self._write("info", content, args, extras)

    def warning(self, content: Any = "", *args: Any, **extras: Any) -> None:
        self._write("warning", content, args, extras)

    def error(self, content: Any = "", *args: Any, **extras: Any) -> None:
        self._write("error", content, args, extras)

    def debug(self, content: Any = "", *args: Any, **extras: Any) -> None:
        self._write("debug", content, args, extras)

    def warn(self, content: Any = "", *args: Any, **extras: Any) -> None:
        self._write("warn", content, args, extras)

    def critical(self, content: Any = "", *args: Any, **extras: Any) -> None:
        self._write("critical", content, args, extras)

    def exception(self, content: Any = "", *args: Any, **extras: Any) -> None:
        self._write("exception", content, args, extras)

    def _write(self, level: str, content: Any, args: tuple[Any, ...], extras: dict[str, Any]) -> None:
        conv = current_conversation.get()
        if conv is None:
            conv = _conversation_without_a_call()
        getattr(conv.log, level)(content, *args, **(_bound.get() | extras))

    @staticmethod
    @contextmanager
    def tmp_bind(**fields: Any) -> Generator[None, None, None]:
        """Add fields to every entry inside, as a context manager or as a decorator."""
        before = _bound.get()
        _bound.set(before | fields)
        try:
            yield
        finally:
            _bound.set(before)


@functools.cache
def _conversation_without_a_call() -> _conversation.Conversation:
    """Return the home of lines that are logged while no conversation is running; one for the process."""
    return _conversation.Conversation("")


def install() -> None:
    """Register the modules `_gen` and `plog`, unless modules of these names are imported already."""
    gen = types.ModuleType("_gen", "The names that functions import with `from _gen import *`.")
    names = [name for name in __all__ if name != "install"]
    for name in names:
        setattr(gen, name, globals()[name])
    gen.__all__ = names  # type: ignore[attr-defined]
    sys.modules.setdefault("_gen", gen)
    sys.modules.setdefault("plog", _Plog("plog", _Plog.__doc__))
