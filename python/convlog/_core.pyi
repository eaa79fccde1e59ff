"""The extension; private. `logger` and `Pii` are the only parts that users meet, under `convlog`."""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, Generic, TypeVar, final

_T = TypeVar("_T")

__all__ = [
    "ABI3",
    "FIELDS",
    "VERSION",
    "Cut",
    "Digits",
    "Home",
    "Logger",
    "Pii",
    "Scope",
    "Snapshot",
    "after_fork_in_child",
    "after_fork_in_parent",
    "capture",
    "config",
    "current_sink",
    "field_counts",
    "flush",
    "install_hooks",
    "install_variable",
    "internal_failures",
    "mend_id",
    "now",
    "one_line",
    "open_part",
    "restore_sink",
    "set_level",
    "shutdown",
    "start",
    "stats_json",
    "time_text",
    "yes_or_no",
]

VERSION: str
ABI3: bool
#: The fields of each type of record, each with the kind of value it takes.
FIELDS: dict[str, dict[str, str]]

@final
class Logger:
    """`conv.log`."""

    def __new__(cls, home: Home) -> Logger: ...
    def info(self, content: object = "", is_pii: bool = False, *args: object, **extras: object) -> None:
        """Log an event. Never raises; every keyword argument becomes a field of the entry."""

    def warning(self, content: object = "", is_pii: bool = False, *args: object, **extras: object) -> None:
        """Log a recoverable failure, or a limit that is almost reached. Never raises."""

    def error(self, content: object = "", is_pii: bool = False, *args: object, **extras: object) -> None:
        """Log a failure that was handled. Never raises; exc_info=True adds the exception being handled."""

    def debug(self, content: object = "", is_pii: bool = False, *args: object, **extras: object) -> None:
        """The same as info, for compatibility with other loggers; reported once per calling line. Never raises."""

    def warn(self, content: object = "", is_pii: bool = False, *args: object, **extras: object) -> None:
        """The same as warning, for compatibility with other loggers; reported once per calling line. Never raises."""

    def critical(self, content: object = "", is_pii: bool = False, *args: object, **extras: object) -> None:
        """The same as error, for compatibility with other loggers; reported once per calling line. Never raises."""

    def exception(self, content: object = "", is_pii: bool = False, *args: object, **extras: object) -> None:
        """The same as error with exc_info=True, for compatibility with other loggers; reported once per calling line.

        Never raises.
        """

@final
class Pii(Generic[_T]):
    """A value that only readers with the permission may see; neither `str` nor `repr` shows it."""

    def __new__(cls, value: _T) -> Pii[_T]: ...
    @property
    def value(self) -> _T: ...
    def __class_getitem__(cls, key: object) -> Any: ...

@final
class Cut:
    """A value of which a part is missing: rendered as it is and noted in `_truncated`."""

    def __new__(cls, value: object) -> Cut: ...
    @property
    def value(self) -> Any: ...

@final
class Digits:
    """The decimal digits of a whole number that does not fit 64 bits."""

    def __new__(cls, text: str) -> Digits: ...

@final
class Snapshot:
    """A rendered value, equal to another if their JSON is."""

    def __new__(cls, value: object) -> Snapshot: ...
    @property
    def json(self) -> bytes: ...
    @property
    def pii(self) -> list[str]: ...
    @property
    def cut(self) -> list[str]: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    __hash__: None  # type: ignore[assignment]

@final
class Home:
    """A conversation as the extension knows it: its ids and its open scopes."""

    def __new__(
        cls, account_id: str | None, project_id: str | None, conversation_id: str, origin: str | None = None
    ) -> Home: ...
    def origin(self) -> str: ...
    def record(self, members: dict[str, Any]) -> None: ...
    def metric(self, members: dict[str, Any]) -> None: ...
    def entry(self, logger: str, level: str, content: str, fields: dict[str, Any]) -> None: ...
    def open_scopes(self) -> list[Scope]: ...
    def find_scope(self) -> Scope | None: ...

@final
class Scope:
    """A turn, a function event or a span that is open, or was."""

    def __new__(
        cls,
        home: Home,
        kind: str,
        *,
        turn_id: str | None = None,
        function_event_id: str | None = None,
        span_id: str | None = None,
        outer: Scope | None = None,
    ) -> Scope: ...
    def open(self) -> None: ...
    def pause(self) -> None: ...
    def resume(self) -> None: ...
    def close(self) -> bool: ...
    def record(self, members: dict[str, Any]) -> None: ...
    def metric(self, members: dict[str, Any]) -> None: ...
    @property
    def outer(self) -> Scope | None: ...
    @property
    def home(self) -> Home: ...
    @property
    def ended(self) -> bool: ...
    @property
    def kind(self) -> str: ...
    @property
    def turn_id(self) -> str | None: ...
    @property
    def function_event_id(self) -> str | None: ...
    @property
    def span_id(self) -> str | None: ...

_Tap = Callable[[str, tuple[str | None, ...], bytes, list[str], bytes], object]

def install_hooks(
    *,
    simplify: Callable[[Any], object],
    key: Callable[[Any], str],
    text: Callable[[Any], str],
    exception: Callable[[Any], dict[str, object] | None],
    report: Callable[[str, Any, bool], str | None],
    ensure: Callable[[], None],
) -> None: ...
def install_variable(variable: ContextVar[Scope | None]) -> None: ...
def start(
    environment: dict[str, str],
    options: dict[str, Any],
    *,
    tap: _Tap | None = None,
    default_pii: bool = False,
    ending: float = 0.0,
) -> list[str]: ...
def capture(tap: _Tap, clock: Callable[[], int], *, default_pii: bool = False) -> None: ...
def current_sink() -> int: ...
def one_line(text: str) -> str: ...
def open_part(kind: str, record: bytes, pii: list[str]) -> bytes | None: ...
def restore_sink(handle: int) -> None: ...
def config() -> dict[str, Any] | None: ...
def set_level(level: str | None) -> None: ...
def flush(timeout: float) -> tuple[int, int]: ...
def shutdown(deadline: float) -> tuple[int, int]: ...
def stats_json() -> str | None: ...
def internal_failures() -> int: ...
def now() -> int: ...
def time_text(micros: int) -> str: ...
def after_fork_in_child() -> None: ...
def yes_or_no(text: str) -> bool | None: ...
def field_counts() -> dict[str, int]: ...
def mend_id(text: str) -> str: ...
def after_fork_in_parent() -> None: ...
