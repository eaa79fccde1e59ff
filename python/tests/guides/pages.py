"""What a page asks of its reader: the fenced blocks, in order, and the commands within its sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).resolve().parents[3]
#: A first line that names the file in which the block is to be saved.
_FILE = re.compile(r"# (\S+\.\w+)\n")
#: What the sentence before it tells to do, in a remark that no reader of the page sees: to paste the `export` line that
#: the server printed below a heading, or to end a server.
_REMARK = re.compile(r"<!-- (paste|end): (.+) -->\s*$")


@dataclass(frozen=True)
class Block:
    """One fenced block, or a line to paste from what the server printed."""

    page: Path
    #: The number of its first line in the page.
    line: int
    language: str
    text: str

    @property
    def place(self) -> str:
        return f"{_name(self.page)}:{self.line}"

    @property
    def file(self) -> str | None:
        """The name under which it is to be saved, if it has one."""
        named = _FILE.match(self.text)
        return named[1] if named else None

    @property
    def padded(self) -> str:
        """The text with its lines where they are in the page, so that whatever fails names the page's line."""
        return "\n" * (self.line - 1) + self.text


def blocks(page: Path) -> list[Block]:
    """Return what a reader runs, saves or compares, from top to bottom."""
    found = []
    for token in _tokens(page):
        line = token.map[0] + 1 if token.map else 0
        if token.type == "fence":
            found.append(Block(page, line + 1, token.info.strip(), token.content))
        elif token.type == "code_block":
            found.append(Block(page, line, "", token.content))
        elif token.type == "html_block" and (remark := _REMARK.match(token.content)):
            found.append(Block(page, line, remark[1], remark[2]))
    return found


def commands(page: Path) -> list[tuple[str, str]]:
    """Return the calls of `convlog` within sentences and tables, each with its place."""
    found = []
    for token in _tokens(page):
        for child in token.children or []:
            if child.type == "code_inline" and child.content.startswith("convlog "):
                line = token.map[0] + 1 if token.map else 0
                found.append((f"{_name(page)}:{line}", " ".join(child.content.split())))
    return found


def _tokens(page: Path) -> list[Token]:
    return MarkdownIt().enable("table").parse(page.read_text())


def _name(page: Path) -> str:
    return str(page.relative_to(ROOT)) if page.is_relative_to(ROOT) else page.name
