"""Which calls of `convlog` there are, as the generated page of the command line has them."""

from __future__ import annotations

import re
import shlex

from pages import ROOT

_SECTION = re.compile(r"^## `convlog ?([a-z -]*)`\n\n```text\n(.*?)^```", re.MULTILINE | re.DOTALL)


def usages() -> dict[tuple[str, ...], str]:
    """Return what each command prints about itself, by its words."""
    page = (ROOT / "docs/reference/cli.md").read_text()
    return {tuple(words.split()): text for words, text in _SECTION.findall(page)}


def wrong_with(call: str, known: dict[tuple[str, ...], str]) -> str | None:
    """Say what of a call does not exist, or nothing. A call within a sentence may leave out what it does not need."""
    words = shlex.split(call, comments=True)[1:]
    taken = 0
    while tuple(words[: taken + 1]) in known and taken < len(words):
        taken += 1
    usage = known[tuple(words[:taken])]
    rest = words[taken:]
    options = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", usage))
    unknown = [word for word in rest if word.startswith("-") and word != "-" and word.split("=")[0] not in options]
    if unknown:
        return f"`convlog {' '.join(words[:taken])}` has no {unknown[0]}"
    if rest and not rest[0].startswith("-") and not _takes_words(usage):
        return f"`convlog {' '.join(words[:taken])}` takes no {rest[0]!r}"
    return None


def _takes_words(usage: str) -> bool:
    """Whether the usage has an argument without a name; what is within `<--a <A>|--b <B>>` has one."""
    line = next(line for line in usage.splitlines() if line.startswith("Usage: "))
    line = re.sub(r"<--.*>>|--[a-z-]+ <[^>]*>", "", line)
    return bool(re.search(r"[<\[](?!OPTIONS|COMMAND)[A-Z]", line))
