"""What the SDK makes of lines tells a reader without the permission `pii` nothing of the personal ones among them.

The same calls are played in several worlds, each through the real package to a server of its own. The worlds differ in
personal values, and in lines that are personal as a whole and may be there or not. Afterwards everything that such a
reader can ask is compared to the byte, but for times, and the ids that depend on a process or on how many lines there
were before.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from conftest import AGENTS
from live_server import Answer, Reader, Server

SEED = int(os.environ.get("CONVLOG_TEST_SEED", "1"))
CALLS = int(os.environ.get("CONVLOG_TEST_CALLS", "120"))
#: In the first nothing is personal but the values that have to be.
WORLDS = ("bare", "one", "two", "three")
#: What differs between two runs of the same calls though nothing personal is behind it.
NOISE = [
    (re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)?"), b"TIME"),
    (re.compile(rb"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT"), b"DATE"),
    (re.compile(rb'"(duration_ms|duration|response_time|start_time|end_time|total_duration)":"?[0-9.]+"?'), rb'"\1":0'),
    (re.compile(rb'"id":"[0-9a-f]{32}"'), b'"id":"ENTRY"'),
    (re.compile(rb'"1-[0-9a-f]{16}'), b'"1-TIME'),
    (re.compile(rb"TIME,TIME,[0-9.]+,"), b"TIME,TIME,TOOK,"),
]


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Server]]:
    servers = {}
    try:
        for world in WORLDS:
            folder = tmp_path_factory.mktemp(world)
            servers[world] = Server(folder).start()
            command = [sys.executable, AGENTS / "plays_a_world.py", world, str(SEED), str(CALLS)]
            environment = servers[world].environment(folder / "spool", CONVLOG_CONSOLE="0")
            subprocess.run(command, env=environment, check=True, timeout=600)
        yield servers
    finally:
        for server in servers.values():
            server.end()


def no_answer_without_the_permission_differs_between_the_worlds(worlds: dict[str, Server]) -> None:
    answers = {world: dict(_asked(server.reader("read"))) for world, server in worlds.items()}
    first, *others = answers
    differing = []
    for name, answer in answers[first].items():
        assert answer.status == 200, (name, answer.body)
        seen = _seen(answer)
        differing += [f"{name}: {first} and {other}" for other in others if _seen(answers[other][name]) != seen]
    assert differing == []
    assert len(answers[first]) > 2 * CALLS


def the_worlds_do_differ_for_who_may_see_it(worlds: dict[str, Server]) -> None:
    calls = [{name: server.reader("read,pii").detail(name).body for name in _calls()} for server in worlds.values()]
    bare, *others = calls
    assert all(sum(bare[name] != other[name] for name in bare) > CALLS * 0.9 for other in others)


def what_was_made_of_open_lines_is_there_for_everybody(worlds: dict[str, Server]) -> None:
    reader = worlds["two"].reader("read")
    reviews = b"".join(reader.get(f"/api/projects/front-desk/conversations/{call}").body for call in _calls())
    habits = (b'"habit":"loop"', b'"habit":"long_message"', b'"habit":"large_payload"')
    for sign in (*habits, b'"_truncated":[', b'"cut":["'):
        assert sign in reviews, sign


def _calls() -> list[str]:
    return [f"call-{number:04}" for number in range(CALLS)]


def _asked(reader: Reader) -> Iterator[tuple[str, Answer]]:
    """Ask everything that there is about these calls."""
    own = f"/api/projects/{reader.project}"
    for call in _calls():
        yield f"review of {call}", reader.get(f"{own}/conversations/{call}")
        yield f"detail of {call}", reader.detail(call)
    yield "agents", reader.listed(limit=1000)
    yield "v1", reader.v1(limit=5000)
    yield "v3", reader.v3(limit=5000, include_latency="true")
    yield "facets", reader.get(f"{own}/facets")
    for name in ("book", "look_up", "cancel"):
        yield f"runs of {name}", reader.get(f"{own}/functions/{name}/runs", limit=100)
        yield f"calls with {name}", reader.get(f"{own}/conversations", function=name, limit=200)
    for form in ("csv", "ndjson"):
        yield f"export as {form}", reader.get(f"{own}/conversations/export", format=form)
    for has in ("errors", "warnings"):
        yield f"calls that have {has}", reader.get(f"{own}/conversations", has=has, limit=200, with_total="true")
    for text in ("quota", "step", "bcdf", "redacted", "slot is taken"):
        yield f"calls with {text}", reader.get(f"{own}/conversations", text=text, limit=200)
    cursor: str | None = ""
    while cursor is not None:
        page = reader.get(f"{own}/conversations", limit=7, **({"cursor": cursor} if cursor else {}))
        yield f"page {quote(page.json['conversations'][0]['id'])}", page
        cursor = page.json["next"]


def _seen(answer: Answer) -> bytes:
    """Return an answer without what is the noise of a process."""
    lasting = [(name, value) for name, value in answer.headers if name.lower() not in ("date", "content-length")]
    text = Answer(answer.status, lasting, answer.body).everything
    for noise, sign in NOISE:
        text = noise.sub(sign, text)
    return text
