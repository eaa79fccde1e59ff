"""How long an asyncio loop keeps a timer waiting while its tasks log, beside the same loop without logging.

    python benches/loops.py

Each loop is a process of its own, with the client's threads running on a real spool and the real server (up, slow or
gone) at the other end. A longest stall is a matter of luck, so loops run in pairs, many of them, and the table says
between what the difference may lie.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main() -> int:
    command = [sys.executable, "-m", "_calls.loops"]
    return subprocess.run(command, cwd=HERE, env=os.environ | {"PYTHONPATH": str(HERE)}, timeout=590).returncode


if __name__ == "__main__":
    sys.exit(main())
