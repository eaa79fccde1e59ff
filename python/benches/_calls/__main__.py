"""Runs the processes that are measured, one after the other, and prints the tables: `python -m _calls`."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2] / "tests" / "e2e"))

from _exits.door import Door
from live_server import Server

from _calls.ingest import full_rate

HERE = Path(__file__).parents[1]
FULL = os.environ.get("CONVLOG_BENCH") != "short"
RUNS = 5 if FULL else 3
CALLS = 1_000_000 if FULL else 50_000
LOOP_S = 3 if FULL else 1
BACKLOG = 1_000_000 if FULL else 100_000
A_CONVERSATION = 1000
STATES = ("up", "slow", "gone")
#: A loop that does not log, one beside another process that does, and those that log themselves.
LOOPS = ("silent", "beside", *STATES)
#: What each figure may be, times the one with the server up.
LIMITS = {"p50": 1.1, "p99": 1.1, "p99.9": 1.5}
STALL_LIMIT_MS = 1.0
BACKLOG_LIMIT = 0.5

Runs = list[dict[str, Any]]


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="convlog-calls-") as name:
        folder = Path(name)
        calls: dict[str, Runs] = {state: [] for state in STATES}
        loops: dict[str, Runs] = {state: [] for state in LOOPS}
        for run in range(RUNS):
            for state in STATES:
                calls[state].append(_measure(folder / f"calls-{run}-{state}", state, "calls", CALLS))
        for run in range(RUNS):
            for state in LOOPS:
                loops[state].append(_measure_loop(folder / f"loop-{run}-{state}", state))
        good = [_show_calls(calls), _show_memory(calls), _show_loops(loops), _backlog(folder)]
    return 0 if all(good) else 1


def _measure(folder: Path, state: str, *what: object) -> dict[str, Any]:
    """Run one process with its server in one state."""
    with _server(folder, state) as environment:
        return _run(environment, *what)


def _measure_loop(folder: Path, state: str) -> dict[str, Any]:
    """Run a loop; what is beside it logs for longer than it runs."""
    if state in STATES:
        return _measure(folder, state, "loop", LOOP_S, "logs")
    if state == "silent":
        return _measure(folder, "up", "loop", LOOP_S, "silent")
    with _server(folder, "up") as environment, _started(environment, "loop", LOOP_S + 2, "logs") as neighbour:
        told = _run(environment, "loop", LOOP_S, "silent")
        assert neighbour.poll() is None, "it ended too early"
        neighbour.communicate()
        return told


def _run(environment: dict[str, str], *what: object) -> dict[str, Any]:
    with _started(environment, *what) as process:
        output, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors
    told: dict[str, Any] = json.loads(output)
    return told


def _started(environment: dict[str, str], *what: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "_calls.measured", *map(str, what)]
    return subprocess.Popen(
        command,
        env=environment,
        cwd=HERE,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextlib.contextmanager
def _server(folder: Path, state: str) -> Iterator[dict[str, str]]:
    server = Server(folder / "server").start()
    try:
        environment = server.environment(folder / "spool", PYTHONPATH=str(HERE))
        if state == "up":
            yield environment
            return
        door = Door(server.url, "slow" if state == "slow" else "down")
        if state != "slow":
            server.end()
        yield environment | {"CONVLOG_URL": door.url}
        door.close()
    finally:
        server.end()


def _median(runs: Runs, figure: str) -> float:
    return float(statistics.median(run[figure] for run in runs))


def _show_calls(calls: dict[str, Runs]) -> bool:
    rate = _median(calls["up"], "rate")
    print(
        f"{CALLS:,} calls with 3 fields at {rate:,.0f} a second, nanoseconds, medians of {RUNS}; beside the server up"
    )
    print(
        f"{'server':<8}" + "".join(f"{name:>10}{'':>7}" for name in LIMITS) + f"{'max µs':>10}{'stalls':>8}{'drops':>7}"
    )
    good = True
    for state, runs in calls.items():
        row = f"{state:<8}"
        for name, limit in LIMITS.items():
            # Each beside the run with the server up that was a moment before: the machine is not always as quick.
            ratio = statistics.median(run[name] / up[name] for run, up in zip(runs, calls["up"], strict=True))
            good &= ratio <= limit
            row += f"{_median(runs, name):>10.0f} {ratio:>5.2f}{' ' if ratio <= limit else '!'}"
        most = max(run["max"] for run in runs) / 1000
        stalls, drops = (sum(run[name] for run in runs) for name in ("stalls", "dropped"))
        print(row + f"{most:>10.0f}{stalls:>8}{drops:>7}")
        good &= drops == 0
    print(
        f"at most: {', '.join(f'{name} {limit}' for name, limit in LIMITS.items())} times; the maximum is of all runs"
    )
    return good


def _show_memory(calls: dict[str, Runs]) -> bool:
    print("\nresident memory, from the first fifth of the calls to the last, MB, medians")
    print(f"{'server':<8}{'own':>10}{'mapped spool':>16}")
    for state, runs in calls.items():
        own, mapped = (_median(runs, f"grown_{kind}") / 1e6 for kind in ("own", "mapped"))
        print(f"{state:<8}{own:>10.1f}{mapped:>16.1f}")
    return all(_median(runs, "grown_own") < 4e6 for runs in calls.values())


def _show_loops(loops: dict[str, Runs]) -> bool:
    print(
        f"\nlongest stall of an asyncio loop, 20 tasks that log 10,000 lines a second, {LOOP_S} s, ms, medians of"
        f" {RUNS}"
    )
    print(f"{'server':<26}{'longest':>9}{'above':>8}{'queued':>8}{'over 1 ms a s':>15}   each run")
    names = {"silent": "no logging", "beside": "no logging beside one up"}
    baseline = _median(loops["silent"], "longest_ms")
    good = True
    for state, runs in loops.items():
        longest, queued, often = (_median(runs, name) for name in ("longest_ms", "queued_ms", "long_a_second"))
        good &= longest - baseline <= STALL_LIMIT_MS or state not in STATES
        each = " ".join(f"{run['longest_ms']:.1f}" for run in runs)
        row = f"{names.get(state, state):<26}{longest:>9.2f}{longest - baseline:>8.2f}{queued:>8.2f}{often:>15.1f}"
        print(f"{row}   {each}")
    print(f"above: at most {STALL_LIMIT_MS} ms; queued: how much of the longest it was ready and no processor was free")
    return good


def _backlog(folder: Path) -> bool:
    server = Server(folder / "backlog", listen=f"127.0.0.1:{_free_port()}").start()
    ingest = full_rate(server, BACKLOG // 2, A_CONVERSATION)
    environment = server.environment(folder / "backlog-spool", PYTHONPATH=str(HERE))
    server.end()
    with _started(environment, "backlog", BACKLOG, A_CONVERSATION) as process:
        assert process.stdout is not None
        logged = json.loads(process.stdout.readline())
        server.start()
        told = json.loads(process.communicate("\n", timeout=300)[0])
    reader = server.reader()
    sample = range(0, BACKLOG // A_CONVERSATION, max(1, BACKLOG // A_CONVERSATION // 20))
    there = [len(reader.entries(f"backlog-{number}")) for number in sample]
    server.end()
    print(f"\na backlog of {BACKLOG:,} entries, logged in {logged['logged_s']:.1f} s while nobody was there")
    print(f"{'ingest at full rate, 4 connections':<40}{ingest:>10,.0f} entries/s")
    ratio = told["rate"] / ingest
    print(f"{'delivery after the outage':<40}{told['rate']:>10,.0f} records/s{ratio:>8.2f} (at least {BACKLOG_LIMIT})")
    print(f"from the server's return until all was there {told['total_s']:.1f} s; {told}")
    whole = there == [A_CONVERSATION] * len(there) and told["dropped"] == told["rejected"] == 0
    return whole and ratio >= BACKLOG_LIMIT


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


if __name__ == "__main__":
    sys.exit(main())
