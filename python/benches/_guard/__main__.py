"""Builds the set, asks both tools and prints the tables; started by the bench in its own environment."""

from __future__ import annotations

import argparse
import random
import statistics
from collections.abc import Sequence
from pathlib import Path

from . import report
from .countries import HELD_OUT
from .dataset import SEED, Dataset, build
from .lines import Line
from .own import Guard
from .presidio import THRESHOLDS, Presidio
from .score import Finding, Score
from .templates import HALVES

RUNS = 5
#: convlog reads the set this often in one measurement, Presidio this many lines of it.
_OWN_TIMES, _PRESIDIO_LINES = 20, 300


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", type=Path, required=True, help="the convlog to measure")
    parser.add_argument("--cache", type=Path, required=True, help="where fetched packages are kept")
    parser.add_argument("--of-a-kind", type=int, default=40, help="lines for each kind, country and half")
    parser.add_argument("--lookalikes", type=int, default=3000, help="harmless lines of our own in each half")
    parser.add_argument("--development", type=Path, help="write mistakes in the development half here and stop")
    arguments = parser.parse_args()
    dataset = build(arguments.cache, arguments.of_a_kind, arguments.lookalikes)
    print(f"seed {SEED}\n{report.contents(dataset)}")
    guard = Guard(arguments.binary)
    own = guard.findings(dataset.lines)
    if arguments.development:
        score = _scores(dataset, own)[HALVES[0]]
        arguments.development.write_text(report.for_the_author(score))
        print(report.figures(score, {}))
        return
    _accuracy(dataset, own)
    _speed(guard, dataset.lines)


def _scores(dataset: Dataset, findings: Sequence[list[Finding]]) -> dict[str, Score]:
    """Return the score of each half."""
    scores = {half: Score() for half in HALVES}
    for line, found in zip(dataset.lines, findings, strict=True):
        scores[line.half].add(line, found)
    return scores


def _accuracy(dataset: Dataset, own: Sequence[list[Finding]]) -> None:
    mine = _scores(dataset, own)
    presidio = Presidio()
    theirs = [presidio.findings(line) for line in dataset.lines]
    at: dict[float, dict[str, Score]] = {}
    for threshold in THRESHOLDS:
        kept = [[finding for finding, score in found if score >= threshold] for found in theirs]
        at[threshold] = _scores(dataset, kept)
    print(report.LEGEND)
    for half in HALVES:
        others = {threshold: scores[half] for threshold, scores in at.items()}
        print(f"\n{half}\n{report.figures(mine[half], others)}")
        if half == HALVES[1]:
            print(f"\n{report.verdict(mine[half], others)}")
    split = {"held-out countries": Score(), "other countries": Score()}
    for line, found in zip(dataset.lines, own, strict=True):
        if line.half == HALVES[1]:
            split["held-out countries" if line.source in HELD_OUT else "other countries"].add(line, found)
    print(f"\nheld out, by country ({', '.join(sorted(HELD_OUT))})\n{report.by_country(split)}")


def _speed(guard: Guard, lines: Sequence[Line]) -> None:
    """Measure both in turns; Presidio with the regions it knows by default."""
    presidio = Presidio(every_country=False)
    few = random.Random(SEED).sample(list(lines), min(_PRESIDIO_LINES, len(lines)))
    rates: tuple[list[float], list[float]] = ([], [])
    for _ in range(RUNS):
        rates[0].append(_megabytes(lines) * _OWN_TIMES / guard.seconds(lines, _OWN_TIMES))
        rates[1].append(_megabytes(few) / presidio.seconds(few))
    mine, theirs = map(statistics.median, rates)
    print(
        f"\nspeed, medians of {RUNS} runs, one thread: convlog {mine:.1f} MB/s with its start and its answers, ", end=""
    )
    print(f"Presidio {theirs:.4f} MB/s, {mine / theirs:.0f} times (wanted: 100)")


def _megabytes(lines: Sequence[Line]) -> float:
    return sum(len(line.text.encode()) + 1 for line in lines) / 1e6


if __name__ == "__main__":
    main()
