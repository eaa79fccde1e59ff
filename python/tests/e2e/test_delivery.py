"""What users of neighbouring tools lost on the way to the server, and still find here."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

from live_server import BINARY, Server


def _run(server: Server, spool: Path, program: str, **variables: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        env=server.environment(spool, **variables),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _contents(server: Server, conversation: str) -> list[str]:
    return [entry["content"] for entry in server.reader().entries(conversation)]


def without_a_writable_place_everything_still_arrives_while_the_process_lives(
    server: Server, conversation: str, spool: Path
) -> None:
    # Nobody can make anything there, root included: the root of a container that is mounted read-only.
    printed = _run(
        server,
        Path("/proc/spool"),
        f"""
        import convlog
        conv = convlog.Conversation({conversation!r})
        with conv.turn(), conv.function("f"):
            for number in range(500):
                conv.log.info(str(number))
        conv.end()
        print(convlog.flush(60).records, convlog.stats()["spool"])
        """,
    )
    assert printed == "0 memory\n"
    assert _contents(server, conversation) == [str(number) for number in range(500)]


def a_short_script_needs_no_flush(server: Server, conversation: str, spool: Path) -> None:
    _run(server, spool, f"import convlog; convlog.Conversation({conversation!r}).log.info('the only line')")
    assert _contents(server, conversation) == ["the only line"]


def flush_returns_when_the_server_has_it_and_not_before(server: Server, conversation: str, spool: Path) -> None:
    printed = _run(
        server,
        spool,
        f"""
        import os, convlog
        conv = convlog.Conversation({conversation!r})
        for number in range(2000):
            conv.log.info(str(number))
        print(convlog.flush(60).records, flush=True)
        os._exit(0)
        """,
    )
    assert printed == "0\n"
    assert len(_contents(server, conversation)) == 2000


def a_process_that_is_stopped_is_not_taken_for_dead_and_goes_on_after_the_thaw(
    server: Server, conversation: str, spool: Path
) -> None:
    def ship() -> dict[str, Any]:
        command = [BINARY, "ship", "--spool-dir", spool, "--json"]
        done = subprocess.run(command, env=server.environment(spool), capture_output=True, timeout=120)
        shipment: dict[str, Any] = json.loads(done.stdout)
        return shipment

    program = f"""
        import sys, convlog
        conv = convlog.Conversation({conversation!r})
        conv.log.info("before")
        print("ready", flush=True)
        sys.stdin.readline()
        conv.log.info("after")
    """
    # Nobody is where it sends to.
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)],
        env=server.environment(spool, CONVLOG_URL="http://127.0.0.1:9"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGSTOP)
    assert os.WIFSTOPPED(os.waitpid(process.pid, os.WUNTRACED)[1])
    shipment = ship()
    assert (shipment["complete"], shipment["producers"], shipment["records"]) == (True, 0, 0)
    process.send_signal(signal.SIGCONT)
    process.communicate("\n", timeout=60)
    assert process.returncode == 0
    assert ship()["producers"] == 1
    assert _contents(server, conversation) == ["before", "after"]


def thousands_of_different_field_names_cost_no_entry(server: Server, conversation: str, spool: Path) -> None:
    _run(
        server,
        spool,
        f"""
        import convlog
        conv = convlog.Conversation({conversation!r})
        with conv.turn(), conv.function("f"):
            for number in range(3000):
                conv.log.info("named", **{{f"field_{{number}}": number}})
        """,
    )
    entries = server.reader().entries(conversation)
    assert [entry[f"field_{number}"] for number, entry in enumerate(entries)] == list(range(3000))


def another_process_may_log_to_a_conversation_that_ended(server: Server, conversation: str, spool: Path) -> None:
    _run(
        server,
        spool,
        f"import convlog; conv = convlog.Conversation({conversation!r}); conv.log.info('before'); conv.end()",
    )
    _run(server, spool, f"import convlog; convlog.Conversation({conversation!r}).log.info('afterwards')")
    assert _contents(server, conversation) == ["before", "afterwards"]


def a_record_of_a_project_that_is_not_there_yet_arrives_once_it_is(
    server: Server, conversation: str, spool: Path
) -> None:
    program = f"""
        import convlog
        convlog.configure(project_id="to-come")
        conv = convlog.Conversation({conversation!r})
        conv.log.info("early")
        print(convlog.flush(60).records > 0, convlog.stats()["held"] > 0, convlog.stats()["dead_letters"])
    """
    key = server.key("ingest", projects=())
    assert _run(server, spool, program, CONVLOG_API_KEY=key) == "True True 0\n"
    server.key("ingest,read", projects=("to-come",))
    later = """
        import time, convlog
        convlog.Conversation("later")
        convlog.flush(60)
        deadline = time.monotonic() + 60
        while not convlog.stats()["held_released"] and time.monotonic() < deadline:
            time.sleep(0.02)
    """
    _run(server, spool, later, CONVLOG_API_KEY=key)
    entries = server.reader("ingest,read", project="to-come").entries(conversation)
    assert [entry["content"] for entry in entries] == ["early"]
