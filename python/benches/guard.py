"""What the guard finds and what it takes for personal by mistake, beside Microsoft Presidio's pattern recognisers.

    python benches/guard.py [--binary PATH] [--development FILE]

The set is made on the spot from others' values: Faker's for seventeen countries, the published example numbers of
phone metadata, public log samples of two packages. Of each country one half is held out from whoever writes rules, of
four countries everything. The packages are installed once, pinned, into an environment of the bench's own; nothing
else is fetched. Printed are recall and precision by kind and half, and the speed of both. `--development` writes the
mistakes in the development half to a file; there is no option for those of the other.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from _environment import CACHE, environment

HERE = Path(__file__).parent
REQUIREMENTS = HERE / "_guard" / "requirements.txt"
#: The short form makes a smaller set.
SHORT = ("--of-a-kind", "8", "--lookalikes", "400")


def main() -> int:
    from convlog.__main__ import BINARY

    command = [
        str(environment("guard", REQUIREMENTS)),
        "-m",
        "_guard",
        "--binary",
        str(BINARY),
        "--cache",
        str(CACHE / "guard-bench" / "packages"),
    ]
    if os.environ.get("CONVLOG_BENCH") == "short":
        command += SHORT
    return subprocess.run([*command, *sys.argv[1:]], cwd=HERE, timeout=570).returncode


if __name__ == "__main__":
    sys.exit(main())
