"""The way from a producer to its server: open, slow or shut, and open again. Passes bytes on and looks at none."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from urllib.parse import urlsplit

#: How long a slow server takes to answer: longer than an exit may be delayed, shorter than requests are waited for.
SLOW_S = 3.0


class Door:
    """An address on loopback, in front of a server."""

    def __init__(self, server: str, state: str) -> None:
        self._server = (urlsplit(server).hostname or "", urlsplit(server).port or 0)
        self._delay_s = SLOW_S if state == "slow" else 0.0
        # Bound and not listening: the address is ours, and whoever comes is refused.
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._open = False
        if state != "down":
            self.open()

    def open(self) -> None:
        """Let everybody through from now on, without delay."""
        if self._open:
            self._delay_s = 0.0
            return
        self._open = True
        self._socket.listen(64)
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=self._serve, args=(self._socket.accept()[0],), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, contextlib.suppress(OSError), socket.create_connection(self._server, timeout=60) as server:
            there = threading.Thread(target=self._pass_on, args=(client, server, False), daemon=True)
            there.start()
            self._pass_on(server, client, True)
            there.join()

    def _pass_on(self, source: socket.socket, target: socket.socket, is_answer: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if is_answer:
                    time.sleep(self._delay_s)
                target.sendall(data)
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_WR)
