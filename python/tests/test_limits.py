"""What is too large, too deep or without end is cut, and `_truncated` names what was."""

from __future__ import annotations

import collections
import dataclasses
import json
from typing import Any

from convlog import Conversation, _core, pii, testing


def a_huge_number_is_hexadecimal_and_exact_as_long_as_it_fits() -> None:
    number = 7**2000
    assert json.loads(_core.Snapshot(number).json) == hex(number)
    cut = _core.Snapshot(1 << 200_000)
    assert len(json.loads(cut.json)) == 32 * 1024
    assert cut.cut == [""]


def cycles_end_with_a_marker_that_is_noted() -> None:
    loop: list[Any] = [1]
    loop.append(loop)
    cyclic: dict[str, Any] = {"self": None, "list": loop}
    cyclic["self"] = cyclic
    snapshot = _core.Snapshot(cyclic)
    assert json.loads(snapshot.json) == {"self": "[cycle]", "list": [1, "[cycle]"]}
    assert snapshot.cut == ["/self", "/list/1"]


def a_dataclass_that_holds_itself_ends() -> None:
    @dataclasses.dataclass
    class Node:
        next: Any

    node = Node(None)
    node.next = [node]
    assert json.loads(_core.Snapshot(node).json) == {"next": ["[cycle]"]}


def the_same_value_twice_is_no_cycle() -> None:
    shared = {"a": 1}
    assert json.loads(_core.Snapshot([shared, shared]).json) == [shared, shared]


def sixteen_levels_are_kept_and_the_seventeenth_is_marked() -> None:
    value: Any = "core"
    for _ in range(16):
        value = [value]
    assert json.loads(_core.Snapshot(value).json) == value
    snapshot = _core.Snapshot([value])
    assert "[too deep]" in snapshot.json.decode()
    assert snapshot.cut == ["/0" * 16]


def an_object_that_unfolds_for_ever_ends() -> None:
    class Endless(collections.abc.Mapping[str, Any]):
        def __getitem__(self, name: str) -> Any:
            return Endless()

        def __iter__(self) -> Any:
            return iter(["more"])

        def __len__(self) -> int:
            return 1

    assert b"[too deep]" in _core.Snapshot(Endless()).json


def ten_thousand_values_are_kept_and_the_rest_noted() -> None:
    snapshot = _core.Snapshot({"many": list(range(20_000)), "after": 1})
    value = json.loads(snapshot.json)
    assert len(value["many"]) == 9_999
    assert snapshot.cut[0] == "/many"


def an_iterable_without_end_is_cut() -> None:
    class Forever(collections.abc.Mapping[int, int]):
        def __getitem__(self, key: int) -> int:
            return key

        def __iter__(self) -> Any:
            number = 0
            while True:
                yield number
                number += 1

        def __len__(self) -> int:
            return 1

    snapshot = _core.Snapshot(Forever())
    assert len(json.loads(snapshot.json)) == 10_000
    assert snapshot.cut == [""]


def a_long_text_is_cut_between_characters_and_noted(conv: Conversation, captured: testing.Captured) -> None:
    conv.log.info("é" * 20_000, note="☃" * 20_000, deep={"a/b": ["x" * 40_000]})
    entry = captured.entries[0]
    assert entry["content"] == "é" * (16 * 1024)
    assert entry["note"] == "☃" * (32 * 1024 // 3)
    assert entry["_truncated"] == ["/content", "/note", "/deep/a~1b/0"]


def long_bytes_are_cut_and_noted() -> None:
    for data in (b"x" * 40_000, "é".encode() * 40_000, b"\xff" * 40_000):
        snapshot = _core.Snapshot(data)
        assert len(json.loads(snapshot.json).encode()) <= 32 * 1024
        assert snapshot.cut == [""]


def a_long_repr_is_cut_and_noted() -> None:
    class Wordy:
        def __repr__(self) -> str:
            return "w" * 5_000

    snapshot = _core.Snapshot(Wordy())
    assert json.loads(snapshot.json) == "w" * 1024
    assert snapshot.cut == [""]


def an_entry_past_its_limit_keeps_what_fits(conv: Conversation, captured: testing.Captured) -> None:
    big = {f"k{number}": "x" * 30_000 for number in range(20)}
    conv.log.info("x", first=1, big=big, last="still here")
    record = captured.of("log")[0]
    entry = record.fields
    assert len(record.json) <= 256 * 1024
    assert (entry["first"], entry["last"]) == (1, "still here")
    assert 1 < len(entry["big"]) < 20
    assert entry["_truncated"] == ["/big"]


def personal_values_take_no_room_from_open_ones(conv: Conversation, captured: testing.Captured) -> None:
    def open_part(secret: Any) -> tuple[dict[str, Any], set[str]]:
        captured.clear()
        many = list(range(6_000))
        conv.log.info(pii("c" * len(repr(secret))), secret=pii(secret), text="x" * 32_000, many=many, more=many)
        record = captured.of("log")[0]
        fields = record.fields
        assert len(record.json) <= 2 * 256 * 1024
        marks = set(fields.pop("_truncated"))
        assert (fields.pop("content"), fields.pop("secret")) != ("", None)
        return fields, {mark for mark in marks if not mark.startswith(("/content", "/secret"))}

    small = open_part(1)
    assert small[1] == {"/more"}
    assert small[0]["more"] == list(range(4_000))
    for large in ("s" * 40_000, ["s" * 30_000] * 20, list(range(20_000)), {"deep": {"er": ["s" * 30_000] * 9}}):
        assert open_part(large) == small


def personal_values_of_one_entry_share_what_they_may_take(conv: Conversation, captured: testing.Captured) -> None:
    conv.log.info("x", one=[pii(["s" * 30_000] * 8), pii("t" * 30_000), pii(1)], last=1)
    record = captured.of("log")[0]
    first, second, third = record.fields["one"]
    assert ([len(text) for text in first], second, third) == ([30_000] * 8, "[too large]", 1)
    assert record.fields["last"] == 1
    assert record.fields["_truncated"] == ["/one/1"]
    assert record.pii == ["/entry/one/0", "/entry/one/1", "/entry/one/2"]


def a_personal_value_that_did_not_fit_leaves_its_room(conv: Conversation, captured: testing.Captured) -> None:
    def kept(secret: str) -> dict[str, Any]:
        captured.clear()
        # The first field goes, whatever its personal part is; what it took is there for the others.
        conv.log.info("x", first=[pii(secret), *["x" * 30_000] * 9], second=["x" * 30_000] * 9, third="x" * 30_000)
        return {name: value for name, value in captured.entries[0].items() if name != "first"}

    assert kept("s") == kept("s" * 30_000)


def a_record_is_short_enough_for_a_line_however_large_its_personal_values_are(
    conv: Conversation, captured: testing.Captured
) -> None:
    large = {"all": ["s" * 30_000] * 40}
    names = ("arguments", "result", "content", "handoff", "transition", "state_changes")
    personal = {name: pii(large) for name in names}
    with conv.function("f", {"open": 1}) as event:
        scope = event._scope
        assert scope is not None
        scope.record({**personal, "utterance": "open", "error": {"message": pii("short"), "type": "E"}})
    record = captured.of("function_event")[1]
    assert len(record.json) < 4 * 1024 * 1024
    assert (record.fields["utterance"], record.fields["error"]["type"]) == ("open", "E")
    assert {record.fields[name] for name in personal} == {"[too large]"}
    assert set(record.fields["_truncated"]) == set(record.pii) == {f"/{name}" for name in personal} | {"/error/message"}


def a_snapshot_with_personal_values_takes_no_room_from_its_neighbours(
    conv: Conversation, captured: testing.Captured
) -> None:
    def changes(secret: Any) -> Any:
        captured.clear()
        conv.state.clear()
        with conv.function("f"):
            for name in ("a", "b", "c"):
                conv.state[name] = {"secret": pii(secret), "open": ["x" * 30_000] * 12}
        (event,) = captured.events()
        added = event["state_changes"]["added"]
        assert all(value.pop("secret") for value in added.values())
        return added, [mark for mark in event.get("_truncated", []) if "secret" not in mark]

    small = changes("s")
    assert list(small[0]) == ["a", "b"]
    assert small[1] == ["/state_changes/added"]
    assert changes(["s" * 30_000] * 30) == small


def control_characters_do_not_carry_an_entry_past_its_limit(conv: Conversation, captured: testing.Captured) -> None:
    conv.log.info("x", **{f"k{number}": "\x01" * 32_000 for number in range(5)}, last=1)  # type: ignore[arg-type]
    record = captured.of("log")[0]
    assert len(record.json) <= 256 * 1024
    assert record.fields["last"] == 1
    assert record.fields["_truncated"] == [""]
