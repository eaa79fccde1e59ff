"""How many copies of a value that was flagged once are hidden, and what else is hidden by mistake.

    python benches/known.py [--of-a-kind N] [--development FILE]

Values are others': the generators of the bench `guard` and a few more languages of Faker. Each is flagged once in a
conversation, by a pointer, in a wholly flagged entry or as how the caller is reached. Copies of it in other spellings
go to the real server over HTTP, before the flag and after it, with the same ingest key and with another; a second
conversation without the flag says what the guard alone hides. Printed is the share of hidden copies among those that
the guard leaves open, by kind and by spelling, in a development half and in one that nobody looks at; and how many
harmless lines, keys and levels changed. `--development` writes the misses of the development half to a file; there is
no option for those of the other.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from _environment import environment

HERE = Path(__file__).parent
#: The short form makes a smaller set.
SHORT = ("--of-a-kind", "1")


def main() -> int:
    command = [str(environment("guard", HERE / "_guard" / "requirements.txt")), "-m", "_known"]
    if os.environ.get("CONVLOG_BENCH") == "short":
        command += SHORT
    return subprocess.run([*command, *sys.argv[1:]], cwd=HERE, timeout=590).returncode


if __name__ == "__main__":
    sys.exit(main())
