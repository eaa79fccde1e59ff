"""The `convlog` command: the binary that travels in the wheel."""

from __future__ import annotations

import os
import sys
from pathlib import Path

BINARY = Path(__file__).parent / "_bin" / "convlog"


def main() -> None:
    """Become the binary, with the same arguments."""
    if not os.access(BINARY, os.X_OK):
        sys.exit(
            f"convlog: this installation does not include the convlog binary ({BINARY} is missing); install a "
            f"released wheel, or run `make build` in the source tree"
        )
    os.execv(BINARY, ["convlog", *sys.argv[1:]])


if __name__ == "__main__":
    main()
