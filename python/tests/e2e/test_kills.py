"""SIGKILL to producers and to the server at random moments: no returned call and no acknowledged batch is lost.

`make kills` goes on with this for as long as one likes.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benches"))

from _kills.content import line
from _kills.round import Round
from _kills.verdict import Verdict


def fifty_kills_lose_nothing_and_repeat_nothing(tmp_path: Path) -> None:
    played = Round(1, tmp_path / "round")
    played.play(50)
    assert played.verdict.is_good, "\n".join(played.verdict.findings)
    assert played.kills.total() >= 50
    assert played.kills["server"] > 0
    assert played.verdict.lines > 1000
    assert played.batches > 0


def _entries(*numbers: int) -> list[dict[str, Any]]:
    return [line("life", number).as_entry() | {"timestamp": "2026-01-01T00:00:00Z"} for number in numbers]


@pytest.mark.parametrize(
    ("entries", "counts"),
    [
        (_entries(0, 1, 2), (0, 0, 0)),
        (_entries(0, 1, 2, 3), (0, 0, 0)),
        (_entries(0, 2), (1, 0, 0)),
        (_entries(0, 1, 1, 2), (0, 1, 0)),
        (_entries(0, 1, 2, 3, 4), (0, 0, 1)),
        (_entries(0, 2, 1), (0, 0, 1)),
        ([*_entries(0, 1), _entries(2)[0] | {"text": "other"}], (0, 0, 1)),
        ([*_entries(0, 1), _entries(2)[0] | {"more": 1}], (0, 0, 1)),
        ([], (3, 0, 0)),
    ],
)
def what_is_lost_repeated_or_changed_is_counted(entries: list[dict[str, Any]], counts: tuple[int, int, int]) -> None:
    verdict = Verdict()
    verdict.judge("life", entries, returned=3, under_way=1)
    assert (verdict.lost, verdict.duplicated, verdict.corrupt) == counts
    assert verdict.is_good == (counts == (0, 0, 0))
