"""How findings are held against labels.

The rule: a label is *found* when at least half of its letters and digits lie in findings of any kind, and *partly*
found when some of them still stand outside. It is *misnamed* when it is found but no finding that touches it names
its kind. A finding is *right* when it touches a label; where nothing is labelled it is a false alarm, counted
against the kind the finding names. Labels of the kind `either` count neither way.

Recall is found by all labels of a kind; precision is right by all findings of a kind. Findings of one kind that
overlap are one finding, for what several rules say together is said once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from .kinds import EITHER, KINDS, kind_of, means
from .lines import Label, Line


@dataclass(frozen=True)
class Finding:
    """What a tool found in a line, in characters of the line, under the tool's own name for it."""

    start: int
    end: int
    name: str


@dataclass
class Count:
    """The figures of one kind."""

    labels: int = 0
    found: int = 0
    partly: int = 0
    misnamed: int = 0
    right: int = 0
    alarms: int = 0

    @property
    def recall(self) -> float | None:
        return self.found / self.labels if self.labels else None

    @property
    def precision(self) -> float | None:
        return self.right / (self.right + self.alarms) if self.right + self.alarms else None


@dataclass
class Score:
    """The figures of all kinds, and what went wrong where."""

    counts: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    misses: list[tuple[Line, Label]] = field(default_factory=list)
    misnamed: list[tuple[Line, Label, str]] = field(default_factory=list)
    partly: list[tuple[Line, Label]] = field(default_factory=list)
    alarms: list[tuple[Line, Finding]] = field(default_factory=list)

    def add(self, line: Line, findings: Iterable[Finding]) -> None:
        """Count one line."""
        findings = _merged(findings)
        for label in line.labels:
            if label.kind != EITHER:
                self._label(line, label, [each for each in findings if _touch(label, each)])
        for finding in findings:
            touched = [label for label in line.labels if _touch(label, finding)]
            if any(label.kind != EITHER for label in touched):
                self.counts[kind_of(finding.name)].right += 1
            elif not touched:
                self.counts[kind_of(finding.name)].alarms += 1
                self.alarms.append((line, finding))

    def _label(self, line: Line, label: Label, findings: list[Finding]) -> None:
        assert label.kind in KINDS, label.kind
        count = self.counts[label.kind]
        count.labels += 1
        counted = [at for at in range(label.start, label.end) if line.text[at].isalnum()]
        hidden = sum(any(each.start <= at < each.end for each in findings) for at in counted)
        if hidden * 2 < len(counted) or not findings:
            self.misses.append((line, label))
            return
        count.found += 1
        if hidden < len(counted):
            count.partly += 1
            self.partly.append((line, label))
        if not any(means(each.name, label.kind) for each in findings):
            count.misnamed += 1
            self.misnamed.append((line, label, findings[0].name))


def _merged(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings with those of one kind joined where they overlap, under the name of the first."""
    merged: list[Finding] = []
    for each in sorted(findings, key=lambda each: (kind_of(each.name), each.start)):
        last = merged[-1] if merged else None
        if last and kind_of(last.name) == kind_of(each.name) and each.start < last.end:
            merged[-1] = Finding(last.start, max(last.end, each.end), last.name)
        else:
            merged.append(each)
    return merged


def _touch(label: Label, finding: Finding) -> bool:
    return label.start < finding.end and finding.start < label.end
