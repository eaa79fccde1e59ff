"""Everything that a reader is answered about a project, in a form in which two runs of the same calls are equal.

Times, identities and durations are drawn by each run; they are replaced by where they come first, or left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from live_server import Answer, Server

DESCRIPTION = Path(__file__).resolve().parents[3] / "web/openapi.json"
ACCOUNT = "acme"

_TIME = re.compile(
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|\+00:00)|[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} [\d:]{8} GMT"
)
_IDENTITY = re.compile(
    r"(?<![0-9a-zA-Z])(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{16,64})(?![0-9a-zA-Z])"
)
_LASTING = re.compile(r"""("[a-z_]*(?:duration|latency|_ms)[a-zA-Z_]*": ?)-?[\d.]+""")
#: A process, as producers are called.
_PROCESS = re.compile(r" · \d+ · ")
#: What a process counted over all its lines, which `pii` and `admin` are told and nobody else.
_NOTICES = re.compile(r'"notices":\[[^]]*\]')
#: Counts by time, whose sums are the same whenever the calls took place.
_BARS = re.compile(r'"seconds":\d+,"bars":(\[[^]]*\])')
#: Headers that say when, which request, or how long a body is in which such things stand.
_VARYING = ("date", "x-polyai-correlation-id", "content-length", "etag")


def questions(project: str, conversations: list[str]) -> Iterator[str]:
    """Return the path of every question that changes nothing, as the service describes itself."""
    for path, methods in json.loads(DESCRIPTION.read_text())["paths"].items():
        if "get" not in methods or "{project_id}" not in path or path.endswith("/live"):
            continue
        filled = path.replace("{account_id}", ACCOUNT).replace("{project_id}", project)
        filled = filled.replace("{name}", "look_up").replace("{erasure_id}", "erasure_0")
        if "{conversation_id}" in filled:
            for conversation in conversations:
                yield filled.replace("{conversation_id}", quote(conversation))
            continue
        for query in (
            "",
            "?limit=2",
            "?format=csv",
            "?format=ndjson",
            "?text=zq",
            "?text=said&with_total=true",
            "?has=errors",
        ):
            yield filled + query


def comparable(answer: Answer, project: str) -> str:
    """Return an answer without what each run draws."""
    headers = sorted(f"{name.lower()}: {value}" for name, value in answer.headers if name.lower() not in _VARYING)
    body = answer.body.decode()
    body = _csv(body) if "text/csv" in str(headers) else body
    body = _LASTING.sub(r"\g<1>0", _BARS.sub(_sums, body)).replace(project, "PROJECT")
    seen: dict[str, int] = {}

    def place(found: re.Match[str]) -> str:
        return f"<{seen.setdefault(found[0], len(seen))}>"

    body = _PROCESS.sub(" · PROCESS · ", _IDENTITY.sub(place, _TIME.sub("TIME", body)))
    return "\n".join([str(answer.status), *headers, "", body])


def _sums(found: re.Match[str]) -> str:
    """Return how many log lines there are by level, without when they were written."""
    bars = json.loads(found[1])
    return ",".join(f'"{level}":{sum(bar[level] for bar in bars)}' for level in ("info", "warning", "error"))


def _csv(body: str) -> str:
    """Leave out the columns that say how long something took."""
    rows = [line.split(",") for line in body.splitlines()]
    lasting = [at for at, name in enumerate(rows[0]) if "duration" in name] if rows else []
    return "\n".join(",".join("0" if at in lasting else cell for at, cell in enumerate(row)) for row in rows)


def ask(server: Server, key: str, project: str, path: str, *, counts: bool) -> str:
    """Ask, and return what is comparable: what a process counted too, unless the reader is told of all lines."""
    text = comparable(server.ask("GET", path, key), project)
    return text if counts else _NOTICES.sub("", text)


def difference(one: str, other: str) -> str:
    """Say where two texts begin to differ, with a little of what stands around."""
    at = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    part: Any = slice(max(0, at - 100), at + 160)
    return f"one:   …{one[part]!r}\nother: …{other[part]!r}"
