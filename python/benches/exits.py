"""What is delivered in the end of what a process logged, by how it ends: convlog, OpenTelemetry's SDK and Logfire.

    python benches/exits.py [--only ROW] [--keep FOLDER]

Each cell is a real process that logs, ends or forks in one way while its server is up, slow or down, and comes back
when the process is gone; then another process of the same kind starts. A file outside of the process knows every call
that returned. Ours ship to the real binary, which is read through its API; the others to a receiver of OTLP over HTTP.
The peers and gunicorn are installed once, pinned, into an environment of the bench's own.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from _environment import environment

HERE = Path(__file__).parent


def main() -> int:
    import convlog

    peers = environment("exits", HERE / "_exits" / "requirements.txt")
    # The package under test, in the peers' environment too: one interpreter runs all.
    (link,) = peers.parent.parent.glob("lib/python*/site-packages")
    (link / "convlog").unlink(missing_ok=True)
    (link / "convlog").symlink_to(Path(convlog.__file__).parent)
    command = [sys.executable, "-m", "_exits", "--peers", str(peers), *sys.argv[1:]]
    return subprocess.run(command, cwd=HERE, env=os.environ | {"PYTHONPATH": str(HERE)}, timeout=590).returncode


if __name__ == "__main__":
    sys.exit(main())
