"""The fields of structural records, as the extension has them from the schema, and how a value comes by a field's form.

A record with one value of the wrong form is refused whole, so each is put into its form here, and counted if it came in
another; what cannot be is left out of the record, counted, and said. Values marked personal keep their mark.
"""

from __future__ import annotations

import datetime
import decimal
import difflib
import fractions
import hashlib
import math
from collections import deque
from collections.abc import Callable, KeysView, Mapping, ValuesView
from typing import Any

from convlog import _ids, _numbers, _render
from convlog._core import FIELDS, ID_BYTES_MAX, Pii, yes_or_no
from convlog._kinds import is_a, plain
from convlog._types import FieldCounts

_counts: FieldCounts = {"fields_left_out": 0, "fields_coerced": 0, "ids_shortened": 0}


def text(value: Any) -> str:
    """Return a value as text."""
    return value if type(value) is str else _render.text(value)


def name(value: Any) -> str:
    """Return a value as an id, without white space around it; one that is too long is shortened and stays unique."""
    shown = _render.clean(text(value)).strip()
    raw = shown.encode()
    if len(raw) <= ID_BYTES_MAX:
        return shown
    _counts["ids_shortened"] += 1
    return raw[:200].decode("utf-8", "ignore") + "~" + hashlib.sha256(raw).hexdigest()[:32]


def identity(value: Any) -> str:
    """Return the id of a conversation or turn; one that is missing is drawn."""
    return ("" if value is None else name(value)) or _ids.random_uuid()


def _time(value: Any) -> str:
    """Return a point in time as RFC 3339; a `datetime` without an offset is taken as local time."""
    if is_a(value, (int, float)) and not is_a(value, bool):
        value = datetime.datetime.fromtimestamp(value, datetime.UTC)
    elif is_a(value, str):
        value = datetime.datetime.fromisoformat(value.strip())
    elif _numbers.is_numpy(type(value)):
        # Numpy's have no offset and stand for UTC.
        value = datetime.datetime.fromisoformat(str(value)).replace(tzinfo=datetime.UTC)
    if not is_a(value, datetime.datetime):
        raise TypeError
    return str(value.astimezone(datetime.UTC).isoformat(timespec="microseconds")).replace("+00:00", "Z")


def _flag(value: Any) -> bool:
    said = yes_or_no(value) if is_a(value, str) else _plain(value)
    if said not in (True, False):
        raise ValueError
    return bool(said)


def _number(value: Any) -> int | float:
    number: int | float = value if type(value) is int else float(_plain(value))
    if not math.isfinite(number):
        raise ValueError
    return number


def _count(value: Any) -> int:
    plain = _plain(value)
    count = int(plain)
    if count < 0 or (is_a(plain, float) and count != plain):
        raise ValueError
    return count


def _plain(value: Any) -> Any:
    """Return a number or a text; of anything else it may be a query to make one."""
    if _numbers.is_numpy(type(value)):
        return value.item()
    if not is_a(value, (int, float, str, decimal.Decimal, fractions.Fraction)):
        raise TypeError
    return value


def _texts(value: Any) -> list[Any]:
    if is_a(value, str):
        return [value]
    if not is_a(value, (list, tuple, set, frozenset, deque, KeysView, ValuesView)):
        raise TypeError
    return [_through_mark(text, item) for item in value if item is not None]


def _mapping(value: Any) -> Any:
    return value if is_a(value, Mapping) else {"value": value}


#: How a value of each kind of the schema comes by its form; a kind that is not here takes any.
_FORMS: dict[str, Callable[[Any], Any]] = {
    "text": text,
    "id": name,
    "time": _time,
    "flag": _flag,
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
    _flag: bool,
    _number: (int, float),
    _count: int,
    _texts: (str, list, tuple, set, frozenset),
    _mapping: Mapping,
}
_FORM_OF = {
    record: {field: _FORMS[kind] for field, kind in fields.items() if kind in _FORMS}
    for record, fields in FIELDS.items()
}


def names(record: str, *, without: str = "") -> frozenset[str]:
    """Return the fields of a record that are given by their names; the others are told in ways of their own."""
    return frozenset(FIELDS[record]).difference(without.split())


def insist(thing: str, given: Mapping[str, Any], known: frozenset[str]) -> None:
    """Raise where a keyword is no field, which is a slip of the pen.

    Raises:
        TypeError: with every such name, and the field that was meant if one is near.
    """
    unknown = sorted(given.keys() - known)
    if not unknown:
        return
    near = [close for name in unknown for close in difflib.get_close_matches(name, known, 1)]
    meant = f" (is {' or '.join(near)} meant?)" if near else ""
    raise TypeError(f"{thing} has no field {', '.join(unknown)}{meant}")


def fit(record: str, members: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record's members in their forms, without those that are `None`.

    One that cannot be put into its form goes on as it is: the core leaves it out, and tells everybody who has to know.
    """
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
            fitted[field] = value
    return fitted


def _through_mark(form: Callable[[Any], Any], value: Any) -> Any:
    if is_a(value, Pii):
        return Pii(_through_mark(form, value.value))
    formed = form(plain(value))
    if not is_a(value, _OWN_TYPES.get(form, object)):
        _counts["fields_coerced"] += 1
    return formed


def counts() -> FieldCounts:
    """Return how many fields were left out and put into another form, and how many ids were shortened."""
    return _counts.copy()
