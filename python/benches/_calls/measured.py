"""The processes that are measured: `python -m _calls.measured calls|loop|backlog …`; each prints one JSON object."""

from __future__ import annotations

import array
import asyncio
import gc
import json
import sys
import time
from typing import Any

import convlog

#: Large enough for everything that is logged while the server is gone; the default holds about a million such lines.
SPOOL_BYTES_MAX = 1 << 30
#: Functions log some lines and then do something else.
BURST = 50
BURSTS_PER_S = 1000
#: After so much of the calls everything is warm, and memory has to stay as it is.
WARM = 0.2
#: Each task logs so many lines at once, and so often.
TASKS, LINES_A_STEP, STEP_S = 20, 5, 0.01
TICK_S = 0.001
LONG_S = 0.001


class Silent:
    """Stands in for `conv.log` where nothing is logged."""

    def info(self, content: str, is_pii: bool = False, **extras: Any) -> None:
        pass


def calls(count: int) -> dict[str, Any]:
    """Time each of so many calls."""
    conv = convlog.Conversation("measured")
    times = array.array("q", bytes(8 * count))
    info, clock = conv.log.info, time.perf_counter_ns
    with conv.turn(), conv.function("validate_inputs"):
        gc.disable()
        begun = time.perf_counter()
        at = 0
        warm: dict[str, int] = {}
        for burst in range(count // BURST):
            for _ in range(BURST):
                before = clock()
                info("Validated inputs", customer="made-up", attempt=2, accepted=True)
                times[at] = clock() - before
                at += 1
            if not warm and at >= count * WARM:
                warm = resident()
            time.sleep(max(0.0, begun + (burst + 1) / BURSTS_PER_S - time.perf_counter()))
        took_s = time.perf_counter() - begun
        now = resident()
    stats = convlog.stats()
    ordered = sorted(times)
    shares = {"p50": 0.5, "p99": 0.99, "p99.9": 0.999}
    told: dict[str, Any] = {name: ordered[int(share * (count - 1))] for name, share in shares.items()}
    told |= {"max": ordered[-1], "rate": count / took_s, "stalls": stats["stalls"], "dropped": stats["dropped"]}
    return told | {f"grown_{kind}": now[kind] - warm[kind] for kind in now}


def resident() -> dict[str, int]:
    """Return the bytes this process holds in memory: its own, and those of mapped files, which are the spool's."""
    kinds = {"RssAnon": "own", "RssFile": "mapped", "RssShmem": "mapped"}
    sizes = {"own": 0, "mapped": 0}
    with open("/proc/self/status") as status:
        for line in status:
            name, _, size = line.partition(":")
            if name in kinds:
                sizes[kinds[name]] += int(size.split()[0]) * 1024
    return sizes


def loop(seconds: float, silent: bool) -> dict[str, Any]:
    """Run an asyncio loop with tasks that log, and find the longest time it kept a timer waiting; how much of that its
    thread was ready and no processor was free, ran, and was in calls; and how many times were longer than a
    millisecond."""
    longest: dict[str, float] = {"longest_ms": 0.0, "queued_ms": 0.0, "ran_ms": 0.0, "calls_ms": 0.0}
    long = 0
    calls_s = 0.0

    async def work(conv: convlog.Conversation, log: Any) -> None:
        nonlocal calls_s
        with conv.turn(), conv.function("work"):
            while True:
                begun = time.perf_counter()
                for number in range(LINES_A_STEP):
                    log.info("Validated inputs", customer="made-up", attempt=number, accepted=True)
                calls_s += time.perf_counter() - begun
                await asyncio.sleep(STEP_S)

    async def main() -> None:
        nonlocal longest, long
        conversations = [convlog.Conversation(f"task-{number}") for number in range(TASKS)]
        tasks = [asyncio.create_task(work(conv, Silent() if silent else conv.log)) for conv in conversations]
        await asyncio.sleep(0.2)
        gc.collect()
        gc.freeze()
        until = time.perf_counter() + seconds
        before = (time.perf_counter(), *scheduled_s(), calls_s)
        while before[0] < until:
            await asyncio.sleep(TICK_S)
            now = (time.perf_counter(), *scheduled_s(), calls_s)
            took, ran, queued, calls = (1000 * (one - other) for one, other in zip(now, before, strict=True))
            late = took - 1000 * TICK_S
            long += late > 1000 * LONG_S
            if late > longest["longest_ms"]:
                longest = {"longest_ms": late, "queued_ms": queued, "ran_ms": ran, "calls_ms": calls}
            before = now
        for task in tasks:
            task.cancel()

    asyncio.run(main())
    return longest | {"long_a_second": long / seconds, "stalls": convlog.stats()["stalls"]}


def scheduled_s() -> tuple[float, float]:
    """Return how long this thread ran so far, and how long it was ready to while no processor was free for it."""
    with open("/proc/thread-self/schedstat", "rb") as schedstat:
        ran, queued, _ = schedstat.read().split()
    return int(ran) / 1e9, int(queued) / 1e9


def backlog(count: int, a_conversation: int) -> dict[str, Any]:
    """Log with nobody there; say so; then watch the server take it."""
    begun = time.perf_counter()
    for number in range(count // a_conversation):
        conv = convlog.Conversation(f"backlog-{number}")
        with conv.turn(), conv.function("validate_inputs"):
            for attempt in range(a_conversation):
                conv.log.info("Validated inputs", customer="made-up", attempt=attempt, accepted=True)
        conv.end()
    logged_s = time.perf_counter() - begun
    print(json.dumps({"logged_s": logged_s}), flush=True)
    sys.stdin.readline()
    back = time.perf_counter()
    first: tuple[float, int] | None = None
    while True:
        stats = convlog.stats()
        now = time.perf_counter()
        if first is None and stats["acknowledged"]:
            first = now, stats["acknowledged"]
        if stats["left"]["records"] == 0 and first is not None:
            break
        time.sleep(0.02)
    delivered = stats["acknowledged"] - first[1]
    told = {"records": stats["acknowledged"], "rate": delivered / (now - first[0]), "total_s": now - back}
    return told | {name: stats[name] for name in ("dropped", "rejected", "duplicate", "retries")}


if __name__ == "__main__":
    convlog.configure(spool_bytes_max=SPOOL_BYTES_MAX, console=False)
    what, *numbers = sys.argv[1:]
    if what == "calls":
        told = calls(int(numbers[0]))
    elif what == "loop":
        told = loop(float(numbers[0]), numbers[1] == "silent")
    else:
        told = backlog(int(numbers[0]), int(numbers[1]))
    print(json.dumps(told), flush=True)
    convlog.shutdown(0.0)
