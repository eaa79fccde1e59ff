"""Labelled lines: one JSON entry as it is sent, and where in it the personal values stand.

A line is written from a template, a JSON value whose strings hold places such as `<phone>`, `<email|quote>` or
`<order_id>`. Values are marked while they are filled in and the marks are taken out of the finished text again, so
a label's span is right by construction, escapes and all. Spans are in characters of the line.
"""

from __future__ import annotations

import json
import re
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

#: Marks around a labelled value, and around what shall be a number in the line though it is filled in as text.
_OPEN, _CLOSE, _NUMBER = "\ue000", "\ue001", "\ue002"
_PLACE = re.compile(r"<([a-z_0-9]+)(?:\|([a-z]+))?>")


@dataclass(frozen=True)
class Label:
    """A personal value in a line."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Line:
    """One entry with everything personal in it, and where it comes from."""

    text: str
    labels: tuple[Label, ...]
    half: str
    source: str


@dataclass(frozen=True)
class Filling:
    """What goes into a place: its text, its kind if it is personal, and whether it stands as a number."""

    text: str
    kind: str | None = None
    number: bool = False


Fill = Callable[[str], Filling]


def write(template: Any, fill: Fill) -> tuple[str, tuple[Label, ...]]:
    """Return the line for a template and the labels of the values that `fill` gave for its places."""
    kinds: list[str] = []
    marked = json.dumps(_filled(template, fill, kinds), ensure_ascii=False, separators=(",", ":"))
    marked = marked.replace(f'"{_NUMBER}', "").replace(f'{_NUMBER}"', "")
    parts: list[str] = []
    labels: list[Label] = []
    start = at = 0
    for part in re.split(f"([{_OPEN}{_CLOSE}])", marked):
        if part == _OPEN:
            start = at
        elif part == _CLOSE:
            labels.append(Label(start, at, kinds[len(labels)]))
        else:
            parts.append(part)
            at += len(part)
    assert len(labels) == len(kinds), "every labelled value stands in the line once"
    return "".join(parts), tuple(labels)


def _filled(template: Any, fill: Fill, kinds: list[str]) -> Any:
    if isinstance(template, dict):
        return {_filled(key, fill, kinds): _filled(value, fill, kinds) for key, value in template.items()}
    if isinstance(template, list):
        return [_filled(value, fill, kinds) for value in template]
    if not isinstance(template, str):
        return template

    number = False

    def place(match: re.Match[str]) -> str:
        nonlocal number
        filling = fill(match[1])
        number = filling.number
        text = urllib.parse.quote(filling.text, safe="") if match[2] == "quote" else filling.text
        if filling.kind is None:
            return text
        kinds.append(filling.kind)
        return f"{_OPEN}{text}{_CLOSE}"

    text = _PLACE.sub(place, template)
    return f"{_NUMBER}{text}{_NUMBER}" if number and _PLACE.fullmatch(template) else text


def places(template: Any) -> set[str]:
    """Return the names of all places in a template."""
    return {match[1] for match in _PLACE.finditer(json.dumps(template, ensure_ascii=False))}


class Index:
    """Where each value and each key of a line stands, by JSON pointer."""

    def __init__(self, line: str) -> None:
        self._starts: dict[tuple[str, bool], int] = {}
        self._texts: dict[tuple[str, bool], str] = {}
        end = self._walk(json.loads(line), "", 0)
        assert end == len(line), "the line is compact JSON"

    def span(self, pointer: str, part: Any) -> tuple[int, int]:
        """Return the span in the line of a value ("whole"), of a key ("key") or of some bytes of a decoded string."""
        place = (pointer, part == "key")
        start, text = self._starts[place], self._texts[place]
        if isinstance(part, str):
            return (start + 1, start + len(text) - 1) if text.startswith('"') else (start, start + len(text))
        raw = json.loads(text).encode()
        before, within = raw[: part[0]].decode(), raw[part[0] : part[1]].decode()
        begin = start + 1 + _escaped(before)
        return begin, begin + _escaped(within)

    def _walk(self, value: Any, pointer: str, at: int) -> int:
        begin = at
        if isinstance(value, dict):
            at += 1
            for index, (key, below) in enumerate(value.items()):
                inner = f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}"
                at = self._note((inner, True), _dumps(key), at + (index > 0)) + 1
                at = self._walk(below, inner, at)
            at += 1
        elif isinstance(value, list):
            at += 1
            for index, below in enumerate(value):
                at = self._walk(below, f"{pointer}/{index}", at + (index > 0))
            at += 1
        self._note((pointer, False), _dumps(value), begin)
        return begin + len(self._texts[pointer, False])

    def _note(self, place: tuple[str, bool], text: str, at: int) -> int:
        self._starts[place], self._texts[place] = at, text
        return at + len(text)


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _escaped(text: str) -> int:
    return len(_dumps(text)) - 2
