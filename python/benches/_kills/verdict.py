"""What became of the lines of one life, beside what its oracle knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from _kills import content


@dataclass
class Verdict:
    """Counts over many lives; anything but zeros in the last three is a failure."""

    lines: int = 0
    lost: int = 0
    duplicated: int = 0
    corrupt: int = 0
    findings: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        return not self.findings

    def judge(self, name: str, entries: Iterable[Mapping[str, Any]], returned: int, under_way: int) -> None:
        """Compare what is read with what returned; up to `under_way` more may be there, behind the last of them."""
        entries = list(entries)
        numbers = [entry.get("number") for entry in entries]
        counts = Counter(numbers)
        lost = [number for number in range(returned) if number not in counts]
        repeated = [number for number, count in counts.items() if count > 1]
        changed = [entry for entry in entries if not _is_as_logged(name, entry)]
        invented = [number for number in counts if not isinstance(number, int) or number >= returned + under_way]
        self.lines += returned
        self.lost += len(lost)
        self.duplicated += sum(counts[number] - 1 for number in repeated)
        self.corrupt += len(changed) + len(invented)
        for what, found in (("lost", lost), ("twice", repeated), ("invented", invented)):
            if found:
                self.findings.append(f"{name}: of {returned} lines {len(found)} {what}, first {found[:5]}")
        if changed:
            self.findings.append(f"{name}: {len(changed)} lines are not what was logged, first {changed[0]}")
        if not (lost or repeated or invented) and numbers != sorted(numbers):
            self.corrupt += 1
            self.findings.append(f"{name}: the lines are not in the order in which they were logged")


def _is_as_logged(name: str, entry: Mapping[str, Any]) -> bool:
    number = entry.get("number")
    told = {key: value for key, value in entry.items() if key != "timestamp"}
    return isinstance(number, int) and "timestamp" in entry and told == content.line(name, number).as_entry()
