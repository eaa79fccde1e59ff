"""What is personal does not leave the server for a key without the permission, nor lie open on its disk."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from conftest import Run
from live_server import Answer, Server

#: What is kept but answered by no resource: only the disk can be searched for it.
NOT_ANSWERED = (
    "contact", "end reason", "result", "result of a decorated function", "input of a span", "output of a span",
    "attribute of a span", "query of a span", "request body of a span", "response body of a span",
)  # fmt: skip
_numbers = itertools.count(1)


class Secrets:
    """A conversation full of personal words, each said in one place."""

    def __init__(self, server: Server, name: str, words: dict[str, str]) -> None:
        self.server = server
        self.words = words
        self.conversations = [name, f"{name}-out"]

    def answers(self, permissions: str) -> dict[str, Answer]:
        return self.server.reader(permissions).everything(self.conversations)

    def found_in(self, content: bytes) -> list[str]:
        """The places whose words occur."""
        return [place for place, word in self.words.items() if word.encode() in content]


@pytest.fixture
def secrets(server: Server, run: Run) -> Secrets:
    name = f"secret-{next(_numbers)}"
    return Secrets(server, name, json.loads(run("says_secrets", name)))


def no_answer_gives_a_personal_word_to_who_may_not_see_it(secrets: Secrets) -> None:
    assert len(secrets.words) > 70
    for name, answer in secrets.answers("read").items():
        assert secrets.found_in(answer.everything) == [], name
    reader = secrets.server.reader("read")
    for name in (*secrets.words.values(), *secrets.conversations):
        # Nor does an error repeat what it was asked for, beyond what the asker wrote himself.
        assert secrets.found_in(reader.detail(name + "-x").body.replace(name.encode(), b"")) == []


def every_personal_word_is_there_for_who_may_see_it(secrets: Secrets) -> None:
    everything = b"".join(answer.everything for answer in secrets.answers("read,pii").values())
    missing = set(secrets.words) - set(secrets.found_in(everything))
    assert missing <= set(NOT_ANSWERED), missing - set(NOT_ANSWERED)


def no_personal_word_lies_open_on_the_servers_disk_or_in_its_log(secrets: Secrets) -> None:
    secrets.answers("read,pii")
    files = [path for path in secrets.server.folder.rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {"records.db", "control.db", "server.log", "master.key"}
    for path in files:
        assert secrets.found_in(path.read_bytes()) == [], path.name
    assert any(b"look_up" in path.read_bytes() for path in files), "what is open is found this way"


def a_refused_record_gives_nothing_personal_away(server: Server, conversation: str) -> None:
    word = "Canary999xqRefused"
    wrong = [
        {"type": "log", "conversation_id": conversation, "entry": {"level": word, "content": word, "is_pii": True}},
        {"type": "turn", "conversation_id": conversation, "turn_id": "t", "user_input": {"a": word}, "barge_in": word},
        {"type": "log", "conversation_id": conversation, "entry": {"level": "info", "a": 1}, "pii": [f"/entry/{word}"]},
        {"type": word, "conversation_id": conversation},
        {"type": "metric", "conversation_id": conversation, "name": "M", "value": 1, "timestamp": word},
    ]
    body = "\n".join(json.dumps(record) for record in wrong).encode() + f'\n{{"type": "{word}'.encode()
    answer = server.ask("POST", "/v1/ingest", server.key("ingest"), body)
    assert answer.status in (207, 422)
    assert word.encode() not in answer.everything
    assert word.encode() not in server.log.read_bytes()


def a_conversation_of_hidden_entries_alone_does_not_exist(server: Server, conversation: str) -> None:
    line = {"type": "log", "conversation_id": conversation, "turn_id": "t", "function_event_id": "f"}
    server.send([line | {"entry": {"level": "error", "content": "hidden", "is_pii": True}}])
    reader = server.reader("read")
    absent = reader.detail("never-heard-of")
    there = reader.detail(conversation)
    assert (there.status, there.body) == (404, absent.body.replace(b"never-heard-of", conversation.encode()))
    assert [name for name, _ in there.headers] == [name for name, _ in absent.headers]
    assert conversation.encode() not in reader.listed(limit=1000).body
    assert [entry["content"] for entry in server.reader("read,pii").entries(conversation)] == ["hidden"]


PRODUCER = "0123456789abcdef0123456789abcdef"
CALL = {"conversation_id": "twin", "producer": PRODUCER}
TURN = CALL | {"turn_id": "t1"}
EVENT = TURN | {"function_event_id": "f1"}


def _records(word: str, with_hidden: bool) -> list[dict[str, Any]]:
    """The same records each time; only what is personal differs, and wholly flagged entries may be missing."""
    rows = [
        CALL | _beginning(word),
        TURN | _turn(word),
        EVENT | {"type": "function_event", "name": "look_up", "started_at": _at(2), "pii": ["/arguments/phone"]}
        | {"arguments": {"phone": word, "open": 1}},
        EVENT | _entry("Open", _at(3), name=word, deep={"list": [1, word]})
        | {"pii": ["/entry/name", "/entry/deep/list/1"]},
        EVENT | _hidden(word, _at(4)),
        TURN | _hidden(word, _at(9)),
        CALL | {"turn_id": "t7", "function_event_id": "f7"} | _hidden(word, "2025-01-01T09:00:00Z"),
        CALL | {"conversation_id": "hidden-twin"} | _hidden(word, _at(5)),
        EVENT | _outcome(word),
        TURN | {"type": "metric", "name": "M", "value": word, "pii": ["/value"]},
        CALL | {"type": "conversation", "ended_at": "2025-01-01T10:02:00Z", "end_reason": word, "tags": [word, "open"]}
        | {"state": {"a": word, "b": 1}, "pii": ["/end_reason", "/state/a", "/tags/0"]},
    ]  # fmt: skip
    for seq, row in enumerate(rows, start=1):
        row["seq"] = seq
        if row["type"] != "log":
            row["timestamp"] = _at(seq)
    return [row for row in rows if with_hidden or not row.get("entry", {}).get("is_pii")]


def _beginning(word: str) -> dict[str, Any]:
    numbers = {"from_number": f"+4477009{len(word)}{word}", "to_number": "+441134960000", "contact": word * 3}
    known = {"started_at": _at(0), "environment": "live", "direction": "inbound"}
    summary = {"heading": f"About {word}", "content": "fine"}
    return {"type": "conversation", "summary": summary, "pii": ["/summary/heading"]} | known | numbers


def _turn(word: str) -> dict[str, Any]:
    said = {"user_input": f"I am {word}", "user_input_dtmf": word, "top_transcripts": [{"text": word}] * len(word)}
    return {"type": "turn", "number": 1, "started_at": _at(1), "pii": ["/user_input"]} | said


def _outcome(word: str) -> dict[str, Any]:
    pointers = [
        "/result",
        "/content",
        "/utterance",
        "/error/message",
        "/state_changes/added/a",
        "/state_changes/updated/b",
    ]
    return {
        "type": "function_event",
        "ended_at": _at(8),
        "duration_ms": 1000,
        "result": {"row": word},
        "content": word * 9,
        "utterance": f"You are {word}.",
        "error": {"type": "ValueError", "message": f"bad {word}", "stacktrace": "File"},
        "state_changes": {"added": {"a": word}, "updated": {"b": [word, word + word]}, "removed": []},
        "pii": pointers,
    }


def _hidden(word: str, timestamp: str) -> dict[str, Any]:
    return _entry(word, timestamp, level="error", is_pii=True)


def _entry(content: str, timestamp: str, **fields: Any) -> dict[str, Any]:
    return {"type": "log", "entry": {"level": "info", "content": content, "timestamp": timestamp} | fields}


def _at(second: int) -> str:
    return f"2025-01-01T10:00:{second:02d}Z"


def two_servers_that_differ_only_in_what_is_personal_answer_alike(tmp_path: Path) -> None:
    answers: list[dict[str, Answer]] = []
    full: list[bytes] = []
    for folder, word, with_hidden in (("one", "Jane", True), ("two", "Maximiliana-Example", False)):
        server = Server(tmp_path / folder).start()
        try:
            server.send(_records(word, with_hidden))
            answers.append(server.reader("read").everything(["twin", "hidden-twin", "nowhere"]))
            full.append(server.reader("read,pii").detail("twin").body)
        finally:
            server.end()
    assert full[0] != full[1], "for who may see it, they differ"
    one, two = answers
    assert one["detail twin"].status == 200
    for name, answer in one.items():
        other = two[name]
        assert (answer.status, answer.body) == (other.status, other.body), name
        assert _lasting(answer) == _lasting(other), name


def _lasting(answer: Answer) -> list[tuple[str, str]]:
    return [(name, value) for name, value in answer.headers if name.lower() != "date"]
