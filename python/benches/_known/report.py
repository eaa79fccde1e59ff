"""What is printed: the tables, and the misses for whoever mends them, which are of the development half alone."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping

from _guard.report import table
from _guard.templates import HALVES

from .score import Count, Score

#: Wanted of the copies that the guard leaves open.
HIDDEN_WANTED = 0.99
_EXAMPLES_MAX = 30
_BY = ("kind", "spelling", "place", "flag", "time", "all")


def figures(scores: Mapping[str, Score]) -> str:
    """Return the shares of hidden copies, each half beside the other."""
    said = [f"hidden copies of those that the guard leaves open (wanted: {HIDDEN_WANTED}); partly: a part can be read"]
    for by in _BY:
        head = tuple(f"{half}: {what}" for half in scores for what in ("open", "hidden", "partly"))
        rows: list[tuple[str, ...]] = [(by, *head)]
        names = dict.fromkeys(name for score in scores.values() for key, name in score.counts if key == by)
        for name in sorted(names):
            counts = [score.counts[by, name] for score in scores.values()]
            rows.append((name, *(cell for count in counts for cell in _cells(count))))
        said += ["", table(rows)]
    return "\n".join(said)


def harm(scores: Mapping[str, Score]) -> str:
    """Return what was hidden that should not be."""
    rows: list[tuple[str, ...]] = [("", *scores)]
    for of, what in (
        ("copies of another key", "hidden of another key"),
        ("lines", "changed lines"),
        ("records", "records with other keys"),
        ("records", "records with other levels or names"),
    ):
        rows.append((what, *(f"{score.seen[what]} of {score.seen[of]}" for score in scores.values())))
    for what in ("values", "values too short"):
        rows.append((what, *(str(score.seen[what]) for score in scores.values())))
    return table(rows)


def verdict(score: Score) -> str:
    """Return what does not reach what is wanted."""
    short = [
        f"{name} ({count.share:.3f})"
        for (by, name), count in score.counts.items()
        if by in ("kind", "spelling") and count.share is not None and count.share < HIDDEN_WANTED
    ]
    return f"{HALVES[1]}: below {HIDDEN_WANTED}: {', '.join(short) or 'none'}"


def for_the_author(score: Score) -> str:
    """Return the misses of the development half, and the harmless lines that changed."""
    said = ["# Development half: what was not hidden", "", "```", figures({HALVES[0]: score}), "```"]
    missed = defaultdict(list)
    for what, slot, read in score.misses:
        where = f"{slot.place.name}, flagged as {what.flag}"
        missed[what.value.kind, slot.spelling].append(
            f"- `{what.value.text!r}` ({what.value.country}, {where}): sent {slot.sent!r}, read {read!r}"
        )
    for (kind, spelling), examples in sorted(missed.items(), key=lambda item: -len(item[1])):
        shown = random.Random(kind).sample(examples, min(_EXAMPLES_MAX, len(examples)))
        said += ["", f"## {kind}, {spelling}: {len(examples)}", *shown]
    said += ["", f"## Harmless lines that changed: {len(score.changed)}"]
    for call, flagged, control in score.changed:
        said.append(f"- {flagged} instead of {control}; known: {[each.value.text for each in call.flagged]}")
    return "\n".join(said) + "\n"


def _cells(count: Count) -> tuple[str, str, str]:
    share = "-" if count.share is None else f"{count.share:.4f}"
    return str(count.open), share, str(count.partly)
