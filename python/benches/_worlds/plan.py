"""What is called, in which order: the same in both worlds but for what is personal, and all of it from a seed.

A step is a list, so that it can be handed to another process as JSON. What is personal in it is a pair, one of each
world; where nothing is said in a world there is None.
"""

from __future__ import annotations

import random
from typing import Any

Step = list[Any]

#: How many lines of the program make log calls: few, so that hidden and open ones come from the same.
SITES = 3
#: Lengths on both sides of what is pointed out, of what is cut, and of what is past every limit.
LENGTHS = (0, 9, 60, 150, 210, 900, 5_000, 40_000, 300_000)
#: Enough calls in a row to be taken for a loop.
LOOP = 80


def steps(seed: int) -> list[Step]:
    """Return the steps of a seed."""
    rng = random.Random(seed)
    drawn: list[Step] = []
    for turn in range(rng.randint(1, 3)):
        drawn.append(["turn", turn])
        for _ in range(rng.randint(1, 4)):
            drawn.append(["function", rng.choice(["look_up", "book"]), [_value(rng), _value(rng)]])
            drawn += [_said(rng) for _ in range(rng.randint(0, 6))]
            drawn.append(
                ["return", rng.choice(["open", "personal", "fail", "fail hidden"]), [_value(rng), _value(rng)]]
            )
        drawn += [_said(rng) for _ in range(rng.randint(0, 3))]
    return drawn


def _value(rng: random.Random) -> str:
    """Return a personal value: nothing else is made of such letters."""
    word = "zq" + "".join(rng.choices("abcdefghij", k=10))
    length = rng.choice(LENGTHS)
    return (word + " " + "q" * length)[: max(length, len(word))]


def _said(rng: random.Random) -> Step:
    site, level = rng.randrange(SITES), rng.choice(["info", "warning", "error"])
    values = [_value(rng), _value(rng)]
    match rng.randrange(8):
        case 0 | 1:
            return ["open", site, level, "said " + "o" * rng.choice((5, 150, 250)), rng.choice((1, 20, 6_000))]
        case 2:
            return ["value", site, level, values]
        case 3:
            return ["state", rng.choice(["name", "number"]), values]
        case 4:
            return ["loop", site, [rng.choice((0, 1, LOOP)), rng.choice((0, 1, LOOP))]]
        case 5:
            return ["exception", site, _only_in_one(rng, values)]
        case _:
            return ["hidden", site, level, _only_in_one(rng, values), rng.randrange(5)]


def _only_in_one(rng: random.Random, values: list[str]) -> list[str | None]:
    """Leave one of them out, mostly."""
    match rng.randrange(5):
        case 0 | 1:
            return [values[0], None]
        case 2 | 3:
            return [None, values[1]]
        case _:
            return list(values)
