"""Plays all cells and prints the table: `python -m _exits [--peers PYTHON] [--only ROW] [--keep FOLDER]`."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from _exits.cells import STATES, Cell, Subject, play
from _exits.counters import ConvlogServer, Receiver
from _exits.endings import ENDINGS

#: What the short form plays.
SHORT = ("end without flush", "os._exit", "SIGKILL", "fork after first use", "gunicorn --preload")
#: Most of a cell's time is waiting.
AT_ONCE = 4
WIDTH = 14

Table = dict[tuple[str, str, str], Cell]


def main() -> int:
    parser = argparse.ArgumentParser(prog="exits")
    parser.add_argument("--peers", type=Path, help="the Python that has the peers and gunicorn")
    parser.add_argument("--only", action="append", choices=ENDINGS, help="a row; all of them unless some are named")
    parser.add_argument("--keep", type=Path, help="work in this folder and leave everything there")
    arguments = parser.parse_args()
    rows = arguments.only or (SHORT if os.environ.get("CONVLOG_BENCH") == "short" else list(ENDINGS))
    with contextlib.ExitStack() as scopes:
        folder = arguments.keep or Path(scopes.enter_context(tempfile.TemporaryDirectory(prefix="convlog-exits-")))
        folder.mkdir(exist_ok=True)
        subjects = _subjects(folder, arguments.peers, scopes)
        begun = time.monotonic()
        table = _play_all(subjects, rows, folder)
        took_s = time.monotonic() - begun
    for subject in subjects:
        _show(subject.system, rows, table)
    print(f"\n{len(table)} cells in {took_s:.0f} s; delivered/logged, and +n for lines that are there more than once")
    failed = [key for key, cell in table.items() if key[0] == "convlog" and not cell.is_complete]
    for system, row, state in failed:
        print(f"NOT COMPLETE: {system}, {row}, server {state}")
    return 1 if failed else 0


def _subjects(folder: Path, peers: Path | None, scopes: contextlib.ExitStack) -> list[Subject]:
    own = scopes.enter_context(ConvlogServer(folder / "server"))
    python = peers or Path(sys.executable)
    subjects = [Subject("convlog", python, own, patience_s=20), Subject("convlog-no-spool", python, own, False)]
    if peers:
        receiver = scopes.enter_context(Receiver(folder, peers))
        subjects += [Subject(system, peers, receiver) for system in ("opentelemetry", "logfire")]
    return subjects


def _play_all(subjects: list[Subject], rows: list[str], folder: Path) -> Table:
    keys = [(subject, row, state) for row in rows for state in STATES for subject in subjects]

    def one(subject: Subject, row: str, state: str) -> Cell:
        return play(subject, row, state, folder / subject.system / f"{row} {state}".replace(" ", "-"))

    with ThreadPoolExecutor(AT_ONCE) as pool:
        cells = list(pool.map(lambda key: one(*key), keys))
    return {(subject.system, row, state): cell for (subject, row, state), cell in zip(keys, cells, strict=True)}


def _show(system: str, rows: list[str], table: Table) -> None:
    print(
        f"\n{system:<28}" + "".join(f"{'server ' + state:>{WIDTH}}" for state in STATES) + f"{'longest end':>{WIDTH}}"
    )
    for row in rows:
        cells = [table[system, row, state] for state in STATES]
        longest = f"{max(cell.end_s for cell in cells):.1f} s"
        print(f"{row:<28}" + "".join(f"{cell!s:>{WIDTH}}" for cell in cells) + f"{longest:>{WIDTH}}")
    of_system = [cell for key, cell in table.items() if key[0] == system]
    logged, delivered = sum(cell.logged for cell in of_system), sum(cell.delivered for cell in of_system)
    duplicated = sum(cell.duplicated for cell in of_system)
    print(f"{'all':<28}{delivered} of {logged} delivered, {logged - delivered} lost, {duplicated} duplicated")


if __name__ == "__main__":
    sys.exit(main())
