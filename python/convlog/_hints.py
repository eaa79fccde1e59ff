"""Habits of a calling line that are worth pointing out, once each: in `stats()`, and one line on stderr per habit.

Helping, never enforcing: every entry is kept as it was written.
"""

from __future__ import annotations

import os
import sys
from collections import OrderedDict
from typing import Any

from convlog import _console

_SITES_MAX = 1000
_EVENTS_MAX = 1000
_LOOP_SAMPLES = 4

_MEANING = {
    "positional_args": "passes a value by position where is_pii stands; the entry is flagged personal and the value is "
    "kept under _args, but %s in the message is not filled in: pass details as keywords",
    "pii_alias": "says pii= where is_pii= is meant; it counts as is_pii",
    "exc_info": "passes exc_info; the exception is kept under exception",
    "long_message": "logs a message of more than 200 characters: keep the message short and the details in fields",
    "large_payload": "logs more than 4 KiB at once: log identifiers rather than payloads",
    "loop": "logs in a tight loop: log the outcome once after the loop",
}
#: Habits that deserve a word on stderr; the others are only counted.
_SPOKEN = frozenset({"positional_args", "pii_alias", "long_message", "large_payload", "loop"})

_sites: dict[tuple[str, str, int, str], int] = {}
_spoken: set[str] = set()
_samples: OrderedDict[tuple[object, str, int], int] = OrderedDict()
_by_event: OrderedDict[str, list[str]] = OrderedDict()


def report(kind: str, scope: Any) -> None:
    """Note a habit of the line that made the log call; called by the extension right under that line's frame."""
    frame = sys._getframe(1)
    code = frame.f_code
    site = (kind, code.co_filename, frame.f_lineno, code.co_name)
    if kind == "loop" and site not in _sites and not _is_loop(scope, site):
        return
    known = site in _sites
    if not known and len(_sites) >= _SITES_MAX:
        return
    _sites[site] = _sites.get(site, 0) + 1
    if known:
        return
    where = f"{os.path.basename(code.co_filename)}:{frame.f_lineno}"
    sentence = f"{where} {_MEANING.get(kind, kind)}"
    event = getattr(scope, "function_event_id", None)
    if event is not None and kind in _SPOKEN:
        _by_event.setdefault(event, []).append(sentence)
        while len(_by_event) > _EVENTS_MAX:
            _by_event.popitem(last=False)
    if kind in _SPOKEN and kind not in _spoken:
        _spoken.add(kind)
        _console.say(f"convlog: {sentence} (said once; convlog.stats()['call_sites'] lists every place)")


def _is_loop(scope: Any, site: tuple[str, str, int, str]) -> bool:
    key = (getattr(scope, "function_event_id", None), site[1], site[2])
    _samples[key] = _samples.get(key, 0) + 1
    while len(_samples) > _SITES_MAX:
        _samples.popitem(last=False)
    return _samples[key] >= _LOOP_SAMPLES


def of_event(function_event_id: str) -> list[str]:
    """Return what was pointed out during a function event, and forget it."""
    return _by_event.pop(function_event_id, [])


def call_sites() -> list[dict[str, object]]:
    """Return every place that was pointed out, with how often it was."""
    return [
        {"habit": kind, "file": file, "line": line, "function": function, "count": count}
        for (kind, file, line, function), count in list(_sites.items())
    ]


def forget() -> None:
    """Forget everything; for tests."""
    for collection in (_sites, _spoken, _samples, _by_event):
        collection.clear()
