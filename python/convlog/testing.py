"""What was recorded, in memory, with a fixed clock: for the tests of functions that log.

    with convlog.testing.capture() as captured:
        my_function(Conversation("test"))
    assert captured.entries[0]["content"] == "Validated inputs"

The pytest fixture `convlog_capture` is the same. A capture takes every record of the process while it is open, from
all threads; nothing reaches the spool or a server meanwhile.
"""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from convlog import _core, _ids

#: 2025-01-01T10:00:00Z, when a capture's clock starts unless told otherwise.
START_MICROS = 1_735_725_600_000_000


class Clock:
    """A clock that moves only when told, by `step` microseconds at each reading (by default not at all)."""

    def __init__(self, start: int = START_MICROS, step: int = 0) -> None:
        self.micros = start
        self.step = step

    def __call__(self) -> int:
        now = self.micros
        self.micros += self.step
        return now

    def advance(self, seconds: float) -> None:
        """Move the clock forward."""
        self.micros += round(seconds * 1_000_000)


@dataclass(frozen=True)
class Record:
    """One record as it would have been sent: its type, the ids of its place, and its fields."""

    type: str
    conversation_id: str
    turn_id: str | None
    function_event_id: str | None
    span_id: str | None
    account_id: str | None
    project_id: str | None
    fields: dict[str, Any]
    pii: list[str]
    json: str
    #: What is pointed out about the calling line, each with `habit` and `at`.
    hints: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])


@dataclass
class Captured:
    """Everything recorded while a capture was open, in order."""

    clock: Clock
    records: list[Record] = field(default_factory=list[Record])

    @property
    def entries(self) -> list[dict[str, Any]]:
        """The log entries, each as the object it is."""
        return [record.fields for record in self.records if record.type == "log"]

    def of(self, type: str) -> list[Record]:  # noqa: A002 - the word of the wire
        """Return the records of a type."""
        return [record for record in self.records if record.type == type]

    def merged(self, type: str) -> dict[str, dict[str, Any]]:  # noqa: A002 - as above
        """Return the things of a type by id, later records' fields over earlier ones'."""
        things: dict[str, dict[str, Any]] = {}
        for record in self.of(type):
            ids = {"turn": record.turn_id, "function_event": record.function_event_id, "span": record.span_id}
            thing = things.setdefault(ids.get(type) or record.conversation_id, {})
            thing.update(record.fields, conversation_id=record.conversation_id, turn_id=record.turn_id)
        return things

    def events(self) -> list[dict[str, Any]]:
        """Return the function events, in the order of their beginning, each with its entries under `logs`."""
        events = self.merged("function_event")
        for event_id, event in events.items():
            event["id"] = event_id
            event["logs"] = [record.fields for record in self.of("log") if record.function_event_id == event_id]
        return list(events.values())

    def clear(self) -> None:
        """Forget what was recorded so far."""
        self.records.clear()

    def _take(self, kind: str, ids: tuple[str | None, ...], record: bytes, pii: list[str], hints: bytes) -> None:
        account, project, conversation, turn, function_event, span = ids
        text = record.decode("utf-8")
        taken = Record(
            kind, conversation or "", turn, function_event, span, account, project, json.loads(text), pii, text,
            json.loads(hints),
        )  # fmt: skip
        # From any thread: adding to a list is one step.
        self.records.append(taken)


@contextmanager
def capture(
    *, clock: Clock | None = None, fixed_ids: bool = False, default_pii: bool = False, level: str = "info"
) -> Generator[Captured, None, None]:
    """Keep everything recorded in memory, until the block ends.

    With `fixed_ids`, turns, function events and spans get ids that are the same in every run (`00…01`, `00…02`, …).
    """
    captured = Captured(clock or Clock())
    before = _core.current_sink()
    _core.capture(captured._take, captured.clock, default_pii=default_pii)
    _core.set_level(None if level == "off" else level)
    try:
        if fixed_ids:
            with _ids.counted():
                yield captured
        else:
            yield captured
    finally:
        _core.restore_sink(before)
        settings = (_core.config() or {}) if before else {}
        configured = settings.get("level", "info")
        _core.set_level(None if configured == "off" else configured)
