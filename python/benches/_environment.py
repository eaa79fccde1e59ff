"""An environment of a bench's own for the packages it compares with: made once, from a pinned list."""

from __future__ import annotations

import hashlib
import subprocess
import venv
from pathlib import Path

CACHE = Path(__file__).parent.parent.parent / ".cache"


def environment(bench: str, requirements: Path) -> Path:
    """Return the Python of the bench's environment, made anew when the pinned list has changed."""
    folder = CACHE / f"{bench}-bench" / "venv"
    python = folder / "bin" / "python"
    stamp = folder / "requirements.sha256"
    digest = hashlib.sha256(requirements.read_bytes()).hexdigest()
    if not python.exists() or not stamp.exists() or stamp.read_text() != digest:
        print("installing the packages of the bench, once")
        venv.create(folder, clear=True, with_pip=True)
        command = [str(python), "-m", "pip", "install", "--quiet", "--requirement", str(requirements)]
        subprocess.run(command, check=True, timeout=480)
        stamp.write_text(digest)
    return python
