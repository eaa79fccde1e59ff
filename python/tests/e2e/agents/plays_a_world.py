"""Plays calls that are drawn from a seed, with what is personal in them drawn from the name of a world.

The open lines, values and scopes of a call depend on the seed alone. In each world other personal lines and values
stand between them: none at all, short or long ones, bursts, texts and payloads past every limit.
"""

from __future__ import annotations

import random
import sys
from typing import Any

import convlog
from convlog import Conversation, _ids, pii

WORLD, SEED, COUNT = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
LETTERS = "bcdfghjklmnpqrstvwxz"
WORDS = ("quota", "lookup", "slot", "branch", "retry", "menu", "route", "step", "queue", "offer")


class Hidden:
    """Draws what is personal in one world."""

    def __init__(self, call: int) -> None:
        self.random = random.Random(f"{WORLD} {SEED} {call}")

    def text(self) -> str:
        """Return a text of some length that no open text holds."""
        length = self.random.choice((7, 30, 190, 250, 5_000, 31_000, 33_000, 70_000))
        return "".join(self.random.choices(LETTERS, k=64)) * (length // 64 + 1)

    def value(self) -> Any:
        """Return a value, which may be past any limit that there is."""
        kind = self.random.randrange(6)
        if kind == 0:
            return self.random.randrange(10**12)
        if kind == 1:
            return {"deep": [self.text()] * self.random.randrange(1, 12)}
        if kind == 2:
            return list(range(self.random.choice((1, 100, 9_990, 12_000))))
        if kind == 3:
            return None
        return self.text()

    def lines(self, conv: Conversation) -> None:
        """Log some personal lines, from the lines of code from which open ones come too."""
        if WORLD == "bare":
            return
        for _ in range(self.random.choice((0, 0, 1, 2, 5, 80))):
            content = self.text()[: self.random.choice((10, 150, 260, 40_000))]
            fields = {"a": self.value()} if self.random.random() < 0.3 else {}
            log_one(conv, self.random.randrange(4), content, True, fields)


class Play:
    """One call."""

    def __init__(self, number: int) -> None:
        self.random = random.Random(f"open {SEED} {number}")
        self.hidden = Hidden(number)
        caller = f"+44 7700 900{self.hidden.random.randrange(1000):03}"
        self.conv = Conversation(f"call-{number:04}", caller_number=caller)

    def words(self, bytes_about: int) -> str:
        return " ".join(self.random.choices(WORDS, k=1 + bytes_about // 6))

    def open_value(self) -> Any:
        kind = self.random.randrange(5)
        if kind == 0:
            return self.random.randrange(1000)
        if kind == 1:
            return {word: self.words(20) for word in self.random.sample(WORDS, 3)}
        if kind == 2:
            return list(range(self.random.choice((2, 3_000, 11_000))))
        return self.words(self.random.choice((5, 300, 6_000, 31_000, 40_000)))

    def fields(self) -> dict[str, Any]:
        """Return the fields of an open line, some of them personal."""
        fields: dict[str, Any] = {}
        for name in self.random.sample(("a", "b", "c", "d", "e"), self.random.choice((0, 0, 1, 2, 4))):
            kind = self.random.randrange(4)
            if kind == 0:
                fields[name] = pii(self.hidden.value())
            elif kind == 1:
                fields[name] = {"open": self.open_value(), "list": [1, pii(self.hidden.value()), self.open_value()]}
            else:
                fields[name] = self.open_value()
        return fields

    def line(self) -> None:
        content = self.words(self.random.choice((5, 5, 5, 190, 230, 33_000)))
        log_one(self.conv, self.random.randrange(4), content, False, self.fields())

    def burst(self) -> None:
        for number in range(self.random.choice((20, 63, 66, 68, 75, 100))):
            if self.random.random() < 0.2:
                self.hidden.lines(self.conv)
            self.conv.log.info("step", number=number)

    def function(self, depth: int) -> None:
        arguments = {"number": self.random.randrange(9), "who": pii(self.hidden.value()), "list": self.open_value()}
        try:
            with self.conv.function(self.random.choice(("book", "look_up", "cancel")), arguments) as event:
                self.acts(depth + 1)
                event.set_result({"content": self.words(30), "utterance": pii(self.hidden.text())})
                if self.random.random() < 0.2:
                    raise ValueError("the slot is taken")
        except ValueError:
            pass

    def acts(self, depth: int) -> None:
        for _ in range(self.random.randrange(1, 5)):
            self.hidden.lines(self.conv)
            act = self.random.randrange(9)
            if act == 0 and depth < 3:
                self.function(depth)
            elif act == 1 and self.random.random() < 0.5:
                self.burst()
            elif act == 2:
                self.conv.state[self.random.choice(("cart", "city"))] = self.open_value()
            elif act == 3:
                # Whether a personal value has changed is as personal as the value.
                self.conv.state["card"] = pii("always" if self.hidden.random.random() < 0.5 else self.hidden.value())
            elif act == 4:
                self.conv.write_metric("OFFERS", self.random.randrange(5))
            else:
                self.line()

    def run(self) -> None:
        with self.conv:
            self.hidden.lines(self.conv)
            for number in range(self.random.randrange(1, 3)):
                with self.conv.turn(self.words(20), number=number + 1) as turn:
                    self.acts(0)
                    self.function(0)
                    turn.agent_response = self.words(20)
            self.hidden.lines(self.conv)


def log_one(conv: Conversation, kind: int, content: str, personal: bool, fields: dict[str, Any]) -> None:
    """Log a line; open and personal ones come from the same lines of code."""
    if kind == 0:
        conv.log.info(content, personal, **fields)
    elif kind == 1:
        conv.log.warning(content, pii=personal, **fields)
    elif kind == 2:
        conv.log.error(content, "yes" if personal else "", **fields)  # type: ignore[arg-type]
    else:
        conv.log.info(content, is_pii=personal, **fields)


with _ids.counted():
    for number in range(COUNT):
        Play(number).run()
        if number % 20 == 19:
            convlog.flush(60.0)
left = convlog.flush(120.0)
assert left.records == 0, left
stats = convlog.stats()
assert (stats["rejected"], stats["dropped"], stats["dead_letters"]) == (0, 0, 0), stats
