"""What is too large, too deep or without end is cut, and `_truncated` names what was."""

from __future__ import annotations

import collections
import dataclasses
import json
from typing import Any

from convlog import Conversation, _core, testing


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


def control_characters_do_not_carry_an_entry_past_its_limit(conv: Conversation, captured: testing.Captured) -> None:
    conv.log.info("x", **{f"k{number}": "\x01" * 32_000 for number in range(5)}, last=1)  # type: ignore[arg-type]
    record = captured.of("log")[0]
    assert len(record.json) <= 256 * 1024
    assert record.fields["last"] == 1
    assert record.fields["_truncated"] == [""]
