"""A span is open as a turn and a function are: while it is, the process says that it lives."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest

from convlog import Conversation, testing

BEGIN = """
import asyncio, concurrent.futures, copy, multiprocessing, pickle
import convlog
conv = convlog.Conversation("CA1")
def count():
    return convlog.stats()["open"]
span = conv.span("llm")
assert count() == 0
"""
WAYS = {
    "open and closed": """
        with span:
            assert count() == 1
        """,
    "raised": """
        try:
            with span:
                assert count() == 1
                raise ValueError
        except ValueError:
            pass
        """,
    "cancelled": """
        async def main():
            async def work():
                async with span:
                    await asyncio.sleep(60)
            task = asyncio.create_task(work())
            while count() == 0:
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.wait([task])
        asyncio.run(main())
        """,
    "opened twice and closed twice": """
        with span, span:
            assert count() == 1
        span.__exit__(None, None, None)
        """,
    "copied": """
        with conv.turn(), span:
            for copied in (copy.copy(span), copy.deepcopy(span), pickle.loads(pickle.dumps(span))):
                copied.__exit__(None, None, None)
                assert count() == 1, "the turn"
        """,
    "inside of others": """
        with conv.turn(), conv.function("f"), span, conv.span("http"):
            assert count() == 4
        """,
    "closed in another thread": """
        span.__enter__()
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            pool.submit(span.__exit__, None, None, None).result()
        """,
    "of another process": """
        with span:
            kept = pickle.dumps(span)
        other = convlog.Conversation("CA2").turn()
        convlog._turn._open.clear()
        pickle.loads(kept).__exit__(None, None, None)
        assert count() == 1, "what others hold open stays so"
        other.end()
        """,
    "never opened": """
        span.__exit__(None, None, None)
        """,
}


@pytest.mark.parametrize("way", WAYS)
def a_span_counts_as_open_until_it_is_closed_once(tmp_path: Path, way: str) -> None:
    program = BEGIN + textwrap.dedent(WAYS[way]) + "\nassert count() == 0, count()\n"
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("CONVLOG_", "PYTEST", "XDG_STATE"))
    }
    environment = kept | {"HOME": str(tmp_path), "CONVLOG_SPOOL_DIR": str(tmp_path / "spool")}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


def an_entry_of_a_thread_without_a_context_stays_with_the_function_around_a_span(
    conv: Conversation, captured: testing.Captured
) -> None:
    with conv.function("f") as event, conv.span("llm"):
        thread = threading.Thread(target=lambda: conv.log.info("from a thread"))
        thread.start()
        thread.join()
    (entry,) = captured.of("log")
    assert entry.function_event_id == event.id
