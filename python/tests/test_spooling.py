"""Real processes on real spool files: what outlives what."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import spool


def _environment(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CONVLOG_", "PYTEST"))}
    return kept | {"CONVLOG_SPOOL_DIR": str(folder), "CONVLOG_CONSOLE": "0"}


def _start(folder: Path, program: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program), *arguments],
        env=_environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _run(folder: Path, program: str, *arguments: str) -> str:
    process = _start(folder, program, *arguments)
    out, problems = process.communicate(timeout=60)
    assert process.returncode == 0, problems
    return out


def a_process_leaves_its_records_in_the_spool_in_call_order(tmp_path: Path) -> None:
    _run(
        tmp_path,
        """
        from convlog import Conversation, pii
        conv = Conversation("CA1", account_id="acme", project_id="front-desk")
        with conv.turn("hello"), conv.function("book", {"size": 4}):
            for number in range(1000):
                conv.log.info("step", number=number, phone=pii("+44 7700 900123"))
        conv.end()
        """,
    )
    entries = spool.entries(tmp_path, "CA1")
    assert [fields["entry"]["number"] for fields in entries] == list(range(1000))
    assert all(fields["pii"] == ["/entry/phone"] for fields in entries)
    assert all(fields["turn_id"] and fields["function_event_id"] for fields in entries)
    stamps = [fields["entry"]["timestamp"] for fields in entries]
    assert stamps == sorted(stamps)
    records = spool.read(tmp_path)
    assert [record.seq for record in records] == list(range(1, len(records) + 1))
    types = {record.type for record in records}
    assert types == {"producer", "conversation", "turn", "function_event", "log"}


def five_processes_hold_one_conversation(tmp_path: Path) -> None:
    program = """
        import sys
        from convlog import Conversation
        conv = Conversation("CA1")
        with conv.turn(f"turn {sys.argv[1]}", number=int(sys.argv[1])), conv.function("work"):
            for step in range(50):
                conv.log.info(f"{sys.argv[1]}/{step}")
    """
    processes = [_start(tmp_path, program, str(number)) for number in range(1, 6)]
    for process in processes:
        _, problems = process.communicate(timeout=60)
        assert process.returncode == 0, problems
    entries = spool.entries(tmp_path, "CA1")
    by_turn: dict[str, list[str]] = {}
    for fields in entries:
        by_turn.setdefault(fields["turn_id"], []).append(fields["entry"]["content"])
    assert sorted(by_turn.values()) == [[f"{number}/{step}" for step in range(50)] for number in range(1, 6)]
    assert len({record.producer for record in spool.read(tmp_path)}) == 5
    # None of them wrote what the others may know better.
    started = [record for record in spool.read(tmp_path) if record.type == "conversation"]
    assert all(set(record.fields) <= {"conversation_id", "origin", "timestamp"} for record in started), started


def a_killed_process_leaves_every_returned_call(tmp_path: Path) -> None:
    process = _start(
        tmp_path,
        """
        import sys
        from convlog import Conversation
        conv = Conversation("CA1")
        with conv.turn(), conv.function("hangs", {"size": 4}):
            for number in range(5000):
                conv.log.info("step", number=number)
            print("written", flush=True)
            sys.stdin.read()
            import threading; threading.Event().wait()
        """,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "written\n"
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    assert [fields["entry"]["number"] for fields in spool.entries(tmp_path)] == list(range(5000))
    (event,) = [record for record in spool.read(tmp_path) if record.type == "function_event"]
    assert (event.fields["name"], event.fields["arguments"]) == ("hangs", {"size": 4})
    assert "ended_at" not in event.fields


def a_forked_child_is_a_producer_of_its_own(tmp_path: Path) -> None:
    _run(
        tmp_path,
        """
        import os
        from convlog import Conversation
        conv = Conversation("CA1")
        with conv.turn(), conv.function("forks"):
            conv.log.info("parent before")
            child = os.fork()
            if child == 0:
                conv.log.info("child")
                os._exit(0)
            assert os.waitpid(child, 0)[1] == 0
            conv.log.info("parent after")
        """,
    )
    records = [record for record in spool.read(tmp_path) if record.type == "log"]
    by_producer: dict[str, list[str]] = {}
    for record in records:
        by_producer.setdefault(record.producer, []).append(record.fields["entry"]["content"])
    assert sorted(by_producer.values()) == [["child"], ["parent before", "parent after"]]
    assert len({record.fields["function_event_id"] for record in records}) == 1


def a_multiprocessing_pool_loses_nothing(tmp_path: Path) -> None:
    _run(
        tmp_path,
        """
        import multiprocessing
        from convlog import Conversation
        conv = Conversation("CA1")

        def work(number):
            conv.log.info("work", number=number)

        with conv.turn():
            with multiprocessing.get_context("fork").Pool(3) as pool:
                pool.map(work, range(30))
        """,
    )
    assert sorted(fields["entry"]["number"] for fields in spool.entries(tmp_path)) == list(range(30))


def entries_are_printed_readably_when_there_is_no_server(tmp_path: Path) -> None:
    environment = _environment(tmp_path)
    del environment["CONVLOG_CONSOLE"]
    program = textwrap.dedent(
        """
        from convlog import Conversation, pii
        conv = Conversation("CA1")
        conv.log.warning("quota almost used", provider="geo", left=5, phone=pii("+44 7700 900123"))
        conv.log.info("caller is Ann", True, name="Ann")
        conv.log.info("wrote to a.canary@mail.example", to={"email": "a.canary@mail.example"}, card=4111111111111111)
        conv.log.info("misspelt", isPii=True, name="Ann")
        try:
            raise LookupError("no customer ada.canary@mail.example")
        except LookupError:
            conv.log.error("failed", exc_info=True)
        try:
            with conv.function("look_up", arguments={"id": 17}):
                raise LookupError("no customer ada.canary@mail.example")
        except LookupError:
            pass
        """
    )
    command = [sys.executable, "-c", program]
    hidden = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=True).stderr
    assert 'warning CA1 quota almost used provider="geo" left=5 phone=[redacted]' in hidden
    assert 'wrote to [redacted] to={"email": "[redacted]"} card=[redacted]' in hidden
    assert "LookupError: no customer [redacted]" in hidden
    assert "function raised LookupError: no customer [redacted]" in hidden
    for personal in ("Ann", "7700", "canary", "4111", "misspelt"):
        assert personal not in hidden
    assert hidden.count("convlog serve") == 1
    shown = subprocess.run(
        command, env=environment | {"CONVLOG_CONSOLE_PII": "1"}, capture_output=True, text=True, timeout=60, check=True
    ).stderr
    assert 'caller is Ann name="Ann"' in shown
    assert 'to={"email": "a.canary@mail.example"} card=4111111111111111' in shown
    assert len(spool.entries(tmp_path)) == 10


def flush_returns_at_once_without_a_server_and_says_what_is_left(tmp_path: Path) -> None:
    out = _run(
        tmp_path,
        """
        import convlog
        conv = convlog.Conversation("CA1")
        conv.log.info("x")
        left = convlog.flush(30)
        stats = convlog.stats()
        print(left.records > 0, left.bytes > 0, stats["recorded"] > 0, stats["internal_failures"], stats["call_sites"])
        """,
    )
    assert out == "True True True 0 []\n"


def an_unreachable_server_costs_nothing_and_exit_is_bounded(tmp_path: Path) -> None:
    out = _run(
        tmp_path,
        """
        import time
        import convlog
        convlog.configure("http://127.0.0.1:9", "key", request_timeout=1)
        conv = convlog.Conversation("CA1")
        started = time.monotonic()
        for number in range(1000):
            conv.log.info("x", number=number)
        print(time.monotonic() - started < 1, convlog.flush(0.2).records >= 1000)
        """,
    )
    assert out == "True True\n"
    assert len(spool.entries(tmp_path)) == 1000


def a_broken_variable_is_said_and_done_without(tmp_path: Path) -> None:
    environment = _environment(tmp_path) | {"CONVLOG_LEVEL": "loud", "HOME": str(tmp_path)}
    program = "from convlog import Conversation; Conversation('CA1').log.info('x')"
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0
    assert "CONVLOG_LEVEL must be info, warning, error or off" in done.stderr


def configure_says_everything_that_is_wrong(tmp_path: Path) -> None:
    out = _run(
        tmp_path,
        """
        import convlog
        try:
            convlog.configure("ftp://x", "se cret", level="loud")
        except convlog.ConfigurationError as error:
            print(error, isinstance(error, ValueError))
        try:
            convlog.configure("ftp://x", "se cret")
        except convlog.ConfigurationError as error:
            print("se cret" in str(error), "url" in str(error), "api_key" in str(error))
        """,
    )
    assert "level must be" in out
    assert out.endswith("False True True\n")


def reconfiguring_in_the_middle_of_a_conversation_loses_nothing(tmp_path: Path) -> None:
    _run(
        tmp_path,
        """
        import convlog
        conv = convlog.Conversation("CA1")
        with conv.turn(), conv.function("f"):
            conv.log.info("first")
            convlog.configure(level="warning")
            conv.log.info("off")
            conv.log.warning("second")
            convlog.configure(level="info")
            conv.log.info("third")
        """,
    )
    found = spool.entries(tmp_path, "CA1")
    assert sorted(fields["entry"]["content"] for fields in found) == ["first", "second", "third"]
    assert len({fields["function_event_id"] for fields in found}) == 1


def the_command_says_clearly_when_the_binary_is_absent(tmp_path: Path) -> None:
    import convlog.__main__

    if convlog.__main__.BINARY.exists():
        command = [sys.executable, "-m", "convlog", "--help"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0
        return
    done = subprocess.run([sys.executable, "-m", "convlog"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "carries no convlog binary" in done.stderr


def a_spool_that_others_can_change_is_not_used_and_that_is_said_once(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    program = """
        import json
        import convlog
        from convlog import Conversation
        for number in range(2):
            convlog.configure(console=False)
            Conversation(f"CA{number}").log.info("a hidden line", True)
        stats = convlog.stats()
        print(json.dumps([stats["spool"], stats["spool_problem"], stats["left"]["records"] > 0]))
    """
    process = _start(tmp_path, program)
    out, said = process.communicate(timeout=60)
    kind, problem, has_records = json.loads(out)
    assert (process.returncode, kind, has_records) == (0, "memory", True)
    assert problem.endswith(f"chmod go-rwx {tmp_path}")
    assert said.count("are kept in memory") == 1
    assert problem in said
    assert "hidden" not in said
    assert not list(tmp_path.iterdir())


def a_process_with_few_file_handles_goes_on(tmp_path: Path) -> None:
    program = """
        import resource
        from convlog import Conversation
        import convlog
        resource.setrlimit(resource.RLIMIT_NOFILE, (int(__import__("sys").argv[1]),) * 2)
        conv = Conversation("CA1")
        with conv.turn("hello"), conv.function("book"):
            for number in range(5000):
                conv.log.error("step", number=number, filler="x" * 900)
        stats = convlog.stats()
        assert (stats["panics"], stats["dropped"], stats["internal_failures"]) == (0, 0, 0), stats
        assert stats["left"]["records"] >= 5000, stats
    """
    for handles in (3, 5, 7, 9, 24):
        process = _start(tmp_path / str(handles), program, str(handles))
        _, said = process.communicate(timeout=60)
        assert process.returncode == 0, said
        assert "Traceback" not in said


def what_is_old_is_removed_by_a_process_that_is_told_how_old_that_is(tmp_path: Path) -> None:
    _run(tmp_path, "from convlog import Conversation; Conversation('CA1').log.info('x')")
    (left,) = (path for path in tmp_path.iterdir() if len(path.name) == 32)
    (left / "found").touch(0o600)
    two_days_ago = time.time() - 2 * 86_400
    for path in left.iterdir():
        os.utime(path, (two_days_ago, two_days_ago))
    # As after two hours in which both clocks went alike.
    boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    ago_us = 2 * 3_600_000_000
    times = (time.time_ns() // 1000 - ago_us, time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1000 - ago_us)
    (tmp_path / "clock").write_text(f"{boot} {times[0]} {times[1]}\n")
    program = """
        import sys, time
        import convlog
        convlog.configure(console=False, spool_days_max=int(sys.argv[1]))
        deadline = time.monotonic() + 30
        while int(sys.argv[1]) == 1 and not convlog.stats()["expired"] and time.monotonic() < deadline:
            time.sleep(0.01)
        print(convlog.stats()["expired"])
    """
    assert int(_run(tmp_path, program, "3")) == 0
    assert left.exists()
    (tmp_path / "clock").write_text(f"{boot} {times[0]} {times[1]}\n")
    assert int(_run(tmp_path, program, "1")) >= 1
    assert not left.exists()
    refused = _start(tmp_path, program, "0")
    assert "spool_days_max must be at least 1 day" in refused.communicate(timeout=60)[1]
