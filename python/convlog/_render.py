"""The Python half of rendering: one function for each type that is no exact builtin.

Each takes a value and returns builtin types, in which values may again be of any type; the extension goes on from
there and enforces the limits. Nothing here copies deeply, consumes an iterator or calls a method of the user's that
the type does not promise to be harmless. `docs/guides/python.md` lists the renderings.
"""

from __future__ import annotations

import base64
import datetime
import decimal
import enum
import fractions
import ipaddress
import os
import types
import uuid
from collections import deque
from collections.abc import Callable, ItemsView, KeysView, Mapping, Set, ValuesView
from itertools import islice
from typing import Any

from convlog import _exceptions, _models, _numbers, _tables
from convlog._core import Cut, Digits, Pii
from convlog._holders import holder_of
from convlog._kinds import (
    asks_what_it_holds,
    full_name,
    is_a,
    is_collection,
    is_evaluated_when_shown,
    is_lazy,
    named,
    plain,
)

#: Bytes of a text, and items of a container, past which the extension cuts anyway.
STRING_BYTES_MAX = 32 * 1024
NODES_MAX = 10_000
#: Characters of a `repr` that are kept.
REPR_CHARS_MAX = 1024
KEY_CHARS_MAX = 256
#: How many containers deep content that is no text is shown.
SHOWN_DEPTH_MAX = 8
#: Whole numbers of more bits are written in hexadecimal; every interpreter may write this many in decimal.
DECIMAL_BITS_MAX = 2120

Handler = Callable[[Any], object]

#: How the `repr` of each begins and ends.
_CONTAINERS: dict[Any, tuple[str, str]] = {
    list: ("[", "]"),
    tuple: ("(", ")"),
    dict: ("{", "}"),
    set: ("{", "}"),
    frozenset: ("frozenset({", "})"),
}


def simplify(value: Any) -> object:
    """Return the value as builtin types; a marker if its own code raises."""
    kind = type(value)
    try:
        handler = _HANDLERS.get(kind)
        if handler is None:
            handler = _find_handler(kind)
            if len(_HANDLERS) < 10_000:
                _HANDLERS[kind] = handler
        return handler(value)
    except Exception as error:  # noqa: BLE001 - whatever user code raises ends here, as a marker
        return unrepresentable(kind, error)


def unrepresentable(kind: type, error: BaseException) -> str:
    """Return the marker of a value whose own code raised."""
    return f"<unrepresentable {kind.__name__}: {type(error).__name__}>"


def key(value: Any) -> str:
    """Return the text of a mapping key that is no plain text."""
    try:
        return clean(_key(value))
    except Exception as error:  # noqa: BLE001 - as in simplify
        return unrepresentable(type(value), error)


def _key(value: Any) -> str:
    value = plain(value)
    if value is None:
        return "null"
    if value is True or value is False:
        return "true" if value else "false"
    if type(value) is str:
        return str(value)
    if _numbers.is_numpy(type(value)):
        return _key(simplify(value))
    if is_a(value, (float, bytes, bytearray, datetime.timedelta, *_BY_STR, *_BY_ISOFORMAT)):
        simple = simplify(value)
        return simple if isinstance(simple, str) else repr(simple)
    if type(value) is int:
        return _digits(value)
    if is_a(value, type):
        return full_name(value)
    return shown(value)[:KEY_CHARS_MAX]


def text(value: Any) -> str:
    """Return content that is no plain text as text, by `str()` where that evaluates nothing."""
    try:
        value = plain(value)
        kind = type(value)
        if kind is str or kind is int:
            return clean(value) if kind is str else _digits(value)
        if is_a(value, BaseException) and asks_what_it_holds(kind, "__str__"):
            return clean(_exceptions.message(value))
        by_repr = is_a(value, (bytes, bytearray, *_CONTAINERS)) or is_lazy(kind) or _asks_in_str(kind)
        by_parts = _models.is_shown_by_fields(kind) or _tables.is_table(kind)
        return clean(shown(value) if by_repr or by_parts else str(value))
    except Exception as error:  # noqa: BLE001 - as in simplify
        return unrepresentable(type(value), error)


def _asks_in_str(kind: type) -> bool:
    """Whether `str()` of such an object may evaluate something."""
    if not any("__str__" in vars(base) for base in kind.__mro__[:-1]):
        return is_evaluated_when_shown(kind)
    return is_collection(kind) or asks_what_it_holds(kind, "__str__")


def _digits(value: int) -> str:
    return str(value) if value.bit_length() <= DECIMAL_BITS_MAX else hex(value)


def clean(value: str) -> str:
    """Return a text that UTF-8 can carry; lone surrogates become the text `\\udXXX`."""
    return str.encode(value, "utf-8", "backslashreplace").decode("utf-8")


def shown(value: Any, depth: int = 0) -> str:
    """Return the `repr` of a value, in which whatever a `repr` might evaluate is named, also inside of containers."""
    value = plain(value)
    kind = type(value)
    if kind is int:
        return _digits(value)
    base = _container_of(kind)
    if base is None:
        return _shown_object(value, kind, depth)
    if depth == SHOWN_DEPTH_MAX:
        return "..."
    items = islice(dict.items(value) if base is dict else base.__iter__(value), NODES_MAX)
    if base is dict:
        texts = [f"{shown(key, depth + 1)}: {shown(item, depth + 1)}" for key, item in items]
    elif _is_namedtuple(kind):
        texts = [f"{name}={shown(item, depth + 1)}" for name, item in zip(kind._fields, items, strict=False)]
        return f"{kind.__name__}({', '.join(texts)})"
    else:
        texts = [shown(item, depth + 1) for item in items]
    if not texts and base in (set, frozenset):
        return f"{base.__name__}()"
    begin, end = _CONTAINERS[base]
    return begin + ", ".join(texts) + ("," * (base is tuple and len(texts) == 1)) + end


def _shown_object(value: Any, kind: type, depth: int) -> str:
    if not _models.is_shown_by_fields(kind):
        if not is_evaluated_when_shown(kind):
            by_cells = _tables.shown_by_cells(value, lambda part: shown(part, depth + 1))
            return repr(value) if by_cells is None else by_cells
        holder = None if is_lazy(kind) or not asks_what_it_holds(kind, "__repr__") else holder_of(kind)
        if holder is None:
            return named(kind)
        return "..." if depth == SHOWN_DEPTH_MAX else holder(value, lambda part: shown(part, depth + 1))
    if depth == SHOWN_DEPTH_MAX:
        return "..."
    fields = [f"{name}={shown(field, depth + 1)}" for name, field in _models.fields_of(value).items()]
    return f"{kind.__qualname__}({', '.join(fields)})"


def _container_of(kind: type) -> Any:
    return next((base for base in _CONTAINERS if issubclass(kind, base)), None)


def bounded_repr(value: Any) -> object:
    """Return the `repr` of a value, at most so much of it."""
    whole = clean(shown(value))
    return whole if len(whole) <= REPR_CHARS_MAX else Cut(whole[:REPR_CHARS_MAX])


def _disguised(value: Any) -> object:
    return repr(value)


def _name(value: Any) -> object:
    return named(type(value))


# One function for each rendering, in the order of the guide's table.


def _str(value: str) -> object:
    return clean(value)


def _int(value: int) -> object:
    """Return the number itself as far as JSON numbers go here, and its hexadecimal text past that."""
    value = int.__pos__(value)
    if value.bit_length() <= 63:
        return value
    if value.bit_length() <= DECIMAL_BITS_MAX:
        return Digits(str(value))
    shown = hex(value)
    return shown if len(shown) <= STRING_BYTES_MAX else Cut(shown[:STRING_BYTES_MAX])


def _float(value: float) -> object:
    return float.__pos__(value)


def _isoformat(value: datetime.datetime | datetime.date | datetime.time) -> object:
    return value.isoformat()


def _by_str(value: object) -> object:
    return str(value)


def _enum(value: enum.Enum) -> object:
    return value.value


def _bytes(value: bytes | bytearray | memoryview) -> object:
    """Return UTF-8 as text and anything else as base64."""
    size = value.nbytes if isinstance(value, memoryview) else len(value)
    # A few bytes more than a text may have, so that the cut falls between characters here or in the extension.
    head = (
        bytes(value.cast("B")[:STRING_BYTES_MAX]) if isinstance(value, memoryview) else bytes(value[:STRING_BYTES_MAX])
    )
    shown = _utf8(head, whole=len(head) == size)
    if shown is None:
        shown = "base64:" + base64.b64encode(head[: STRING_BYTES_MAX // 4 * 3 - 6]).decode("ascii")
        return shown if size <= STRING_BYTES_MAX // 4 * 3 - 6 else Cut(shown)
    return shown if len(head) == size else Cut(shown)


def _utf8(head: bytes, *, whole: bool) -> str | None:
    try:
        return head.decode("utf-8")
    except UnicodeDecodeError as error:
        # The cut itself may have split the last character.
        if whole or len(head) - error.start > 3:
            return None
        return head[: error.start].decode("utf-8")


def _set(value: Set[Any]) -> object:
    if is_a(value, (set, frozenset)) and len(value) <= NODES_MAX:
        try:
            return sorted(value)
        except Exception:  # noqa: BLE001 - not sortable is no failure
            pass
    return list(islice(value, NODES_MAX + 1))


def _tuple(value: tuple[Any, ...]) -> object:
    return list(islice(tuple.__iter__(value), NODES_MAX + 1))


def _list(value: Any) -> object:
    # A list that is below another class may load what it holds when it is asked itself.
    items = list.__iter__(value) if is_a(value, list) else iter(value)
    return list(islice(items, NODES_MAX + 1))


def _namedtuple(value: Any) -> object:
    return dict(zip(type(value)._fields, tuple.__iter__(value), strict=False))


def _exception(value: BaseException) -> object:
    return _exceptions.describe(value, stacktrace=False)


def _mapping(value: Any) -> object:
    if is_a(value, dict):
        items = dict.items(value)
        return dict(items) if len(items) <= NODES_MAX else dict(islice(items, NODES_MAX + 1))
    return dict(islice(value.items(), NODES_MAX + 1))


def _response(value: Any) -> object:
    from convlog import _http

    return _http.describe(value)


def _class(value: type) -> object:
    return full_name(value)


_BY_STR = (
    decimal.Decimal,
    fractions.Fraction,
    complex,
    uuid.UUID,
    os.PathLike,
    ipaddress.IPv4Address,
    ipaddress.IPv6Address,
    ipaddress.IPv4Network,
    ipaddress.IPv6Network,
)
#: What shows itself in disguise, of either version of pydantic.
_SECRETS = frozenset(
    {
        ("pydantic.types", "_SecretBase"),
        ("pydantic.types", "SecretField"),
        ("pydantic.v1.types", "SecretField"),
    }
)
_BY_ISOFORMAT = (datetime.datetime, datetime.date, datetime.time)


def _find_handler(kind: type) -> Handler:
    """Return the rendering of a type, the most telling one first."""
    if is_lazy(kind):
        return _name
    for is_kind, handler in _TESTS:
        if is_kind(kind):
            return handler
    declared = _models.handler_of(kind)
    if declared is not None:
        return declared
    for classes, handler in _CLASSES:
        if issubclass(kind, classes):
            return handler
    # Abstract classes last: asking them runs code of the type's.
    for abstract, handler in _ABSTRACT:
        if issubclass(kind, abstract):
            return handler
    return bounded_repr


def _is_namedtuple(kind: type) -> bool:
    fields = getattr(kind, "_fields", None)
    return issubclass(kind, tuple) and isinstance(fields, tuple) and all(isinstance(name, str) for name in fields)


def _is_secret(kind: type) -> bool:
    return any((base.__module__, base.__name__) in _SECRETS for base in kind.__mro__)


def _is_response(kind: type) -> bool:
    return any(
        base.__name__ == "Response" and base.__module__.split(".")[0] in ("requests", "httpx") for base in kind.__mro__
    )


_TESTS: list[tuple[Callable[[type], bool], Handler]] = [
    (lambda kind: issubclass(kind, enum.Enum), _enum),
    (lambda kind: issubclass(kind, BaseException), _exception),
    (_is_namedtuple, _namedtuple),
    (_is_response, _response),
    (_numbers.is_numpy, _numbers.numpy_scalar),
    (_numbers.is_pandas_timedelta, _numbers.pandas_timedelta),
    (_is_secret, _disguised),
]
_CLASSES: list[tuple[type | tuple[type, ...], Handler]] = [
    (str, _str),
    (int, _int),
    (float, _float),
    (_BY_ISOFORMAT, _isoformat),
    (datetime.timedelta, _numbers.timedelta),
    (_BY_STR, _by_str),
    ((bytes, bytearray, memoryview), _bytes),
    ((set, frozenset), _set),
    (tuple, _tuple),
    ((list, deque), _list),
    (type, _class),
    ((dict, types.MappingProxyType), _mapping),
    (types.GeneratorType, bounded_repr),
]
_ABSTRACT: list[tuple[Any, Handler]] = [
    (Mapping, _mapping),
    ((KeysView, ValuesView, ItemsView), _list),
    (Set, _set),
]
_HANDLERS: dict[type, Handler] = {Pii: bounded_repr}
