"""SIGKILL to the server in the middle of ingest: what it acknowledged over HTTP is there when it is back."""

from __future__ import annotations

import http.client
import json
import signal
import threading
from pathlib import Path

from live_server import Server

SENDERS, BATCH, BATCHES, KILLS = 3, 100, 4, 12


class Sender(threading.Thread):
    """Sends batch after batch as one producer, and knows how many of its entries were acknowledged."""

    def __init__(self, server: Server, number: int, acknowledged: int) -> None:
        super().__init__()
        self.server, self.number, self.acknowledged = server, number, acknowledged
        #: The one that kills does so with the first byte of an acknowledgement: a commit that comes later is too late.
        self.kills_after = acknowledged + BATCHES * BATCH if number == 1 else None

    def run(self) -> None:
        connection = http.client.HTTPConnection(self.server.address, timeout=30)
        headers = {"x-api-key": self.server.key("ingest")}
        try:
            while True:
                connection.request("POST", "/v1/ingest", self._batch(self.acknowledged + 1), headers)
                response = connection.getresponse()
                assert response.status == 200
                if self.kills_after == self.acknowledged + BATCH:
                    self.server.end(signal.SIGKILL)
                answer = json.loads(response.read())
                assert answer["accepted"] + answer["duplicate"] == BATCH, answer
                self.acknowledged += BATCH
        except (OSError, http.client.HTTPException, ValueError):
            pass  # the server was killed; what was under way is not acknowledged
        finally:
            connection.close()

    def _batch(self, first: int) -> bytes:
        ids = {"type": "log", "producer": f"{self.number:032x}", "conversation_id": f"sender-{self.number}"}
        lines = (
            ids | {"seq": seq, "entry": {"level": "info", "content": "sent", "seq": seq, "is_pii": seq % 5 == 0}}
            for seq in range(first, first + BATCH)
        )
        return "\n".join(json.dumps(line) for line in lines).encode()


def what_was_acknowledged_is_there_after_every_kill(tmp_path: Path) -> None:
    server = Server(tmp_path).start()
    acknowledged = dict.fromkeys(range(1, SENDERS + 1), 0)
    try:
        server.key("ingest")
        for _ in range(KILLS):
            senders = [Sender(server, number, last) for number, last in acknowledged.items()]
            for sender in senders:
                sender.start()
            for sender in senders:
                sender.join(timeout=60)
                assert not sender.is_alive()
                acknowledged[sender.number] = sender.acknowledged
            server.start()
            for number, last in acknowledged.items():
                stored = sorted(entry["seq"] for entry in server.reader("read,pii").entries(f"sender-{number}"))
                assert stored[:last] == list(range(1, last + 1)), f"sender {number} lost what was acknowledged"
                assert len(stored) in (last, last + BATCH), "a batch is stored as a whole or not at all, and once"
    finally:
        server.end(signal.SIGKILL)
