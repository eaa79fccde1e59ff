"""What ends a function before it is done without being an error of it: cancelled tasks, closed generators, exits."""

from __future__ import annotations

import sys
from typing import Any

#: What is recorded where nobody said who cancelled.
UNKNOWN = "unknown"
#: Exceptions by which libraries cancel, by module and name. A library that nobody imported has raised none of them.
_CANCELLING = (
    ("asyncio", "CancelledError"),
    ("concurrent.futures", "CancelledError"),
    ("trio", "Cancelled"),
    ("curio", "CancelledError"),
    ("greenlet", "GreenletExit"),
)
_GROUPS_MAX = 100


def cancelled_by(error: BaseException) -> str | None:
    """Return who cancelled, as far as the exception tells, or `None` if it is an error.

    That is what was given to `task.cancel(message)`, `consumer` of a generator that was closed, `exit` of a process
    that ended without an error, `keyboard`, or what a library says; else `unknown`. An exception group is a
    cancellation if everything in it is one.
    """
    if isinstance(error, BaseExceptionGroup):
        return _of_group(error)
    if isinstance(error, GeneratorExit):
        return "consumer"
    if isinstance(error, KeyboardInterrupt):
        return "keyboard"
    if isinstance(error, SystemExit):
        return "exit" if _is_success(error.code) else None
    return _said(error) if _is_cancelling(error) else None


def _is_cancelling(error: BaseException) -> bool:
    for module, name in _CANCELLING:
        kind = getattr(sys.modules.get(module), name, None)
        if isinstance(kind, type) and isinstance(error, kind):
            return True
    return False


def _is_success(code: Any) -> bool:
    """Whether a process that exits with this reports no failure."""
    return code is None or (type(code) in (int, bool) and code == 0)


def _said(error: BaseException) -> str:
    """Return the message of a cancellation; trio has a reason and a source instead."""
    for value in (*error.args[:1], getattr(error, "reason", None), getattr(error, "source", None)):
        if isinstance(value, str) and value.strip():
            return str(value)
    return UNKNOWN


def _of_group(group: BaseExceptionGroup[BaseException]) -> str | None:
    waiting: list[BaseException] = [group]
    first: str | None = None
    for _ in range(_GROUPS_MAX):
        if not waiting:
            return first
        error = waiting.pop()
        if isinstance(error, BaseExceptionGroup):
            waiting.extend(error.exceptions)
            continue
        told = cancelled_by(error)
        if told is None:
            return None
        first = told if first in (None, UNKNOWN) else first
    return None
