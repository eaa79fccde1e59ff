"""One rule for the form of a field: a value is stored as the same whether the package or anybody sends it."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from live_server import Server

BOM, ZERO_WIDTH, JOINER = "\ufeff", "\u200b", "\u2060"
AT_TEN = "2026-11-30T10:00:00.000000Z"
LEFT_OUT = None
#: A field of a conversation, an odd value of it, and what is stored: what is plainly meant, or nothing.
TABLE: list[tuple[str, Any, Any]] = [
    ("direction", "In-Bound", "inbound"),
    ("direction", f"{ZERO_WIDTH}OUT BOUND{BOM}", "outbound"),
    ("direction", "Outgoing call", "outbound"),
    ("direction", ["inbound"], LEFT_OUT),
    ("direction", True, LEFT_OUT),
    ("direction", "in or out", LEFT_OUT),
    ("language", f"{BOM}en-GB", "en-GB"),
    ("language", f"\u2003en-GB{JOINER}\n", "en-GB"),
    ("language", ["en", "de"], LEFT_OUT),
    ("language", {"code": "en"}, LEFT_OUT),
    ("language", True, LEFT_OUT),
    ("language", 44, "44"),
    ("language", "", LEFT_OUT),
    ("variant_id", 2.5, "2.5"),
    ("variant_id", f"a{ZERO_WIDTH}b", f"a{ZERO_WIDTH}b"),
    ("variant_id", "a\x07b", "a?b"),
    ("variant_id", [1], LEFT_OUT),
    ("handoff", " Enabled ", True),
    ("handoff", "disabled", False),
    ("handoff", "1.00", True),
    ("handoff", "true.0", LEFT_OUT),
    ("handoff", 0.5, LEFT_OUT),
    ("handoff", [True], LEFT_OUT),
    ("handoff", "JA", LEFT_OUT),
    ("poly_score", True, LEFT_OUT),
    ("poly_score", "1_000", LEFT_OUT),
    ("poly_score", " +4.5 ", 4.5),
    ("poly_score", "4,5", LEFT_OUT),
    ("poly_score", "0x10", LEFT_OUT),
    ("poly_score", [4], LEFT_OUT),
    ("started_at", "2026-11-30 10:00", AT_TEN),
    ("started_at", "2026-11-30T10:00:00", AT_TEN),
    ("started_at", "20261130T110000+0100", AT_TEN),
    ("started_at", "Mon, 30 Nov 2026 10:00:00 GMT", AT_TEN),
    ("started_at", f"{BOM}1796032800000", AT_TEN),
    ("started_at", 1796032800, AT_TEN),
    ("started_at", "2026-11-30", "2026-11-30T00:00:00.000000Z"),
    ("started_at", -5, LEFT_OUT),
    ("started_at", True, LEFT_OUT),
    ("started_at", "2026-11-30T24:00:00Z", LEFT_OUT),
    ("started_at", "yesterday", LEFT_OUT),
    ("tags", ["a", None, 7, False], ["a", "7", "false"]),
    ("tags", "vip", ["vip"]),
    ("tags", {"vip": None}, ['{"vip":null}']),
    ("tags", [["x"], {"a": 1}], ['["x"]', '{"a":1}']),
    ("end_reason", {"code": 7}, '{"code":7}'),
    ("end_reason", [1, None], "[1,null]"),
    ("end_reason", True, "true"),
    ("state", [1, 2], {"value": [1, 2]}),
    ("state", '{"a": 1}', {"a": 1}),
    ("state", "x", {"value": "x"}),
    ("project_id", f"{BOM}front-desk ", "front-desk"),
]
SENDS = """
import json, sys
import convlog

for name, fields in json.load(sys.stdin):
    conv = convlog.Conversation(name)
    if "project_id" in fields:
        conv = convlog.Conversation(name, **fields)
    conv.update(summary="kept", **{key: value for key, value in fields.items() if key != "project_id"})
print(convlog.flush(30).records, convlog.stats()["rejected"])
"""


@pytest.fixture(scope="module")
def stored(server: Server, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Send each value in both ways; return what is stored of each record's conversation."""
    given = [(f"{number}", {field: value}) for number, (field, value, _) in enumerate(TABLE)]
    by_package = [(f"package-{name}", fields) for name, fields in given]
    own = {"CONVLOG_CONSOLE": "0", "CONVLOG_ENVIRONMENT": ""}
    environment = server.environment(tmp_path_factory.mktemp("forms") / "spool", **own)
    sent = subprocess.run(
        [sys.executable, "-c", SENDS], input=json.dumps(by_package), env=environment, capture_output=True, text=True
    )
    assert sent.stdout.split() == ["0", "0"], sent.stderr
    records = [
        {"type": "conversation", "conversation_id": f"http-{name}", "summary": "kept", **fields}
        for name, fields in given
    ]
    answer = server.send(json.dumps(record, separators=(",", ":")) for record in records)
    assert (answer["accepted"], answer["rejected"]) == (len(TABLE), 0)
    reader = server.reader("read,pii")
    return {
        f"{way}-{name}": reader.get(f"/api/projects/front-desk/conversations/{way}-{name}").json["fields"]
        for way in ("package", "http")
        for name, _ in given
    }


@pytest.mark.parametrize("number", range(len(TABLE)))
def a_value_is_stored_as_the_same_by_whomever_it_is_sent(stored: dict[str, dict[str, Any]], number: int) -> None:
    field, _, expected = TABLE[number]
    package, http = stored[f"package-{number}"], stored[f"http-{number}"]
    assert (package["summary"], http["summary"]) == ("kept", "kept")
    if field != "project_id":
        assert (package.get(field), http.get(field)) == (expected, expected)
