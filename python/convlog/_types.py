"""Types that callers see: names with known values, and what `stats()` returns."""

from __future__ import annotations

import datetime
from typing import Literal, NotRequired, TypedDict

#: Where an agent ran. Any other name is allowed.
Environment = Literal["live", "pre-release", "sandbox", "draft"] | str
#: How a caller reached an agent. Any other name is allowed.
Channel = Literal["VOICE-SIP", "WEBCHAT", "SMS"] | str
#: Who called whom.
Direction = Literal["inbound", "outbound"]
#: A time: ISO 8601 text, seconds since 1970, or a datetime.
Time = str | float | datetime.datetime
#: What a span took time for.
SpanKind = Literal["llm", "asr", "tts", "http", "other"]


class PendingCount(TypedDict):
    """Records that were logged and that the server has not accepted yet."""

    records: int
    bytes: int


class LastError(TypedDict):
    """The latest problem, or the last record or field that the server rejected or corrected."""

    code: str
    at: str
    field: NotRequired[str]
    reason: NotRequired[str]


class Problem(TypedDict):
    """A problem that needs an action."""

    code: str
    advice: str
    count: int


class FieldCounts(TypedDict):
    """How many fields were changed to fit the schema."""

    fields_left_out: int
    fields_coerced: int
    ids_shortened: int


class CallSite(TypedDict):
    """A line with a common mistake, and how often it was called."""

    habit: str
    file: str
    line: int
    function: str
    count: int
    personal: int


class Stats(FieldCounts):
    """What `convlog.stats()` returns; docs/guides/delivery.md explains the counts.

    The keys of the first group are missing until the client has started.
    """

    spool: Literal["disk", "written", "memory"]
    spool_problem: str | None
    spool_dir: str | None
    shipping: bool
    shipper_running: bool
    recorded: int
    recorded_bytes: int
    acknowledged: int
    duplicate: int
    rejected: int
    erased: int
    dropped: int
    expired: int
    lost: int
    cut: int
    left: PendingCount
    dead_letters: int
    dead_letters_dropped: int
    dead_letters_expired: int
    adopted: int
    adopted_records: int
    corrupt: int
    torn: int
    held: int
    held_released: int
    clock_offset_ms: float | None
    retries: int
    batches: int
    notes: int
    stalls: int
    memory_segments: int
    segments_lost: int
    segments_rescued: int
    unwritten: int
    panics: int
    restarts: int
    open: int
    last_error: LastError | None
    problems: list[Problem]

    internal_failures: int
    settings_problems: list[str]
    console_dropped: int
    call_sites: list[CallSite]
