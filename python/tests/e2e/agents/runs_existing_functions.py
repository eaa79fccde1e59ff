"""Runs each of the existing-style functions twice: into a capture, to know what it says, and then to the server.

Prints, for each function, its function events with their entries as the capture has them.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import sys
from pathlib import Path
from typing import Any

import convlog
from convlog import studio, testing

PREFIX = sys.argv[1]
FOLDER = Path(__file__).resolve().parents[2] / "existing_functions"
PARAMETERS: dict[str, dict[str, Any]] = {
    "percent_habit": {"reference": "R-1"},
    "exception_field": {"amount": 3.5},
    "formatted_content": {"heard": "yes"},
    "uses_plog": {"size": 4},
}


def run(name: str) -> None:
    conv = studio.Conversation(f"{PREFIX}-{name}", project_id="front-desk", caller_number="+447700900123")
    function = convlog.function(getattr(importlib.import_module(f"functions.{name}"), name))
    parameters = dict(PARAMETERS.get(name, {}))
    if name == "goes_to_a_step":
        parameters["flow"] = studio.Flow(conv, "booking")
    with conv.turn("hello"), contextlib.suppress(RuntimeError):
        function(conv, **parameters)
    conv.end()


sys.path.insert(0, str(FOLDER))
studio.install()
said: dict[str, Any] = {}
for path in sorted((FOLDER / "functions").glob("*.py")):
    if path.stem.startswith("_"):
        continue
    with testing.capture() as captured:
        run(path.stem)
    said[path.stem] = [{"name": event["name"], "entries": event["logs"]} for event in captured.events()]
    run(path.stem)
left = convlog.flush(60)
assert left == (0, 0), left
rejected = convlog.stats()["rejected"]
assert rejected == 0, f"{rejected} were rejected"
json.dump(said, sys.stdout)
