"""The context variable that says which scope a log call belongs to, shared with the extension."""

from __future__ import annotations

from contextvars import ContextVar, Token
from typing import TYPE_CHECKING

from convlog import _core

if TYPE_CHECKING:
    from convlog._conversation import Conversation

#: The innermost open scope of this flow of control, of whichever conversation.
current_scope: ContextVar[_core.Scope | None] = ContextVar("convlog_scope", default=None)
#: The conversation of that scope, for decorated functions that are not handed one.
current_conversation: ContextVar[Conversation | None] = ContextVar("convlog_conversation", default=None)

_core.install_variable(current_scope)


class Activation:
    """Makes a scope the innermost one of this flow of control, until it is left again."""

    __slots__ = ("_conversation", "_conversation_token", "_outer", "_scope", "_token")

    def __init__(self, scope: _core.Scope, conversation: Conversation) -> None:
        self._scope = scope
        self._conversation = conversation
        self._outer: tuple[_core.Scope | None, Conversation | None] = (None, None)
        self._token: Token[_core.Scope | None] | None = None
        self._conversation_token: Token[Conversation | None] | None = None

    def enter(self) -> None:
        """Become the innermost one; where it is already, nothing changes."""
        if self._token is not None:
            return
        self._outer = (current_scope.get(), current_conversation.get())
        self._token = current_scope.set(self._scope)
        self._conversation_token = current_conversation.set(self._conversation)

    def leave(self) -> None:
        """Restore what was before; in another context than `enter` (an event loop's doing), set it instead."""
        if self._token is None or self._conversation_token is None:
            return
        try:
            current_scope.reset(self._token)
            current_conversation.reset(self._conversation_token)
        except (ValueError, RuntimeError):
            current_scope.set(self._outer[0])
            current_conversation.set(self._outer[1])
        self._token = self._conversation_token = None


def outer_scope() -> _core.Scope | None:
    """Return the nearest scope of this flow of control that is still open.

    Ended ones are passed over, so that tasks which start tasks do not hold every scope that ever was.
    """
    scope = current_scope.get()
    while scope is not None and scope.ended:
        scope = scope.outer
    return scope
