"""Sends everything to a server, reads it back and prints the tables; started by the bench in its environment."""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from _guard.dataset import SEED
from _guard.templates import HALVES

from . import report
from .calls import Call, calls
from .score import Score
from .server import Exchange, Server
from .values import people


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--of-a-kind", type=int, default=6, help="values for each kind, country and half")
    parser.add_argument("--development", type=Path, help="write what was missed of the development half here")
    arguments = parser.parse_args()
    made = calls(people(arguments.of_a_kind))
    with tempfile.TemporaryDirectory(prefix="convlog-known-") as folder:
        server = Server(Path(folder)).start()
        try:
            scores = _measured(Exchange(server), made)
        finally:
            server.end()
    print(f"\n{report.figures(scores)}\n\n{report.harm(scores)}\n\n{report.verdict(scores[HALVES[1]])}")
    if arguments.development:
        arguments.development.write_text(report.for_the_author(scores[HALVES[0]]))


def _measured(exchange: Exchange, made: list[Call]) -> dict[str, Score]:
    started = time.monotonic()
    count = exchange.send(made)
    sent = time.monotonic()
    exchange.wait_for_the_pass(made)
    looked = time.monotonic()
    scores = {half: Score() for half in HALVES}
    pairs = zip(
        made,
        exchange.read_all(call.name(is_control=False) for call in made),
        exchange.read_all(call.name(is_control=True) for call in made),
        strict=True,
    )
    for call, flagged, control in pairs:
        scores[call.half].add(call, flagged, control)
    print(
        f"seed {SEED}: {len(made)} conversations, {count} records sent in {sent - started:.0f} s, the pass another "
        f"{looked - sent:.0f} s, read in {time.monotonic() - looked:.0f} s"
    )
    return scores


if __name__ == "__main__":
    main()
