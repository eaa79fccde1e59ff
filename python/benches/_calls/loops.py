"""Runs asyncio loops in pairs, one that logs and the same one that does not: `python -m _calls.loops`."""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
from pathlib import Path

from _calls.processes import FULL, STATES, Runs, measure, run, server_in, started

PAIRS = 13 if FULL else 3
LOOP_S = 3 if FULL else 1
LIMIT_MS = 1.0
#: Loops that log, and one that does not beside another process that does.
KINDS = (*STATES, "beside")
NAMES = {"beside": "beside one that logs"}
#: What the interval leaves out on each side, and of how many drawings it is made.
TAIL, DRAWINGS = 0.05, 4000


def main() -> int:
    logging: dict[str, Runs] = {kind: [] for kind in KINDS}
    silent: dict[str, Runs] = {kind: [] for kind in KINDS}
    with tempfile.TemporaryDirectory(prefix="convlog-loops-") as name:
        for pair in range(PAIRS):
            for kind in KINDS:
                # Neither is always the first: what a run leaves to be done is not always the same one's to bear.
                for side in (silent, logging) if pair % 2 else (logging, silent):
                    folder = Path(name) / f"{pair}-{kind}-{'silent' if side is silent else 'logging'}"
                    side[kind].append(_measure(folder, kind, side is silent))
    return 0 if _show(logging, silent) else 1


def _measure(folder: Path, kind: str, silent: bool) -> dict[str, float]:
    """Run a loop; what is beside one logs for longer than it runs."""
    if kind in STATES:
        return measure(folder, kind, "loop", LOOP_S, "silent" if silent else "logs")
    if silent:
        return measure(folder, "up", "loop", LOOP_S, "silent")
    with server_in(folder, "up") as environment, started(environment, "loop", LOOP_S + 2, "logs") as neighbour:
        told = run(environment, "loop", LOOP_S, "silent")
        assert neighbour.poll() is None, "it ended too early"
        neighbour.communicate()
        return told


def _median(runs: Runs, figure: str) -> float:
    return float(statistics.median(run[figure] for run in runs))


def _interval(logging: Runs, silent: Runs) -> tuple[float, float]:
    """Return between what the difference of the medians lies when the pairs are drawn again and again."""
    chance = random.Random(1)
    pairs = [(one["longest_ms"], other["longest_ms"]) for one, other in zip(logging, silent, strict=True)]
    differences = []
    for _ in range(DRAWINGS):
        drawn = chance.choices(pairs, k=len(pairs))
        differences.append(statistics.median(one for one, _ in drawn) - statistics.median(other for _, other in drawn))
    differences.sort()
    return differences[int(TAIL * DRAWINGS)], differences[int((1 - TAIL) * DRAWINGS)]


def _show(logging: dict[str, Runs], silent: dict[str, Runs]) -> bool:
    print(
        f"longest stall of an asyncio loop, 20 tasks that log 10,000 lines a second, {LOOP_S} s, ms, medians of {PAIRS}"
        f"\nbeside the same loop without logging a moment before or after; at most {LIMIT_MS} ms above"
    )
    print(
        f"{'server':<22}{'without':>9}{'logging':>9}{'above':>8}{'90 % of drawings':>18}"
        f"{'longer':>10}{'queued':>13}{'ran':>11}{'in calls':>11}{'over 1 ms a s':>15}"
    )
    good = True
    for kind in KINDS:
        ours, others = logging[kind], silent[kind]
        above = _median(ours, "longest_ms") - _median(others, "longest_ms")
        low, high = _interval(ours, others)
        is_good = above <= LIMIT_MS or kind not in STATES
        good &= is_good
        longer = sum(one["longest_ms"] > other["longest_ms"] for one, other in zip(ours, others, strict=True))
        parts = [
            f"{_median(others, name):.2f}/{_median(ours, name):.2f}" for name in ("queued_ms", "ran_ms", "calls_ms")
        ]
        often = f"{_median(others, 'long_a_second'):.1f}/{_median(ours, 'long_a_second'):.1f}"
        print(
            f"{NAMES.get(kind, kind):<22}{_median(others, 'longest_ms'):>9.2f}{_median(ours, 'longest_ms'):>9.2f}"
            f"{above:>7.2f}{' ' if is_good else '!'}{f'{low:.2f} to {high:.2f}':>18}{f'{longer} of {PAIRS}':>10}"
            f"{parts[0]:>13}{parts[1]:>11}{parts[2]:>11}{often:>15}"
        )
    print(
        "longer: in how many pairs it was with logging. Of the longest stall, without/with: queued, while no processor"
        "\nwas free for the loop; ran, with the loop at work; in calls, of which its thread was in log calls"
    )
    print("\neach pair, in the order they ran: without, logging")
    for kind in KINDS:
        pairs = zip(silent[kind], logging[kind], strict=True)
        each = "  ".join(f"{other['longest_ms']:.1f} {one['longest_ms']:.1f}" for other, one in pairs)
        print(f"{NAMES.get(kind, kind):<22}{each}")
    return good


if __name__ == "__main__":
    sys.exit(main())
