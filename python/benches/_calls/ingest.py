"""The baseline of a backlog: the same entries sent over several connections, as fast as the server takes them."""

from __future__ import annotations

import http.client
import json
import threading
import time

from live_server import Server

BATCH, CONNECTIONS = 500, 4


def full_rate(server: Server, count: int, a_conversation: int) -> float:
    """Return how many entries a second the server takes."""
    share = count // CONNECTIONS
    work = [_bodies(number, share, a_conversation) for number in range(CONNECTIONS)]
    senders = [threading.Thread(target=_send, args=(server, bodies)) for bodies in work]
    key = server.key("ingest")
    assert key
    begun = time.perf_counter()
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    return share * CONNECTIONS / (time.perf_counter() - begun)


def _bodies(sender: int, count: int, a_conversation: int) -> list[bytes]:
    lines = [_line(sender, number, a_conversation) for number in range(count)]
    return [("\n".join(lines[first : first + BATCH])).encode() for first in range(0, count, BATCH)]


def _line(sender: int, number: int, a_conversation: int) -> str:
    conversation = f"baseline-{sender}-{number // a_conversation}"
    ids = {"type": "log", "producer": f"{sender + 1:032x}", "seq": number + 1, "project_id": "front-desk"}
    ids |= {"conversation_id": conversation, "turn_id": f"{number // a_conversation:036d}"}
    ids |= {"function_event_id": f"{number // a_conversation:036d}"}
    entry = {"level": "info", "content": "Validated inputs", "is_pii": False}
    entry |= {"timestamp": f"2026-01-01T10:00:00.{number % 1_000_000:06d}Z", "logger": "conversation_logger"}
    entry |= {"customer": "made-up", "attempt": number % a_conversation, "accepted": True}
    return json.dumps(ids | {"entry": entry}, separators=(",", ":"))


def _send(server: Server, bodies: list[bytes]) -> None:
    connection = http.client.HTTPConnection(server.address, timeout=60)
    for body in bodies:
        connection.request("POST", "/v1/ingest", body, {"x-api-key": server.key("ingest")})
        response = connection.getresponse()
        answer = json.loads(response.read())
        assert answer["accepted"] == body.count(b"\n") + 1, answer
    connection.close()
