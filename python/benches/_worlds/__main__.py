"""Plays rounds for as long as there is time, going on where the last run ended: `python -m _worlds STATE MINUTES`."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "tests" / "e2e"))

from live_server import Server

from _worlds.round import Round

#: So many conversations share two processes.
CONVERSATIONS = 12
FIRST_SEED = 1_000_000


def main() -> int:
    state_file, minutes = Path(sys.argv[1]), float(sys.argv[2])
    text = state_file.read_text() if state_file.exists() else f"{FIRST_SEED} 0"
    seed, pairs = (int(number) for number in text.split())
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="convlog-worlds-") as folder:
        server = Server(Path(folder) / "server").start()
        try:
            while time.monotonic() - begun < minutes * 60:
                played = Round(server, Path(folder) / str(seed), seed, CONVERSATIONS)
                played.play()
                if played.differences:
                    last = seed + CONVERSATIONS - 1
                    print(f"calls of {seed} to {last}: {len(played.differences)} of {played.pairs} differ")
                    print("\n".join(played.differences[:5]))
                    return 1
                seed, pairs = seed + CONVERSATIONS, pairs + played.pairs
                state_file.write_text(f"{seed} {pairs}\n")
                took = f"{time.monotonic() - begun:.0f} s"
                print(f"calls up to {seed - 1}: {pairs} pairs of answers, no difference ({took})", flush=True)
        finally:
            server.end()
    return 0


if __name__ == "__main__":
    sys.exit(main())
