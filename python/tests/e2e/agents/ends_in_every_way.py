"""Calls a function for each way to end, the last of which the conversation does not wait for."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator

import convlog
from convlog import Conversation

conv = Conversation(sys.argv[1])


@convlog.function
def returns(conv: Conversation) -> dict[str, str]:
    return {"hangup": "no", "utterance": "Done."}


@convlog.function
def logs(conv: Conversation) -> None:
    conv.log.error("No table left", status=409)


@convlog.function
def hides(conv: Conversation) -> None:
    conv.log.error("No such caller", is_pii=True)


@convlog.function
def raises(conv: Conversation) -> None:
    raise LookupError("no such table")


@convlog.function
def leaves(conv: Conversation) -> None:
    sys.exit(0)


@convlog.function
async def speaks(conv: Conversation) -> None:
    await asyncio.Event().wait()


@convlog.function
async def streams(conv: Conversation) -> AsyncIterator[str]:
    try:
        yield "one"
        yield "two"
    finally:
        conv.log.info("Closed the stream")


async def call() -> None:
    speech = asyncio.create_task(speaks(conv))
    await asyncio.sleep(0)
    speech.cancel("barge-in")
    await asyncio.wait([speech])
    stream = streams(conv)
    async for _ in stream:
        break
    await stream.aclose()


with conv.turn(user_input="A table, please."):
    returns(conv)
    logs(conv)
    hides(conv)
    for function, kind in ((raises, LookupError), (leaves, SystemExit)):
        try:
            function(conv)
        except kind:
            pass
    asyncio.run(call())
    conv.function("hangs").open()
conv.end()
assert convlog.flush(30) == (0, 0)
