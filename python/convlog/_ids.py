"""Where convlog's own random ids come from.

They are drawn from the system directly: what a host, or its tests, make of `uuid`, `secrets` and `random` is theirs.
Tests may have ours the same in every run, which touches nothing of the host's.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from itertools import count
from os import urandom
from uuid import UUID

_counting: count[int] | None = None


def random_uuid() -> str:
    """Return a random UUID, or the next one while they are counted."""
    if _counting is not None:
        return str(UUID(int=next(_counting)))
    return str(UUID(bytes=urandom(16), version=4))


def random_hex(length: int) -> str:
    """Return so many random bytes in hexadecimal, or the next number while they are counted."""
    if _counting is not None:
        return f"{next(_counting):0{length * 2}x}"
    return urandom(length).hex()


@contextmanager
def counted() -> Generator[None, None, None]:
    """Count ids from 1 instead of drawing them."""
    global _counting
    before, _counting = _counting, count(1)
    try:
        yield
    finally:
        _counting = before
