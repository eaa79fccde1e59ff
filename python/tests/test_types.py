"""What is declared for type checkers is what is returned and taken."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import typing
from pathlib import Path

import pytest

from convlog import Conversation, Turn
from convlog._core import FIELDS
from convlog._types import Direction, SpanKind, Stats

_STARTED = """
import json, convlog
convlog.Conversation("CA1").log.info("started")
print(json.dumps(sorted(convlog.stats())))
"""


def stats_has_exactly_the_keys_of_its_type(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CONVLOG_")}
    environment = kept | {"CONVLOG_SPOOL_DIR": str(tmp_path / "spool"), "CONVLOG_CONSOLE": "0"}
    told = subprocess.run(
        [sys.executable, "-c", _STARTED], env=environment, capture_output=True, check=True, timeout=60
    )
    assert json.loads(told.stdout) == sorted(typing.get_type_hints(Stats))


def a_turn_declares_every_field_of_its_record(conv: Conversation) -> None:
    fields = FIELDS["turn"].keys() - {"turn_id", "started_at", "ended_at"}
    declared = Path(sys.modules[Turn.__module__].__file__ or "").read_text().split("class Turn")[1].split("def ")[0]
    assert [field for field in sorted(fields) if f"        {field}: " not in declared and field != "number"] == []


def each_kind_of_a_span_and_each_direction_is_kept_as_it_is(conv: Conversation) -> None:
    assert set(typing.get_args(SpanKind)) == {"llm", "asr", "tts", "http", "other"}
    assert set(typing.get_args(Direction)) == {"inbound", "outbound"}


def a_conversation_refuses_a_keyword_that_is_no_field_as_a_turn_does(conv: Conversation) -> None:
    with pytest.raises(TypeError, match="a conversation has no field chanel"):
        Conversation("CA2", chanel="SMS")
    with pytest.raises(TypeError, match="a turn has no field user_imput"):
        conv.turn(user_imput="hello")
