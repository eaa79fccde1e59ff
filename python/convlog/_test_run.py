"""Whether this process runs tests: their lines belong to nobody, and go to no real server by accident."""

from __future__ import annotations

import linecache
import os
import sys
from types import FrameType

from convlog import _variables

#: Said by the pytest plugin that comes with the package.
has_plugin = False
#: What was said of the server that nothing is sent to.
said = ""

#: Programs that run tests in their own process.
_RUNNERS = ("pytest", "_pytest", "unittest", "doctest", "nose2", "green", "ward")
#: Modules that run tests of a program which imports them; being imported alone says nothing.
#: What pytest tells the processes that its tests start.
_OF_PYTEST = ("PYTEST_CURRENT_TEST", "PYTEST_VERSION", "PYTEST_XDIST_WORKER")
#: What a program does that runs its own tests, as it stands in its text.
_STARTS = ("unittest.main(", "TextTestRunner(", "doctest.testmod(", "pytest.main(")
_RUNNING = frozenset({"unittest.main", "unittest.runner", "unittest.suite", "unittest.case", "doctest", "_pytest.main"})


def is_one() -> bool:
    """Return whether tests run here and nobody said that they are to send."""
    if _variables.switch("CONVLOG_SEND_IN_TESTS") is True:
        return False
    main = sys.modules.get("__main__")
    package = str(getattr(getattr(main, "__spec__", None), "name", None) or "").split(".")[0]
    program = os.path.basename(sys.argv[0]) if sys.argv else ""
    is_manage = program in ("manage.py", "django-admin") and sys.argv[1:2] == ["test"]
    is_named = has_plugin or package in _RUNNERS or program in ("pytest", "py.test") or is_manage
    return is_named or any(name in os.environ for name in _OF_PYTEST) or _is_running() or _will_run(main)


def _will_run(main: object) -> bool:
    """Return whether a program is going to run its own tests, although none runs yet."""
    path = getattr(main, "__file__", None)
    if not isinstance(path, str) or {"unittest", "doctest", "pytest"}.isdisjoint(sys.modules):
        return False
    text = "".join(linecache.getlines(path))
    return any(start in text for start in _STARTS)


def _is_running() -> bool:
    """Return whether a runner is at work in any thread, also of a program that starts one itself."""
    if _RUNNING.isdisjoint(sys.modules):
        return False
    for frame in list(sys._current_frames().values()):
        inner: FrameType | None = frame
        while inner is not None:
            if inner.f_globals.get("__name__") in _RUNNING:
                return True
            inner = inner.f_back
    return False
