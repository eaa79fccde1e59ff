"""What logging costs its caller while the server is up, slow and gone, and how fast a backlog is delivered afterwards.

    python benches/calls.py

Each figure is of a process of its own, with the client's threads running on a real spool and the real server (or
nobody) at the other end. A slow server answers after three seconds. Measured are single calls in bursts, the memory
that a process holds meanwhile, and how fast the entries of an outage are delivered beside what the same server takes at
full rate.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main() -> int:
    command = [sys.executable, "-m", "_calls"]
    return subprocess.run(command, cwd=HERE, env=os.environ | {"PYTHONPATH": str(HERE)}, timeout=590).returncode


if __name__ == "__main__":
    sys.exit(main())
