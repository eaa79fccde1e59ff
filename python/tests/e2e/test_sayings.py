"""What keeps records from arriving is said once on stderr, with what to do, and stands in `stats()`."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest
from live_server import Server

PROGRAM = """
import json, os, sys, time
import convlog
conv = convlog.Conversation(sys.argv[1])
for number in range(30):
    conv.log.info(str(number))
    convlog.flush(0.05)
deadline = time.monotonic() + 20
while not convlog.stats()["problems"] and time.monotonic() < deadline:
    convlog.flush(0.05)
if os.environ.get("FORKS"):
    child = os.fork()
    conv.log.info("child" if not child else "parent")
    convlog.flush(1)
    if not child:
        os._exit(0)
    os.waitpid(child, 0)
stats = convlog.stats()
print(json.dumps([stats["problems"], stats["last_error"], stats["left"]["records"] + stats["held"]]))
"""


def _run(server: Server, folder: Path, *arguments: str, **variables: str) -> tuple[Any, Any, str]:
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(PROGRAM), *arguments],
        env=server.environment(folder / "spool", CONVLOG_CONSOLE="0", **variables),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    problems, _, left = json.loads(done.stdout)
    return problems, left, done.stderr


@pytest.mark.parametrize(
    ("variables", "code", "advice"),
    [
        ({"CONVLOG_API_KEY": "nobody-has-this-key"}, "unauthorized", "CONVLOG_API_KEY"),
        ({"CONVLOG_API_KEY": "", "FORKS": "1"}, "unauthorized", "convlog keys create"),
        ({"CONVLOG_PROJECT_ID": "of-others"}, "forbidden_project", "CONVLOG_PROJECT_ID"),
        ({"CONVLOG_ACCOUNT_ID": "somebody-else", "FORKS": "1"}, "foreign_account", "CONVLOG_ACCOUNT_ID"),
        ({"CONVLOG_URL": "http://127.0.0.1:9"}, "unreachable", "CONVLOG_URL"),
        ({"CONVLOG_URL": "{url}/elsewhere"}, None, "not a convlog server"),
    ],
)
def what_somebody_has_to_put_right_is_said_once_with_what_to_do(
    server: Server, conversation: str, tmp_path: Path, variables: dict[str, str], code: str | None, advice: str
) -> None:
    variables = {name: value.format(url=server.url) for name, value in variables.items()}
    problems, left, said = _run(server, tmp_path, conversation, **variables)
    (problem,) = problems
    assert code is None or problem["code"] == code
    assert advice in problem["advice"]
    assert said.count(f"convlog: {problem['advice']}") == 1, said
    assert left > 0, "nothing is lost meanwhile"
    assert "nobody-has-this-key" not in said


def a_server_that_takes_everything_leaves_nothing_to_say(server: Server, conversation: str, tmp_path: Path) -> None:
    program = PROGRAM.replace("while not", "while False and not")
    done = subprocess.run(
        [sys.executable, "-c", program, conversation],
        env=server.environment(tmp_path / "spool", CONVLOG_CONSOLE="0"),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (json.loads(done.stdout), done.stderr) == ([[], None, 0], "")
