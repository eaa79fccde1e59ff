"""The fields of structural records, as the extension has them from the schema, and how a value comes by a field's form.

A record with one value of the wrong form is refused whole, so each is put into its form here, and counted if it came in
another; what cannot be is left out of the record, counted, and said. Values marked personal keep their mark.
"""

from __future__ import annotations

import datetime
import hashlib
import math
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from convlog import _console, _render
from convlog._core import FIELDS, ID_BYTES_MAX, Pii

_counts = {"fields_left_out": 0, "fields_coerced": 0, "ids_shortened": 0}


def text(value: Any) -> str:
    """Return a value as text."""
    return value if type(value) is str else _render.text(value)


def name(value: Any) -> str:
    """Return a value as an id; one that is too long is shortened in a way that keeps it unique."""
    shown = _render.clean(text(value))
    raw = shown.encode()
    if len(raw) <= ID_BYTES_MAX:
        return shown
    _counts["ids_shortened"] += 1
    return raw[:200].decode("utf-8", "ignore") + "~" + hashlib.sha256(raw).hexdigest()[:32]


def identity(value: Any) -> str:
    """Return the id of a conversation or turn; one that is missing is drawn."""
    return name(value) if value not in (None, "") else str(uuid.uuid4())


def _time(value: Any) -> str:
    """Return a point in time as RFC 3339; a `datetime` without an offset is taken as local time."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = datetime.datetime.fromtimestamp(value, datetime.UTC)
    elif isinstance(value, str):
        value = datetime.datetime.fromisoformat(value)
    if not isinstance(value, datetime.datetime):
        raise TypeError
    return value.astimezone(datetime.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _number(value: Any) -> int | float:
    number: int | float = value if type(value) is int else float(value)
    if not math.isfinite(number):
        raise ValueError
    return number


def _count(value: Any) -> int:
    count = int(value)
    if count < 0:
        raise ValueError
    return count


def _texts(value: Any) -> list[Any]:
    return [value] if isinstance(value, str) else [_through_mark(text, item) for item in value]


def _mapping(value: Any) -> Any:
    return value if isinstance(value, Mapping) else {"value": value}


#: How a value of each kind of the schema comes by its form; a kind that is not here takes any.
_FORMS: dict[str, Callable[[Any], Any]] = {
    "text": text,
    "id": name,
    "time": _time,
    "flag": bool,
    "number": _number,
    "count": _count,
    "text_list": _texts,
    "object": _mapping,
}
#: The types that each form takes as they come; a value of another one is made into the form, which is counted.
_OWN_TYPES: dict[Callable[[Any], Any], type | tuple[type, ...]] = {
    text: str,
    name: str,
    _time: (str, int, float, datetime.datetime),
    bool: bool,
    _number: (int, float),
    _count: int,
    _texts: (str, list, tuple, set, frozenset),
    _mapping: Mapping,
}
_FORM_OF = {
    record: {field: _FORMS[kind] for field, kind in fields.items() if kind in _FORMS}
    for record, fields in FIELDS.items()
}
_said: set[str] = set()


def names(record: str, *, without: str) -> frozenset[str]:
    """Return the fields of a record that are given by their names; the others are told in ways of their own."""
    return frozenset(FIELDS[record]).difference(without.split())


def fit(record: str, members: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record's members in their forms, without those that are `None` or cannot be put into theirs."""
    fitted: dict[str, Any] = {}
    forms = _FORM_OF[record]
    for field, value in members.items():
        form = forms.get(field)
        if value is None:
            continue
        try:
            fitted[field] = value if form is None else _through_mark(form, value)
        except Exception:  # noqa: BLE001 - a value of the user's in a form that nobody can use
            _counts["fields_left_out"] += 1
            _say(field, value)
    return fitted


def _through_mark(form: Callable[[Any], Any], value: Any) -> Any:
    if isinstance(value, Pii):
        return Pii(_through_mark(form, value.value))
    formed = form(value)
    if not isinstance(value, _OWN_TYPES.get(form, object)):
        _counts["fields_coerced"] += 1
    return formed


def counts() -> dict[str, int]:
    """Return how many fields were left out and put into another form, and how many ids were shortened."""
    return dict(_counts)


def _say(field: str, value: Any) -> None:
    if field not in _said:
        _said.add(field)
        _console.say(f"convlog: {field} cannot be a {type(value).__name__} and was left out (said once)")
