"""How functions of a real process came out, as readers of a list and of a page are told."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import Run
from live_server import Server

OUTCOMES = {
    "returns": ("ok", None),
    "logs": ("logged_error", None),
    "hides": ("ok", None),
    "raises": ("raised", None),
    "leaves": ("cancelled", "exit"),
    "speaks": ("cancelled", "barge-in"),
    "streams": ("cancelled", "consumer"),
    "hangs": ("unfinished", None),
}


@pytest.mark.parametrize(("permissions", "hides", "errors"), [("read", "ok", 1), ("read,pii", "logged_error", 2)])
def every_reader_is_told_the_same_by_the_list_and_the_page(
    server: Server, conversation: str, run: Run, permissions: str, hides: str, errors: int
) -> None:
    run("ends_in_every_way", conversation)
    reader = server.reader(permissions)
    path = "/api/projects/front-desk/conversations"
    page = reader.get(f"{path}/{conversation}").json
    events: list[dict[str, Any]] = [event for turn in page["turns"] for event in turn["events"] if event["id"]]
    told = {event["fields"]["name"]: (event["outcome"], event["fields"].get("cancelled_by")) for event in events}
    assert told == OUTCOMES | {"hides": (hides, None)}
    (streams,) = [event for event in events if event["fields"]["name"] == "streams"]
    assert [entry["entry"]["content"] for entry in streams["entries"]] == ["Closed the stream"]
    assert not any("hangup" in event["fields"] for event in events)
    found = reader.get(path, has="errors", limit=200).json["conversations"]
    (row,) = [row for row in found if row["id"] == conversation]
    counted = ("errors", "warnings", "functions", "failed_functions", "entries")
    assert {name: row[name] for name in counted} == {name: page["counts"][name] for name in counted}
    assert (row["errors"], row["functions"], row["failed_functions"]) == (errors, 8, 2)
    runs = reader.get("/api/projects/front-desk/functions/speaks/runs").json["runs"]
    assert {(run["outcome"], run["failed"]) for run in runs} == {("cancelled", False)}
