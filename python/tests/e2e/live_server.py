"""A real server process on a free port, and readers of everything it answers. Only for tests."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

ROOT = Path(__file__).resolve().parents[3]
#: The binary under test; another one may be named, so that the tests can be tried on a broken server.
BINARY = Path(os.environ.get("CONVLOG_TEST_BINARY", ROOT / "target/release/convlog"))
READY = re.compile(r"is ready at (http://(127\.0\.0\.1:\d+))")

T = TypeVar("T")


def until(condition: Callable[[], T | None], what: str, limit_s: float = 30.0) -> T:
    """Return what the condition gives as soon as it gives something; fail after a while."""
    deadline = time.monotonic() + limit_s
    pause = threading.Event()
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"after {limit_s} s still not: {what}")
        pause.wait(0.02)


@dataclass(frozen=True)
class Answer:
    """What the server answered, to the byte."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON; refused if a name occurs twice or a number is none."""
        return json.loads(self.body, object_pairs_hook=_distinct, parse_constant=_no_constant)

    @property
    def everything(self) -> bytes:
        """The headers and the body, to search in."""
        return "\n".join(f"{name}: {value}" for name, value in self.headers).encode() + b"\n\n" + self.body


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    assert len(set(names)) == len(names), f"a name occurs twice in {names}"
    return dict(pairs)


def _no_constant(name: str) -> Any:
    raise AssertionError(f"{name} is no JSON")


@dataclass
class Server:
    """One `convlog serve` and the folder that it works in."""

    folder: Path
    #: Where it listens; a free port, unless whoever starts it again wants the same.
    listen: str = "127.0.0.1:0"
    url: str = ""
    address: str = ""
    process: subprocess.Popen[bytes] | None = None
    keys: dict[tuple[str, ...], str] = field(default_factory=dict)

    @property
    def data_dir(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    def start(self) -> Server:
        """Start it and wait until it says that it is ready."""
        assert BINARY.exists(), f"{BINARY} is missing; run `make build`"
        self.folder.mkdir(parents=True, exist_ok=True)
        said_before = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            command = [BINARY, "serve", "--data-dir", self.data_dir, "--listen", self.listen, "--no-starter"]
            self.process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        found = until(lambda: self._ready(said_before), "the server is ready")
        self.url, self.address = found[1], found[2]
        return self

    def _ready(self, offset: int) -> re.Match[str] | None:
        said = self.log.read_bytes()[offset:].decode()
        assert self.process is not None
        assert self.process.poll() is None, f"the server ended; it said:\n{said}"
        return READY.search(said)

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it, kindly or not, and wait for that."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(timeout=30)
            self.process = None

    def key(self, permissions: str, account: str = "acme", projects: Iterable[str] = ("front-desk",)) -> str:
        """Return an API key, made beside the running server; without projects it reaches all, also those to come."""
        wanted = (permissions, account, *projects)
        if wanted not in self.keys:
            command: list[Any] = [BINARY, "keys", "create", "--new", "--data-dir", self.data_dir, "--account", account]
            command += ["--permissions", permissions, "--json"]
            for project in projects:
                command += ["--project", project]
            if not projects:
                command.append("--all-projects")
            printed = subprocess.run(command, check=True, capture_output=True, timeout=30).stdout
            self.keys[wanted] = json.loads(printed)["key"]
        return self.keys[wanted]

    def ask(
        self,
        method: str,
        path: str,
        key: str | None = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Make one request on a connection of its own."""
        connection = http.client.HTTPConnection(self.address, timeout=30)
        sent = dict(headers or {}) | ({"x-api-key": key} if key else {})
        try:
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            return Answer(response.status, response.getheaders(), response.read())
        finally:
            connection.close()

    def send(self, records: Iterable[Mapping[str, Any] | str], key: str | None = None) -> dict[str, Any]:
        """Send records as anybody could, and insist that every one was taken."""
        lines = [record if isinstance(record, str) else json.dumps(record) for record in records]
        body = "\n".join(lines).encode()
        answer = self.ask("POST", "/v1/ingest", key or self.key("ingest"), body)
        assert answer.status == 200, answer.body
        return answer.json

    def reader(self, permissions: str = "read", account: str = "acme", project: str = "front-desk") -> Reader:
        """Return somebody who reads one project."""
        return Reader(self, self.key(permissions, account, (project,)), account, project)

    def environment(self, spool: Path, **more: str) -> dict[str, str]:
        """Return the variables under which a Python process sends its records here."""
        own = {name: value for name, value in os.environ.items() if not name.startswith(("CONVLOG_", "PYTEST"))}
        return own | {
            "CONVLOG_URL": self.url,
            "CONVLOG_API_KEY": self.key("ingest"),
            "CONVLOG_SPOOL_DIR": str(spool),
            "CONVLOG_ACCOUNT_ID": "acme",
            "CONVLOG_PROJECT_ID": "front-desk",
            **more,
        }


@dataclass(frozen=True)
class Reader:
    """Reads all shapes with one key, as existing clients do: with `Content-Type` even on GET."""

    server: Server
    key: str
    account: str
    project: str

    def get(self, path: str, **parameters: Any) -> Answer:
        query = "?" + urlencode(parameters) if parameters else ""
        headers = {"Content-Type": "application/json", "X-PolyAI-Correlation-Id": "e2e-1"}
        return self.server.ask("GET", path + query, self.key, headers=headers)

    def detail(self, conversation: str) -> Answer:
        """The conversation in the agents API."""
        return self.get(f"/v1/agents/{self.project}/conversations/{quote(conversation, safe='')}")

    def listed(self, **parameters: Any) -> Answer:
        """The list of the agents API."""
        return self.get(f"/v1/agents/{self.project}/conversations", **parameters)

    def v1(self, **parameters: Any) -> Answer:
        return self.get(f"/v1/{self.account}/{self.project}/conversations", **parameters)

    def v3(self, **parameters: Any) -> Answer:
        return self.get(f"/v3/{self.account}/{self.project}/conversations", **parameters)

    def everything(self, conversations: Iterable[str]) -> dict[str, Answer]:
        """Every GET there is, by a name for it."""
        answers = {name: self.get(name) for name in ("/healthz", "/readyz", "/openapi.json", "/docs", "/nothing")}
        answers["list"] = self.listed(limit=1000)
        answers["list from the middle"] = self.listed(limit=1, offset=1)
        answers["list with a wrong limit"] = self.listed(limit="many")
        for environment in ("live", "sandbox", "pre-release"):
            answers[f"v1 {environment}"] = self.v1(client_env=environment, limit=5000)
            answers[f"v3 {environment}"] = self.v3(client_env=environment, limit=5000)
        answers["v3 one at a time"] = self.v3(limit=1)
        answers["v3 with latency"] = self.v3(limit=5000, include_latency="true")
        answers["v3 in progress"] = self.v3(limit=5000, in_progress="true")
        answers["v1 with a wrong time"] = self.v1(start_time="yesterday")
        answers["another project"] = self.get("/v1/agents/nowhere/conversations")
        for conversation in conversations:
            answers[f"detail {conversation}"] = self.detail(conversation)
        return answers

    def events(self, conversation: str) -> list[dict[str, Any]]:
        """The function events of a conversation, in the order in which they are answered."""
        answer = self.detail(conversation)
        assert answer.status == 200, answer.body
        return [event for events in answer.json["functionEvents"].values() for event in events]

    def entries(self, conversation: str) -> list[dict[str, Any]]:
        """The entries of a conversation, event by event."""
        logs = [event["logs"] or {} for event in self.events(conversation)]
        return [entry for loggers in logs for entries in loggers.values() for entry in entries]
