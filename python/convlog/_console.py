"""Entries printed readably to stderr when there is no server to send them to, without what is personal in them.

A thread of its own prints, so that a log call never waits for a terminal or a full pipe. What waits is bounded; what
does not fit is counted, and is in the spool all the same.
"""

from __future__ import annotations

import atexit
import json
import os
import sys
import threading
import time
from collections import deque
from typing import Any

from convlog import _core, _variables

_WAITING_MAX = 10_000
_COLOURS = {"info": "36", "warning": "33", "error": "31"}
_FIXED = ("level", "content", "is_pii", "timestamp", "logger")
_HIDDEN = "[redacted]"

_waiting: deque[tuple[Any, ...]] = deque()
_wake = threading.Event()
_idle = threading.Event()
_idle.set()
_thread: threading.Thread | None = None
_start = threading.Lock()
_dropped = 0


def tap(kind: str, ids: tuple[str | None, ...], record: bytes, pii: list[str], hints: bytes) -> None:
    """Take a record for printing; entries and the errors of functions are printed."""
    if kind == "log" or (kind == "function_event" and b'"error":' in record):
        _put((kind, ids, record, pii))


def say(line: str) -> None:
    """Print a line of convlog's own."""
    _put(("say", line))


def _put(item: tuple[Any, ...]) -> None:
    global _dropped
    if len(_waiting) >= _WAITING_MAX:
        _dropped += 1
        return
    _waiting.append(item)
    _idle.clear()
    _wake.set()
    if _thread is None or not _thread.is_alive():
        _start_thread()


def _start_thread() -> None:
    global _thread
    with _start:
        if _thread is not None and _thread.is_alive():
            return
        _thread = threading.Thread(target=_run, name="convlog-console", daemon=True)
        try:
            _thread.start()
        except RuntimeError:  # the interpreter is shutting down
            _thread = None


def _run() -> None:
    while True:
        _wake.wait()
        _wake.clear()
        _print_waiting()


def _print_waiting() -> None:
    while _waiting:
        try:
            item = _waiting.popleft()
        except IndexError:
            break
        try:
            sys.stderr.write((_core.one_line(item[1]) if item[0] == "say" else _rendered(item)) + "\n")
        except Exception:  # noqa: BLE001 - a closed stderr must not end the thread
            pass
    try:
        sys.stderr.flush()
    except Exception:  # noqa: BLE001 - as above
        pass
    if not _waiting:
        _idle.set()


def drain(timeout: float) -> None:
    """Wait until everything taken so far is printed, or the time is over."""
    if _thread is not None and _thread.is_alive():
        _idle.wait(timeout)


def dropped() -> int:
    """Return how many lines did not fit."""
    return _dropped


def after_fork_in_child() -> None:
    """Forget the parent's thread and what it had still to print."""
    global _thread, _start, _wake, _idle
    _thread, _start, _wake, _idle = None, threading.Lock(), threading.Event(), threading.Event()
    _idle.set()
    _waiting.clear()


def _wants_colour() -> bool:
    return "NO_COLOR" not in os.environ and sys.stderr.isatty()


def _shows_pii() -> bool:
    # What says neither yes nor no shows nothing; that is said when the client starts.
    return _variables.switch("CONVLOG_CONSOLE_PII") is True


def _rendered(item: tuple[Any, ...]) -> str:
    return render(*item, colour=_wants_colour())


def render(kind: str, ids: tuple[str | None, ...], record: bytes, pii: list[str], *, colour: bool) -> str:
    """Return a record as one readable line (an error brings its stack trace along), without what is personal in it."""
    conversation = ids[2] or ""
    shown: bytes | None = record if _shows_pii() else _core.open_part(kind, record, pii)
    fields = json.loads(shown) if shown is not None else {}
    if kind == "function_event":
        error = fields.get("error", _HIDDEN)
        line = _line("error", time.strftime("%H:%M:%S"), conversation, f"function raised {_summary(error)}", "", colour)
        return line + (_below(_stacks(error)) if isinstance(error, dict) else "")
    if shown is None:
        whole = json.loads(record)
        return _line(whole["level"], whole["timestamp"][11:23], conversation, _HIDDEN, "", colour)
    exception = fields.pop("exception", None)
    line = _line(fields["level"], fields["timestamp"][11:23], conversation, fields["content"], _extras(fields), colour)
    if isinstance(exception, dict):
        line += _below(_stacks(exception))
    elif exception is not None:
        line += _below([str(exception)])
    return line


def _summary(error: Any) -> str:
    return f"{error.get('type')}: {error.get('message')}" if isinstance(error, dict) else str(error)


def _stacks(error: dict[str, Any], before: str = "") -> list[str]:
    """Return the lines of an exception's stack trace, and of those of what led to it."""
    lines = [before + line for line in str(error.get("stacktrace") or _summary(error)).split("\n")]
    causes = error.get("causes")
    for cause in causes if isinstance(causes, list) else []:
        lines += [f"{before}of it:", *_stacks(cause, before + "  ")] if isinstance(cause, dict) else [str(cause)]
    return lines


def _below(lines: list[str]) -> str:
    """Return what stands below a line: further in, so that nothing there passes for a line of its own."""
    return "".join(f"\n    {_core.one_line(line)}" for line in lines)


def _extras(fields: dict[str, Any]) -> str:
    extras = ((name, value) for name, value in fields.items() if name not in _FIXED)
    return " ".join(
        f"{name}={value if value == _HIDDEN else json.dumps(value, ensure_ascii=False)}" for name, value in extras
    )


def _line(level: str, at: str, conversation: str, content: str, extras: str, colour: bool) -> str:
    at, conversation, content, extras = map(_core.one_line, (at, conversation, content, extras))
    if not colour:
        return f"{at} {level:<7} {conversation} {content} {extras}".rstrip()
    return (
        f"\x1b[2m{at}\x1b[0m \x1b[{_COLOURS[level]}m{level:<7}\x1b[0m \x1b[2m{conversation}\x1b[0m "
        f"\x1b[1m{content}\x1b[0m {extras}"
    ).rstrip()


atexit.register(drain, 1.0)
