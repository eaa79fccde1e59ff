"""Which interpreter this is. A process has one client, and a subinterpreter may not touch the objects of another."""

from __future__ import annotations

import importlib
from typing import Any


def insist_on_the_main_one() -> None:
    """Raise in a subinterpreter, before anything of the package is loaded there.

    Raises:
        ImportError: this is a subinterpreter.
    """
    # Built into CPython under one name or the other; other implementations have no subinterpreters.
    for name in ("_interpreters", "_xxsubinterpreters"):
        try:
            interpreters: Any = importlib.import_module(name)
        except ImportError:
            continue
        if _number(interpreters.get_current()) != _number(interpreters.get_main()):
            raise ImportError(
                "convlog cannot be used in a subinterpreter: import it in the main interpreter, or run this worker as "
                "its own process"
            )
        return


def _number(interpreter: Any) -> int:
    # Since Python 3.13 it comes with what made it.
    return int(interpreter[0] if isinstance(interpreter, tuple) else interpreter)
