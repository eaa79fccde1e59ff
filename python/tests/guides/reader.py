"""Somebody who follows a page to the letter: a home, a shell whose variables last, and servers in other terminals.

Nothing of a page is rewritten. What differs from a reader's machine is in the environment: the home is empty, the port
is a free one, and `make` only says what it would do, because its verbs are the suite that runs this.
"""

from __future__ import annotations

import configparser
import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path

import yaml
from pages import ROOT, Block, blocks
from usages import usages, wrong_with

HERE = Path(__file__).parent
PATIENCE_S = 30
#: What goes on until it is ended, so that a reader opens another terminal; and what it says when it is ready.
SERVERS = {"convlog serve": b"is ready at", "gunicorn ": b"Listening at"}
#: What is read by a human eye or by programs that are not here.
SHOWN = ("text", "nginx", "caddyfile")
_TOLD = r"""trap 'printf "%s:%s: %s\n" "$PAGE" "$LINENO" "$BASH_COMMAND" >&2' ERR"""


class Failed(AssertionError):
    """A block that does not do what the page says; names its place."""


class Reader:
    """One reader, with a folder of their own in which they type."""

    def __init__(self, folder: Path, carried: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self.home = folder / "home"
        self.home.mkdir(parents=True, exist_ok=True)
        #: What the programs printed, for whoever looks for the reason of a failure.
        self.printed = folder / "printed"
        self._servers: dict[str, subprocess.Popen[bytes]] = {}
        self._saved: dict[str, Block] = {}
        self._terminal: subprocess.Popen[str] | None = None
        self._environment = self._first_environment(carried or {})

    def _first_environment(self, carried: Mapping[str, str]) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith(("CONVLOG", "XDG_", "PYTEST"))}
        port = _free_port()
        return {
            **own,
            "PATH": os.pathsep.join([str(HERE / "stand_ins"), str(Path(sys.executable).parent), os.environ["PATH"]]),
            "HOME": str(self.home),
            # What is installed already is enough; nothing is fetched.
            "PIP_NO_INDEX": "1",
            "PIP_NO_COMPILE": "1",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "CONVLOG_CONSOLE": "0",
            "CONVLOG__SERVER__LISTEN": f"127.0.0.1:{port}",
            **carried,
            **({"CONVLOG_URL": f"http://127.0.0.1:{port}"} if carried else {}),
            "PORT": str(_free_port()),
        }

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self.leave()

    def follow(self, page: Path) -> None:
        """Do everything that the page says, in order."""
        for block in blocks(page):
            does = LANGUAGES.get(block.language)
            if does is None:
                raise Failed(f"{block.place}: nobody knows how to check ```{block.language}")
            does(self, block)
        for name, block in self._saved.items():
            raise Failed(f"{block.place}: {name} is saved and used by no command after it")

    def serve(self) -> None:
        """Start the server of this home, as the README says it."""
        self._begin("convlog serve", "convlog serve", "README.md")

    def leave(self) -> None:
        """End all that was started."""
        for name in list(self._servers):
            self._end(name)
        if self._terminal is not None:
            self._terminal.kill()
            self._terminal.communicate()
            self._answers.close()
            self._terminal = None

    def exported(self) -> dict[str, str]:
        """The variables that a program in this reader's shell gets, and the folder that it starts in."""
        pairs = self._type("env -0 >&3", "its variables").rstrip("\0").split("\0")
        return dict(pair.split("=", 1) for pair in pairs)

    def shell(self, block: Block) -> None:
        if self._saves(block):
            return
        path = self._write("block.sh", block.padded)
        for name in [name for name in self._saved if name in block.text or Path(name).stem in block.text]:
            del self._saved[name]
        server = next((name for name in SERVERS if re.search(rf"^{name}", block.text, re.MULTILINE)), None)
        if server:
            self._begin(server, path.read_text(), block.place)
            return
        page, _, _ = block.place.rpartition(":")
        self._type(f"PAGE={shlex.quote(page)}\n. {shlex.quote(str(path))} </dev/null", block.place)

    def python(self, block: Block) -> None:
        if self._saves(block):
            compile(block.padded, str(block.page), "exec")
            return
        padded = self._write("block.py", block.padded)
        self._run(["python", str(HERE / "snippet.py"), str(padded), str(block.page)], block)

    def paste(self, block: Block) -> None:
        """Type the `export` line that the server printed below the heading."""
        welcome = self._log("convlog serve").read_text()
        line = re.search(rf"^{re.escape(block.text)}:\n\n  (export .+)$", welcome, re.MULTILINE)
        if line is None:
            raise Failed(
                f"{block.place}: the server printed nothing to paste below {block.text!r}; it said:\n{welcome}"
            )
        self._type(line[1], block.place)

    def end(self, block: Block) -> None:
        """End a server that runs in another terminal."""
        if block.text not in self._servers:
            raise Failed(f"{block.place}: {block.text} does not run")
        self._end(block.text)

    def toml(self, block: Block) -> None:
        _parsed(tomllib.loads, block)
        path = self.folder / "checked.toml"
        path.write_text(block.text)
        self._run(["convlog", "config", "print", "--config", str(path)], block)
        self._saves(block)

    def unit(self, block: Block) -> None:
        """A unit of systemd: each of its commands is one that exists."""
        parser = configparser.ConfigParser(strict=False, interpolation=None)
        _parsed(parser.read_string, block)
        starts = parser.get("Service", "ExecStart", fallback="")
        wrong = wrong_with(starts, usages()) if "/convlog " in starts else "the unit starts no convlog"
        if wrong:
            raise Failed(f"{block.place}: {wrong}")
        if shutil.which("systemd-analyze"):
            path = self._write("checked.service", block.text)
            done = subprocess.run(["systemd-analyze", "verify", "--man=no", path], capture_output=True, text=True)
            # The program is not installed where the unit expects it.
            said = [line for line in done.stderr.splitlines() if not re.search(r"Command \S+ is not executable", line)]
            if said:
                raise Failed(f"{block.place}: {said}")

    def show(self, block: Block) -> None:
        """What is only looked at. Commands do not belong here."""
        if re.search(r"^(\$|#|>>>) ", block.text, re.MULTILINE) and block.language == "text":
            raise Failed(f"{block.place}: commands stand in a block of their own, ```sh or ```python")

    def _saves(self, block: Block) -> bool:
        """Save the block if it names a file; a command after it has to use that."""
        if block.file is None or block.language == "sh" or Path(block.file).is_absolute():
            return False
        path = self.folder / "work" / block.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text)
        self._saved[block.file] = block
        return True

    def _write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text)
        return path

    def _run(self, command: list[str], block: Block) -> None:
        environment = self.exported()
        program = shutil.which(command[0], path=environment["PATH"])
        done = subprocess.run(
            [program or command[0], *command[1:]],
            env=environment,
            cwd=environment["PWD"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S * 2,
        )
        with self.printed.open("a") as printed:
            printed.write(done.stdout + done.stderr)
        if done.returncode:
            raise Failed(f"{block.place}: failed\n{done.stdout}{done.stderr}")

    def _type(self, command: str, place: str) -> str:
        """Type into the shell, wait for its end, and return what was written for us."""
        terminal = self._shell()
        assert terminal.stdin is not None
        terminal.stdin.write(f"{command}\nprintf '\\n\\n\\n' >&3\n")
        terminal.stdin.flush()
        answer = ""
        while not answer.endswith("\n\n\n"):
            piece = self._answers.readline()
            if not piece:
                terminal.wait(PATIENCE_S)
                raise Failed(f"{place}: failed\n{self.printed.read_text()[-4000:]}")
            answer += piece
        return answer[:-3]

    def _shell(self) -> subprocess.Popen[str]:
        if self._terminal is None:
            work = self.folder / "work"
            work.mkdir(exist_ok=True)
            for name in ("dist", "examples", "Makefile"):
                (work / name).symlink_to(ROOT / name)
            reading, writing = os.pipe()
            with self.printed.open("ab") as printed:
                self._terminal = subprocess.Popen(
                    ["bash", "--norc", "-eE", "-o", "pipefail"],
                    env=self._environment,
                    cwd=work,
                    stdin=subprocess.PIPE,
                    stdout=printed,
                    stderr=printed,
                    text=True,
                    pass_fds=[writing],
                )
            os.close(writing)
            self._answers = os.fdopen(reading)
            self._type(f"exec 3>&{writing} {writing}>&-\n{_TOLD}", "the shell")
        return self._terminal

    def _log(self, server: str) -> Path:
        return self.folder / f"{server.split()[0]}.log"

    def _begin(self, server: str, script: str, place: str) -> None:
        """Start a server in a terminal of its own; whoever starts one again has ended the one before."""
        self._end(server)
        environment = self.exported()
        path = self._write("server.sh", script)
        log = self._log(server)
        with log.open("wb") as said:
            self._servers[server] = subprocess.Popen(
                # With a trap the shell outlives its program, so that waiting for the one is waiting for the other.
                ["bash", "--norc", "-ec", 'trap : TERM; . "$1"', "bash", str(path)],
                env=environment,
                cwd=environment["PWD"],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )
        deadline = time.monotonic() + PATIENCE_S
        while SERVERS[server] not in log.read_bytes():
            if self._servers[server].poll() is not None or time.monotonic() > deadline:
                raise Failed(f"{place}: it did not get ready\n{log.read_text()}")
            time.sleep(0.02)

    def _end(self, server: str) -> None:
        running = self._servers.pop(server, None)
        if running is None or running.poll() is not None:
            return
        os.killpg(running.pid, signal.SIGTERM)
        running.wait(PATIENCE_S)


def _parsed(parse: Callable[[str], object], block: Block) -> None:
    try:
        parse(block.text)
    except (ValueError, configparser.Error, yaml.YAMLError) as error:
        raise Failed(f"{block.place}: {error}") from error


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def after(home: Path, exported: Mapping[str, str], folder: Path) -> Reader:
    """Return a reader who has what another one had when they left: the home, and the variables of convlog."""
    shutil.copytree(home / ".local", folder / "home/.local", dirs_exist_ok=True)
    is_ours = re.compile(r"CONVLOG_[A-Z]").match
    return Reader(folder, {name: value for name, value in exported.items() if is_ours(name)})


#: What is done with a block, by the language of its fence. A language that is not here fails.
LANGUAGES: dict[str, Callable[[Reader, Block], None]] = {
    "sh": Reader.shell,
    "python": Reader.python,
    "paste": Reader.paste,
    "end": Reader.end,
    "toml": Reader.toml,
    "ini": Reader.unit,
    "json": lambda _, block: _parsed(json.loads, block),
    "yaml": lambda _, block: _parsed(yaml.safe_load, block),
    **dict.fromkeys(SHOWN, Reader.show),
}
