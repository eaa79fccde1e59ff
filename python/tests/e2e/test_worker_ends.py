"""What short-lived workers logged is on the server when they and their parent have ended; no other process comes.

Nothing is sent on the way, because the interval is set to a minute: what arrives was sent at an end.
"""

from __future__ import annotations

import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from live_server import Server, until

FORMS = {
    "process": """
        processes = [context.Process(target=work, args=(number,)) for number in range(4)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
    """,
    "pool": """
        pool = context.Pool(2)
        pool.map(work, range(4), chunksize=1)
        pool.close()
        pool.join()
    """,
    "pool that is terminated": """
        with context.Pool(2) as pool:
            pool.map(work, range(4), chunksize=1)
    """,
    "executor": """
        from concurrent.futures import ProcessPoolExecutor
        with ProcessPoolExecutor(2, context) as pool:
            list(pool.map(work, range(4)))
    """,
    "pool that is left open": """
        pool = context.Pool(2)
        pool.map(work, range(4), chunksize=1)
        globals()["kept"] = pool
    """,
    "processes that are killed": """
        processes = [context.Process(target=work_and_wait, args=(number,)) for number in range(4)]
        for process in processes:
            process.start()
        while len(glob.glob("*.done")) < 4:
            time.sleep(0.02)
        for process in processes:
            (process.kill if process is processes[0] else process.terminate)()
            process.join()
    """,
    "daemons that are left running": """
        for number in range(4):
            context.Process(target=work_and_wait, args=(number,), daemon=True).start()
        while len(glob.glob("*.done")) < 4:
            time.sleep(0.02)
    """,
    "executor of which a worker is killed": """
        from concurrent.futures import ProcessPoolExecutor
        with ProcessPoolExecutor(1, context) as pool:
            list(pool.map(work, range(4)))
            os.kill(next(iter(pool._processes)), 9)
    """,
    "pool of billiard that is terminated": """
        import billiard
        pool = billiard.get_context(sys.argv[2]).Pool(2)
        pool.map(work, range(4), chunksize=1)
        pool.terminate()
        pool.join()
    """,
    "process that raises": """
        processes = [context.Process(target=work_and_raise, args=(number,)) for number in range(4)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
    """,
    "process that exits": """
        processes = [context.Process(target=work_and_exit, args=(number,)) for number in range(4)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
    """,
}
PROGRAM = """
import glob, multiprocessing, os, sys, time
IMPORT_AT_THE_TOP

def work(number):
    import convlog
    convlog.Conversation(sys.argv[1]).log.info("work", number=number)

def work_and_wait(number):
    work(number)
    open(f"{number}.done", "w").close()
    time.sleep(600)

def work_and_raise(number):
    sys.stderr = open(os.devnull, "w")
    work(number)
    raise ValueError

def work_and_exit(number):
    work(number)
    sys.exit(3)

if __name__ == "__main__":
    context = multiprocessing.get_context(sys.argv[2])
    FORM
"""


def _run(server: Server, folder: Path, program: str, *arguments: str, **variables: str) -> float:
    script = folder / "program.py"
    script.write_text(program)
    own = {"CONVLOG_FLUSH_INTERVAL_MS": "60000", "CONVLOG_CONSOLE": "0", "PYTHONPATH": str(folder)}
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, script, *arguments],
        cwd=folder,
        env=server.environment(folder / "spool", **own, **variables),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return time.monotonic() - started


def _numbers(server: Server, conversation: str) -> list[int]:
    return sorted(entry["number"] for entry in server.reader().entries(conversation) if "number" in entry)


@pytest.mark.parametrize(
    ("form", "method", "imported"),
    [
        *[("process", method, "in the worker") for method in ("fork", "spawn", "forkserver")],
        *[("executor", method, "in the worker") for method in ("fork", "spawn", "forkserver")],
        ("pool", "fork", "in the worker"),
        ("pool", "forkserver", "before"),
        ("process that raises", "fork", "in the worker"),
        ("process that exits", "forkserver", "in the worker"),
        # What is killed leaves its lines to its parent, if that uses the package too, or has only imported it.
        *[("pool that is terminated", method, "before") for method in ("fork", "spawn", "forkserver")],
        *[("pool that is terminated", method, "unused") for method in ("fork", "spawn", "forkserver")],
        *[("pool that is left open", method, "unused") for method in ("fork", "spawn", "forkserver")],
        *[("processes that are killed", method, "unused") for method in ("fork", "spawn", "forkserver")],
        ("daemons that are left running", "fork", "unused"),
        ("daemons that are left running", "spawn", "before"),
        ("executor of which a worker is killed", "fork", "unused"),
        ("pool of billiard that is terminated", "fork", "unused"),
    ],
)
def workers_deliver_at_their_end(
    server: Server, conversation: str, tmp_path: Path, form: str, method: str, imported: str
) -> None:
    program = PROGRAM.replace("FORM", textwrap.indent(textwrap.dedent(FORMS[form]), "    "))
    first = {"before": "import convlog; convlog.Conversation(sys.argv[1])", "unused": "import convlog"}.get(
        imported, ""
    )
    program = program.replace("IMPORT_AT_THE_TOP", first and f"if __name__ == '__main__': {first}")
    _run(server, tmp_path, program, conversation, method)
    assert _numbers(server, conversation) == [0, 1, 2, 3]


def children_that_leave_at_once_are_delivered_by_their_parent(
    server: Server, conversation: str, tmp_path: Path
) -> None:
    _run(
        server,
        tmp_path,
        textwrap.dedent("""
            import os, sys
            import convlog
            conv = convlog.Conversation(sys.argv[1])
            for number in range(5):
                child = os.fork()
                if not child:
                    conv.log.info("work", number=number)
                    os._exit(0)
                assert os.waitpid(child, 0)[1] == 0
        """),
        conversation,
    )
    assert _numbers(server, conversation) == list(range(5))


def tasks_of_celery_prefork_are_delivered_when_the_worker_stops(
    server: Server, conversation: str, tmp_path: Path
) -> None:
    program = textwrap.dedent("""
        import os, sys, threading, time
        import convlog
        from celery import Celery

        os.chdir(sys.path[0])
        conv = convlog.Conversation(sys.argv[1])
        for folder in ("in", "done"):
            os.mkdir(folder)
        transport = {"data_folder_in": "in", "data_folder_out": "in", "processed_folder": "done"}
        app = Celery(broker="filesystem://", broker_connection_retry_on_startup=True)
        app.conf.broker_transport_options = transport
        app.conf.worker_max_tasks_per_child = int(sys.argv[2])

        @app.task(name="work")
        def work(number):
            conv.log.info("task", number=number)
            open(f"done-{number}", "w").close()

        for number in range(6):
            work.delay(number)
        worker = app.Worker(pool="prefork", concurrency=2, loglevel="ERROR", without_gossip=True, without_mingle=True,
                            without_heartbeat=True, quiet=True)

        def stop_when_done():
            while not all(os.path.exists(f"done-{number}") for number in range(6)):
                time.sleep(0.02)
            worker.stop()

        threading.Thread(target=stop_when_done, daemon=True).start()
        worker.start()
    """)
    for tasks_per_child in ("1", "100"):
        folder = tmp_path / tasks_per_child
        folder.mkdir()
        _run(server, folder, program, f"{conversation}-{tasks_per_child}", tasks_per_child)
        assert _numbers(server, f"{conversation}-{tasks_per_child}") == list(range(6))


def workers_of_a_server_that_forks_first_are_delivered(server: Server, conversation: str, tmp_path: Path) -> None:
    # As gunicorn and its like do: an application loaded before the fork, workers that leave by SystemExit.
    _run(
        server,
        tmp_path,
        textwrap.dedent("""
            import os, signal, sys
            import convlog
            conv = convlog.Conversation(sys.argv[1])
            ready, workers = os.pipe(), []
            for number in range(3):
                pid = os.fork()
                if not pid:
                    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
                    conv.log.info("request", number=number)
                    os.write(ready[1], b"x")
                    signal.pause()
                workers.append(pid)
            for _ in workers:
                assert os.read(ready[0], 1) == b"x"
            for pid in workers:
                os.kill(pid, signal.SIGTERM)
                os.waitpid(pid, 0)
        """),
        conversation,
    )
    assert _numbers(server, conversation) == [0, 1, 2]


@pytest.mark.parametrize("method", ["fork", "spawn"])
def a_server_that_is_not_there_holds_no_worker_for_long(server: Server, tmp_path: Path, method: str) -> None:
    program = PROGRAM.replace("FORM", textwrap.indent(textwrap.dedent(FORMS["process"]), "    "))
    program = program.replace("IMPORT_AT_THE_TOP", "")
    took = _run(server, tmp_path, program, "nobody", method, CONVLOG_URL="http://127.0.0.1:9")
    assert took < 20, "four workers at once, each two seconds and its start"
    assert len(list((tmp_path / "spool").glob("*/*.seg"))) >= 4, "what was not taken is kept"


def a_parent_takes_over_what_its_workers_left_while_it_lives(server: Server, conversation: str, tmp_path: Path) -> None:
    script = tmp_path / "program.py"
    script.write_text(
        textwrap.dedent("""
            import os, signal, sys
            import convlog
            conv = convlog.Conversation(sys.argv[1])
            child = os.fork()
            if not child:
                conv.log.info("work", number=1)
                os.kill(os.getpid(), signal.SIGKILL)
            os.waitpid(child, 0)
            sys.stdin.read()
        """)
    )
    environment = server.environment(tmp_path / "spool", CONVLOG_CONSOLE="0")
    with subprocess.Popen([sys.executable, script, conversation], env=environment, stdin=subprocess.PIPE) as process:
        until(lambda: _has_arrived(server, conversation), "the parent has sent it", 30)
        assert process.poll() is None
        process.communicate(timeout=30)


def _has_arrived(server: Server, conversation: str) -> bool:
    detail = server.reader().detail(conversation)
    return detail.status == 200 and _numbers(server, conversation) == [1]
