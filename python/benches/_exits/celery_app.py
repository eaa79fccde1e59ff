"""A Celery worker whose children are forked off before they take tasks, and somebody who asks for some."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from typing import Any

from _exits.oracle import returned

LINES_A_TASK = 10
_PATIENCE_S = 30.0


def work(process: Any, tasks: int) -> None:
    """Have two children do some tasks, and end the worker as a deployment would."""
    from celery import Celery
    from celery.signals import worker_process_init

    if process.system.after_fork:
        # Where the documentation of both wants it set up here.
        worker_process_init.connect(lambda **_: process.start(), weak=False)
    else:
        process.start()
    oracle = Path(os.environ["EXITS_ORACLE"])
    app = Celery(broker="filesystem://", broker_connection_retry_on_startup=True)
    folders = {name: str(oracle.with_name(name)) for name in ("queued", "processed")}
    for folder in folders.values():
        os.mkdir(folder)
    queued, processed = folders["queued"], folders["processed"]
    app.conf.broker_transport_options = {
        "data_folder_in": queued,
        "data_folder_out": queued,
        "processed_folder": processed,
        "control_folder": processed,
    }

    @app.task(name="write")
    def write() -> None:
        process.write(LINES_A_TASK)

    for _ in range(tasks):
        write.delay()
    quiet = {"loglevel": "ERROR", "quiet": True, "without_gossip": True, "without_mingle": True}
    worker = app.Worker(pool="prefork", concurrency=2, without_heartbeat=True, **quiet)

    def stop_when_done() -> None:
        deadline = time.monotonic() + _PATIENCE_S
        while len(returned(oracle)) < tasks * LINES_A_TASK and time.monotonic() < deadline:
            time.sleep(0.02)
        worker.stop()

    threading.Thread(target=stop_when_done, daemon=True).start()
    worker.start()
