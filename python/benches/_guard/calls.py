"""A log call as the bench knows it: the entry it makes, and the half it belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

HALVES = ("development", "held out")


@dataclass(frozen=True)
class Template:
    """The entry of one log call, with places in it, and its half."""

    entry: dict[str, Any]
    half: str


def call(content: str, **extras: Any) -> Template:
    """Return a log call of the development half."""
    return Template({"level": "info", "content": content, **extras}, HALVES[0])


def held(content: str, **extras: Any) -> Template:
    """Return a log call of the held-out half."""
    return Template({"level": "info", "content": content, **extras}, HALVES[1])
