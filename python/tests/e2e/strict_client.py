"""A client of the agents API that takes nothing on trust: exact keys, exact types, exact forms.

The shapes are typed dictionaries; `decode` refuses a value that has a key more, a key less or another type, and names
the place. What types cannot say (the order of an entry's keys, numbers of turns that agree) is checked behind them.
"""

from __future__ import annotations

import re
import types
import typing
from dataclasses import dataclass
from typing import Annotated, Any, Literal, NotRequired, TypedDict, Union, get_args, get_origin


class Refused(Exception):
    """An answer that is not what was agreed on."""


@dataclass(frozen=True)
class Form:
    """A text of a certain form."""

    pattern: str


@dataclass(frozen=True)
class AtLeast:
    """A number that is not smaller."""

    least: int


Text = Annotated[str, Form(r".+")]
Time = Annotated[str, Form(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00")]
NaiveTime = Annotated[str, Form(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}")]
HttpDate = Annotated[str, Form(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT")]
EntryTime = Annotated[str, Form(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")]
Count = Annotated[int, AtLeast(0)]
Number = int | float
Object = dict[str, Any]


class Heading(TypedDict):
    heading: str
    content: str


class Summary(TypedDict):
    conversationId: Text
    accountId: Text
    projectId: Text
    createdAt: Time
    startedAt: Time
    finishedAt: Time | None
    channel: str | None
    direction: Literal["inbound", "outbound"] | None
    fromNumber: str | None
    toNumber: str | None
    clientEnv: str | None
    duration: Count | None
    totalDuration: Count | None
    polyaiDuration: Count | None
    inProgress: bool
    handoff: bool
    handoffDestination: str | None
    handoffReason: str | None
    language: str | None
    variantId: str | None
    deploymentId: str | None
    note: str | None
    audioUrl: str | None
    polyScore: Number | None
    shortSummary: str | Heading | None
    tags: list[str]


class Listed(TypedDict):
    conversations: list[Summary]
    count: Count
    limit: Count
    offset: Count


class MetricValue(TypedDict):
    timestamp: NaiveTime
    value: str


class StateChanges(TypedDict):
    added: Object
    updated: dict[str, list[Any]]
    removed: list[str]


class Failure(TypedDict):
    type: str
    message: str
    stacktrace: str | None
    causes: NotRequired[list[Any]]


class Event(TypedDict):
    id: str
    conversation_id: Text
    turn_id: Annotated[int, AtLeast(1)]
    name: str
    function_id: str | None
    function_version: str | None
    arguments: Object
    start_time: HttpDate
    duration: Count | None
    content: Any
    utterance: str | None
    state_changes: StateChanges | None
    transition: Any
    handoff: Any
    hangup: bool | None
    variant_id_change: str | None
    error: Failure | None
    llm_request_id: str | None
    logs: dict[str, list[Object]] | None


class ReducedEvent(TypedDict):
    arguments: Object
    duration: NotRequired[Count]
    function_id: NotRequired[str]
    handoff: NotRequired[Any]
    name: str
    utterance: NotRequired[str]


class Latency(TypedDict):
    label: str | None
    perceived_latency: Number | None
    perceived_latency_percentile_1d: Number | None


class Metadata(TypedDict):
    asr_corrected_user_input: str
    current_node: str
    entities: list[Any]
    retrieved_topics: list[Any]
    safety: Object
    top_transcripts: list[Any]
    function_events: list[ReducedEvent]


class Turn(TypedDict):
    turn_id: Annotated[int, AtLeast(1)]
    user_input: str
    user_input_datetime: Time | None
    user_input_audio_url: str | None
    user_input_dtmf: str
    user_input_dtmf_finish_key: str
    agent_response: str
    agent_response_datetime: Time | None
    translated_user_input: str
    english_agent_response: str
    asr_lang_code: str | None
    tts_lang_code: str | None
    barge_in: bool
    entities: list[Any] | None
    intents: list[Any] | None
    is_ood: bool | None
    is_silence: bool | None
    latency: Latency
    llm_requests: list[Any]
    reviews: list[Any]
    metadata: Metadata


class Detail(Summary):
    turns: list[Turn]
    metrics: dict[str, list[MetricValue]]
    functionEvents: dict[str, list[Event]]


class Entry(TypedDict):
    level: Literal["info", "warning", "error"]
    content: str
    is_pii: bool
    timestamp: EntryTime
    logger: Text


class Problem(TypedDict):
    success: Literal[False]
    error: Text
    error_id: Text
    error_code: Annotated[str, Form(r"[A-Z]+(_[A-Z]+)*")]
    error_message: Text
    data: None


def decode(shape: Any, value: Any, place: str = "$") -> Any:
    """Return the value if it has the shape, else raise `Refused` with the place where it has not."""
    origin = get_origin(shape)
    if shape is Any:
        return value
    if typing.is_typeddict(shape):
        return _decode_members(shape, value, place)
    if origin is Annotated:
        return _decode_annotated(shape, value, place)
    if origin is Literal:
        _insist(
            any(value is option or (type(value) is str and value == option) for option in get_args(shape)), place, value
        )
    elif origin in (Union, types.UnionType):
        _decode_one_of(get_args(shape), value, place)
    elif origin is list:
        _insist(type(value) is list, place, value)
        for index, item in enumerate(value):
            decode(get_args(shape)[0], item, f"{place}[{index}]")
    elif origin is dict:
        _insist(type(value) is dict, place, value)
        for name, member in value.items():
            decode(get_args(shape)[1], member, f"{place}.{name}")
    else:
        _insist(type(value) is (type(None) if shape is None else shape), place, value)
    return value


def detail(value: Any) -> Any:
    """Return a whole conversation, or raise."""
    read = decode(Detail, value)
    numbers = [turn["turn_id"] for turn in read["turns"]]
    _insist(numbers == sorted(set(numbers)), "$.turns: numbers that rise", numbers)
    for key, events in read["functionEvents"].items():
        _insist(re.fullmatch(r"[1-9]\d*", key) is not None, "$.functionEvents: a number as text", key)
        _insist(bool(events) and (int(key) in numbers or key == "1"), "$.functionEvents: a turn that exists", key)
        for event in events:
            _insist(event["turn_id"] == int(key), f"$.functionEvents.{key}: the turn's number", event["turn_id"])
            _insist(
                event["conversation_id"] == read["conversationId"], "the conversation's id", event["conversation_id"]
            )
            _check_logs(event["logs"])
    return read


def listed(value: Any) -> Any:
    """Return a list of conversations, or raise."""
    read = decode(Listed, value)
    _insist(len(read["conversations"]) <= read["limit"], "$.conversations: not more than the limit", read["limit"])
    return read


def problem(value: Any) -> Any:
    """Return an error, or raise."""
    read = decode(Problem, value)
    _insist(read["error"] == read["error_message"], "$: the same text twice", read)
    return read


def _check_logs(logs: dict[str, list[Any]] | None) -> None:
    if logs is None:
        return
    _insist(next(iter(logs)) == "conversation_logger", "logs: conversation_logger first", list(logs))
    _insist(any(logs.values()), "logs: null instead of nothing", logs)
    for logger, entries in logs.items():
        for entry in entries:
            fixed = list(Entry.__annotations__)
            _insist(list(entry)[: len(fixed)] == fixed, "the fixed keys first", list(entry))
            decode(Entry, {name: entry[name] for name in fixed}, "entry")
            _insist(entry["logger"] == logger, "the entry's logger", entry["logger"])


def _decode_members(shape: Any, value: Any, place: str) -> Any:
    _insist(type(value) is dict, place, value)
    hints = typing.get_type_hints(shape, include_extras=True)
    missing = {name for name, hint in hints.items() if get_origin(hint) is not NotRequired} - set(value)
    _insist(not missing, f"{place}: keys are missing", sorted(missing))
    unknown = set(value) - set(hints)
    _insist(not unknown, f"{place}: keys are unknown", sorted(unknown))
    for name, member in value.items():
        inner = get_args(hints[name])[0] if get_origin(hints[name]) is NotRequired else hints[name]
        decode(inner, member, f"{place}.{name}")
    return value


def _decode_annotated(shape: Any, value: Any, place: str) -> Any:
    inner, *rules = get_args(shape)
    decode(inner, value, place)
    for rule in rules:
        if isinstance(rule, Form):
            _insist(re.fullmatch(rule.pattern, value) is not None, f"{place}: {rule.pattern}", value)
        else:
            _insist(value >= rule.least, f"{place}: at least {rule.least}", value)
    return value


def _decode_one_of(options: tuple[Any, ...], value: Any, place: str) -> None:
    reasons = []
    for option in options:
        try:
            decode(option, value, place)
            return
        except Refused as refused:
            reasons.append(str(refused))
    raise Refused(" or ".join(reasons))


def _insist(is_good: bool, place: str, value: Any) -> None:
    if not is_good:
        raise Refused(f"{place}: got {value!r}")
