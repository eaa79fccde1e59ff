"""Code as users write it; it is checked by mypy and pyright, not run."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import requests

import convlog
from convlog import Conversation, testing
from convlog.testing import Captured

convlog.configure("http://127.0.0.1:4100", api_key="key", level="warning", default_pii=True, spool_dir="/tmp/spool")


@convlog.function
def book_table(conv: Conversation, size: int, *, name: str) -> dict[str, str]:
    conv.log.info("Booking", size=size, name=convlog.pii(name), is_pii=False)
    conv.log.error("failed", True, attempt=2, exc_info=True)
    conv.state.attempts = (conv.state.attempts or 0) + 1
    conv.state["last"] = name
    return {"content": "booked"}


@convlog.function(function_id="FN-1", capture_result=False)
async def look_up(conv: Conversation, number: str) -> int:
    async with conv.turn() as turn:
        turn.agent_response = "one moment"
    return 1


@convlog.function(pii=("name", "phone"), pii_result=True)
def call_back(conv: Conversation, name: str, phone: str) -> str:
    return name


@convlog.function
def stream(conv: Conversation) -> Iterator[int]:
    yield 1


@convlog.function
async def stream_later(conv: Conversation) -> AsyncIterator[int]:
    yield 1


def call() -> None:
    with Conversation("CA1", account_id="acme", project_id="front-desk", env="live", channel="VOICE-SIP") as conv:
        with conv.turn(user_input="hello", number=1) as turn:
            result: dict[str, str] = book_table(conv, 4, name="Ann")
            with conv.function("crm_upsert", arguments={"id": 17}) as event:
                event.set_result(result)
            with turn.span("llm", model="m-1") as span:
                span.output = "text"
        conv.log_api_response(requests.get("https://example.com", timeout=1), override_url="https://example.com/{id}")
        conv.write_metric("score", 4.5, write_once=True)
        conv.end(ended_by="caller", reason="hung up")
    left = convlog.flush(1.0)
    print(left.records, left.bytes, convlog.stats()["recorded"], convlog.pii("x").value.upper())
    first: int = next(stream(conv))
    print(first)


def uses_the_capture(convlog_capture: Captured) -> None:
    with testing.capture(fixed_ids=True, default_pii=True) as captured:
        print(captured.entries[0]["content"], captured.events(), captured.of("log")[0].pii)
