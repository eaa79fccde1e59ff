"""The parts of the benches `calls` and `loops`: what logging costs its caller while the server is up, slow or gone."""

import sys
from pathlib import Path

# The server of the tests is the server of the benches.
sys.path.insert(0, str(Path(__file__).parents[2] / "tests" / "e2e"))
