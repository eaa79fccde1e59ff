"""`conv.log_api_response` with what requests, httpx and others hand over."""

from __future__ import annotations

import datetime
import http.server
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import requests

from convlog import Conversation, testing


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status = int(self.path.split("?")[0].strip("/"))
        body = b'{"why": "' + b"x" * (60_000 if status == 500 else 5) + b'"}'
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join(10)


@pytest.mark.parametrize("get", [requests.get, httpx.get])
def a_good_response_is_told_without_its_body(
    conv: Conversation, captured: testing.Captured, url: str, get: Any
) -> None:
    conv.log_api_response(get(f"{url}/200?phone=1", timeout=10))
    record = captured.of("log")[0]
    assert record.fields.pop("response_time") > 0
    assert record.fields == record.fields | {
        "level": "info",
        "content": f"GET {url}/200 200",
        "logger": "api_responses",
        "status_code": 200,
        "query": "phone=1",
    }
    assert "error" not in record.fields
    assert record.pii == ["/entry/query"]


@pytest.mark.parametrize("get", [requests.get, httpx.get])
def a_bad_response_brings_its_body_marked_personal(
    conv: Conversation, captured: testing.Captured, url: str, get: Any
) -> None:
    conv.log_api_response(get(f"{url}/404", timeout=10))
    record = captured.of("log")[0]
    assert (record.fields["level"], record.fields["error"]) == ("error", {"why": "xxxxx"})
    assert record.pii == ["/entry/error"]


def a_large_body_is_cut(conv: Conversation, captured: testing.Captured, url: str) -> None:
    conv.log_api_response(requests.get(f"{url}/500", timeout=10))
    entry = captured.entries[0]
    assert len(entry["error"]) == 32 * 1024
    assert entry["_truncated"] == ["/error"]


def a_stream_that_was_not_read_is_not_read(conv: Conversation, captured: testing.Captured, url: str) -> None:
    with requests.get(f"{url}/404", timeout=10, stream=True) as response:
        conv.log_api_response(response)
        assert response.content == b'{"why": "xxxxx"}'
    with httpx.stream("GET", f"{url}/404") as streamed:
        conv.log_api_response(streamed)
        assert streamed.read() == b'{"why": "xxxxx"}'
    assert all("error" not in entry and entry["level"] == "error" for entry in captured.entries)


def anything_with_the_same_attributes_will_do(conv: Conversation, captured: testing.Captured) -> None:
    class Response:
        url = "https://user:pass@example.com/x?a=1#f"
        status = 302
        method = "put"
        elapsed = datetime.timedelta(seconds=0.5)
        text = "moved"

    conv.log_api_response(Response())
    entry = captured.entries[0]
    assert (entry["level"], entry["content"]) == ("info", "PUT https://example.com/x 302")
    assert (entry["response_time"], entry["error"], entry["query"]) == (0.5, "moved", "a=1")


@pytest.mark.parametrize("thing", [None, object(), "text", 7, {"status_code": 200}])
def what_is_no_response_still_leaves_a_line(conv: Conversation, captured: testing.Captured, thing: Any) -> None:
    conv.log_api_response(thing)
    assert captured.entries[0]["logger"] == "api_responses"


def a_response_that_raises_on_every_attribute_leaves_a_line(conv: Conversation, captured: testing.Captured) -> None:
    class Hostile:
        def __getattribute__(self, name: str) -> Any:
            raise RuntimeError(name)

    conv.log_api_response(Hostile())
    assert len(captured.entries) == 1
