"""A project or an account that could be none: said at once, and no record is lost or gets to somebody else for it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from live_server import Server

LOGS = """
import json, sys
import convlog

name, given = sys.argv[1], json.loads(sys.argv[2])
convlog.Conversation(name, **given).log.info("Wrote to whom?")
told = convlog.stats()
left = convlog.flush(20)
stats = convlog.stats()
problems = {problem["code"]: problem["advice"] for problem in stats["problems"]}
print(json.dumps([[problem["code"] for problem in told["problems"]], stats["settings_problems"], problems,
                  stats["rejected"], stats["dead_letters"], left.records]))
"""
NO_IDS = ["Front Desk", "a/b", "..", "caf\u00e9", "p" * 257, "x\ny"]


def _log(server: Server, spool: Path, name: str, given: dict[str, Any], **variables: str) -> tuple[list[Any], str]:
    environment = server.environment(spool, CONVLOG_CONSOLE="0", **variables)
    command = [sys.executable, "-c", LOGS, name, json.dumps(given)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), done.stderr


@pytest.mark.parametrize("project", NO_IDS)
def the_default_project_stands_in_for_a_conversations_that_could_be_none(
    server: Server, conversation: str, tmp_path: Path, project: str
) -> None:
    (at_once, _, problems, rejected, letters, left), said = _log(
        server, tmp_path / "spool", conversation, {"project_id": project}
    )
    assert (at_once, rejected, letters, left) == (["invalid_project_id"], 0, 0, 0)
    assert "the default project is used" in problems["invalid_project_id"]
    (line,) = said.splitlines()
    assert "a project_id was given that is none" in line
    assert project not in line, "no value is repeated"
    assert [entry["content"] for entry in server.reader().entries(conversation)] == ["Wrote to whom?"]


@pytest.mark.parametrize("variable", ["CONVLOG_PROJECT_ID", "CONVLOG_ACCOUNT_ID"])
@pytest.mark.parametrize("value", NO_IDS)
def a_setting_that_could_be_none_is_said_and_what_the_key_reaches_is_used(
    server: Server, conversation: str, tmp_path: Path, variable: str, value: str
) -> None:
    (_, settings, problems, rejected, letters, left), said = _log(
        server, tmp_path / "spool", conversation, {}, **{variable: value}
    )
    assert (problems, rejected, letters, left) == ({}, 0, 0, 0)
    assert len(settings) == 1
    assert settings[0].startswith(f"{variable} must be ")
    assert said == f"convlog: {settings[0]}\n"
    assert [entry["content"] for entry in server.reader().entries(conversation)] == ["Wrote to whom?"]


@pytest.mark.parametrize("account", ["Acme Ltd", "acme/uk", "agents", "acm\u00e9", "a" * 300])
def nothing_stands_in_for_an_account_that_could_be_none(
    server: Server, conversation: str, tmp_path: Path, account: str
) -> None:
    (at_once, _, problems, rejected, letters, left), said = _log(
        server, tmp_path / "spool", conversation, {"account_id": account}
    )
    assert at_once == ["invalid_account_id"]
    assert letters == rejected > 0 == left
    assert "no other account is used" in problems["invalid_account_id"]
    assert "dead letter" in problems["invalid_account_id"]
    assert said.count("an account_id was given that is none") == 1
    assert server.reader().detail(conversation).status == 404
    (kept,) = (tmp_path / "spool").glob("dead-letters/*.ndjson")
    assert "Wrote to whom?" in kept.read_text()


@pytest.mark.parametrize("project", NO_IDS)
def by_http_a_project_that_could_be_none_is_left_out_and_said(server: Server, conversation: str, project: str) -> None:
    record = {"type": "log", "conversation_id": conversation, "project_id": project}
    answer = server.send([record | {"entry": {"level": "info", "content": "By hand"}}])
    assert ("field_left_out", "project_id") in {(note["code"], note["field"]) for note in answer["notes"]}
    assert [entry["content"] for entry in server.reader().entries(conversation)] == ["By hand"]


def by_http_a_key_of_several_projects_takes_no_guess(server: Server, conversation: str) -> None:
    key = server.key("ingest", projects=("front-desk", "back-office"))
    record = {"type": "conversation", "conversation_id": conversation, "project_id": "Front Desk"}
    answer = server.ask("POST", "/v1/ingest", key, json.dumps(record).encode())
    assert [(error["code"], error["field"]) for error in answer.json["errors"]] == [("missing_field", "project_id")]
