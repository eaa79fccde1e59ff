"""The ends of worker processes that leave without exit handlers: multiprocessing's, billiard's, Celery's.

Their own ways to run something at the end are used, and nothing of theirs is replaced. What leaves by `os._exit` of its
own or is killed has the background thread, and then its parent: see `convlog-client`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

_MODULES = ("multiprocessing", "billiard")
_armed: set[str] = set()
_has_forked = False


def note_fork() -> None:
    """Note that this process has forked."""
    global _has_forked
    _has_forked = True


def has_workers() -> bool:
    """Whether this process has begun others that may use the package, whatever became of them."""
    counters = (getattr(sys.modules.get(f"{name}.process"), "_process_counter", None) for name in _MODULES)
    return _has_forked or any(counter is not None and repr(counter) != "count(1)" for counter in counters)


def run_once_workers_have_ended(last: Callable[[], object]) -> bool:
    """Have this run when the process ends and its workers have; false where their ends have been seen to already."""
    utils = [util for name in _MODULES if (util := sys.modules.get(f"{name}.util")) is not None]
    waiting = [util for util in utils if not getattr(util, "is_exiting", lambda: True)()]
    if waiting:
        # Those of multiprocessing are ended, and joined, before what has so low a priority.
        waiting[0].Finalize(None, last, exitpriority=-1000)
    return bool(waiting)


def arm() -> None:
    """See to the end of this process and of workers to come; called when the package is loaded, and after a fork."""
    for name in _MODULES:
        util = sys.modules.get(f"{name}.util")
        if util is not None:
            _arm(name, util)


def _arm(name: str, util: Any) -> None:
    try:
        if name not in _armed:
            _armed.add(name)
            # A worker forgets what it inherited, and then runs this.
            util.register_after_fork(_OWNER, lambda _: _at_end(util))
        process = sys.modules.get(f"{name}.process")
        if process is not None and process.current_process()._parent_pid is not None:
            _at_end(util)
    except Exception:  # noqa: BLE001 - of a version that has none of this; the exit handler and the spool are left
        from convlog import _harmless

        _harmless.note()


class _Owner:
    """What lives as long as the package, because multiprocessing forgets what belongs to something that is gone."""


_OWNER = _Owner()


def _at_end(util: Any) -> None:
    # After everything that has a priority of its own, since that may log.
    util.Finalize(None, _shut_down, exitpriority=-1000)


def _shut_down() -> None:
    from convlog import _config

    _config.shutdown()
