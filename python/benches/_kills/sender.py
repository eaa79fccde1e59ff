"""A sender that is no SDK: sends batch after batch, the same again until it was acknowledged, and knows which were."""

from __future__ import annotations

import http.client
import json
import threading

from live_server import Server

from _kills import content

BATCH = 50
_PAUSE_S = 0.005


class Sender(threading.Thread):
    """Sends under one producer of its own."""

    def __init__(self, server: Server, name: str, producer: str) -> None:
        super().__init__(daemon=True)
        self.server, self.name_of_all, self.producer = server, name, producer
        #: The lines that the server acknowledged; what follows them may be stored or not.
        self.acknowledged = 0
        self.batches = 0
        self.problems: list[str] = []
        self._stopping = threading.Event()

    def run(self) -> None:
        while not self._stopping.wait(_PAUSE_S):
            connection = http.client.HTTPConnection(self.server.address, timeout=30)
            try:
                while not self._stopping.wait(_PAUSE_S):
                    self._send(connection)
            except (OSError, http.client.HTTPException, ValueError):
                pass  # the server was killed; the same batch goes again
            finally:
                connection.close()

    def stop(self) -> None:
        self._stopping.set()
        self.join(60)

    def _send(self, connection: http.client.HTTPConnection) -> None:
        first = self.acknowledged
        lines = [json.dumps(self._record(number)) for number in range(first, first + BATCH)]
        connection.request("POST", "/v1/ingest", "\n".join(lines).encode(), {"x-api-key": self.server.key("ingest")})
        response = connection.getresponse()
        answer = json.loads(response.read())
        if response.status != 200 or answer["accepted"] + answer["duplicate"] != BATCH:
            self.problems.append(f"status {response.status}, {answer}")
            return
        self.acknowledged += BATCH
        self.batches += 1

    def _record(self, number: int) -> dict[str, object]:
        entry = content.line(self.name_of_all, number).as_entry()
        ids = {"type": "log", "producer": self.producer, "seq": number + 1, "conversation_id": self.name_of_all}
        return ids | {"entry": entry}
