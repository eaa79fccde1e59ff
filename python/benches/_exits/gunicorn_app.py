"""The application that gunicorn loads before it forks, and somebody who asks it for something."""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any

_LINES_A_REQUEST = 10
_PATIENCE_S = 30.0
#: How gunicorn is told to set up what has to be set up in each worker.
_CONFIGURATION = "python:_exits.gunicorn_app"
_process: Any = None


def _start() -> None:
    from _exits.endings import Process

    global _process
    _process = Process()
    _process.start()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer a request, and write some lines while doing so."""
    _process.write(_LINES_A_REQUEST)
    start_response("200 OK", [("content-length", "0")])
    return [b""]


def post_fork(server: Any, worker: Any) -> None:
    """Set up the logging where its documentation wants it set up here."""
    if _process is None:
        _start()


def serve(requests: int) -> None:
    """Run gunicorn, make some requests, and end it as a deployment would."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "--preload", "--workers", "2", "--bind", f"127.0.0.1:{port}"]
    command += ["--config", _CONFIGURATION, "--log-level", "error", "_exits.gunicorn_app:application"]
    server = subprocess.Popen(command, env=os.environ | {"EXITS_GUNICORN": "1"})
    deadline = time.monotonic() + _PATIENCE_S
    done = 0
    while done < requests and time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", "/")
            done += connection.getresponse().status == 200
            connection.close()
            continue
        time.sleep(0.05)
    server.terminate()
    server.wait(_PATIENCE_S)


if os.environ.get("EXITS_GUNICORN"):
    from _exits.systems import SYSTEMS

    if not SYSTEMS[os.environ["EXITS_SYSTEM"]].after_fork:
        _start()
