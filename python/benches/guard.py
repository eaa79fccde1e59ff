"""What the guard finds and what it takes for personal by mistake, beside Microsoft Presidio's pattern recognisers.

    python benches/guard.py [--binary PATH] [--development FILE]

The set is made on the spot from others' values: Faker's for seventeen countries, the published example numbers of
phone metadata, public log samples of two packages. Of each country one half is held out from whoever writes rules, of
four countries everything. The packages are installed once, pinned, into an environment of the bench's own; nothing
else is fetched. Printed are recall and precision by kind and half, and the speed of both. `--development` writes the
mistakes in the development half to a file; there is no option for those of the other.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).parent
REQUIREMENTS = HERE / "_guard" / "requirements.txt"
CACHE = HERE.parent.parent / ".cache" / "guard-bench"
#: The short form makes a smaller set.
SHORT = ("--of-a-kind", "8", "--lookalikes", "400")


def environment() -> Path:
    """Return the Python of the bench's environment, made anew when the pinned list has changed."""
    folder = CACHE / "venv"
    python = folder / "bin" / "python"
    stamp = folder / "requirements.sha256"
    digest = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    if not python.exists() or not stamp.exists() or stamp.read_text() != digest:
        print("installing the packages of the bench, once")
        venv.create(folder, clear=True, with_pip=True)
        command = [str(python), "-m", "pip", "install", "--quiet", "--requirement", str(REQUIREMENTS)]
        subprocess.run(command, check=True, timeout=480)
        stamp.write_text(digest)
    return python


def main() -> int:
    from convlog.__main__ import BINARY

    command = [str(environment()), "-m", "_guard", "--binary", str(BINARY), "--cache", str(CACHE / "packages")]
    if os.environ.get("CONVLOG_BENCH") == "short":
        command += SHORT
    return subprocess.run([*command, *sys.argv[1:]], cwd=HERE, timeout=570).returncode


if __name__ == "__main__":
    sys.exit(main())
