"""One round: the calls of some seeds are made in both worlds, each in a process of its own, and read by everybody."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from live_server import Server, until

from _worlds import answers, plan

#: Who reads without the permission: the name, and what the key allows.
READERS = {"reader": "read", "admin": "read,admin"}


@dataclass
class Round:
    """Two worlds of some seeds in two projects of one server."""

    server: Server
    folder: Path
    first_seed: int
    conversations: int
    pairs: int = 0
    differences: list[str] = field(default_factory=list)

    def play(self) -> None:
        """Make the calls and compare what everybody is answered."""
        seeds = range(self.first_seed, self.first_seed + self.conversations)
        names = [f"call-{seed}" for seed in seeds]
        projects = [f"world-{self.first_seed}-{world}" for world in (0, 1)]
        for world, project in enumerate(projects):
            self._wait_for(project)
            self._call(world, project, [(name, plan.steps(seed)) for name, seed in zip(names, seeds, strict=True)])
        for who, permissions in READERS.items():
            keys = [self.server.key(permissions, projects=[project]) for project in projects]
            for paths in zip(*(answers.questions(project, names) for project in projects), strict=True):
                counts = who != "admin"
                one, other = (
                    answers.ask(self.server, *asked, counts=counts) for asked in zip(keys, projects, paths, strict=True)
                )
                self.pairs += 1
                if one != other:
                    self.differences.append(f"{who} asked {paths[0]}\n{answers.difference(one, other)}")

    def _wait_for(self, project: str) -> None:
        """Make the project, and wait until the server knows of it, which was made beside it."""
        key = self.server.key(READERS["reader"], projects=[project])
        path = f"/api/projects/{project}/facets"
        until(lambda: self.server.ask("GET", path, key).status == 200 or None, f"{project} is known")

    def _call(self, world: int, project: str, calls: list[tuple[str, list[plan.Step]]]) -> None:
        environment = self.server.environment(self.folder / f"spool-{world}")
        environment |= {
            "CONVLOG_API_KEY": self.server.key("ingest", projects=[project]),
            "CONVLOG_PROJECT_ID": project,
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        }
        # In a process of its own: what is pointed out is pointed out once in each.
        command = [sys.executable, "-m", "_worlds.calls", str(world)]
        done = subprocess.run(
            command, env=environment, input=json.dumps(calls), text=True, capture_output=True, timeout=300
        )
        assert done.returncode == 0, done.stderr[-3000:]
