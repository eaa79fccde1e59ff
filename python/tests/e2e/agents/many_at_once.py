"""Has many calls at once, in every way a process can; each line says which call, turn and function it belongs to."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor

import convlog
from convlog import Conversation

PREFIX = sys.argv[1]
CALLS, TURNS = 6, 4


def note(conv: Conversation, turn: int | None, function: str) -> None:
    conv.log.info("Here", call=conv.id, turn=turn, function=function)


@convlog.function
def inner(conv: Conversation, turn: int) -> None:
    note(conv, turn, "inner")


@convlog.function
def outer(conv: Conversation, turn: int) -> None:
    note(conv, turn, "outer")
    inner(conv, turn)
    note(conv, turn, "outer")


@convlog.function
async def waiting(conv: Conversation, turn: int, others: asyncio.Barrier) -> None:
    note(conv, turn, "waiting")
    await others.wait()
    note(conv, turn, "waiting")
    await asyncio.gather(*(waiting_inside(conv, turn) for _ in range(3)))
    note(conv, turn, "waiting")


@convlog.function
async def waiting_inside(conv: Conversation, turn: int) -> None:
    await asyncio.sleep(0)
    note(conv, turn, "waiting_inside")


@convlog.function
def counting(conv: Conversation, turn: int) -> Iterator[int]:
    for number in range(3):
        note(conv, turn, "counting")
        yield number


@convlog.function
async def streaming(conv: Conversation, turn: int) -> AsyncIterator[int]:
    for number in range(3):
        note(conv, turn, "streaming")
        yield number
        await asyncio.sleep(0)


def in_threads() -> None:
    """Every call in a thread of its own, all in step."""
    together = threading.Barrier(CALLS)

    def call(number: int) -> None:
        conv = Conversation(f"{PREFIX}-thread-{number}")
        for turn in range(1, TURNS + 1):
            together.wait()
            with conv.turn():
                note(conv, turn, "")
                outer(conv, turn)
        conv.end()

    threads = [threading.Thread(target=call, args=(number,)) for number in range(CALLS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


async def in_tasks() -> None:
    """Every call in a task of its own, all in step."""
    together = asyncio.Barrier(CALLS)

    async def call(number: int) -> None:
        conv = Conversation(f"{PREFIX}-task-{number}")
        for turn in range(1, TURNS + 1):
            async with conv.turn():
                await waiting(conv, turn, together)
                async for _ in streaming(conv, turn):
                    note(conv, turn, "")
        conv.end()

    await asyncio.gather(*(call(number) for number in range(CALLS)))


def interleaved() -> None:
    """All calls open at once in one flow of control, with scopes that close in another order than they opened."""
    calls = [Conversation(f"{PREFIX}-mixed-{number}") for number in range(CALLS)]
    for turn in range(1, TURNS + 1):
        with contextlib.ExitStack() as stack:
            for conv in calls:
                stack.enter_context(conv.turn())
            for conv in calls:
                note(conv, turn, "")
                outer(conv, turn)
            generators = [counting(conv, turn) for conv in calls]
            for numbers in zip(*generators, strict=True):
                assert len(set(numbers)) == 1
                for conv in calls:
                    note(conv, turn, "")
    for conv in calls:
        conv.end()


def threads_without_context() -> None:
    """A pool knows nothing of the function that hands it work; the call's only open turn is where its lines belong."""
    conv = Conversation(f"{PREFIX}-pool")
    with conv.turn(), conv.function("fan_out"), ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: conv.log.info("From the pool", number=number), range(50)))
    conv.end()


in_threads()
asyncio.run(in_tasks())
interleaved()
threads_without_context()
left = convlog.flush(30)
assert left == (0, 0), left
