"""The process's client: started once, by `configure` or by the first conversation, and stopped at exit."""

from __future__ import annotations

import atexit
import json
import os
import sys
import threading
from typing import Any, Literal, NamedTuple

from convlog import _console, _core, _exceptions, _fields, _hints, _render

LevelName = Literal["info", "warning", "error", "off"]

#: How long the exit of the process may be delayed for shipping what is left; the rest stays in the spool.
EXIT_DEADLINE_S = 2.0

_lock = threading.Lock()
_hinted = False


class ConfigurationError(ValueError):
    """Something given to `configure`, or in a `CONVLOG_` variable, cannot be used; the message names all of it."""


class Left(NamedTuple):
    """What was recorded and not yet taken by the server."""

    records: int
    bytes: int


def configure(
    url: str | None = None,
    api_key: str | None = None,
    *,
    account_id: str | None = None,
    project_id: str | None = None,
    environment: str | None = None,
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
    server. Times are in seconds. Called again, it stops the previous client first.

    Raises:
        ConfigurationError: something cannot be used; nothing was changed.
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
        _start(options, default_pii=default_pii, console=console)


def _start(options: dict[str, Any], *, default_pii: bool | None, console: bool | None) -> None:
    environment = {name: value for name, value in os.environ.items() if name.startswith("CONVLOG_") or name in _HOMES}
    if default_pii is None:
        default_pii = environment.get("CONVLOG_DEFAULT_PII", "") not in ("", "0", "false")
    if console is None:
        console = _console_wanted(environment, options["url"] or environment.get("CONVLOG_URL"))
    runtime = f"{sys.implementation.name} {sys.version_info.major}.{sys.version_info.minor}.{sys.version_info.micro}"
    options = options | {"sdk": f"convlog-python/{_core.VERSION}", "runtime": runtime}
    _core.shutdown(EXIT_DEADLINE_S)
    try:
        _core.start(environment, options, tap=_console.tap if console else None, default_pii=default_pii)
    except (ValueError, TypeError, OverflowError) as error:
        raise ConfigurationError(str(error)) from None
    settings = _core.config() or {}
    _core.set_level(None if settings.get("level") == "off" else settings.get("level"))
    if console and not settings.get("url"):
        _hint_how_to_start_a_server()


#: Variables beside convlog's own that decide where the spool lies.
_HOMES = frozenset({"XDG_STATE_HOME", "HOME", "TMPDIR"})


def _console_wanted(environment: dict[str, str], url: str | None) -> bool:
    said = environment.get("CONVLOG_CONSOLE")
    return said not in ("0", "false") if said else not url


def _hint_how_to_start_a_server() -> None:
    global _hinted
    if not _hinted:
        _hinted = True
        _console.say(
            "convlog: no server is configured, so entries are printed here and kept in the spool. To see them on a "
            "page, run `convlog serve --data-dir ./convlog-data` and set CONVLOG_URL and CONVLOG_API_KEY."
        )


def ensure() -> None:
    """Start the client from the environment if nothing did; a broken variable is said, and done without."""
    with _lock:
        if _core.current_sink():
            return
        try:
            _start(dict.fromkeys(("url",)), default_pii=None, console=None)
        except ConfigurationError as error:
            _console.say(f"convlog: {error}; going on with the defaults")
            _core.start({name: os.environ[name] for name in _HOMES if name in os.environ}, {}, tap=_console.tap)


def settings() -> dict[str, Any]:
    """Return the settings in force, without the key."""
    if not _core.current_sink():
        ensure()
    return _core.config() or {}


def flush(timeout: float = 5.0) -> Left:
    """Wait until the server has taken everything recorded so far, at most `timeout` seconds; return what is left.

    Without a server it returns at once; what is left is safe in the spool.
    """
    _console.drain(min(timeout, 1.0))
    return Left(*_core.flush(timeout))


def shutdown(deadline: float = EXIT_DEADLINE_S) -> Left:
    """End in good order, in at most `deadline` seconds; registered at exit, so there is rarely a reason to call it."""
    _console.drain(min(deadline, 1.0))
    return Left(*_core.shutdown(deadline))


def stats() -> dict[str, Any]:
    """Return everything that is counted: records, drops, cuts, failures, and the places worth a look."""
    counted: dict[str, Any] = json.loads(_core.stats_json() or "{}")
    counted["internal_failures"] = _core.internal_failures()
    counted["console_dropped"] = _console.dropped()
    counted |= _fields.counts()
    counted["call_sites"] = _hints.call_sites()
    return counted


def _after_fork_in_child() -> None:
    global _lock
    _lock = threading.Lock()
    _console.after_fork_in_child()
    _core.after_fork_in_child()


_core.install_hooks(
    simplify=_render.simplify,
    key=_render.key,
    text=_render.text,
    exception=_exceptions.from_exc_info,
    report=_hints.report,
    ensure=ensure,
)
os.register_at_fork(after_in_child=_after_fork_in_child)
atexit.register(shutdown)
