"""Runs asyncio loops in pairs, one that logs and the same one that does not: `python -m _calls.loops`."""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
from pathlib import Path

from _calls.processes import FULL, STATES, Runs, measure

PAIRS = 31 if FULL else 3
LOOP_S = 3 if FULL else 1
LIMIT_MS = 1.0
#: What the interval leaves out on each side, and of how many drawings it is made.
TAIL, DRAWINGS = 0.05, 4000


def main() -> int:
    logging: dict[str, Runs] = {state: [] for state in STATES}
    silent: dict[str, Runs] = {state: [] for state in STATES}
    with tempfile.TemporaryDirectory(prefix="convlog-loops-") as name:
        for pair in range(PAIRS):
            for state in STATES:
                # Neither is always the first: what a run leaves to be done is not always the same one's to bear.
                for side in (silent, logging) if pair % 2 else (logging, silent):
                    folder = Path(name) / f"{pair}-{state}-{'silent' if side is silent else 'logging'}"
                    side[state].append(measure(folder, state, "loop", LOOP_S, "silent" if side is silent else "logs"))
    return 0 if _show(logging, silent) else 1


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
        f"{'server':<8}{'without':>9}{'logging':>9}{'above':>8}{'90 % of drawings':>18}"
        f"{'longer':>10}{'queued':>13}{'ran':>11}{'in calls':>11}{'over 1 ms a s':>15}"
    )
    good = True
    for state in STATES:
        ours, others = logging[state], silent[state]
        above = _median(ours, "longest_ms") - _median(others, "longest_ms")
        low, high = _interval(ours, others)
        is_good = above <= LIMIT_MS
        good &= is_good
        longer = sum(one["longest_ms"] > other["longest_ms"] for one, other in zip(ours, others, strict=True))
        parts = [
            f"{_median(others, name):.2f}/{_median(ours, name):.2f}" for name in ("queued_ms", "ran_ms", "calls_ms")
        ]
        often = f"{_median(others, 'long_a_second'):.1f}/{_median(ours, 'long_a_second'):.1f}"
        print(
            f"{state:<8}{_median(others, 'longest_ms'):>9.2f}{_median(ours, 'longest_ms'):>9.2f}"
            f"{above:>7.2f}{' ' if is_good else '!'}{f'{low:.2f} to {high:.2f}':>18}{f'{longer} of {PAIRS}':>10}"
            f"{parts[0]:>13}{parts[1]:>11}{parts[2]:>11}{often:>15}"
        )
    print(
        "longer: in how many pairs it was with logging. Of the longest stall, without/with: queued, while no processor"
        "\nwas free for the loop; ran, with the loop at work; in calls, of which its thread was in log calls"
    )
    print("\neach pair, in the order they ran: without, logging")
    for state in STATES:
        pairs = zip(silent[state], logging[state], strict=True)
        each = "  ".join(f"{other['longest_ms']:.1f} {one['longest_ms']:.1f}" for other, one in pairs)
        print(f"{state:<8}{each}")
    return good


if __name__ == "__main__":
    sys.exit(main())
