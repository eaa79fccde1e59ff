"""Settings: each that cannot be read falls back alone and is said once; what is about privacy shows less then."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest
import spool

import convlog
from convlog import Conversation, _core, pii, studio, testing

PROGRAM = """
import json, sys
import convlog
conv = convlog.Conversation("CA1")
conv.log.info("hello", phone=convlog.pii("+44 7700 900123"), name="Ann Example")
convlog.flush(0.2)
stats = convlog.stats()
print(json.dumps({"settings": convlog._config.settings(), "problems": stats["settings_problems"],
                  "shipping": stats["shipping"], "spool": stats["spool"], "env": conv.env}))
"""


def _run(folder: Path, program: str = PROGRAM, **variables: str) -> tuple[Any, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CONVLOG_", "XDG_STATE"))}
    environment = kept | {"HOME": str(folder), "CONVLOG_SPOOL_DIR": str(folder / "spool")} | variables
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), done.stderr


GOOD = {
    "CONVLOG_URL": "http://127.0.0.1:9",
    "CONVLOG_API_KEY": "k",
    "CONVLOG_PROJECT_ID": "desk",
    "CONVLOG_ACCOUNT_ID": "acme",
    "CONVLOG_CONSOLE": "no",
    "CONVLOG_DEFAULT_PII": "on",
}
BAD = {
    "CONVLOG_LEVEL": "loud",
    "CONVLOG_SPOOL_BYTES_MAX": "256 MiB",
    "CONVLOG_SPOOL_DAYS_MAX": "a week",
    "CONVLOG_MEMORY_BYTES_MAX": "77",
    "CONVLOG_PLAIN_WRITES": "perhaps",
    "CONVLOG_FLUSH_INTERVAL_MS": "50ms",
    "CONVLOG_REQUEST_TIMEOUT_MS": "-1",
    "CONVLOG_ENVIRONMENT": "e" * 300,
    "CONVLOG_CONSOLE_PII": "sometimes",
    "CONVLOG_DEFAULT_PII": "of course",
    "CONVLOG_CONSOLE": "quiet",
    "CONVLOG_API_KEY": "two words",
}


@pytest.mark.parametrize("name", BAD)
def one_setting_that_cannot_be_read_switches_off_no_other(tmp_path: Path, name: str) -> None:
    told, said = _run(tmp_path, **GOOD | {name: BAD[name]})
    assert told["settings"]["url"] == "http://127.0.0.1:9"
    assert (told["settings"]["project_id"], told["settings"]["account_id"]) == ("desk", "acme")
    assert (told["shipping"], told["settings"]["level"]) == (True, "info")
    (problem,) = told["problems"]
    assert problem.startswith(f"{name} ")
    assert BAD[name] not in problem
    assert said.count(f"convlog: {problem}\n") == 1
    assert "hello" not in said, "printing stays off"
    flagged = [record.fields["entry"]["is_pii"] for record in spool.read(tmp_path) if record.type == "log"]
    assert flagged == [True], "entries stay flagged"


#: Every variable, and a home, of which each may come with bytes that are no text.
NO_TEXT = sorted({*GOOD, *BAD, "CONVLOG_SPOOL_DIR", "CONVLOG_SEND_IN_TESTS", "XDG_STATE_HOME"})


@pytest.mark.parametrize("name", NO_TEXT)
def bytes_that_are_no_text_in_one_setting_switch_off_no_other(tmp_path: Path, name: str) -> None:
    value = "yes\udcff"
    told, said = _run(tmp_path, **GOOD | {name: value})
    problems = [problem for problem in told["problems"] if problem.startswith(f"{name} ")]
    assert len(problems) == 1
    assert told["problems"] == problems
    assert said.count(f"convlog: {problems[0]}\n") == 1
    assert value not in said
    assert "\\udc" not in said
    assert "hello" not in said, "printing stays off"
    for setting in {"url", "project_id", "account_id"} - {name.removeprefix("CONVLOG_").lower()}:
        assert told["settings"][setting] == GOOD[f"CONVLOG_{setting.upper()}"]
    if name != "CONVLOG_SPOOL_DIR":
        flagged = [record.fields["entry"]["is_pii"] for record in spool.read(tmp_path) if record.type == "log"]
        assert flagged == [True], "entries stay flagged"


def what_is_personal_stays_unprinted_where_the_setting_is_no_text(tmp_path: Path) -> None:
    told, said = _run(tmp_path, CONVLOG_CONSOLE="yes", CONVLOG_CONSOLE_PII="yes\udcff")
    assert len(told["problems"]) == 1
    assert "hello" in said
    assert "900123" not in said


def a_name_that_is_no_text_is_passed_over(tmp_path: Path) -> None:
    told, _ = _run(tmp_path, **GOOD | {"CONVLOG_\udcff": "1"})
    assert told["problems"] == []


def all_of_them_at_once_are_said_each_once(tmp_path: Path) -> None:
    told, said = _run(tmp_path, **GOOD | BAD)
    assert len(told["problems"]) == len(BAD)
    assert all(said.count(problem) == 1 for problem in told["problems"])
    assert "hello" not in said


@pytest.mark.parametrize("url", ["convlog.example", "localhost:8080", "ftp://x", "://", "postgres://x"])
def a_server_that_cannot_be_read_is_no_reason_to_print(tmp_path: Path, url: str) -> None:
    told, said = _run(tmp_path, CONVLOG_URL=url, CONVLOG_PROJECT_ID="desk")
    assert (told["settings"]["url"], told["settings"]["project_id"], told["spool"]) == (None, "desk", "disk")
    assert "hello" not in said
    assert "CONVLOG_URL must begin with http:// or https://" in said


@pytest.mark.parametrize(
    ("text", "on"),
    [
        *[(text, True) for text in ("TRUE", "t", "Y", "Enabled", " on \n")],
        *[(text, False) for text in ("False", "F", "no", "OFF", "\t0 ")],
    ],
)  # fmt: skip
def yes_and_no_are_taken_in_every_usual_spelling(tmp_path: Path, text: str, on: bool) -> None:
    switches = ("CONVLOG_CONSOLE", "CONVLOG_DEFAULT_PII", "CONVLOG_CONSOLE_PII", "CONVLOG_PLAIN_WRITES")
    told, said = _run(tmp_path, **dict.fromkeys(switches, text))
    assert told["problems"] == []
    assert ("hello" in said, "900123" in said) == (on, on)
    assert told["spool"] == ("written" if on else "disk")
    assert [r.fields["entry"]["is_pii"] for r in spool.read(tmp_path) if r.type == "log"] == [on]


@pytest.mark.parametrize("space", [" ", "\n", "\t", "\r\n", "\u00a0"])
def white_space_around_settings_is_none_of_them(tmp_path: Path, space: str) -> None:
    told, _ = _run(
        tmp_path,
        CONVLOG_URL=f"{space}http://127.0.0.1:9{space}",
        CONVLOG_API_KEY=f"key{space}",
        CONVLOG_PROJECT_ID=f"{space}desk{space}",
        CONVLOG_LEVEL=f"{space}Warning{space}",
        CONVLOG_ENVIRONMENT=f"uat{space}",
    )
    assert told["problems"] == []
    settings = told["settings"]
    assert (settings["url"], settings["project_id"], settings["level"]) == ("http://127.0.0.1:9", "desk", "warning")
    assert told["env"] == "uat"


@pytest.mark.parametrize("environment", ["staging", "uat-2", "prod eu", "Test", "dev"])
def any_environment_is_taken(tmp_path: Path, environment: str) -> None:
    told, _ = _run(tmp_path, CONVLOG_ENVIRONMENT=environment)
    assert (told["env"], told["problems"]) == (environment, [])
    program = f"import convlog; convlog.configure(environment=' {environment} ')" + PROGRAM
    told, _ = _run(tmp_path, program)
    assert told["env"] == environment


def what_is_given_to_configure_is_told_at_once_and_changes_nothing(tmp_path: Path) -> None:
    program = """
        import convlog, json
        convlog.configure(url="http://127.0.0.1:9", project_id="desk", level="error", console="off")
        before = convlog.stats()["spool_dir"]
        refused = []
        for wrong in ({"url": "nowhere"}, {"level": "loud"}, {"console": "perhaps"}, {"default_pii": 2.5},
                      {"flush_interval": -1}, {"spool_bytes_max": 1}, {"environment": "e" * 300},
                      {"project_id": 5}, {"level": 10, "url": "nowhere", "api_key": "a b"}):
            try:
                convlog.configure(**wrong)
            except convlog.ConfigurationError as error:
                refused.append([name in str(error) for name in wrong])
        conv = convlog.Conversation("CA1")
        conv.log.error("still recorded")
        stats = convlog.stats()
        print(json.dumps([refused, stats["spool_dir"] == before, stats["recorded"] > 0, stats["shipper_running"],
                          convlog._config.settings()["project_id"]]))
    """
    (refused, *rest), _ = _run(tmp_path, program)
    assert refused == [[True]] * 8 + [[True] * 3]
    assert rest == [True, True, True, "desk"]


# Names that are no fields.


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("langauge", "language"),
        ("tag", "tags"),
        ("caller", None),
        ("from_numbr", "from_number"),
        ("idd", None),
        ("User", None),
    ],
)
def a_name_that_is_no_field_raises_at_once_and_opens_nothing(
    conv: Conversation, captured: testing.Captured, name: str, meant: str | None
) -> None:
    before = len(captured.records)
    for use in (
        lambda: Conversation("CA2", **{name: 1}),
        lambda: conv.update(**{name: 1}),
        lambda: conv.turn("hello", **{name: 1}),
        lambda: conv.span("llm", **{name: 1}),
        lambda: conv.turn().span("llm", **{name: 1}),
    ):
        with pytest.raises(TypeError, match=f"no field {name}"):
            use()
    assert [record.type for record in captured.records[before:]] == ["turn"]
    if meant is not None:
        with pytest.raises(TypeError, match=meant):
            conv.update(**{name: 1})


def update_takes_the_names_of_the_constructor(conv: Conversation, captured: testing.Captured) -> None:
    conv.update(
        env="uat", channel="SMS", direction="outbound", caller_number="+44 7700 900123", callee_number=pii("+1"),
        variant_id="b", language="en", started_at="2025-01-01T10:00:00Z", state={"step": 4},
    )  # fmt: skip
    told = captured.of("conversation")[-1]
    assert told.fields == {
        "environment": "uat", "channel": "SMS", "direction": "outbound", "from_number": "+44 7700 900123",
        "to_number": "+1", "variant_id": "b", "language": "en", "started_at": "2025-01-01T10:00:00Z",
        "state": {"step": 4}, "pii": ["/to_number"],
    }  # fmt: skip
    assert (conv.env, conv.caller_number, conv.state.step, conv.variant) == ("uat", "+44 7700 900123", 4, "b")


@pytest.mark.parametrize("name", ["id", "account_id", "project_id"])
def what_a_conversation_is_cannot_be_changed(conv: Conversation, name: str) -> None:
    with pytest.raises(TypeError, match=f"{name} of a conversation cannot be changed"):
        conv.update(**{name: "other"})


def functions_of_agent_studio_may_name_what_they_like(captured: testing.Captured) -> None:
    conv = studio.Conversation("CA1", integration_attributes={"x": 1}, env="sandbox", sip_headers=None)
    conv.update(language="en", anything=[1])
    assert (conv.integration_attributes, conv.anything, conv.env) == ({"x": 1}, [1], "sandbox")
    assert captured.of("conversation")[-1].fields == {"language": "en"}


@pytest.mark.parametrize("space", [" ", "\n", "\t", "\u00a0", "\r\n"])
def white_space_around_ids_is_none_of_them(captured: testing.Captured, space: str) -> None:
    conv = Conversation(
        f"{space}CA1{space}", account_id=f"acme{space}", project_id=f"{space}desk", language=f"en{space}"
    )
    turn = conv.turn(id=f"t1{space}")
    with conv.function(f"f{space}", function_id=f"{space}17"):
        pass
    assert (conv.id, turn.id) == ("CA1", "t1")
    assert {(r.conversation_id, r.account_id, r.project_id) for r in captured.records} == {("CA1", "acme", "desk")}
    assert captured.of("conversation")[0].fields["language"] == "en"
    assert (captured.events()[0]["name"], captured.events()[0]["function_id"]) == ("f", "17")
    assert len(Conversation(space).id) == 36, "an id of white space alone is none"


@pytest.mark.parametrize("value", ["maybe", 2, "", [], object(), 0.5, "ja"])
def a_flag_that_is_none_is_left_out_and_its_record_kept(
    conv: Conversation, captured: testing.Captured, value: Any
) -> None:
    before = convlog.stats()["fields_left_out"]
    conv.update(handoff=value, tags=["a", "b"], language="en")
    left_out = {"handoff": None, "_mended": {"handoff": "left_out"}}
    assert captured.of("conversation")[-1].fields == {"tags": ["a", "b"], "language": "en", **left_out}
    assert convlog.stats()["fields_left_out"] == before + 1


@pytest.mark.parametrize(("value", "is_set"), [("yes", True), ("No", False), (1, True), (0, False), (" t ", True)])
def a_flag_is_read_as_people_write_it(conv: Conversation, captured: testing.Captured, value: Any, is_set: bool) -> None:
    conv.update(handoff=value)
    assert captured.of("conversation")[-1].fields == {"handoff": is_set, "_mended": {"handoff": "mended"}}


# The names that other loggers have.


LEVELS = {"debug": "info", "warn": "warning", "critical": "error", "exception": "error"}


@pytest.mark.parametrize("name", LEVELS)
def a_name_of_another_logger_is_recorded_and_pointed_out_once_for_each_line(
    conv: Conversation, captured: testing.Captured, capfd: pytest.CaptureFixture[str], name: str
) -> None:
    convlog._hints.forget()
    log = getattr(conv.log, name)
    for number in range(3):
        log("said", number=number)
    log()
    log("positional", True, "more", content=1)
    log(content="by name", is_pii=True, level=5)
    convlog._console.drain(5)
    assert [entry["level"] for entry in captured.entries] == [LEVELS[name]] * 6
    assert [entry["content"] for entry in captured.entries] == ["said"] * 3 + ["", "positional", "by name"]
    assert (captured.entries[4]["is_pii"], captured.entries[4]["_args"]) == (True, ["more"])
    sites = [site for site in convlog.stats()["call_sites"] if site["habit"] == name]
    assert sorted(site["count"] for site in sites) == [1, 1, 1, 3]
    assert capfd.readouterr().err.count(f"calls conv.log.{name}, which is conv.log.{LEVELS[name]}") == 4


@pytest.mark.parametrize("given", [{}, {"exc_info": True}, {"a": 1}, {"is_pii": False}, {"exc_info": ValueError("b")}])
def exception_takes_the_one_that_is_being_handled(
    conv: Conversation, captured: testing.Captured, given: dict[str, Any]
) -> None:
    try:
        raise KeyError("a")
    except KeyError:
        conv.log.exception("failed", **given)
    conv.log.exception("outside", **given)
    inside, outside = captured.entries
    assert inside["exception"]["type"] == (
        "ValueError" if "exc_info" in given and given["exc_info"] is not True else "KeyError"
    )
    assert ("exception" in outside) == isinstance(given.get("exc_info"), ValueError)


@pytest.mark.parametrize("level", ["warning", "error", "off"])
def a_level_switches_their_names_off_too(level: str) -> None:
    with testing.capture(level=level) as captured:
        conv = Conversation("CA1")
        for name in ("info", "debug", "warning", "warn", "error", "critical", "exception"):
            getattr(conv.log, name)(name)
        expected = {"warning": 5, "error": 3, "off": 0}[level]
        assert len(captured.entries) == expected
    assert _core.internal_failures() == 0
