"""Public log samples, read out of the source distributions of two packages: log lines nobody made for this bench.

`crunchtools` brings files of system, mail, web server and intrusion logs, `insights-core` the logs that its parsers
are tested with. IP addresses in them are labelled with `ipaddress`, those of no person (private, loopback, unused
and the like) as `either`; lines with an e-mail address or the name of an account are left out, for nobody but a
reader could label them.
"""

from __future__ import annotations

import ast
import ipaddress
import re
import subprocess
import sys
import tarfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from .kinds import EITHER
from .lines import Filling, Line, write
from .templates import HALVES
from .values import is_held_out

PACKAGES = ("crunchtools==2.1.0", "insights-core==3.8.4")
#: Lines that differ only in digits are one shape; of each shape so many are taken.
_OF_A_SHAPE_MAX = 2
_LINE_CHARACTERS = range(20, 400)
_TIME = re.compile(r"\d{1,2}:\d{2}:\d{2}")
#: An address stands alone: beside it is nothing that would make it part of a version, a name or a time.
_ADDRESS = re.compile(
    r"(?<![\w.-])(?:::ffff:)?(?:\d{1,3}\.){3}\d{1,3}(?!\w|\.\w|-\d)"
    r"|(?<![\w.:-])(?:[0-9a-fA-F]{1,4}::?){2,7}[0-9a-fA-F]{1,4}(?!\w|\.\w|:\w)|(?<![\w.:-])::1(?!\w|:)"
)
_NEEDS_A_READER = re.compile(r"@|\b(?:user|login|acct|account|passw|secret|token|mailto)", re.IGNORECASE)


def samples(cache: Path, left_out: Counter[tuple[str, str]]) -> list[Line]:
    """Return the labelled lines of the packages, fetching them into `cache` first when they are not there."""
    shapes: Counter[str] = Counter()
    lines = []
    for requirement in PACKAGES:
        for text in _texts(_fetched(requirement, cache)):
            if not _TIME.search(text) or len(text) not in _LINE_CHARACTERS or not text.isprintable():
                continue
            shape = re.sub(r"[0-9a-f]+", "0", text)
            shapes[shape] += 1
            if shapes[shape] > _OF_A_SHAPE_MAX:
                continue
            if _NEEDS_A_READER.search(text):
                left_out["public log lines with an e-mail address or an account in them", requirement] += 1
                continue
            lines.append(_line(text, HALVES[is_held_out(shape)], requirement))
    return lines


def _line(text: str, half: str, source: str) -> Line:
    found: list[Filling] = []

    def mark(match: re.Match[str]) -> str:
        try:
            address = ipaddress.ip_address(match[0])
        except ValueError:
            return match[0]
        found.append(Filling(match[0], "ip_address" if address.is_global else EITHER))
        return "<sample>"

    template = {"level": "info", "content": _ADDRESS.sub(mark, text)}
    # What a line itself has in such brackets goes back as it was.
    written, labels = write(template, lambda place: found.pop(0) if place == "sample" else Filling(f"<{place}>"))
    return Line(written, labels, half, source)


def _fetched(requirement: str, cache: Path) -> Path:
    """Return the source distribution of a package."""
    cache.mkdir(parents=True, exist_ok=True)
    name, version = requirement.split("==")
    pattern = f"{name.replace('-', '?')}-{version}.tar.gz"
    if not list(cache.glob(pattern)):
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
        subprocess.run([*command, "--dest", str(cache), requirement], check=True, timeout=240)
    return next(cache.glob(pattern))


def _texts(archive: Path) -> Iterator[str]:
    """Yield the lines of log files, and of the texts in tests of log parsers."""
    with tarfile.open(archive) as files:
        for member in files:
            stream = files.extractfile(member)
            if stream is None:
                continue
            if member.name.endswith(".log"):
                yield from stream.read().decode("utf-8", "replace").splitlines()
            elif re.search(r"/tests/parsers/test_\w*log\w*\.py$", member.name):
                for node in ast.walk(ast.parse(stream.read())):
                    if isinstance(node, ast.Constant) and isinstance(node.value, str):
                        yield from node.value.strip().splitlines()
