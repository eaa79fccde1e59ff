"""What is printed: no escape sequence, no forged line, nothing that changes the direction of writing."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

from convlog import Conversation, _console, _core, testing

ATTACKS = [
    "\x1b[2J\x1b[31mred",
    "\x1b]0;title\x07",
    "\x9b31m",
    "done\n10:00:00.000 error   CA1 forged",
    "back\rover",
    "\u202egnirts",
    "\u2066isolated\u2069",
    "line\u2028separator\u2029",
    "\x00\x08\x7f",
    "\x85next line",
    "\u200emark\u200f\u061c",
    "\x0b\x0c",
]
#: What a terminal acts on; the line breaks between our own lines are taken out before.
ACTS = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def _printed(captured: testing.Captured) -> list[str]:
    return [
        _console.render(r.type, (None, None, r.conversation_id, None, None, None), r.json.encode(), r.pii, colour=False)
        for r in captured.records
        if r.type == "log" or "error" in r.fields
    ]


@pytest.mark.parametrize("text", ATTACKS)
def nothing_that_is_printed_acts_on_a_terminal(captured: testing.Captured, text: str) -> None:
    conv = Conversation(f"CA{text}")
    conv.log.info(text, value=text, deep={text: [text]}, **{f"key{text}": 1})
    conv.log.error("failed", exc_info=_with_notes(ValueError(text), text))
    conv.log.error("failed", exc_info=ExceptionGroup(text, [KeyError(text), _with_notes(OSError(text), text)]))
    with pytest.raises(ValueError), conv.function(text):  # noqa: PT011 - whatever its text
        raise ValueError(text)
    for printed in _printed(captured):
        first, *below = printed.split("\n")
        assert not ACTS.search(first), printed
        for line in below:
            assert line.startswith("    "), "further in than a line of its own"
            assert not ACTS.search(line)
    assert len(_printed(captured)) == 4


def _with_notes(error: BaseException, note: str) -> BaseException:
    error.add_note(note)
    try:
        raise error
    except BaseException as raised:  # noqa: BLE001 - to give it a stack trace
        return raised


def an_exception_is_printed_with_its_causes_and_parts(conv: Conversation, captured: testing.Captured) -> None:
    group = ExceptionGroup("both", [KeyError("a"), ExceptionGroup("inner", [_with_notes(OSError("b"), "a note")])])
    conv.log.error("failed", exc_info=group)
    printed = _printed(captured)[0]
    for part in ("ExceptionGroup: both", "KeyError: 'a'", "inner (1 sub-exception)", "OSError: b", "a note"):
        assert part in printed, printed


def ordinary_text_is_printed_as_it_is(conv: Conversation, captured: testing.Captured) -> None:
    conv.log.info("Lunch für 5 € ✓ 日本", note="a\tb")
    assert "Lunch für 5 € ✓ 日本" in _printed(captured)[0]


@pytest.mark.parametrize("text", ATTACKS)
def the_command_line_and_the_console_have_one_neutraliser(text: str) -> None:
    assert not ACTS.search(_core.one_line(text))
    assert len(_core.one_line(text)) >= len(text) - text.count("\r\n")


def what_we_say_ourselves_is_one_line_too(tmp_path: Path) -> None:
    folder = tmp_path / "odd\n\x1b[31mname"
    folder.mkdir()
    (folder / "script.py").write_text(
        textwrap.dedent("""
        import convlog
        conv = convlog.Conversation("CA1")
        conv.log.info("%s", "by position")
        conv.log.warn("warned")
        convlog.flush(1)
        convlog.function(pii=["\\x1b[31m\\nforged"])(lambda conv: 1)
    """)
    )
    environment = {"CONVLOG_SPOOL_DIR": str(folder / "spool"), "PATH": "/usr/bin", "CONVLOG_CONSOLE": "on"}
    done = subprocess.run(
        [sys.executable, folder / "script.py"], env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0
    for line in done.stderr.splitlines():
        assert not ACTS.search(line)
        assert line.startswith(("convlog: ", "2", "1", "0")), done.stderr


def a_record_that_cannot_be_read_prints_nothing_of_it() -> None:
    ids = (None, None, "c", None, None, None)
    fields: dict[str, Any] = {"level": "info", "timestamp": "2025-01-01T10:00:00.000000Z", "content": "x"}
    shown = _console.render("log", ids, json.dumps(fields).encode(), ["/entry"], colour=True)
    assert "[redacted]" in shown
