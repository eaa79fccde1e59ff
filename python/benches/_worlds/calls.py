"""Makes the calls of one world: `python -m _worlds.calls WORLD`, with conversations and their steps on stdin."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Callable
from typing import Any

import convlog
from _worlds.plan import Step


def main(world: int) -> None:
    for name, steps in json.load(sys.stdin):
        conv = convlog.Conversation(name, env="live", direction="inbound", caller_number=f"+44770090012{world}")
        _Calls(conv, world).make(steps)
        conv.end()
    left = convlog.flush(60)
    assert left == (0, 0), left


def log(conv: convlog.Conversation, site: int, level: str, *positional: Any, **fields: Any) -> None:
    """Log from one of a few lines. Each is a place of its own for what is pointed out."""
    (_first, _second, _third)[site](getattr(conv.log, level), *positional, **fields)


def _first(call: Callable[..., None], *positional: Any, **fields: Any) -> None:
    call(*positional, **fields)


def _second(call: Callable[..., None], *positional: Any, **fields: Any) -> None:
    call(*positional, **fields)


def _third(call: Callable[..., None], *positional: Any, **fields: Any) -> None:
    call(*positional, **fields)


class _Calls:
    def __init__(self, conv: convlog.Conversation, world: int) -> None:
        self.conv, self.world = conv, world
        self.turn = contextlib.ExitStack()
        self.event: Any = None

    def make(self, steps: list[Step]) -> None:
        for kind, *arguments in steps:
            getattr(self, f"_{kind}")(*arguments)
        self.turn.close()

    def _turn(self, number: int) -> None:
        self.turn.close()
        self.turn.enter_context(self.conv.turn(user_input=f"Question {number}"))

    def _function(self, name: str, values: list[str]) -> None:
        arguments = {"id": 17, "who": convlog.pii(values[self.world])}
        self.event = self.conv.function(name, arguments=arguments)
        self.event.__enter__()

    def _return(self, how: str, values: list[str]) -> None:
        value = values[self.world]
        self.event.result = {"ok": True} if how == "open" else convlog.pii(value)
        failure: Exception | None = None
        if how.startswith("fail"):
            failure = ValueError("no such customer")
        if how == "fail hidden":
            self._hidden(0, "error", [value, value], 3)
        self.event.__exit__(type(failure) if failure else None, failure, None)
        self.event = None

    def _open(self, site: int, level: str, content: str, length: int) -> None:
        log(self.conv, site, level, content, payload="o" * length)

    def _value(self, site: int, level: str, values: list[str]) -> None:
        log(self.conv, site, level, "A value", who=convlog.pii(values[self.world]), n=1)

    def _state(self, name: str, values: list[str]) -> None:
        setattr(self.conv.state, name, convlog.pii(values[self.world]))

    def _loop(self, site: int, counts: list[int]) -> None:
        for number in range(counts[self.world]):
            log(self.conv, site, "info", f"hidden {number}", is_pii=True)

    def _exception(self, site: int, values: list[str | None]) -> None:
        value = values[self.world]
        if value is not None:
            try:
                raise KeyError(value)
            except KeyError:
                log(self.conv, site, "error", "hidden", is_pii=True, exc_info=True)

    def _hidden(self, site: int, level: str, values: list[str | None], how: int) -> None:
        value = values[self.world]
        if value is None:
            return
        match how:
            case 0:
                log(self.conv, site, level, value, is_pii=True)
            case 1:
                log(self.conv, site, level, "hidden", is_pii=True, payload=[value] * 3)
            case 2:
                log(self.conv, site, level, "hidden %s", value)
            case 3:
                log(self.conv, site, level, "hidden", pii=True, who={"name": value})
            case _:
                log(self.conv, site, level, value, True, deep=[[[[value]]]])


if __name__ == "__main__":
    main(int(sys.argv[1]))
