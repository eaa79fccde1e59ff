"""Runs the processes that are measured, one after the other, and prints the tables: `python -m _calls`."""

from __future__ import annotations

import json
import socket
import statistics
import sys
import tempfile
from pathlib import Path

from live_server import Server

from _calls.ingest import full_rate
from _calls.processes import FULL, HERE, STATES, Runs, measure, started

RUNS = 5 if FULL else 3
CALLS = 1_000_000 if FULL else 50_000
BACKLOG = 1_000_000 if FULL else 100_000
A_CONVERSATION = 1000
#: What each figure may be, times the one with the server up.
LIMITS = {"p50": 1.1, "p99": 1.1, "p99.9": 1.5}
BACKLOG_LIMIT = 0.5


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="convlog-calls-") as name:
        folder = Path(name)
        calls: dict[str, Runs] = {state: [] for state in STATES}
        for run in range(RUNS):
            for state in STATES:
                calls[state].append(measure(folder / f"calls-{run}-{state}", state, "calls", CALLS))
        good = [_show_calls(calls), _show_memory(calls), _backlog(folder)]
    return 0 if all(good) else 1


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


def _backlog(folder: Path) -> bool:
    server = Server(folder / "backlog", listen=f"127.0.0.1:{_free_port()}").start()
    ingest = full_rate(server, BACKLOG // 2, A_CONVERSATION)
    environment = server.environment(folder / "backlog-spool", PYTHONPATH=str(HERE))
    server.end()
    with started(environment, "backlog", BACKLOG, A_CONVERSATION) as process:
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
