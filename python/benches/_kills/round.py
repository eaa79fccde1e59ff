"""One round: two producers at a time and a sender beside them, kills of everything, and in the end the reckoning."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from live_server import BINARY, Server

from _kills.lives import Life, Starter
from _kills.sender import BATCH, Sender
from _kills.verdict import Verdict

PRODUCERS = 2
#: What is killed, and how often beside the others.
VICTIMS = {"producer": 4, "server": 1}
#: How many of the producers are processes of their own; the others are forked.
SPAWNED = 0.25
#: A life after its first line, at most.
LIFE_S = 0.15
#: An outage of the server, at most.
OUTAGE_S = 0.3


class Round:
    """One spool, one server with its data, and everybody who lives and dies there."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.seed = seed
        self.kills: Counter[str] = Counter()
        self.batches = 0
        self.verdict = Verdict()
        self._rng = random.Random(seed)
        self._spool = folder / "spool"
        self._oracles = folder / "returned"
        self._oracles.mkdir(parents=True)
        self._server = Server(folder / "server")
        self._lives: list[Life] = []
        #: When the server comes back, while it is down.
        self._back_at: float | None = None

    def play(self, kills: int) -> None:
        """Kill so many times, deliver what was left, and judge."""
        self._server.start()
        # It comes back where the producers know it.
        self._server.listen = self._server.address
        sender = Sender(self._server, f"sender-{self.seed}", f"{self._rng.getrandbits(127) + 1:032x}")
        environment = self._server.environment(self._spool, CONVLOG_CONSOLE="0")
        with self._producers(environment) as starter:
            sender.start()
            living = [self._begin(starter) for _ in range(PRODUCERS)]
            while self.kills.total() < kills - PRODUCERS:
                self._bring_back_when_due()
                if self._rng.choices(list(VICTIMS), list(VICTIMS.values()))[0] == "server":
                    self._kill_server()
                else:
                    place = self._rng.randrange(PRODUCERS)
                    self._kill(living[place])
                    living[place] = self._begin(starter)
            for life in living:
                self._kill(life)
            sender.stop()
        self._bring_back()
        self._deliver()
        self._judge(sender)
        self._server.end()

    @contextmanager
    def _producers(self, environment: dict[str, str]) -> Iterator[Starter]:
        starter = Starter(self._oracles, environment, parent_started=self._rng.random() < 0.5)
        try:
            yield starter
        finally:
            starter.end()
            for life in self._lives:
                if life.process is not None and life.process.poll() is None:
                    life.process.kill()
                    life.process.wait()

    def _begin(self, starter: Starter) -> Life:
        name = f"life-{self.seed}-{len(self._lives) + 1}"
        life = starter.spawn(name) if self._rng.random() < SPAWNED else starter.fork(name)
        self._lives.append(life)
        return life

    def _kill(self, life: Life) -> None:
        life.wait_for_a_line()
        time.sleep(self._rng.random() * LIFE_S)
        life.kill()
        self.kills["producer" if life.process else "forked producer"] += 1

    def _kill_server(self) -> None:
        if self._back_at is None:
            time.sleep(self._rng.random() * LIFE_S / 3)
            self._server.end(signal.SIGKILL)
            self.kills["server"] += 1
            self._back_at = time.monotonic() + self._rng.random() * OUTAGE_S
        else:
            self._bring_back()

    def _bring_back_when_due(self) -> None:
        if self._back_at is not None and time.monotonic() > self._back_at:
            self._bring_back()

    def _bring_back(self) -> None:
        if self._back_at is not None:
            self._server.start()
            self._back_at = None

    def _deliver(self) -> None:
        """Deliver what the dead left: a first attempt may be killed too."""
        if self._rng.random() < 0.5:
            process = subprocess.Popen(self._ship(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(self._rng.random() * 0.1)
            self.kills["ship"] += process.poll() is None
            process.kill()
            process.wait()
        done = subprocess.run(self._ship(), capture_output=True, text=True, timeout=310)
        told = json.loads(done.stdout or "{}")
        clean = {"complete": True, "rejected": 0, "corrupt": 0, "dead_letters": 0}
        if done.returncode != 0 or {key: told.get(key) for key in clean} != clean:
            self.verdict.findings.append(f"`convlog ship` ended with {done.returncode}: {told} {done.stderr}")
        left = [path.name for path in self._spool.iterdir()]
        if left:
            self.verdict.findings.append(f"left in the spool: {left}")

    def _ship(self) -> list[str | os.PathLike[str]]:
        where = ["--url", self._server.url, "--api-key", self._server.key("ingest")]
        return [BINARY, "ship", "--json", "--spool-dir", self._spool, *where]

    def _judge(self, sender: Sender) -> None:
        reader = self._server.reader("read,pii")
        for life in self._lives:
            there = reader.detail(life.name)
            entries = reader.entries(life.name) if there.status == 200 else []
            # A call that was under way when the process was killed may be there or not.
            self.verdict.judge(life.name, entries, life.returned, under_way=1)
        entries = reader.entries(sender.name_of_all) if sender.acknowledged else []
        self.verdict.judge(sender.name_of_all, entries, sender.acknowledged, under_way=BATCH)
        self.verdict.findings += sender.problems
        self.batches = sender.batches
