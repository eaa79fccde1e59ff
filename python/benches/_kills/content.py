"""What a producer logs: everything about a line follows from who logs it and its number, so that any change is seen."""

from __future__ import annotations

import zlib
from typing import Any, NamedTuple

LEVELS = ("info", "warning", "error")
#: Letters alone: digits could be taken for somebody's number, which costs time and proves nothing here.
_LETTERS = str.maketrans("0123456789abcdef", "ghijklmnopqrstuv")


class Line(NamedTuple):
    """One log call."""

    level: str
    is_pii: bool
    number: int
    text: str

    def as_entry(self) -> dict[str, Any]:
        """Return the entry as it is to be read, less its timestamp."""
        told = {"level": self.level, "content": "A line", "is_pii": self.is_pii, "logger": "conversation_logger"}
        return told | {"number": self.number, "text": self.text}


def line(name: str, number: int) -> Line:
    """Return the line of that number: mostly short, some of kilobytes, and now and then as long as a string may be."""
    draw = zlib.crc32(f"{name}/{number}".encode())
    kind, size = draw % 100, draw >> 8
    length = 8 + size % 192 if kind < 90 else 1 + size % 4096 if kind < 99 else 1 + size % 32768
    word = f"{draw:08x}".translate(_LETTERS)
    text = (word * (length // len(word) + 1))[:length]
    return Line(LEVELS[0 if kind < 60 else 1 if kind < 85 else 2], draw % 11 == 0, number, text)
