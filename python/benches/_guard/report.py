"""What is printed: the tables, and the examples for whoever writes rules, which are of the development half alone."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable

from .dataset import Dataset
from .kinds import KINDS
from .score import Count, Score
from .templates import HALVES

#: Wanted of convlog on the held-out half.
RECALL_WANTED, PRECISION_WANTED = 0.98, 0.97
#: How to read the tables.
LEGEND = """
a label is found when at least half of its letters and digits lie in findings; partly: some of them stand outside;
misnamed: under another kind's name; alarms: findings that touch no label; P>=x: Presidio's findings with that score"""
_EXAMPLES_MAX = 40


def table(rows: Iterable[tuple[str, ...]]) -> str:
    """Return rows as aligned columns, the first one to the left."""
    rows = list(rows)
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for first, *others in rows:
        cells = (cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True))
        lines.append("  ".join((first.ljust(widths[0]), *cells)).rstrip())
    return "\n".join(lines)


def figures(convlog: Score, presidio: dict[float, Score]) -> str:
    """Return the table of one half: every kind, convlog beside Presidio at each of its thresholds."""
    head: tuple[str, ...] = ("kind", "labels", "recall", "precision", "alarms", "partly", "misnamed")
    for threshold in presidio:
        head += (f"P>={threshold} recall", "precision")
    rows = [head]
    unknown = sorted(set(convlog.counts) - set(KINDS))
    for kind in (*KINDS, *unknown):
        count = convlog.counts[kind]
        row: tuple[str, ...] = (
            kind,
            str(count.labels),
            _share(count.recall),
            _share(count.precision),
        )
        row += (str(count.alarms), str(count.partly), str(count.misnamed))
        for score in presidio.values():
            row += _other(kind, score.counts[kind])
        rows.append(row)
    return table(rows)


def verdict(convlog: Score, presidio: dict[float, Score]) -> str:
    """Return which kinds reach what is wanted on the held-out half, and which stand above Presidio in both."""
    short, below = [], []
    for kind in KINDS:
        mine = convlog.counts[kind]
        recall, precision = mine.recall or 0.0, mine.precision
        if recall < RECALL_WANTED or (precision is not None and precision < PRECISION_WANTED):
            short.append(kind)
        for threshold, score in presidio.items():
            other = score.counts[kind]
            if KINDS[kind].entities and (recall < (other.recall or 0) or (precision or 0) < (other.precision or 0)):
                below.append(f"{kind} (P>={threshold})")
    said = [f"wanted: recall {RECALL_WANTED} and precision {PRECISION_WANTED} in each kind"]
    said.append(f"not reached by: {', '.join(short) or 'none'}")
    said.append(f"below Presidio in recall or precision: {', '.join(below) or 'none'}")
    return "\n".join(said)


def by_country(scores: dict[str, Score]) -> str:
    """Return the recall of the held-out half in the countries that are held out whole and in all others."""
    rows: list[tuple[str, ...]] = [("kind", *(f"{name}: labels" for name in scores), *(f"{n}: recall" for n in scores))]
    for kind in KINDS:
        counts = [score.counts[kind] for score in scores.values()]
        rows.append((kind, *(str(count.labels) for count in counts), *(_share(count.recall) for count in counts)))
    return table(rows)


def contents(dataset: Dataset) -> str:
    """Return how many lines there are of each half and source, and what was left out of others' values."""
    size = sum(len(line.text.encode()) + 1 for line in dataset.lines)
    said = [f"{len(dataset.lines)} lines, {size / 1e6:.1f} MB"]
    for half in HALVES:
        mine = [line for line in dataset.lines if line.half == half]
        without = Counter(line.source for line in mine if not line.labels)
        kept = ", ".join(f"{count} of {source}" for source, count in without.most_common() if count > 20)
        said.append(f"{half}: {len(mine)} lines, {sum(without.values())} of them with nothing personal ({kept})")
    reasons: dict[str, dict[str, int]] = defaultdict(dict)
    for (reason, source), count in dataset.left_out.most_common():
        reasons[reason][source] = count
    for reason, sources in reasons.items():
        parts = ", ".join(f"{source} {count}" for source, count in sources.items())
        said.append(f"left out: {sum(sources.values())} {reason} ({parts})")
    return "\n".join(said)


def for_the_author(score: Score) -> str:
    """Return what convlog got wrong on the development half, with examples."""
    said = ["# Development half: what the guard got wrong", "", "```", figures(score, {}), "```"]
    missed = defaultdict(list)
    for line, label in score.misses:
        missed[label.kind].append(f"- `{line.text[label.start : label.end]}` ({line.source}) in `{line.text}`")
    said += _listed("Misses", missed)
    alarms = defaultdict(list)
    for line, finding in score.alarms:
        alarms[finding.name].append(f"- `{line.text[finding.start : finding.end]}` ({line.source}) in `{line.text}`")
    said += _listed("False alarms", alarms)
    misnamed = defaultdict(list)
    for line, label, name in score.misnamed:
        misnamed[label.kind].append(f"- as {name}: `{line.text[label.start : label.end]}` in `{line.text}`")
    said += _listed("Found under another name", misnamed)
    partly = defaultdict(list)
    for line, label in score.partly:
        partly[label.kind].append(f"- `{line.text[label.start : label.end]}` in `{line.text}`")
    said += _listed("Found in part", partly)
    return "\n".join(said) + "\n"


def _listed(title: str, of_kinds: dict[str, list[str]]) -> list[str]:
    said = ["", f"## {title}"]
    for kind, examples in sorted(of_kinds.items(), key=lambda item: -len(item[1])):
        shown = random.Random(kind).sample(examples, min(_EXAMPLES_MAX, len(examples)))
        said += ["", f"### {kind}: {len(examples)}", *shown]
    return said


def _share(share: float | None) -> str:
    return "-" if share is None else f"{share:.3f}"


def _other(kind: str, count: Count) -> tuple[str, str]:
    shared = kind in KINDS and KINDS[kind].entities
    return (_share(count.recall), _share(count.precision)) if shared else ("-", "-")
