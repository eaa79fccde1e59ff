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

CAUSES_MAX = 16
FRAMES_MAX = 50
MESSAGE_CHARS_MAX = 8 * 1024

_OWN_FOLDER = os.path.dirname(__file__) + os.sep


def from_exc_info(value: Any) -> dict[str, object] | None:
    """Return the exception that `exc_info=value` means, or `None` if there is none in it."""
    if isinstance(value, BaseException):
        return describe(value, stacktrace=True)
    if isinstance(value, tuple):
        if len(value) == 3 and isinstance(value[1], BaseException):
            trace = value[2] if isinstance(value[2], TracebackType) else value[1].__traceback__
            return describe(value[1], stacktrace=True, trace=trace)
        return None
    try:
        wanted = bool(value)
    except Exception:  # noqa: BLE001 - a value that is neither true nor false asks for nothing
        return None
    active = sys.exc_info()[1]
    return describe(active, stacktrace=True) if wanted and active is not None else None


def describe(error: BaseException, *, stacktrace: bool, trace: TracebackType | None = None) -> dict[str, object]:
    """Return an exception as data; `causes` lists what led to it, the nearest first."""
    described = _one(error, stacktrace=stacktrace, trace=trace or error.__traceback__)
    causes = [_one(cause, stacktrace=stacktrace, trace=cause.__traceback__) for cause in _causes(error)]
    if causes or stacktrace:
        described["causes"] = causes
    return described


def _one(error: BaseException, *, stacktrace: bool, trace: TracebackType | None) -> dict[str, object]:
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    try:
        message = str(error)
    except Exception as failure:  # noqa: BLE001 - an exception whose text cannot be had is still reported
        message = f"<unrepresentable {kind.__name__}: {type(failure).__name__}>"
    described: dict[str, object] = {"type": name, "message": message[:MESSAGE_CHARS_MAX]}
    if stacktrace:
        described["stacktrace"] = _stacktrace(trace, f"{name}: {message[:MESSAGE_CHARS_MAX]}" if message else name)
    return described


def _causes(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    seen = {id(error)}
    waiting = _nearest(error)
    while waiting and len(found) < CAUSES_MAX:
        cause = waiting.pop(0)
        if id(cause) in seen:
            continue
        seen.add(id(cause))
        found.append(cause)
        waiting.extend(_nearest(cause))
    return found


def _nearest(error: BaseException) -> list[BaseException]:
    nearest: list[BaseException] = []
    if isinstance(error, BaseExceptionGroup):
        nearest.extend(error.exceptions[:CAUSES_MAX])
    if error.__cause__ is not None:
        nearest.append(error.__cause__)
    elif error.__context__ is not None and not error.__suppress_context__:
        nearest.append(error.__context__)
    return nearest


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
