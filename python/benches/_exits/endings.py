"""How a process ends, or forks: each function is a whole program, from the set-up of the logging to the end."""

from __future__ import annotations

import asyncio
import atexit
import itertools
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from _exits.oracle import Oracle, returned
from _exits.systems import SYSTEMS, System

#: How many lines a process writes in one go.
LINES = 100
#: Longer than anything here takes.
PATIENCE_S = 40.0


@dataclass
class Process:
    """One process and the way it logs; what it is comes from the environment, so that children can make their own."""

    system: System = field(default_factory=lambda: SYSTEMS[os.environ["EXITS_SYSTEM"]]())
    oracle: Oracle = field(default_factory=lambda: Oracle(Path(os.environ["EXITS_ORACLE"])))
    numbers: itertools.count[int] = field(default_factory=itertools.count)

    def start(self) -> None:
        self.system.start(os.environ["EXITS_NAME"], os.environ["EXITS_URL"])

    def write(self, lines: int = LINES) -> None:
        for _ in range(lines):
            line = f"p{os.getpid()}n{next(self.numbers)}"
            self.system.log(line)
            self.oracle.returned(line)


def in_good_order(process: Process) -> None:
    process.start()
    process.write()
    process.system.end()


def without_flush(process: Process) -> None:
    process.start()
    process.write()


def exit_in_thread(process: Process) -> None:
    process.start()

    def leave() -> None:
        process.write()
        sys.exit(3)

    thread = threading.Thread(target=leave)
    thread.start()
    thread.join()


def os_exit(process: Process) -> None:
    process.start()
    process.write()
    os._exit(0)


def sigterm(process: Process) -> None:
    process.start()
    process.write()
    os.kill(os.getpid(), signal.SIGTERM)


def sigkill(process: Process) -> None:
    process.start()
    process.write()
    os.kill(os.getpid(), signal.SIGKILL)


def sigkill_inside_a_call(_: Process) -> None:
    """Kill a process that logs without pause: nearly always in the middle of a call."""
    oracle = Path(os.environ["EXITS_ORACLE"])
    child = subprocess.Popen([sys.executable, "-m", "_exits.producer", "without_end"])
    deadline = time.monotonic() + PATIENCE_S
    while len(returned(oracle)) < LINES and time.monotonic() < deadline:
        time.sleep(0.001)
    time.sleep(random.random() * 0.01)
    child.kill()
    child.wait()


def without_end(process: Process) -> None:
    process.start()
    while True:
        process.write()
        time.sleep(0.0005)


def uncaught_exception(process: Process) -> None:
    process.start()
    process.write()
    raise RuntimeError("the end of this process")


def fork_before_first_use(process: Process) -> None:
    process.start()
    _fork(process)


def fork_after_first_use(process: Process) -> None:
    process.start()
    process.write()
    _fork(process)


def child_with_os_exit(process: Process) -> None:
    process.start()
    process.write()
    _fork(process, lambda: os._exit(0))


def _fork(process: Process, end_child: Callable[[], None] = lambda: None) -> None:
    """Have a child and its parent write, and the parent wait for the child."""
    child = os.fork()
    process.write()
    if child:
        os.waitpid(child, 0)
    else:
        end_child()


def multiprocessing_fork(process: Process) -> None:
    _in_children(process, "fork", process.write)


def multiprocessing_spawn(process: Process) -> None:
    _in_children(process, "spawn", _work_in_a_fresh_process)


def multiprocessing_forkserver(process: Process) -> None:
    _in_children(process, "forkserver", _work_in_a_fresh_process)


def _in_children(process: Process, method: str, work: Callable[[], None]) -> None:
    process.start()
    process.write()
    children = [multiprocessing.get_context(method).Process(target=work) for _ in range(2)]
    for child in children:
        child.start()
    for child in children:
        child.join()


def _work_in_a_fresh_process() -> None:
    process = Process()
    process.start()
    process.write()


def daemon_thread(process: Process) -> None:
    """End while a daemon thread goes on logging."""
    process.start()
    written = threading.Event()

    def go_on() -> None:
        process.write()
        written.set()
        while True:
            process.write(1)
            time.sleep(0.001)

    threading.Thread(target=go_on, daemon=True).start()
    written.wait(PATIENCE_S)


def asyncio_cancelled(process: Process) -> None:
    """End the loop while a task logs, which logs its own cancellation."""
    process.start()

    async def work(begun: asyncio.Event) -> None:
        try:
            process.write(LINES // 2)
            begun.set()
            await asyncio.sleep(PATIENCE_S)
        finally:
            process.write(LINES // 2)

    async def main() -> None:
        begun = asyncio.Event()
        task = asyncio.create_task(work(begun))
        await begun.wait()
        assert not task.done()

    asyncio.run(main())


def exec_another_program(process: Process) -> None:
    process.start()
    process.write()
    os.execv(sys.executable, [sys.executable, "-c", ""])


def atexit_after_our_own(process: Process) -> None:
    """Log from an exit handler that runs after the one that the logging registered."""
    atexit.register(process.write)
    process.start()
    process.write()


def gunicorn_preload(_: Process) -> None:
    """Serve some requests by two workers that were forked off an application loaded before."""
    from _exits import gunicorn_app

    gunicorn_app.serve(requests=10)


def celery_prefork(process: Process) -> None:
    """Do some tasks in two children that a Celery worker forked."""
    from _exits import celery_app

    celery_app.work(process, tasks=10)


#: By the name of their row.
ENDINGS: Mapping[str, Callable[[Process], None]] = {
    "in good order": in_good_order,
    "end without flush": without_flush,
    "sys.exit in a thread": exit_in_thread,
    "os._exit": os_exit,
    "SIGTERM": sigterm,
    "SIGKILL": sigkill,
    "SIGKILL inside a call": sigkill_inside_a_call,
    "uncaught exception": uncaught_exception,
    "fork before first use": fork_before_first_use,
    "fork after first use": fork_after_first_use,
    "child with os._exit": child_with_os_exit,
    "multiprocessing fork": multiprocessing_fork,
    "multiprocessing spawn": multiprocessing_spawn,
    "multiprocessing forkserver": multiprocessing_forkserver,
    "daemon thread at the end": daemon_thread,
    "asyncio loop cancelled": asyncio_cancelled,
    "exec": exec_another_program,
    "exit handler after ours": atexit_after_our_own,
    "gunicorn --preload": gunicorn_preload,
    "celery prefork": celery_prefork,
}
