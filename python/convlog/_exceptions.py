"""Exceptions as data: type, message, stack trace and causes, bounded and safe against cycles.

Nothing here reads a file, because it runs inside somebody's live call: a line of source stands in a stack trace if
its file is in `linecache` already, which `@convlog.function` sees to when it decorates.
"""

from __future__ import annotations

import linecache
import os
import sys
from types import TracebackType
from typing import Any

from convlog import _models
from convlog._core import Cut
from convlog._kinds import asks_what_it_holds, full_name, is_a

CAUSES_MAX = 16
#: Exceptions of one tree of groups and causes, and how deep it is followed.
EXCEPTIONS_MAX = 100
GROUPS_DEPTH_MAX = 5
NOTES_MAX = 16
FRAMES_MAX = 50
MESSAGE_CHARS_MAX = 8 * 1024

_OWN_FOLDER = os.path.dirname(__file__) + os.sep


def from_exc_info(value: Any) -> dict[str, object] | None:
    """Return the exception that `exc_info=value` means, or `None` if there is none in it."""
    if is_a(value, BaseException):
        return describe(value, stacktrace=True)
    if is_a(value, tuple):
        if len(value) == 3 and is_a(value[1], BaseException):
            trace = value[2] if is_a(value[2], TracebackType) else value[1].__traceback__
            return describe(value[1], stacktrace=True, trace=trace)
        return None
    # Only of what is built in is the truth asked: of anything else it may be a query.
    wanted = is_a(value, (bool, int, float, str, bytes)) and bool(value)
    active = sys.exc_info()[1]
    return describe(active, stacktrace=True) if wanted and active is not None else None


def describe(error: BaseException, *, stacktrace: bool, trace: TracebackType | None = None) -> dict[str, object]:
    """Return an exception as data; `causes` lists what led to it, the nearest first.

    What led to a group are its parts. Each of them is whole, with its own stack trace, causes and parts.
    """
    return _Tree(stacktrace=stacktrace).describe(error, trace or error.__traceback__)


class _Tree:
    """An exception with its causes and parts: none below itself, and only so many.

    What several parts share is told with each of them.
    """

    def __init__(self, *, stacktrace: bool) -> None:
        self._stacktrace = stacktrace
        #: Those that the one at hand is below of, and how many there are of all.
        self._above: set[int] = set()
        self._count = 0

    def describe(self, error: BaseException, trace: TracebackType | None, depth: int = 0) -> dict[str, object]:
        self._above.add(id(error))
        self._count += 1
        described = _one(error, stacktrace=self._stacktrace, trace=trace)
        causes: list[dict[str, object]] = []
        is_whole = self._add_parts(causes, error, depth) and self._add_causes(causes, error, depth)
        self._above.discard(id(error))
        if causes or not is_whole or (self._stacktrace and depth == 0):
            described["causes"] = causes if is_whole else Cut(causes)
        return described

    def _add_parts(self, found: list[dict[str, object]], error: BaseException, depth: int) -> bool:
        """Add the parts of a group, and return whether that is all of them."""
        for part in error.exceptions if isinstance(error, BaseExceptionGroup) else ():
            if depth == GROUPS_DEPTH_MAX or self._count >= EXCEPTIONS_MAX:
                return False
            if id(part) not in self._above:
                found.append(self.describe(part, part.__traceback__, depth + 1))
        return True

    def _add_causes(self, found: list[dict[str, object]], error: BaseException, depth: int) -> bool:
        """Add the chain of causes, and return whether that is all of it."""
        chain: list[BaseException] = []
        cause = _nearest(error)
        while cause is not None and id(cause) not in self._above:
            if len(chain) == CAUSES_MAX or self._count >= EXCEPTIONS_MAX:
                break
            chain.append(cause)
            self._above.add(id(cause))
            self._count += 1
            described = _one(cause, stacktrace=self._stacktrace, trace=cause.__traceback__)
            parts: list[dict[str, object]] = []
            is_whole = self._add_parts(parts, cause, depth + 1)
            if parts or not is_whole:
                described["causes"] = parts if is_whole else Cut(parts)
            found.append(described)
            cause = _nearest(cause)
        is_all = cause is None or id(cause) in self._above
        self._above.difference_update(map(id, chain))
        return is_all


def _one(error: BaseException, *, stacktrace: bool, trace: TracebackType | None) -> dict[str, object]:
    kind = type(error)
    name = full_name(kind)
    try:
        told = message(error)
    except Exception as failure:  # noqa: BLE001 - an exception whose text cannot be had is still reported
        told = f"<unrepresentable {kind.__name__}: {type(failure).__name__}>"
    described: dict[str, object] = {"type": name, "message": _bounded(told)}
    notes = _notes(error)
    if notes:
        shown = [_bounded(note) for note in notes[:NOTES_MAX]]
        described["notes"] = shown if len(notes) <= NOTES_MAX else Cut(shown)
    if stacktrace:
        last = f"{name}: {told[:MESSAGE_CHARS_MAX]}" if told else name
        below = [note[:MESSAGE_CHARS_MAX] for note in notes[:NOTES_MAX]]
        text = "\n".join([_stacktrace(trace, last), *below])
        is_whole = len(notes) == len(below) and all(len(text) <= MESSAGE_CHARS_MAX for text in (told, *notes))
        described["stacktrace"] = text if is_whole else Cut(text)
    return described


#: What the interpreter makes of an exception's arguments.
_BY_ARGUMENTS = (BaseException.__str__, KeyError.__str__, OSError.__str__, SyntaxError.__str__)


def _is_plain(arg: Any, depth: int = 0) -> bool:
    if type(arg) in (tuple, list, dict) and depth < 4 and len(arg) <= 1000:
        parts = (*arg.keys(), *arg.values()) if type(arg) is dict else arg
        return all(_is_plain(part, depth + 1) for part in parts)
    return type(arg) in _PLAIN


_PLAIN = (str, int, float, bytes, bool, type(None))


def message(error: BaseException) -> str:
    """Return what `str()` does, without evaluating what the exception was made of."""
    if type(error).__str__ in _BY_ARGUMENTS:
        args = BaseException.args.__get__(error)  # type: ignore[attr-defined]
        # The names of files are no arguments any more.
        files = (error.filename, error.filename2) if isinstance(error, OSError) else ()
        if not all(map(_is_plain, (*args, *files))):
            from convlog import _render

            shown = _render.shown if type(error).__str__ is KeyError.__str__ else _render.text
            return shown(args[0]) if len(args) == 1 else _render.shown(args)
    elif asks_what_it_holds(type(error), "__str__") and not isinstance(error, BaseExceptionGroup):
        # Such as those of `subprocess`, which tell of a command and of what it printed.
        args = BaseException.args.__get__(error)  # type: ignore[attr-defined]
        if not all(map(_is_plain, (*args, *_models.instance_dict(error).values()))):
            from convlog import _render

            return _render.shown(args)
    return str(error)


def _notes(error: BaseException) -> list[str]:
    """Return what was added to an exception by `add_note`."""
    from convlog import _render

    notes: Any = _models.instance_dict(error).get("__notes__")
    if not is_a(notes, (list, tuple)):
        return []
    # One more than is kept, so that it is known that there was more.
    return [_render.text(note) for note in notes[: NOTES_MAX + 1]]


def _bounded(text: str) -> object:
    return text if len(text) <= MESSAGE_CHARS_MAX else Cut(text[:MESSAGE_CHARS_MAX])


def _nearest(error: BaseException) -> BaseException | None:
    if error.__cause__ is not None:
        return error.__cause__
    return None if error.__suppress_context__ else error.__context__


def _stacktrace(trace: TracebackType | None, last: str) -> str:
    frames: list[tuple[str, int, str]] = []
    while trace is not None and len(frames) < 10_000:
        code = trace.tb_frame.f_code
        if not code.co_filename.startswith(_OWN_FOLDER):
            frames.append((code.co_filename, trace.tb_lineno, code.co_name))
        trace = trace.tb_next
    lines = ["Traceback (most recent call last):"]
    left_out = len(frames) - FRAMES_MAX
    for index, (file, line, function) in enumerate(frames):
        if left_out > 0 and FRAMES_MAX // 2 <= index < FRAMES_MAX // 2 + left_out:
            if index == FRAMES_MAX // 2:
                lines.append(f"  ... {left_out} frames left out ...")
            continue
        lines.append(f'  File "{file}", line {line}, in {function}')
        source = _source_line(file, line)
        if source:
            lines.append(f"    {source}")
    lines.append(last)
    return "\n".join(lines)


def _source_line(file: str, line: int) -> str:
    cached = linecache.cache.get(file)
    if not isinstance(cached, tuple) or len(cached) != 4:
        return ""
    source = cached[2]
    return source[line - 1].strip()[:200] if 0 < line <= len(source) else ""
