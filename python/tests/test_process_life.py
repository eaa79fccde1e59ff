"""How a process lives and ends: what every kind of it leaves in the spool. No server; delivery is tested elsewhere."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
import spool

PATIENCE_S = 60


def _environment(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CONVLOG_")}
    return kept | {"CONVLOG_SPOOL_DIR": str(folder / "spool"), "CONVLOG_CONSOLE": "0", "PYTHONPATH": str(folder)}


def _start(folder: Path, program: str, *arguments: str) -> subprocess.Popen[str]:
    script = folder / "program.py"
    script.write_text(textwrap.dedent(program))
    return subprocess.Popen(
        [sys.executable, script, *arguments],
        env=_environment(folder),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _run(folder: Path, program: str, *arguments: str) -> tuple[str, str]:
    process = _start(folder, program, *arguments)
    out, problems = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, problems
    return out, problems


def _contents(folder: Path) -> list[str]:
    return [fields["entry"]["content"] for fields in spool.entries(folder / "spool")]


@pytest.mark.parametrize("first_use", ["before", "after"])
def parent_and_child_of_a_fork_both_keep_every_line(tmp_path: Path, first_use: str) -> None:
    _run(
        tmp_path,
        """
        import os, sys
        import convlog
        if sys.argv[1] == "before":
            convlog.configure()
            convlog.Conversation("CA1").log.info("early")
        child = os.fork()
        conv = convlog.Conversation("CA1")
        name = "parent" if child else "child"
        for number in range(100):
            conv.log.info(f"{name} {number}")
        if not child:
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 0
        """,
        first_use,
    )
    expected = [f"{name} {number}" for name in ("child", "parent") for number in range(100)]
    assert sorted(_contents(tmp_path)) == sorted(expected + ["early"] * (first_use == "before"))
    assert len({record.producer for record in spool.read(tmp_path / "spool") if record.type == "log"}) == 2


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def workers_of_multiprocessing_keep_every_line(tmp_path: Path, method: str) -> None:
    _run(
        tmp_path,
        """
        import multiprocessing, sys
        from convlog import Conversation

        def work(number):
            Conversation("CA1").log.info("work", number=number)

        if __name__ == "__main__":
            Conversation("CA1").log.info("parent")
            with multiprocessing.get_context(sys.argv[1]).Pool(2) as pool:
                pool.map(work, range(40))
        """,
        method,
    )
    numbers = [fields["entry"].get("number") for fields in spool.entries(tmp_path / "spool")]
    assert sorted(number for number in numbers if number is not None) == list(range(40))
    assert len(numbers) == 41


def gunicorn_with_preload_keeps_the_lines_of_all_workers(tmp_path: Path) -> None:
    (tmp_path / "site_of_a_test.py").write_text(
        textwrap.dedent(
            """
            import os
            import convlog
            conv = convlog.Conversation("CA1")
            conv.log.info("preloaded")

            def application(environ, start_response):
                conv.log.info("request", path=environ["PATH_INFO"])
                start_response("200 OK", [("content-type", "text/plain")])
                return [str(os.getpid()).encode()]
            """
        )
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "--preload", "--workers=2", f"--bind=127.0.0.1:{port}"]
    command += ["--worker-tmp-dir", str(tmp_path), "--no-control-socket", "site_of_a_test:application"]
    served = subprocess.Popen(command, env=_environment(tmp_path), stderr=subprocess.PIPE, text=True)
    try:
        workers = {_ask(port, f"/{number}") for number in range(40)}
    finally:
        served.send_signal(signal.SIGTERM)
        _, said = served.communicate(timeout=PATIENCE_S)
    assert served.returncode == 0, said
    entries = [fields["entry"] for fields in spool.entries(tmp_path / "spool")]
    paths = [entry["path"] for entry in entries if entry["content"] == "request"]
    assert sorted(paths) == sorted(f"/{number}" for number in range(40))
    assert len([entry for entry in entries if entry["content"] == "preloaded"]) == 1
    producers = {record.producer for record in spool.read(tmp_path / "spool") if record.type == "log"}
    assert len(producers) == 1 + len(workers), "each worker is a producer of its own"


def _ask(port: int, path: str) -> bytes:
    deadline = time.monotonic() + PATIENCE_S
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
        try:
            connection.request("GET", path)
            return connection.getresponse().read()
        except ConnectionRefusedError:
            assert time.monotonic() < deadline, "gunicorn does not listen"
            time.sleep(0.02)
        finally:
            connection.close()


def celery_prefork_keeps_the_lines_of_all_tasks(tmp_path: Path) -> None:
    _run(
        tmp_path,
        """
        import os, sys, threading, time
        import convlog
        from celery import Celery

        os.chdir(sys.path[0])

        conv = convlog.Conversation("CA1")
        conv.log.info("before the pool")
        for folder in ("in", "done"):
            os.mkdir(folder)
        transport = {"data_folder_in": "in", "data_folder_out": "in", "processed_folder": "done"}
        app = Celery(broker="filesystem://", broker_connection_retry_on_startup=True)
        app.conf.broker_transport_options = transport

        @app.task(name="work")
        def work(number):
            with conv.function("work", {"number": number}):
                conv.log.info("task", number=number)
            open(f"done-{number}", "w").close()

        for number in range(20):
            work.delay(number)
        worker = app.Worker(pool="prefork", concurrency=2, loglevel="ERROR", without_gossip=True, without_mingle=True,
                            without_heartbeat=True, quiet=True)

        def stop_when_done():
            while not all(os.path.exists(f"done-{number}") for number in range(20)):
                time.sleep(0.02)
            worker.stop()

        threading.Thread(target=stop_when_done, daemon=True).start()
        worker.start()
        """,
    )
    entries = [fields["entry"] for fields in spool.entries(tmp_path / "spool")]
    assert sorted(entry["number"] for entry in entries if entry["content"] == "task") == list(range(20))
    assert len(entries) == 21


def tasks_on_uvloop_keep_their_lines_and_places(tmp_path: Path) -> None:
    _run(
        tmp_path,
        """
        import asyncio, uvloop
        from convlog import Conversation

        async def call(name):
            conv = Conversation(name)
            with conv.turn(), conv.function(f"of {name}"):
                for number in range(20):
                    conv.log.info(name, number=number)
                    await asyncio.sleep(0)

        async def main():
            await asyncio.gather(*(call(f"CA{number}") for number in range(8)))

        uvloop.run(main())
        """,
    )
    entries = spool.entries(tmp_path / "spool")
    assert len(entries) == 160
    assert all(fields["entry"]["content"] == fields["conversation_id"] for fields in entries)
    assert len({fields["function_event_id"] for fields in entries}) == 8


def what_is_logged_while_the_interpreter_shuts_down_is_kept_and_harms_nothing(tmp_path: Path) -> None:
    _, said = _run(
        tmp_path,
        """
        import atexit, threading, time
        from convlog import Conversation
        conv = Conversation("CA1")

        atexit.register(conv.log.info, "from an exit handler")
        running = threading.Event()

        def go_on():
            while True:
                conv.log.info("from a daemon thread")
                running.set()
                time.sleep(0.001)

        threading.Thread(target=go_on, daemon=True).start()
        running.wait()
        conv.log.info("last line")
        """,
    )
    assert said == ""
    contents = set(_contents(tmp_path))
    assert contents == {"from a daemon thread", "last line", "from an exit handler"}


def a_finaliser_that_runs_after_the_exit_handlers_keeps_its_line(tmp_path: Path) -> None:
    _, said = _run(
        tmp_path,
        """
        from convlog import Conversation

        class Late:
            def __init__(self):
                self.conv = Conversation("CA1")

            def __del__(self):
                self.conv.log.info("from a finaliser")

        late = Late()
        """,
    )
    assert said == ""
    assert _contents(tmp_path) == ["from a finaliser"]


@pytest.mark.parametrize("enabled", ["never", "before", "after"])
def truncated_spool_files_do_not_end_the_process(tmp_path: Path, enabled: str) -> None:
    out, said = _run(
        tmp_path,
        """
        import faulthandler, glob, os, sys
        if sys.argv[1] == "before":
            faulthandler.enable()
        import convlog
        conv = convlog.Conversation("CA1")
        conv.log.info("before")
        if sys.argv[1] == "after":
            faulthandler.enable()
        for path in glob.glob(convlog.stats()["spool_dir"] + "/*.seg"):
            os.truncate(path, 0)
        for number in range(1000):
            conv.log.info("after", number=number)
        stats = convlog.stats()
        print(stats["segments_lost"] > 0, stats["recorded"] >= 1001)
        os._exit(0)
        """,
        enabled,
    )
    assert out == "True True\n"
    assert ("Bus error" in said) == (enabled == "after"), said
    numbers = [fields["entry"]["number"] for fields in spool.entries(tmp_path / "spool")]
    assert numbers == list(range(1000)), "what was logged afterwards is in files again"


def a_root_that_cannot_be_written_to_leaves_a_ring_in_memory(tmp_path: Path) -> None:
    environment = _environment(tmp_path)
    # Nobody can make anything there, root included.
    environment |= {"HOME": "/proc", "TMPDIR": "/proc", "PYTHONDONTWRITEBYTECODE": "1"}
    for name in ("CONVLOG_SPOOL_DIR", "XDG_STATE_HOME"):
        environment.pop(name, None)
    program = """
        import convlog
        conv = convlog.Conversation("CA1")
        for number in range(1000):
            conv.log.info("x", number=number)
        stats = convlog.stats()
        print(stats["spool"], stats["spool_problem"] is not None, stats["left"]["records"] >= 1000)
    """
    command = [sys.executable, "-c", textwrap.dedent(program)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=PATIENCE_S)
    assert (done.returncode, done.stdout) == (0, "memory True True\n"), done.stderr


@pytest.mark.parametrize("main_first", [False, True])
def the_import_fails_in_a_subinterpreter_with_one_clear_sentence(tmp_path: Path, main_first: bool) -> None:
    out, _ = _run(
        tmp_path,
        """
        import sys
        if sys.argv[1] == "True":
            import convlog
        try:
            import _interpreters as interpreters
        except ImportError:
            import _xxsubinterpreters as interpreters
        other = interpreters.create()
        program = "try:\\n    import convlog\\nexcept ImportError as error:\\n    print(error, flush=True)"
        interpreters.run_string(other, program)
        interpreters.destroy(other)
        import convlog
        convlog.Conversation("CA1").log.info("the main one goes on")
        """,
        str(main_first),
    )
    assert out == (
        "convlog cannot be used in a subinterpreter: import it in the main interpreter, or run this worker as its own "
        "process\n"
    )
    assert _contents(tmp_path) == ["the main one goes on"]


def our_own_trouble_is_never_logged_through_the_loggers_of_the_host(tmp_path: Path) -> None:
    _run(
        tmp_path,
        """
        import logging
        import convlog
        convlog.configure("http://127.0.0.1:9", "key", request_timeout=0.2)
        conv = convlog.Conversation("CA1")

        class IntoConvlog(logging.Handler):
            def emit(self, record):
                conv.log.info(record.getMessage())

        logging.basicConfig(level=logging.DEBUG, handlers=[IntoConvlog()])
        logging.getLogger("host").debug("the only line")
        assert convlog.flush(1).records > 0
        stats = convlog.stats()
        assert stats["retries"] > 0 and stats["last_error"]["code"] == "unreachable", stats
        """,
    )
    assert _contents(tmp_path) == ["the only line"]


def a_pickled_conversation_goes_on_in_another_process_as_one_of_its_own(tmp_path: Path) -> None:
    _run(
        tmp_path,
        """
        import pickle, subprocess, sys
        import convlog
        if len(sys.argv) > 1:
            conv = pickle.loads(bytes.fromhex(sys.argv[1]))
            assert (conv.project_id, conv.language, conv.state["step"], conv.own) == ("desk", "en", 2, 3)
            conv.log.info("later")
        else:
            conv = convlog.Conversation("CA1", project_id="desk", language="en", state={"step": 2})
            conv.own = 3
            conv.log.info("early")
            convlog.Conversation("CA2", project_id="desk").log.info("another")
            subprocess.run([sys.executable, __file__, pickle.dumps(conv).hex()], check=True)
        """,
    )
    records = [record for record in spool.read(tmp_path / "spool") if record.type == "log"]
    assert {record.fields["entry"]["content"] for record in records} == {"early", "another", "later"}
    assert len({record.producer for record in records}) == 2
    origins = {record.fields["origin"] for record in records}
    assert [len(origin) for origin in origins] == [32]
