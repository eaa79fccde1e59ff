"""Habits of a calling line that are worth pointing out: in `stats()`, with the entry, and one line on stderr per habit.

Helping, never enforcing: every entry is kept as it was written. What is counted here stays in the process; what is told
travels with its entry and shares its part.
"""

from __future__ import annotations

import os
import sys
from collections import OrderedDict
from typing import Any

from convlog import _console, _render
from convlog._types import CallSite

_SITES_MAX = 1000
_LOOP_SAMPLES = 4
#: A file's name and a number stay below the limit of an id.
_FILE_CHARS_MAX = 60

_MEANING = {
    "positional_args": "passes a positional argument in the place of is_pii; the entry is flagged personal and the "
    "value is "
    "kept under _args, but %s in the message is not filled in: pass details as keywords",
    "pii_alias": "uses pii= instead of is_pii=; it is treated as is_pii",
    "exc_info": "passes exc_info; the exception is kept under exception",
    "long_message": "logs a message of more than 200 characters: keep the message short and the details in fields",
    "large_payload": "logs more than 4 KiB at once: log identifiers rather than payloads",
    "loop": "logs in a tight loop: log the outcome once after the loop",
    "debug": "calls conv.log.debug, which is conv.log.info",
    "warn": "calls conv.log.warn, which is conv.log.warning",
    "critical": "calls conv.log.critical, which is conv.log.error",
    "exception": "calls conv.log.exception, which is conv.log.error(..., exc_info=True)",
}
#: Names of other loggers' methods: a word on stderr for each line, which nothing is told of with the entry.
_OF_OTHER_LOGGERS = frozenset({"debug", "warn", "critical", "exception"})
#: No more lines than this are said to call them.
_SAID_MAX = 50
#: Habits that deserve a word on stderr; the others are only counted.
_SPOKEN = frozenset({"positional_args", "pii_alias", "long_message", "large_payload", "loop"})

#: For each place how often the habit was seen in open lines, and in lines that are personal as a whole.
_sites: dict[tuple[str, str, int, str], list[int]] = {}
_spoken: set[str] = set()
#: Lines that were looked at in long scopes; hidden ones apart, so that they displace no open ones.
_samples: tuple[OrderedDict[tuple[object, str, int], int], ...] = (OrderedDict(), OrderedDict())


def report(habit: str, scope: Any, hidden: bool) -> str | None:
    """Count a habit of the line that made the log call; called by the extension right under that line's frame.

    Returns where the line stands if the habit is to be told with the entry. That depends on this line alone, or on
    lines of its scope that are hidden like it or open like it: what is told with an open entry must not tell of hidden
    ones.
    """
    frame = sys._getframe(1)
    code = frame.f_code
    site = (habit, code.co_filename, frame.f_lineno, code.co_name)
    if habit == "loop" and not _is_loop(scope, site, hidden):
        return None
    where = f"{_render.clean(os.path.basename(code.co_filename))[-_FILE_CHARS_MAX:]}:{frame.f_lineno}"
    counts = _sites.get(site)
    if counts is None:
        if len(_sites) < _SITES_MAX:
            counts = _sites[site] = [0, 0]
            _say_of_other_loggers(habit, where)
        if habit in _SPOKEN and habit not in _spoken:
            _spoken.add(habit)
            meaning = _MEANING.get(habit, habit)
            _console.say(f"convlog: {where} {meaning} (shown once; convlog.stats()['call_sites'] lists all lines)")
    if counts is not None:
        counts[hidden] += 1
    return where if habit in _SPOKEN else None


def _say_of_other_loggers(habit: str, where: str) -> None:
    if habit in _OF_OTHER_LOGGERS and sum(site[0] in _OF_OTHER_LOGGERS for site in _sites) <= _SAID_MAX:
        _console.say(f"convlog: {where} {_MEANING[habit]} (shown once per line)")


def _is_loop(scope: Any, site: tuple[str, str, int, str], hidden: bool) -> bool:
    samples = _samples[hidden]
    key = (getattr(scope, "function_event_id", None), site[1], site[2])
    samples[key] = samples.get(key, 0) + 1
    while len(samples) > _SITES_MAX:
        samples.popitem(last=False)
    return samples.get(key) == _LOOP_SAMPLES


def call_sites() -> list[CallSite]:
    """Return every place that was pointed out, with how often, and how often of that in personal lines."""
    return [
        {"habit": habit, "file": file, "line": line, "function": function, "count": sum(counts), "personal": counts[1]}
        for (habit, file, line, function), counts in list(_sites.items())
    ]


def forget() -> None:
    """Forget everything; for tests."""
    _sites.clear()
    _spoken.clear()
    for samples in _samples:
        samples.clear()
