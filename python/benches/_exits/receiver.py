"""A server for OTLP over HTTP: `python -m _exits.receiver LEDGER`. Says its address, then writes down what it was sent.

It answers a request after all of it is in the ledger, one `name<TAB>line` a log record.
"""

from __future__ import annotations

import gzip
import os
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

_LEDGER = os.open(sys.argv[1], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)


def _attribute(attributes: Any, key: str) -> str | None:
    return next((item.value.string_value for item in attributes if item.key == key), None)


def _logs(body: bytes) -> Iterator[tuple[str | None, str | None]]:
    for resource in ExportLogsServiceRequest.FromString(body).resource_logs:
        name = _attribute(resource.resource.attributes, "service.name")
        for scope in resource.scope_logs:
            yield from ((name, _attribute(record.attributes, "line")) for record in scope.log_records)


def _spans(body: bytes) -> Iterator[tuple[str | None, str | None]]:
    for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
        name = _attribute(resource.resource.attributes, "service.name")
        for scope in resource.scope_spans:
            yield from ((name, _attribute(span.attributes, "line")) for span in scope.spans)


class Handler(BaseHTTPRequestHandler):
    """Takes logs and traces; of anything else it says that all is well."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        # What Logfire asks for to see whether its token is good.
        self._answer(b'{"project_name": "exits", "project_url": "http://127.0.0.1"}', "application/json")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        if self.headers.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        read = {"/v1/logs": _logs, "/v1/traces": _spans}.get(self.path)
        found = [f"{name}\t{line}\n" for name, line in (read(body) if read else ()) if line]
        os.write(_LEDGER, "".join(found).encode())
        self._answer(b"", "application/x-protobuf")

    def _answer(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()
