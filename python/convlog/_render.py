"""The Python half of rendering: one function for each type that is no exact builtin.

Each takes a value and returns builtin types, in which values may again be of any type; the extension goes on from
there and enforces the limits. Nothing here copies deeply, consumes an iterator or calls a method of the user's that
the type does not promise to be harmless. `docs/guides/python.md` lists the renderings.
"""

from __future__ import annotations

import base64
import dataclasses
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

from convlog import _exceptions
from convlog._core import Cut, Digits, Pii

#: Bytes of a text, and items of a container, past which the extension cuts anyway.
STRING_BYTES_MAX = 32 * 1024
NODES_MAX = 10_000
#: Characters of a `repr` that are kept.
REPR_CHARS_MAX = 1024
KEY_CHARS_MAX = 256
#: Whole numbers of more bits are written in hexadecimal; every interpreter may write this many in decimal.
DECIMAL_BITS_MAX = 2120

Handler = Callable[[Any], object]


def simplify(value: Any) -> object:
    """Return the value as builtin types; a marker if its own code raises."""
    kind = type(value)
    try:
        handler = _HANDLERS.get(kind)
        if handler is None:
            handler = _find_handler(kind, value)
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
    if value is None:
        return "null"
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, enum.Enum):
        return _key(value.value)
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, (int, float, bytes, bytearray, *_BY_STR, *_BY_ISOFORMAT)):
        simple = simplify(value)
        return simple if isinstance(simple, str) else repr(simple)
    if isinstance(value, type):
        return _type_name(value)
    return repr(value)[:KEY_CHARS_MAX]


def text(value: Any) -> str:
    """Return content that is no plain text as text, by `str()`."""
    try:
        return clean(repr(value) if isinstance(value, (bytes, bytearray)) else str(value))
    except Exception as error:  # noqa: BLE001 - as in simplify
        return unrepresentable(type(value), error)


def clean(value: str) -> str:
    """Return a text that UTF-8 can carry; lone surrogates become the text `\\udXXX`."""
    return str.encode(value, "utf-8", "backslashreplace").decode("utf-8")


def bounded_repr(value: Any) -> object:
    """Return `repr(value)`, at most so much of it."""
    shown = repr(value)
    return shown if len(shown) <= REPR_CHARS_MAX else Cut(shown[:REPR_CHARS_MAX])


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


def _timedelta(value: datetime.timedelta) -> object:
    """Return an ISO 8601 duration; a negative one has its sign in front."""
    sign = "-" if value < datetime.timedelta() else ""
    value = abs(value)
    hours, rest = divmod(value.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    fraction = f".{value.microseconds:06}".rstrip("0") if value.microseconds else ""
    days = f"{value.days}D" if value.days else ""
    time = f"{hours}H" * bool(hours) + f"{minutes}M" * bool(minutes)
    if seconds or fraction or not (days or time):
        time += f"{seconds}{fraction}S"
    return f"{sign}P{days}" + (f"T{time}" if time else "")


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
    if len(value) <= NODES_MAX:
        try:
            return sorted(value)
        except Exception:  # noqa: BLE001 - not sortable is no failure
            pass
    return list(islice(value, NODES_MAX + 1))


def _tuple(value: tuple[Any, ...]) -> object:
    return list(islice(tuple.__iter__(value), NODES_MAX + 1))


def _list(value: Any) -> object:
    return list(islice(value, NODES_MAX + 1))


def _namedtuple(value: Any) -> object:
    return dict(zip(type(value)._fields, tuple.__iter__(value), strict=False))


def _dataclass(value: Any) -> object:
    return _attributes(value, [field.name for field in dataclasses.fields(value)])


def _attrs(value: Any) -> object:
    return _attributes(value, [attribute.name for attribute in type(value).__attrs_attrs__])


def _attributes(value: Any, names: list[str]) -> dict[str, object]:
    """Return the named attributes that are there; one whose reading raises is a marker."""
    shown: dict[str, object] = {}
    for name in names:
        try:
            shown[name] = getattr(value, name)
        except AttributeError:
            continue
        except Exception as error:  # noqa: BLE001 - a property of the user's
            shown[name] = unrepresentable(type(value), error)
    return shown


def _pydantic(value: Any) -> object:
    """Return the fields as they stand, without the serialisers, which may have side effects."""
    fields = dict(value.__dict__)
    extra = getattr(value, "__pydantic_extra__", None)
    if isinstance(extra, dict):
        fields.update(extra)
    return fields["root"] if set(fields) == {"root"} else fields


def _exception(value: BaseException) -> object:
    return _exceptions.describe(value, stacktrace=False)


def _mapping(value: Mapping[Any, Any]) -> object:
    if isinstance(value, dict) and len(value) <= NODES_MAX:
        return dict(value.items())
    return dict(islice(value.items(), NODES_MAX + 1))


def _response(value: Any) -> object:
    from convlog import _http

    return _http.describe(value)


def _class(value: type) -> object:
    return _type_name(value)


def _type_name(value: type) -> str:
    return value.__qualname__ if value.__module__ == "builtins" else f"{value.__module__}.{value.__qualname__}"


def _numpy_scalar(value: Any) -> object:
    return value.item()


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
_BY_ISOFORMAT = (datetime.datetime, datetime.date, datetime.time)


def _find_handler(kind: type, value: Any) -> Handler:
    """Return the rendering of a type, the most telling one first."""
    for is_kind, handler in _TESTS:
        if is_kind(kind):
            return handler
    for classes, handler in _CLASSES:
        if issubclass(kind, classes):
            return handler
    # Abstract classes last: asking them runs code of the type's.
    for abstract, handler in _ABSTRACT:
        if isinstance(value, abstract):
            return handler
    return bounded_repr


def _is_namedtuple(kind: type) -> bool:
    fields = getattr(kind, "_fields", None)
    return issubclass(kind, tuple) and isinstance(fields, tuple) and all(isinstance(name, str) for name in fields)


def _is_pydantic(kind: type) -> bool:
    return any(base.__module__.split(".")[0] == "pydantic" and base.__name__ == "BaseModel" for base in kind.__mro__)


def _is_response(kind: type) -> bool:
    return any(
        base.__name__ == "Response" and base.__module__.split(".")[0] in ("requests", "httpx") for base in kind.__mro__
    )


def _is_numpy_scalar(kind: type) -> bool:
    return any(base.__module__ == "numpy" and base.__name__ == "generic" for base in kind.__mro__)


_TESTS: list[tuple[Callable[[type], bool], Handler]] = [
    (lambda kind: issubclass(kind, enum.Enum), _enum),
    (_is_namedtuple, _namedtuple),
    (_is_pydantic, _pydantic),
    (_is_response, _response),
    (_is_numpy_scalar, _numpy_scalar),
    (lambda kind: "__dataclass_fields__" in dir(kind), _dataclass),
    (lambda kind: isinstance(getattr(kind, "__attrs_attrs__", None), tuple), _attrs),
]
_CLASSES: list[tuple[type | tuple[type, ...], Handler]] = [
    (str, _str),
    (int, _int),
    (float, _float),
    (_BY_ISOFORMAT, _isoformat),
    (datetime.timedelta, _timedelta),
    (_BY_STR, _by_str),
    ((bytes, bytearray, memoryview), _bytes),
    ((set, frozenset), _set),
    (tuple, _tuple),
    ((list, deque), _list),
    (BaseException, _exception),
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
