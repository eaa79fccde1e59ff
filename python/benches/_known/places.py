"""Where in a record a copy stands, and where it is found again when the conversation is read."""

from __future__ import annotations

import html
import itertools
import operator
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from _guard.templates import HALVES

from .spellings import Copy

Record = dict[str, Any]

#: What stands before and behind a copy, of each half; none of it tells the guard anything.
_SENTENCES = {
    HALVES[0]: (("step 3 got ", ""), ("", " came back"), ("found ", " twice"), ("kept: ", ";"), ("[", "] again")),
    HALVES[1]: (("saw ", ""), ("", " was read"), ("tried (", ")"), ("next | ", " | done"), ("repeat '", "' once")),
}


@dataclass(frozen=True)
class Place:
    """A place for a text, with the record around it and the path to it in what is read."""

    name: str
    #: Whether it holds values that are no text.
    takes_numbers: bool
    record: Callable[[Any], Record]
    #: What the record is called when it is read: `entry`, `event` or `turn`.
    kind: str
    path: tuple[str | int, ...]


def _log(**extras: Any) -> Record:
    entry = {"level": "info", "content": "Step", "logger": "crm", **extras}
    return {"type": "log", "entry": entry}


def _event(**fields: Any) -> Record:
    return {"type": "function_event", "name": "find", **fields}


def _turn(**fields: Any) -> Record:
    return {"type": "turn", **fields}


PLACES = (
    Place("content", False, lambda text: _log(content=text), "entry", ("content",)),
    Place("extra", True, lambda text: _log(item=text), "entry", ("item",)),
    Place("deep extra", True, lambda text: _log(a={"b": [{"c": [0, text]}]}), "entry", ("a", "b", 0, "c", 1)),
    Place("arguments", True, lambda text: _event(arguments={"q": [text]}), "event", ("arguments", "q", 0)),
    Place("result", True, lambda text: _event(result={"rows": [{"v": text}]}), "event", ("result", "rows", 0, "v")),
    Place(
        "error",
        False,
        lambda text: _event(error={"type": "LookupError", "message": text, "stacktrace": None, "causes": []}),
        "event",
        ("error", "message"),
    ),
    Place("user input", False, lambda text: _turn(user_input=text), "turn", ("user_input",)),
    Place("agent response", False, lambda text: _turn(agent_response=text), "turn", ("agent_response",)),
)
_OF_NUMBERS = tuple(place for place in PLACES if place.takes_numbers)


@dataclass(frozen=True)
class Slot:
    """One copy in its place."""

    spelling: str
    copy: Copy
    place: Place
    is_before_flag: bool
    before: str
    behind: str

    def record(self, ref: str) -> Record:
        """Return the record that it is sent in, found again by this name."""
        record = self.place.record(self.sent)
        if self.place.kind == "entry":
            record["entry"]["ref"] = ref
        else:
            record["function_event_id" if self.place.kind == "event" else "turn_id"] = ref
        return record

    @property
    def sent(self) -> Any:
        if self.copy.is_number:
            return int(self.copy.text)
        return f"{self.before}{self.copy.before}{self.copy.text}{self.copy.behind}{self.behind}"

    def left(self, read: Any) -> str:
        """Return the letters and digits of the copy that can be read."""
        text = str(read)
        if not self.copy.is_number:
            before, behind = self.before + self.copy.before, self.copy.behind + self.behind
            text = text[_alike(text, before) :]
            text = text[: len(text) - _alike(text[::-1], behind[::-1])]
        # A sign in a code of its own is no letter of the value, and half of a letter is one.
        text = html.unescape(urllib.parse.unquote(text.replace("[redacted]", "")))
        return "".join(sign for sign in text if sign.isalnum() or sign == "\ufffd")


def _alike(one: str, other: str) -> int:
    """Return how many characters are the same from the start."""
    return sum(itertools.takewhile(bool, map(operator.eq, one, other)))


def slot(pair: int, spelling: str, copy: Copy, is_before_flag: bool, half: str) -> Slot:
    """Return a copy of this pair in one of the places and sentences, in turn."""
    places = _OF_NUMBERS if copy.is_number else PLACES
    turn = pair + 3 * is_before_flag
    place = places[turn % len(places)]
    stands_alone = place.takes_numbers and turn // len(places) % 2 == 0
    before, behind = ("", "") if stands_alone else _SENTENCES[half][turn % 5]
    return Slot(spelling, copy, place, is_before_flag, before, behind)
