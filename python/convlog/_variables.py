"""Variables of the process, of which each may hold bytes that are no text."""

from __future__ import annotations

import os

from convlog import _core


def is_text(value: str) -> bool:
    """Whether a variable is UTF-8; other bytes come as halves of surrogate pairs, which nothing else takes."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def switch(name: str) -> bool | None:
    """Return whether a variable says yes or no; `None` where it says neither."""
    value = os.environ.get(name, "")
    return _core.yes_or_no(value) if is_text(value) else None
