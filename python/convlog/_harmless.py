"""That a failure of ours stays ours: the host's function goes on, and the failure is counted."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_failures = 0


def note() -> None:
    """Count a failure that was kept from the host."""
    global _failures
    _failures += 1


def failures() -> int:
    """Return how many failures were kept from the host."""
    return _failures


def harmless(method: Callable[P, R]) -> Callable[P, R]:
    """Have a method end early, returning `None`, where anything in it raises."""

    @functools.wraps(method)
    def call(*args: P.args, **kwargs: P.kwargs) -> Any:
        try:
            return method(*args, **kwargs)
        except Exception:  # noqa: BLE001 - nothing of ours is raised into the host
            note()
            return None

    return call
