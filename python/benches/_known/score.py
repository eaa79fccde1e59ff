"""What became of each copy, line, key and level, and how that is counted."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .calls import Call, Flagged
from .places import Slot

#: Shorter values are not looked for, as the guide says: so many characters, or so many ideographs.
_CHARS_MIN, _IDEOGRAPHS_MIN = 6, 3


@dataclass
class Count:
    """Copies that the guard leaves open, and how many of them known values hid: whole, or a part."""

    open: int = 0
    hidden: int = 0
    partly: int = 0

    @property
    def share(self) -> float | None:
        return self.hidden / self.open if self.open else None


@dataclass
class Score:
    """The figures of one half."""

    #: By what is counted: `kind`, `spelling`, `place`, `flag` or `time`, and then its name.
    counts: dict[tuple[str, str], Count] = field(default_factory=lambda: defaultdict(Count))
    seen: Counter[str] = field(default_factory=Counter)
    misses: list[tuple[Flagged, Slot, str]] = field(default_factory=list)
    changed: list[tuple[Call, dict[str, Any], dict[str, Any]]] = field(default_factory=list)

    def add(self, call: Call, flagged: dict[str, Any], control: dict[str, Any]) -> None:
        """Count a conversation: what is shown of it, and what is shown of the same without the flag."""
        self._keys(flagged, control)
        self._lines(call, flagged, control)
        texts = [each.value.text for each in call.flagged]
        self.seen["values"] += len(texts)
        self.seen["values too short"] += sum(not is_looked_for(text) for text in texts)
        for at, (what, slot) in enumerate(call.slots):
            if (
                is_looked_for(what.value.text)
                and is_looked_for(slot.copy.text)
                and _at(control[f"own-{at}"], slot) == slot.sent
            ):
                self._copy(what, slot, _at(flagged[f"own-{at}"], slot))
                self.seen["copies of another key"] += 1
                self.seen["hidden of another key"] += _at(flagged[f"other-{at}"], slot) != slot.sent

    def _copy(self, what: Flagged, slot: Slot, read: Any) -> None:
        left = slot.left(read)
        is_hidden = read != slot.sent and not left
        time = "before the flag" if slot.is_before_flag else "after the flag"
        names = {"kind": what.value.kind, "spelling": slot.spelling, "place": slot.place.name}
        for name in (*names.items(), ("flag", what.flag), ("time", time), ("all", "all")):
            count = self.counts[name]
            count.open += 1
            count.hidden += is_hidden
            count.partly += not is_hidden and read != slot.sent
        if not is_hidden:
            self.misses.append((what, slot, str(read)))

    def _keys(self, flagged: dict[str, Any], control: dict[str, Any]) -> None:
        for ref in control:
            keys = [sorted(_keys(read)) for read in (flagged[ref], control[ref])]
            self.seen["records"] += 1
            self.seen["records with other keys"] += keys[0] != keys[1]
            fixed = [[read.get(name) for name in ("level", "logger", "name")] for read in (flagged[ref], control[ref])]
            self.seen["records with other levels or names"] += fixed[0] != fixed[1]

    def _lines(self, call: Call, flagged: dict[str, Any], control: dict[str, Any]) -> None:
        for at in range(len(call.lines)):
            pair = flagged[f"line-{at}"], control[f"line-{at}"]
            self.seen["lines"] += 1
            if pair[0] != pair[1]:
                self.seen["changed lines"] += 1
                self.changed.append((call, *pair))


def is_looked_for(text: str) -> bool:
    """Say whether there are letters and digits enough to tell it apart."""
    signs = [sign for sign in unicodedata.normalize("NFC", text) if sign.isalnum()]
    ideographs = sum("\u2e80" <= sign <= "\u9fff" or "\uac00" <= sign <= "\ud7af" for sign in signs)
    return len(signs) >= _CHARS_MIN or ideographs >= _IDEOGRAPHS_MIN


def _at(read: Any, slot: Slot) -> Any:
    """Return what is shown where a copy was sent; what is around it where that is hidden altogether."""
    for step in slot.place.path:
        try:
            read = read[step]
        except (KeyError, IndexError, TypeError):
            return read
    return read


def _keys(value: Any, above: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, below in value.items():
            yield f"{above}/{key}"
            yield from _keys(below, f"{above}/{key}")
    elif isinstance(value, list):
        for at, below in enumerate(value):
            yield from _keys(below, f"{above}/{at}")
