"""What one `conv.log.info(...)` costs its caller, against an empty Python method called with the same arguments.

    python benches/log_call.py [--json] [--processes N] [--server]

Each process measures call and baseline in turns, on generated source that was compiled from a real file and unrolled
ten times, inside a function event, with the client's background thread running on a real spool. Blocks are short
bursts, as functions make them; between blocks the spool is given time to be emptied. Reported is the median over the
processes of each process's median, in nanoseconds, and the ratio of the two. With `--server` the records are shipped
meanwhile to a `convlog serve` of the package's own binary, which then shares the machine with the measurement.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import _payloads

UNROLLED = 10
CALLS_PER_BLOCK = 200

#: name: (keywords of the call, statement of the baseline besides the empty method, limit of the ratio)
CASES: dict[str, tuple[str, str, float]] = {
    "3 fields": (_payloads.THREE, "", 1.5),
    "8 fields": (_payloads.EIGHT, "", 1.2),
    "nested": ("catalogue=payload", "dumps(payload)", 1.5),
    "disabled": (_payloads.THREE, "", 1.0),
}


class EmptyLog:
    __slots__ = ()

    def info(self, content: str, is_pii: bool = False, **kw: Any) -> None:
        pass


class EmptyConversation:
    __slots__ = ("log",)

    def __init__(self) -> None:
        self.log = EmptyLog()


def block(folder: Path, name: str, keywords: str, extra: str) -> Callable[[Any, Any, Any, int], None]:
    """Return a function that makes `rounds` times ten calls, compiled from a file."""
    call = f'        conv.log.info("Validated inputs", {keywords})\n'
    if extra:
        call += f"        {extra}\n"
    source = "def run(conv, payload, dumps, rounds):\n    for _ in range(rounds):\n" + call * UNROLLED
    path = folder / f"{name}.py"
    path.write_text(source)
    scope: dict[str, Any] = {}
    exec(compile(source, str(path), "exec"), scope)
    run: Callable[[Any, Any, Any, int], None] = scope["run"]
    return run


def measure(case: str, blocks: int) -> tuple[float, float]:
    """Return the median nanoseconds of a call of the baseline and of the real one."""
    import orjson

    import convlog
    from convlog import _core

    keywords, extra, _ = CASES[case]
    with tempfile.TemporaryDirectory(prefix="convlog-bench-") as folder:
        convlog.configure(
            spool_dir=os.path.join(folder, "spool"), console=False, level="warning" if case == "disabled" else "info"
        )
        baseline = block(Path(folder), "baseline", keywords, extra)
        real = block(Path(folder), "real", keywords, "")
        conv = convlog.Conversation("CA42", account_id="acme", project_id="front-desk")
        times: tuple[list[float], list[float]] = ([], [])
        with conv.turn(), conv.function("validate_inputs"):
            subjects = ((baseline, EmptyConversation()), (real, conv))
            rounds = CALLS_PER_BLOCK // UNROLLED
            for run, subject in subjects * 20:
                run(subject, _payloads.NESTED, orjson.dumps, rounds)
            gc.disable()
            for _ in range(blocks):
                for index, (run, subject) in enumerate(subjects):
                    started = time.perf_counter_ns()
                    run(subject, _payloads.NESTED, orjson.dumps, rounds)
                    times[index].append((time.perf_counter_ns() - started) / CALLS_PER_BLOCK)
                    _core.flush(0.0)
                    time.sleep(0.001)
        stats = convlog.stats()
        assert not os.environ.get("CONVLOG_URL") or case == "disabled" or stats["acknowledged"] > 0, stats
        assert case == "disabled" or stats.get("recorded", 0) > blocks * CALLS_PER_BLOCK, stats
        convlog.shutdown(0.0)
    return statistics.median(times[0]), statistics.median(times[1])


@contextlib.contextmanager
def serving() -> Generator[dict[str, str], None, None]:
    """Run a server and give the variables that make a process ship to it."""
    from convlog.__main__ import BINARY

    with tempfile.TemporaryDirectory(prefix="convlog-bench-server-") as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
        probe.close()
        make = ["keys", "create", "--new", "--account", "acme", "--project", "front-desk"]
        make += ["--permissions", "ingest", "--json"]
        quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        server = subprocess.Popen([BINARY, "serve", "--data-dir", folder, "--listen", address], **quiet)
        try:
            for _ in range(100):
                with contextlib.suppress(OSError), urllib.request.urlopen(f"http://{address}/readyz", timeout=1):
                    break
                time.sleep(0.05)
            made = subprocess.run(
                [BINARY, *make, "--data-dir", folder], capture_output=True, text=True, check=True, timeout=30
            )
            yield {"CONVLOG_URL": f"http://{address}", "CONVLOG_API_KEY": json.loads(made.stdout)["key"]}
        finally:
            server.terminate()
            server.wait(30)


def run_case(case: str, processes: int, blocks: int, variables: dict[str, str]) -> dict[str, Any]:
    """Measure a case in processes of its own."""
    results = []
    for _ in range(processes):
        command = [sys.executable, __file__, "--child", case, "--blocks", str(blocks)]
        environment = {k: v for k, v in os.environ.items() if not k.startswith("CONVLOG_")} | variables
        done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300, check=True)
        results.append(json.loads(done.stdout))
    ratios = sorted(real / baseline for baseline, real in results)
    return {
        "case": case,
        "baseline_ns": statistics.median(baseline for baseline, _ in results),
        "call_ns": statistics.median(real for _, real in results),
        "ratio": statistics.median(ratios),
        "ratio_min": ratios[0],
        "ratio_max": ratios[-1],
        "limit": CASES[case][2],
        "processes": processes,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one JSON object a case")
    parser.add_argument("--server", action="store_true", help="ship to a real server meanwhile")
    parser.add_argument("--processes", type=int, default=5)
    parser.add_argument("--blocks", type=int, default=100 if os.environ.get("CONVLOG_BENCH") == "short" else 500)
    parser.add_argument("--child", choices=CASES, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        print(json.dumps(measure(arguments.child, arguments.blocks)))
        return
    with serving() if arguments.server else contextlib.nullcontext({}) as variables:
        rows = [run_case(case, arguments.processes, arguments.blocks, variables) for case in CASES]
    if arguments.json:
        for row in rows:
            print(json.dumps(row))
    else:
        table(rows)
    if any(row["ratio"] > row["limit"] for row in rows):
        sys.exit("a ratio is above its limit")


def table(rows: list[dict[str, Any]]) -> None:
    import convlog
    from convlog import _core

    form = "abi3" if _core.ABI3 else "version-specific"
    print(f"convlog {convlog.__version__} ({form}), CPython {sys.version.split()[0]}, {rows[0]['processes']} processes")
    print(f"{'case':<10} {'empty method':>13} {'conv.log.info':>14} {'ratio':>6} {'min-max':>11} {'limit':>6}")
    for row in rows:
        spread = f"{row['ratio_min']:.2f}-{row['ratio_max']:.2f}"
        print(
            f"{row['case']:<10} {row['baseline_ns']:>10.0f} ns {row['call_ns']:>11.0f} ns {row['ratio']:>6.2f} "
            f"{spread:>11} {row['limit']:>6.2f}"
        )
    print("nested: the baseline is the empty method plus orjson.dumps of the same payload")


if __name__ == "__main__":
    main()
