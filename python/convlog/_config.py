"""The process's client: started once, by `configure` or by the first conversation, and stopped at exit."""

from __future__ import annotations

import atexit
import json
import os
import sys
import threading
from typing import Any, Literal, NamedTuple

from convlog import (
    _console,
    _core,
    _exceptions,
    _harmless,
    _hints,
    _render,
    _test_run,
    _variables,
    _worker_ends,
)
from convlog._types import Environment, Stats

LevelName = Literal["info", "warning", "error", "off"]

#: How long the exit of the process may be delayed for shipping what is left; the rest stays in the spool.
EXIT_DEADLINE_S = 2.0

_lock = threading.Lock()
#: What of the settings in force could not be read.
_problems: list[str] = []


class ConfigurationError(ValueError):
    """Something given to `configure`, or in a `CONVLOG_` variable, cannot be used; the message names all of it."""


class Pending(NamedTuple):
    """Records that were logged and that the server has not accepted yet: how many, and their size in bytes."""

    records: int
    bytes: int


#: The former name of `Pending`; it works for one more release.
Left = Pending


def configure(
    url: str | None = None,
    api_key: str | None = None,
    *,
    account_id: str | None = None,
    project_id: str | None = None,
    environment: Environment | None = None,
    level: LevelName | None = None,
    default_pii: bool | None = None,
    console: bool | None = None,
    spool_dir: str | os.PathLike[str] | None = None,
    spool_bytes_max: int | None = None,
    spool_days_max: int | None = None,
    memory_bytes_max: int | None = None,
    flush_interval: float | None = None,
    request_timeout: float | None = None,
) -> None:
    """Say where records go and which; what is left out comes from `CONVLOG_…` variables, else from the defaults.

    `level` is bound once, here: the methods below it become ones that do nothing. `default_pii=True` flags every
    entry that does not say `is_pii=False`. `console` prints entries readably to stderr, by default when there is no
    server. Times are in seconds. Called again, it stops the previous client first. A variable that cannot be read is
    said on stderr and in `stats()`; its default is in force instead, or what shows less where it is about privacy.

    Raises:
        ConfigurationError: an argument cannot be used; nothing was changed.
    """
    options: dict[str, Any] = {
        "url": url,
        "api_key": api_key,
        "account_id": account_id,
        "project_id": project_id,
        "environment": environment,
        "level": level,
        "spool_dir": os.fspath(spool_dir) if spool_dir is not None else None,
        "spool_bytes_max": spool_bytes_max,
        "spool_days_max": spool_days_max,
        "memory_bytes_max": memory_bytes_max,
        "flush_interval": flush_interval,
        "request_timeout": request_timeout,
    }
    with _lock:
        _start(
            options,
            default_pii=_argument("default_pii", default_pii),
            console=_argument("console", console),
        )


def _argument(name: str, value: Any) -> bool | None:
    said = _core.yes_or_no(value) if isinstance(value, str) else value
    if said not in (None, True, False) or (said is None and value is not None):
        raise ConfigurationError(f"the configuration is invalid: {name} must be yes or no")
    return said if said is None else bool(said)


def _start(options: dict[str, Any], *, default_pii: bool | None, console: bool | None) -> None:
    environment = {name: value for name, value in os.environ.items() if name.startswith("CONVLOG_") or name in _HOMES}
    problems: list[str] = []
    has_url = bool(options["url"] or environment.get("CONVLOG_URL", "").strip())
    # Where it cannot be told what was meant, what shows less is in force.
    flagged = _switch(environment, "CONVLOG_DEFAULT_PII", problems, closed=True)
    printed = _switch(environment, "CONVLOG_CONSOLE", problems, closed=False)
    _switch(environment, "CONVLOG_CONSOLE_PII", problems, closed=False)
    _switch(environment, "CONVLOG_SEND_IN_TESTS", problems, closed=False)
    if console is None:
        # A server that was meant is no reason to print what was meant for it.
        console = not has_url if printed is None else printed
    if _test_run.is_one() and not options["url"]:
        options = options | _kept_to_itself(environment, options.get("spool_dir"))
    _leave_out_what_is_no_text(environment, problems)
    runtime = f"{sys.implementation.name} {sys.version_info.major}.{sys.version_info.minor}.{sys.version_info.micro}"
    options = options | {"sdk": f"convlog-python/{_core.VERSION}", "runtime": runtime}
    try:
        problems += _core.start(
            environment,
            options,
            tap=_console.tap if console else None,
            default_pii=bool(flagged) if default_pii is None else default_pii,
            ending=EXIT_DEADLINE_S,
        )
    except (ValueError, TypeError, OverflowError) as error:
        raise ConfigurationError(str(error)) from None
    for problem in problems:
        _say_once(f"convlog: {problem}")
    _problems[:] = problems
    settings = _core.config() or {}
    _core.set_level(None if settings.get("level") == "off" else settings.get("level"))
    if console and not settings.get("url") and not has_url:
        _hint_how_to_start_a_server()


#: Variables beside convlog's own that decide where the spool lies.
_HOMES = frozenset({"XDG_STATE_HOME", "HOME", "TMPDIR"})


def _switch(environment: dict[str, str], name: str, problems: list[str], *, closed: bool) -> bool | None:
    """Return what a variable says; `closed` where it says neither yes nor no, `None` where it says nothing."""
    text = environment.get(name, "").strip()
    said = _core.yes_or_no(text) if text and _variables.is_text(text) else None
    if text and said is None:
        # Said here, whatever it holds.
        del environment[name]
        problems.append(f"{name} must be yes or no (1, 0, true, false, on, off); {_WORDS[closed]} is used")
        return closed
    return said


def _leave_out_what_is_no_text(environment: dict[str, str], problems: list[str]) -> None:
    for name in [name for name, value in environment.items() if not _variables.is_text(name + value)]:
        del environment[name]
        if _variables.is_text(name):
            problems.append(f"{name} is not valid UTF-8 and is ignored")


_WORDS = {True: "yes", False: "no"}


def _kept_to_itself(environment: dict[str, str], spool_dir: str | None) -> dict[str, Any]:
    """Take the server out of the settings of a test run, and a spool from which somebody else would send to it.

    A spool that was named for the tests alone stays.
    """
    had_server = bool(environment.pop("CONVLOG_URL", "").strip())
    if had_server:
        _say_once(
            "convlog: this is a test run, so nothing is sent to the server in CONVLOG_URL: use the fixture "
            "convlog_capture, or convlog.configure(url=...) in a test that has to send (CONVLOG_SEND_IN_TESTS=1 sends "
            "as usual)"
        )
    is_for_tests = spool_dir or (environment.get("CONVLOG_SPOOL_DIR", "").strip() and not had_server)
    return {} if is_for_tests else {"spool_dir": ""}


def _hint_how_to_start_a_server() -> None:
    _say_once(
        "convlog: no server is configured, so entries are printed here and kept in the spool. To see them in a "
        "browser, run `convlog serve --data-dir ./convlog-data` and set CONVLOG_URL and CONVLOG_API_KEY."
    )


_said: set[str] = set()


def _say_once(line: str) -> None:
    if line not in _said:
        _said.add(line)
        _console.say(line)


def ensure() -> None:
    """Start the client from the environment if nothing did; what cannot be read of it is said, and done without."""
    with _lock:
        if not _core.current_sink():
            _start(dict.fromkeys(("url",)), default_pii=None, console=None)


def settings() -> dict[str, Any]:
    """Return the settings in force, without the key."""
    if not _core.current_sink():
        ensure()
    return _core.config() or {}


def flush(timeout: float = 5.0) -> Pending:
    """Wait until the server has taken everything recorded so far, at most `timeout` seconds; return what is left.

    Without a server it returns at once; what is left is safe in the spool.
    """
    _console.drain(min(timeout, 1.0))
    return Pending(*_core.flush(timeout))


def shutdown(deadline: float = EXIT_DEADLINE_S) -> Pending:
    """End in good order, in at most `deadline` seconds; registered at exit, so there is rarely a reason to call it."""
    _console.drain(min(deadline, 1.0))
    return Pending(*_core.shutdown(deadline))


def _at_exit() -> None:
    if not _worker_ends.has_workers():
        shutdown()
        return
    # What killed workers left is delivered by their parent, although it may have logged nothing itself.
    if not _core.current_sink() and os.environ.get("CONVLOG_URL", "").strip() and not _test_run.is_one():
        ensure()
    flush(EXIT_DEADLINE_S)
    if not _worker_ends.run_once_workers_have_ended(shutdown):
        shutdown()


def stats() -> Stats:
    """Return everything that is counted: records, drops, cuts, failures, and the places worth a look."""
    counted: Stats = json.loads(_core.stats_json() or "{}")
    counted["internal_failures"] = _core.internal_failures() + _harmless.failures()
    counted["settings_problems"] = list(_problems)
    counted["console_dropped"] = _console.dropped()
    fields = _core.field_counts()
    counted["fields_left_out"] = fields["fields_left_out"]
    counted["fields_coerced"] = fields["fields_coerced"]
    counted["ids_shortened"] = fields["ids_shortened"]
    counted["call_sites"] = _hints.call_sites()
    return counted


def _after_fork_in_child() -> None:
    global _lock
    _lock = threading.Lock()
    _console.after_fork_in_child()
    _core.after_fork_in_child()
    _worker_ends.arm()


def _after_fork_in_parent() -> None:
    _worker_ends.note_fork()
    _core.after_fork_in_parent()


_core.install_hooks(
    simplify=_render.simplify,
    key=_render.key,
    text=_render.text,
    exception=_exceptions.from_exc_info,
    report=_hints.report,
    ensure=ensure,
)
os.register_at_fork(after_in_child=_after_fork_in_child, after_in_parent=_after_fork_in_parent)
atexit.register(_at_exit)
_worker_ends.arm()
