"""The ends of worker processes that leave without exit handlers: multiprocessing's, billiard's, Celery's.

Their own ways to run something at the end are used, and nothing of theirs is replaced. What leaves by `os._exit` of its
own has the background thread, and then its parent: see `convlog-client`.
"""

from __future__ import annotations

import sys
from typing import Any

_armed: set[str] = set()


def arm() -> None:
    """See to the end of this process and of workers to come; called when the package is loaded, and after a fork."""
    for name in ("multiprocessing", "billiard"):
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
