"""Plays rounds for as long as there is time, going on where the last run ended: `python -m _kills STATE MINUTES`."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2] / "tests" / "e2e"))

from _kills.round import Round

#: So many kills share a spool and a server's data.
KILLS = 100
FIRST_SEED = 1_000_000


def main() -> int:
    state_file, minutes = Path(sys.argv[1]), float(sys.argv[2])
    state: dict[str, Any] = {"next_seed": FIRST_SEED, "kills": {}, "lines": 0, "batches": 0}
    if state_file.exists():
        state = json.loads(state_file.read_text())
    begun = time.monotonic()
    while time.monotonic() - begun < minutes * 60:
        folder = Path(tempfile.mkdtemp(prefix="convlog-kills-"))
        played = Round(state["next_seed"], folder)
        played.play(KILLS)
        if not played.verdict.is_good:
            print(f"seed {played.seed} failed; spool, server and oracles are in {folder}")
            print("\n".join(played.verdict.findings))
            return 1
        shutil.rmtree(folder)
        _add(state, played)
        state_file.write_text(json.dumps(state) + "\n")
        print(f"up to seed {played.seed}: {_in_words(state)} ({time.monotonic() - begun:.0f} s)", flush=True)
    return 0


def _add(state: dict[str, Any], played: Round) -> None:
    state["kills"] = dict(Counter(state["kills"]) + played.kills)
    state["lines"] += played.verdict.lines
    state["batches"] += played.batches
    state["next_seed"] = played.seed + 1


def _in_words(state: dict[str, Any]) -> str:
    kinds = ", ".join(f"{count} of {kind}" for kind, count in sorted(state["kills"].items()))
    kills = sum(state["kills"].values())
    known = f"{state['lines']} calls and lines that returned, {state['batches']} acknowledged batches"
    return f"{kills} kills ({kinds}); {known}; lost 0, duplicated 0, corrupt 0"


if __name__ == "__main__":
    sys.exit(main())
