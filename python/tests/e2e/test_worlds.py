"""Calls that differ only in what is personal are told apart by no answer, through the real SDK.

`make prove` goes on with this for as long as one likes.
"""

from __future__ import annotations

import sys
from pathlib import Path

import live_server

sys.path.insert(0, str(Path(__file__).parents[2] / "benches"))

from _worlds.answers import comparable
from _worlds.plan import steps
from _worlds.round import Round


def no_answer_tells_calls_apart_that_differ_in_what_is_personal(server: live_server.Server, tmp_path: Path) -> None:
    played = Round(server, tmp_path, 1, 16)
    played.play()
    assert played.differences == [], f"{len(played.differences)} of {played.pairs}:\n" + "\n".join(
        played.differences[:3]
    )
    assert played.pairs > 100


def the_steps_of_a_seed_are_always_the_same() -> None:
    assert steps(7) == steps(7)
    kinds = {step[0] for seed in range(40) for step in steps(seed)}
    assert kinds == {"turn", "function", "return", "open", "value", "state", "loop", "exception", "hidden"}


def what_each_run_draws_is_left_out_and_nothing_else() -> None:
    def answer(body: str) -> str:
        return comparable(live_server.Answer(200, [("Content-Type", "application/json")], body.encode()), "p")

    drawn = '{"id":"%032x","at":"2026-01-01T10:00:00.%06dZ","duration_ms":%d,"again":"%032x"}'
    assert answer(drawn % (1, 2, 3, 1)) == answer(drawn % (4, 5, 6, 4))
    assert answer(drawn % (1, 2, 3, 1)) != answer(drawn % (4, 5, 6, 7)), "which are the same is not drawn"
    bar = '{"start":"2026-01-01T10:00:0%dZ","info":%d,"warning":0,"error":%d}'
    split = [f'{{"seconds":1,"bars":[{bar % (0, 2, 0)},{bar % (1, more, 1)}]}}' for more in (1, 2)]
    whole = f'{{"seconds":60,"bars":[{bar % (0, 3, 1)}]}}'
    assert answer(split[0]) == answer(whole) != answer(split[1])
    for one, other in [("[1]", "[2]"), ('["a"]', '["b"]'), ('{"hints":[]}', '{"hints":["x"]}'), ("[1]", "[1,1]")]:
        assert answer(one) != answer(other)
