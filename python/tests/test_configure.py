"""What `convlog.configure` takes: settings in the types that people have them in; every bad one is named at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

TRY = """
import datetime, enum, json, logging, pathlib, sys
import convlog

class Stage(enum.Enum):
    STAGING = "staging"

try:
    convlog.configure(%s)
except convlog.ConfigurationError as error:
    print(json.dumps(str(error)))
else:
    print(json.dumps(convlog._config.settings() | {"spool": convlog.stats()["spool_dir"]}))
"""


def _configure(arguments: str, home: Path) -> Any:
    own = {name: value for name, value in os.environ.items() if not name.startswith(("CONVLOG_", "PYTEST", "XDG_"))}
    environment = own | {"CONVLOG_CONSOLE": "no", "HOME": str(home)}
    done = subprocess.run(
        [sys.executable, "-c", TRY % arguments], env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def every_argument_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    bad = {
        "url": "'localhost:1'", "api_key": "'a b'", "account_id": "'a/b'", "project_id": "'my project'",
        "level": "'loud'", "default_pii": "2", "console": "'perhaps'", "spool_bytes_max": "True",
        "spool_days_max": "-1", "memory_bytes_max": "'lots'", "flush_interval": "'soon'",
        "request_timeout": "float('nan')",
    }  # fmt: skip
    told = _configure(", ".join(f"{name}={value}" for name, value in bad.items()), tmp_path)
    assert [name for name in bad if f"{name} must" not in told] == []
    assert told.count(";") == len(bad) - 1
    assert [value for value in ("localhost", "a b", "a/b", "my project", "loud", "lots", "soon") if value in told] == []


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        ("api_key=b'x'", "api_key must be text"),
        ("environment=['x']", "environment must be text"),
        ("spool_days_max=7.5", "spool_days_max must be a whole number"),
        ("flush_interval=-1", "flush_interval must be seconds"),
        ("request_timeout=10**400", "request_timeout must be seconds"),
        ("console=[]", "console must be yes or no"),
        ("default_pii=object()", "default_pii must be yes or no"),
    ],
)
def an_argument_of_another_type_is_told_what_to_give(tmp_path: Path, arguments: str, name: str) -> None:
    assert name in _configure(arguments, tmp_path)


@pytest.mark.parametrize(
    ("arguments", "name", "value"),
    [
        ("level=logging.WARNING", "level", "warning"),
        ("level=25", "level", "info"),
        ("level=logging.CRITICAL", "level", "error"),
        ("level=' Warn '", "level", "warning"),
        ("environment=Stage.STAGING", "environment", "staging"),
        ("environment=' x\\ufeff'", "environment", "x"),
        ("project_id=5", "project_id", "5"),
        ("account_id=''", "account_id", None),
        ("flush_interval=datetime.timedelta(seconds=1), spool_days_max='7', project_id='p'", "project_id", "p"),
        (
            "flush_interval='0.5', spool_bytes_max=' 8388608 ', console=' YES ', default_pii=0, level='off'",
            "level",
            "off",
        ),
    ],
)
def settings_are_taken_in_the_types_that_people_have_them_in(
    tmp_path: Path, arguments: str, name: str, value: str | None
) -> None:
    assert _configure(arguments, tmp_path)[name] == value


@pytest.mark.parametrize("arguments", ["spool_dir='~/own'", "spool_dir=pathlib.Path('~/own')"])
def a_spool_below_ones_home_is_there(tmp_path: Path, arguments: str) -> None:
    assert Path(_configure(arguments, tmp_path)["spool"]).parent == tmp_path / "own"


def figures_have_every_name_before_anything_is_logged(tmp_path: Path) -> None:
    program = """
        import json
        import convlog
        before = sorted(convlog.stats())
        convlog.Conversation("CA1").log.info("x")
        print(json.dumps([before, sorted(convlog.stats())]))
    """
    own = {name: value for name, value in os.environ.items() if not name.startswith(("CONVLOG_", "PYTEST", "XDG_"))}
    environment = own | {"CONVLOG_CONSOLE": "no", "HOME": str(tmp_path)}
    command = [sys.executable, "-c", textwrap.dedent(program)]
    before, after = json.loads(subprocess.run(command, env=environment, capture_output=True, check=True).stdout)
    assert [name for name in after if name not in before] in ([], ["last_error"], ["spool_dir"])
    assert len(before) > 30
