"""However a process ends or forks, what its returned log calls wrote is delivered in the end, once.

The whole table, with other tools beside, is the bench `exits`; here are the endings that differ most, ours alone.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benches"))

from _exits.cells import Subject, play
from _exits.counters import ConvlogServer
from _exits.endings import ENDINGS


@pytest.fixture(scope="module")
def counting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ConvlogServer]:
    with ConvlogServer(tmp_path_factory.mktemp("exits")) as server:
        yield server


@pytest.mark.parametrize(
    ("ending", "state"),
    [
        ("end without flush", "down"),
        ("os._exit", "up"),
        ("SIGTERM", "slow"),
        ("SIGKILL inside a call", "up"),
        ("SIGKILL inside a call", "down"),
        ("fork before first use", "down"),
        ("child with os._exit", "down"),
        ("multiprocessing fork", "up"),
        ("multiprocessing spawn", "down"),
        ("daemon thread at the end", "up"),
        ("asyncio loop cancelled", "down"),
        ("exec", "up"),
        ("exit handler after ours", "up"),
    ],
)
def every_returned_call_is_delivered_once(ending: str, state: str, counting: ConvlogServer, tmp_path: Path) -> None:
    subject = Subject("convlog", Path(sys.executable), counting, patience_s=30)
    cell = play(subject, ending, state, tmp_path / "cell")
    assert cell.logged >= 100, (tmp_path / "cell" / "said").read_text()
    assert cell.is_complete, f"{cell}; {(tmp_path / 'cell' / 'said').read_text()}"


def without_a_spool_the_loss_is_what_the_server_did_not_have(counting: ConvlogServer, tmp_path: Path) -> None:
    subject = Subject("convlog-no-spool", Path(sys.executable), counting, has_spool=False, patience_s=1)
    lost = play(subject, "SIGKILL", "down", tmp_path / "lost")
    assert (lost.logged, lost.delivered) == (100, 0)
    kept = play(subject, "in good order", "up", tmp_path / "kept")
    assert kept.is_complete, f"{kept}"


def every_ending_is_a_program_of_its_own() -> None:
    assert len(set(ENDINGS.values())) == len(ENDINGS) >= 16
