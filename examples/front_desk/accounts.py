"""The bank's accounts service: a small HTTP server on loopback that fails the way real ones do.

Every second look-up of a balance is answered 503, and one customer's record has a conflict, so that the example has
something to log. It stands in for nothing of convlog's: it is the agent's own backend.
"""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

CUSTOMERS = {
    "17": {"name": "Jane Example", "born": "1984-03-07", "balance": 1204.50},
    "18": {"name": "John Example", "born": "1990-11-30", "balance": -3.10},
}


class Handler(BaseHTTPRequestHandler):
    """Answers `GET /customers/{id}` and `GET /customers/{id}/balance`."""

    balance_requests = itertools.count(1)

    def do_GET(self) -> None:
        """Answers one request."""
        parts = self.path.split("?")[0].strip("/").split("/")
        customer = CUSTOMERS.get(parts[1]) if len(parts) > 1 else None
        if parts[0] != "customers" or customer is None:
            self.answer(404, {"error": "no such customer"})
        elif parts[2:] != ["balance"]:
            self.answer(200, {"name": customer["name"], "born": customer["born"]})
        elif next(self.balance_requests) % 2 == 1:
            self.answer(503, {"error": "ledger is busy", "retry_in_ms": 50})
        else:
            self.answer(200, {"balance": customer["balance"], "currency": "GBP"})

    def answer(self, status: int, body: dict[str, Any]) -> None:
        """Sends a JSON body."""
        payload = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, *args: object) -> None:
        """Stays silent: the example's output is the agent's."""


@contextmanager
def running() -> Iterator[str]:
    """Runs the service on a free port and yields its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
