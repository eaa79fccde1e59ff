"""Conversations: what is known of somebody, where it is flagged, copies of it, and harmless lines between them."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from _guard.dataset import SEED
from _guard.lines import write
from _guard.lookalikes import LOOKALIKES, Noise
from _guard.templates import HALVES

from .places import Record, Slot, slot
from .spellings import copies
from .values import Value

PROJECT = "front-desk"
#: Harmless lines in each conversation, half of them before the flags.
LINES = 20
#: How a value is flagged; the last one is for numbers and addresses alone.
FLAGS = ("extra", "argument", "whole entry", "caller")
#: A single word without a digit is not taken from a wholly flagged entry: such words stand beside what is personal.
_FLAGS_OF_WORDS = FLAGS[:2]
_REACHES_THE_CALLER = {"phone": "from_number", "e-mail": "contact"}
_TIME = "2026-11-20T10:00:00Z"


@dataclass(frozen=True)
class Flagged:
    """A value and how it is flagged."""

    value: Value
    flag: str

    def record(self, number: int) -> Record:
        text = self.value.text
        if self.flag == "extra":
            return {"type": "log", "entry": {"content": "Flag", "item": text}, "pii": ["/entry/item"]}
        if self.flag == "argument":
            event = {"type": "function_event", "function_event_id": f"flag-{number}", "name": "flag"}
            return {**event, "arguments": {"who": {"it": text}}, "pii": ["/arguments/who/it"]}
        if self.flag == "whole entry":
            return {"type": "log", "entry": {"content": "Flag", "is_pii": True, "item": text}}
        return {"type": "conversation", "direction": "inbound", _REACHES_THE_CALLER[self.value.kind]: text}


@dataclass(frozen=True)
class Call:
    """A conversation to be sent: with the flags, and without them as a control."""

    number: int
    half: str
    flagged: tuple[Flagged, ...]
    #: The copies of all values, each with what it is a copy of.
    slots: tuple[tuple[Flagged, Slot], ...]
    lines: tuple[Record, ...]

    def name(self, is_control: bool) -> str:
        return f"{'control' if is_control else 'flagged'}-{self.number}"

    def records(self, is_control: bool, is_before_flag: bool) -> Iterator[Record]:
        """Yield what is sent with the ingest key of whoever flags."""
        if is_before_flag:
            # Keys that are the values by their letters: no key is ever hidden because its text is known.
            keys = {each.value.text: 1 for each in self.flagged}
            yield self._named({"type": "log", "entry": {"content": "Keys", "ref": "keys", **keys}}, is_control)
        elif not is_control:
            yield from (self._named(each.record(at), False) for at, each in enumerate(self.flagged))
        yield from self._copies("own", is_control, is_before_flag)
        half = len(self.lines) // 2
        for at in range(half) if is_before_flag else range(half, len(self.lines)):
            yield self._named({"type": "log", "entry": {**self.lines[at], "ref": f"line-{at}"}}, is_control)

    def foreign(self, is_control: bool, is_before_flag: bool) -> Iterator[Record]:
        """Yield what is sent with another ingest key: the same copies."""
        return self._copies("other", is_control, is_before_flag)

    def _copies(self, sender: str, is_control: bool, is_before_flag: bool) -> Iterator[Record]:
        for at, (_, each) in enumerate(self.slots):
            if each.is_before_flag == is_before_flag:
                yield self._named(each.record(f"{sender}-{at}"), is_control)

    def _named(self, record: Record, is_control: bool) -> Record:
        stamped = {"timestamp": _TIME, **record}
        if record["type"] == "log":
            stamped["entry"] = {"level": "info", "timestamp": _TIME, **record["entry"]}
            del stamped["timestamp"]
        return {**stamped, "project_id": PROJECT, "conversation_id": self.name(is_control)}


def calls(people: Sequence[Sequence[Value]]) -> list[Call]:
    """Return a conversation for each group of values."""
    lines = {half: _lines(half) for half in HALVES}
    pairs = itertools.count()
    found = []
    for number, values in enumerate(people):
        flagged = tuple(_flagged(value, number + at) for at, value in enumerate(values))
        slots = tuple(
            (each, slot(pair, name, copy, is_before_flag, each.value.half))
            for each in flagged
            for (name, copy), pair in zip(copies(each.value), pairs, strict=False)
            for is_before_flag in (True, False)
        )
        own = tuple(itertools.islice(lines[values[0].half], LINES))
        found.append(Call(number, values[0].half, flagged, slots, own))
    return found


def _flagged(value: Value, turn: int) -> Flagged:
    flags = FLAGS if value.kind in _REACHES_THE_CALLER else FLAGS[:-1]
    if value.text.isalpha():
        flags = _FLAGS_OF_WORDS
    return Flagged(value, flags[turn % len(flags)])


def _lines(half: str) -> Iterator[dict[str, Any]]:
    noise = Noise(f"{SEED}/{half}/known")
    templates = [template.entry for template in LOOKALIKES if template.half == half]
    random.Random(f"{SEED}/{half}").shuffle(templates)
    return (json.loads(write(template, noise.fill)[0]) for template in itertools.cycle(templates))
